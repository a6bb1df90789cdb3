import type { LookupAddress } from 'node:dns'
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import { runs } from '../testing/scale.ts'
import { isPublicAddress, publicNames, RefusedAddress } from './public-address.ts'

/** IANA special-purpose registries, and what can hide an IPv4 address in an IPv6 one. */
const SPECIAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '255.255.255.255/32',
  '::/128',
  '::1/128',
  '::/96',
  '::ffff:0:0/96',
  '::ffff:0:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]

const bits = (address: readonly number[]): string => address.map((byte) => byte.toString(2).padStart(8, '0')).join('')

/** An address of the block whose other bits are as asked. */
function within(cidr: string, seed: readonly number[]): string {
  const [network, prefix] = ipaddr.parseCIDR(cidr)
  const bytes = network.toByteArray()
  const mixed = bits(bytes).slice(0, prefix) + bits(seed.slice(0, bytes.length)).slice(prefix)
  return ipaddr.fromByteArray(bytes.map((_, at) => Number.parseInt(mixed.slice(at * 8, at * 8 + 8), 2))).toString()
}

describe('a public address', () => {
  it.each(['1.1.1.1', '8.8.8.8', '93.184.215.14', '172.15.255.255', '172.32.0.1', '100.63.255.255', '126.1.1.1'])(
    '%s is one',
    (address) => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )

  it.each(['2606:4700:4700::1111', '2a00:1450:4001:82a::200e', '2001:4860:4860::8888', '2620:fe::fe'])(
    '%s is one',
    (address) => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )

  it.each(SPECIAL)('[E1] is none of %s, whichever it is', (cidr) => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 16, maxLength: 16 }), (seed) => {
        expect(isPublicAddress(within(cidr, seed))).toBe(false)
      }),
      { numRuns: runs({ test: 200, verify: 20_000 }) },
    )
  })

  it.each(['', 'localhost', '1.2.3', 'fe80::1%eth0', '2606:4700::1%eth0', '[::1]', '127.0.0.1 ', '::ffff:1.1.1.1'])(
    '[E1] is not %j',
    (address) => {
      expect(isPublicAddress(address)).toBe(false)
    },
  )
})

const PUBLIC: LookupAddress = { address: '93.184.215.14', family: 4 }
const PUBLIC_6: LookupAddress = { address: '2606:4700:4700::1111', family: 6 }
const PRIVATE: LookupAddress = { address: '10.0.0.7', family: 4 }

/** What a name with these addresses is taken to lead to. */
const judged = (addresses: readonly LookupAddress[]) => publicNames(async () => addresses)('hooks.example')

describe('a name', () => {
  it('leads where the resolver says, if all of it is public', async () => {
    expect(await judged([PUBLIC, PUBLIC_6])).toEqual([PUBLIC, PUBLIC_6])
    expect(await judged([PUBLIC_6, PUBLIC])).toEqual([PUBLIC_6, PUBLIC])
  })

  it('[E1] is refused for one address that is not, wherever it stands', async () => {
    for (const addresses of [[PRIVATE], [PUBLIC, PRIVATE], [PRIVATE, PUBLIC], [PUBLIC, PUBLIC_6, PRIVATE], []]) {
      await expect(judged(addresses)).rejects.toThrow(RefusedAddress)
    }
  })

  it('passes the resolver’s fault on', async () => {
    const fault = new Error('ENOTFOUND')
    await expect(publicNames(() => Promise.reject(fault))('hooks.example')).rejects.toBe(fault)
  })
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { Secret } from '../domain/secret.ts'
import { credentialHeader } from './credential-header.ts'

const header = (key: string): string => credentialHeader('basic-user', new Secret(Buffer.from(key, 'latin1')))

it('sends the key as user name with an empty password, colon included', () => {
  expect(header('demo-key-not-real-0001')).toBe('Basic ZGVtby1rZXktbm90LXJlYWwtMDAwMTo=')
})

it(
  'encodes every key as RFC 4648 does',
  () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const expected = `Basic ${Buffer.concat([bytes, Buffer.from(':')]).toString('base64')}`
        expect(credentialHeader('basic-user', new Secret(Buffer.from(bytes)))).toBe(expected)
      }),
      { numRuns: runs({ test: 2_000, verify: 1_000_000 }) },
    )
  },
  PATIENCE_MS,
)

it('leaves the lent key as it was', () => {
  const bytes = Buffer.from('demo-key-not-real-0001')
  credentialHeader('basic-user', new Secret(bytes))
  expect(bytes.toString()).toBe('demo-key-not-real-0001')
})

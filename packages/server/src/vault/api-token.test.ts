import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { generateApiToken, isApiToken } from './api-token.ts'

const RUNS = { numRuns: runs({ test: 3_000, verify: 100_000 }) }
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes))

const valueOf = (digits: string): bigint =>
  [...digits].reduce((value, digit) => value * 62n + BigInt(DIGITS.indexOf(digit)), 0n)

describe('an API token', () => {
  it(
    'is its prefix, its 256 bits in base 62, and the CRC-32 of both',
    () => {
      fc.assert(
        fc.property(bytes32, (bytes) => {
          const token = generateApiToken((size) => bytes.subarray(0, size))
          expect(token).toMatch(/^kt_live_[0-9A-Za-z]{49}$/)
          expect(valueOf(token.slice(8, 51))).toBe(BigInt(`0x${bytes.toString('hex')}`))
          expect(valueOf(token.slice(51))).toBe(BigInt(crc32(token.slice(0, 51))))
          expect(isApiToken(token)).toBe(true)
        }),
        RUNS,
      )
    },
    PATIENCE_MS,
  )

  it.each([
    { bits: 'all zero', byte: 0 },
    { bits: 'all one', byte: 255 },
  ])('has the same width with its bits $bits', ({ byte }) => {
    const token = generateApiToken(() => Buffer.alloc(32, byte))
    expect(token).toHaveLength(57)
    expect(isApiToken(token)).toBe(true)
  })

  it('is told from itself with any one character mistyped, or two neighbours exchanged', () => {
    const token = generateApiToken()
    for (let at = 0; at < token.length; at += 1) {
      for (const digit of DIGITS) {
        if (digit === token[at]) continue
        expect(isApiToken(token.slice(0, at) + digit + token.slice(at + 1))).toBe(false)
      }
      const [one = '', other = ''] = token.slice(at, at + 2)
      if (one !== other && other !== '') {
        expect(isApiToken(token.slice(0, at) + other + one + token.slice(at + 2))).toBe(false)
      }
    }
  })

  it.each([
    { what: 'nothing', text: () => '' },
    { what: 'its prefix', text: () => 'kt_live_' },
    { what: 'one cut short', text: () => generateApiToken().slice(0, -1) },
    { what: 'one with something behind it', text: () => `${generateApiToken()}\n` },
    { what: 'one with something before it', text: () => ` ${generateApiToken()}` },
    { what: 'one for another environment', text: () => generateApiToken().replace('live', 'test') },
    { what: 'one in capitals', text: () => generateApiToken().toUpperCase() },
    { what: 'the key of a provider', text: () => 'demo-key-not-real-0001' },
  ])('is not $what', ({ text }) => {
    expect(isApiToken(text())).toBe(false)
  })

  it('is another each time', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => generateApiToken())).size).toBe(1_000)
  })
})

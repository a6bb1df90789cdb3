import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { MalformedValue } from './errors.ts'
import { ID_PREFIX, parseId, parseReference, parseTenantId } from './ids.ts'
import type { IdKind } from './ids.ts'

const RUNS = { numRuns: runs({ test: 2_000, verify: 100_000 }) }
const ALLOWED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:@-'
const RANDOM_PART = 'AbCdEfGhIjKlMnOpQrSt-_'
const KINDS: readonly IdKind[] = [
  'connection',
  'connectSession',
  'credential',
  'attempt',
  'event',
  'auditEvent',
  'apiToken',
  'webhookEndpoint',
  'delivery',
  'notice',
]

describe.each([
  { name: 'tenantId', parse: parseTenantId },
  { name: 'reference', parse: parseReference },
])('$name', ({ name, parse }) => {
  it.each(['a', 'acme-42', 'user@example.com', 'urn:x:1.2_3', 'Z'.repeat(128)])('takes %s as it is', (value) => {
    expect(parse(value)).toBe(value)
  })

  it.each([
    { what: 'nothing', value: '' },
    { what: '129 characters', value: 'a'.repeat(129) },
    { what: 'a space', value: 'a b' },
    { what: 'a line break at the end', value: 'acme\n' },
    { what: 'a slash', value: 'a/b' },
    { what: 'the owner of what belongs to nobody', value: '~instance' },
    { what: 'a zero byte', value: 'a\0' },
    { what: 'a letter outside ASCII', value: 'bøger' },
    { what: 'a letter that looks like one of ASCII', value: 'аcme' },
  ])('refuses $what, and does not repeat it', ({ value }) => {
    expect(() => parse(value)).toThrow(MalformedValue)
    expect(() => parse(value)).toThrow(`${name} must be 1 to 128 letters, digits or . _ : @ -.`)
  })

  it(
    'takes exactly the texts of 1 to 128 allowed characters',
    () => {
      const character = fc.oneof(
        { arbitrary: fc.constantFrom(...ALLOWED), weight: 20 },
        { arbitrary: fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }), weight: 1 },
      )
      fc.assert(
        fc.property(fc.string({ unit: character, maxLength: 140 }), (value) => {
          const isFine = value.length >= 1 && value.length <= 128 && [...value].every((each) => ALLOWED.includes(each))
          expect(accepts(() => parse(value))).toBe(isFine)
        }),
        RUNS,
      )
    },
    PATIENCE_MS,
  )
})

describe('our ids', () => {
  it('each have a prefix of their own that no other begins with', () => {
    const prefixes = Object.values(ID_PREFIX)
    expect(Object.keys(ID_PREFIX)).toEqual(KINDS)
    for (const prefix of prefixes) expect(prefixes.filter((other) => other.startsWith(prefix))).toEqual([prefix])
  })

  it.each(KINDS)('of kind %s are read with their own prefix only', (kind) => {
    for (const other of KINDS) {
      const value = `${ID_PREFIX[other]}${RANDOM_PART}`
      expect(accepts(() => parseId(kind, value))).toBe(kind === other)
    }
  })

  it.each([
    { what: 'no random part', value: 'conn_' },
    { what: '21 characters', value: `conn_${'a'.repeat(21)}` },
    { what: '33 characters', value: `conn_${'a'.repeat(33)}` },
    { what: 'a character outside base64url', value: `conn_${'a'.repeat(21)}+` },
    { what: 'a line break at the end', value: `conn_${RANDOM_PART}\n` },
    { what: 'something before the prefix', value: ` conn_${RANDOM_PART}` },
    { what: 'the prefix in capitals', value: `CONN_${RANDOM_PART}` },
  ])('refuse $what', ({ value }) => {
    expect(() => parseId('connection', value)).toThrow(MalformedValue)
  })
})

function accepts(parse: () => unknown): boolean {
  try {
    parse()
    return true
  } catch (error) {
    if (error instanceof MalformedValue) return false
    throw error
  }
}

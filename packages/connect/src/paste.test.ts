import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PasteFault } from './facts.ts'
import { KEY_LIMIT_BYTES, tidyPaste } from './paste.ts'
import type { RepairKind } from './paste.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (value: Uint8Array): string => new TextDecoder().decode(value)

const KEY = 'example-not-a-real-key-0000000000000001'

describe('the paste doctor repairs', () => {
  const repaired: readonly (readonly [string, string, readonly RepairKind[]])[] = [
    ['a line separator at the end', `${KEY}\u2028`, ['line_break']],
    ['a mark of byte order at the start', `\uFEFF${KEY}`, ['invisible']],
    ['marks of writing direction around it', `\u2066${KEY}\u2069`, ['invisible']],
    ['single quotes of a book', `‘${KEY}’`, ['quotes']],
    [
      'everything at once',
      `\uFEFF "Bearer PLEO_KEY='${KEY}' " \n`,
      ['line_break', 'space', 'quotes', 'word_before', 'name_before', 'invisible'],
    ],
  ]
  it.each(repaired)('[I11, X28] %s', (_, pasted, kinds) => {
    const paste = tidyPaste(bytes(pasted))
    if (paste.kind !== 'key') throw new Error(paste.fault)
    expect(new Set(paste.repairs.map(({ kind }) => kind))).toEqual(new Set(kinds))
    expect(text(paste.bytes)).toMatch(/^example-not-a-real-key/)
  })

  it('counts the invisible characters', () => {
    const paste = tidyPaste(bytes(`\u200B${KEY}\u200D\uFEFF`))
    expect(paste.kind === 'key' && paste.repairs).toEqual([{ kind: 'invisible', count: 3 }])
  })

  it.each(['*', '**'])('takes %j for characters of a key: two in a row hide nothing', (asterisks) => {
    for (const pasted of [`${asterisks}${KEY}`, `${KEY}${asterisks}`, `example${asterisks}${KEY}${asterisks}0`]) {
      const paste = tidyPaste(bytes(pasted))
      expect(paste.kind === 'key' && text(paste.bytes)).toBe(pasted)
    }
  })

  it('leaves the padding of a key in capitals alone', () => {
    const paste = tidyPaste(bytes('ABCDEFGHIJKLMNOPQRST=='))
    expect(paste.kind === 'key' && text(paste.bytes)).toBe('ABCDEFGHIJKLMNOPQRST==')
  })
})

describe('the paste doctor refuses before any call', () => {
  const refused: readonly (readonly [string, string | Uint8Array, PasteFault])[] = [
    ['white space alone', ' \u00A0\n\t', 'empty'],
    ['one asterisk', '*', 'masked'],
    ['two asterisks', '**', 'masked'],
    ['three asterisks before an end that can be read', `***${KEY}`, 'masked'],
    ['three asterisks after a beginning that can be read', `${KEY}***`, 'masked'],
    ['one dot among what can be read', `example-not-a-re•l-key`, 'masked'],
    ['an address of another kind', 'custom+app://open', 'web_address'],
    ['more than the pages take', '•'.repeat(100_000), 'too_long'],
    ['one byte too many', 'a'.repeat(KEY_LIMIT_BYTES + 1), 'too_long'],
    ['a control character', 'example-\u0000-key', 'foreign_character'],
    ['letters in more bytes than they need', new Uint8Array([0xe0, 0x81, 0x81, 0xc1, 0x81]), 'foreign_character'],
    ['a character beyond the last', new Uint8Array([0x61, 0xf4, 0x90, 0x80, 0x80]), 'foreign_character'],
    ['a soft hyphen without its start', new Uint8Array([0x61, 0x82, 0xad, 0x61]), 'foreign_character'],
    ['a character that was cut off', new Uint8Array([0x61, 0xe2, 0x80]), 'foreign_character'],
    ['bytes that are no text', new Uint8Array([0x61, 0xff, 0xfe, 0x62]), 'foreign_character'],
  ]
  it.each(refused)('[I11, X28] %s', (_, pasted, fault) => {
    expect(tidyPaste(typeof pasted === 'string' ? bytes(pasted) : pasted)).toEqual({ kind: 'malformed', fault })
  })
})

describe('for every string of bytes the paste doctor', () => {
  const alphabet = [
    'a',
    'B',
    'Z',
    '=',
    ':',
    '"',
    '“',
    '”',
    ' ',
    '\n',
    '\u200B',
    '\u00A0',
    '•',
    '*',
    '{',
    'Bearer ',
    'API_KEY=',
    '.',
    'é',
  ]
  const likely = fc.array(fc.constantFrom(...alphabet), { maxLength: 40 }).map((parts) => bytes(parts.join('')))
  const pasted = fc.oneof(fc.uint8Array({ maxLength: 200 }), likely, fc.string({ unit: 'binary' }).map(bytes))

  it('never throws, and a key it accepts is printable, without space or colon, and not longer than the paste', () => {
    fc.assert(
      fc.property(pasted, (value) => {
        const paste = tidyPaste(value)
        if (paste.kind === 'malformed') return
        expect(paste.bytes.length).toBeGreaterThan(0)
        expect(paste.bytes.length).toBeLessThanOrEqual(value.length)
        expect(paste.bytes.every((byte) => byte > 0x20 && byte < 0x7f && byte !== 0x3a)).toBe(true)
      }),
      { numRuns: 20_000 },
    )
  })

  it('has nothing left to repair in what it has repaired', () => {
    fc.assert(
      fc.property(pasted, (value) => {
        const paste = tidyPaste(value)
        if (paste.kind === 'malformed') return
        expect(tidyPaste(paste.bytes)).toEqual({ ...paste, repairs: [] })
      }),
      { numRuns: 20_000 },
    )
  })

  it('[X31] answers a refusal with nothing but the name of the fault, and leaves the paste as it was', () => {
    fc.assert(
      fc.property(pasted, (value) => {
        const before = value.slice()
        const paste = tidyPaste(value)
        expect(value).toEqual(before)
        if (paste.kind === 'malformed') expect(Object.keys(paste).toSorted()).toEqual(['fault', 'kind'])
      }),
    )
  })

  // Whatever starts anew at each byte would be at it for minutes.
  it.each([
    ['"', 'empty'],
    [' ', 'empty'],
    ['\u00A0', 'empty'],
    ['A', 'too_long'],
    ['“', 'too_long'],
    [':', 'too_long'],
    ['\u200B', 'foreign_character'],
    ['•', 'masked'],
    ['a=\n', 'settings_block'],
    ['AAA=', 'a key'],
    ['Bearer ', 'a key'],
  ])('reads the longest paste of %j in one go, as %s', (piece, expected) => {
    const longest = bytes(piece.repeat(65_536)).subarray(0, 65_536)
    for (let time = 0; time < 10; time += 1) {
      const paste = tidyPaste(longest)
      expect(paste.kind === 'key' ? 'a key' : paste.fault).toBe(expected)
    }
  })
})

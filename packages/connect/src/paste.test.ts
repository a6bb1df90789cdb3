import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PasteFault } from './facts.ts'
import { KEY_LIMIT_BYTES, tidyPaste } from './paste.ts'
import type { Hint, RepairKind } from './paste.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (value: Uint8Array): string => new TextDecoder().decode(value)

const KEY = 'example-not-a-real-key-0000000000000001'
const BLOCK = '{\n  "apiKey": "example-not-a-real-key"\n}'
const SIGNED = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJub2JvZHkifQ.bm90LWEtcmVhbC1zaWduYXR1cmU'

describe('[D10, I11, X28] the paste doctor repairs', () => {
  const repaired: readonly (readonly [string, string, readonly RepairKind[]])[] = [
    ['a key as it is', KEY, []],
    ['a space before', ` ${KEY}`, ['space']],
    ['a space after', `${KEY} `, ['space']],
    ['a tab before', `\t${KEY}`, ['space']],
    ['a line break before', `\n${KEY}`, ['space']],
    ['a line break at the end', `${KEY}\n`, ['line_break']],
    ['a line break of Windows at the end', `${KEY}\r\n`, ['line_break']],
    ['a line separator at the end', `${KEY}\u2028`, ['line_break']],
    ['a space that does not break, as word processors write', `\u00A0${KEY}\u00A0`, ['space']],
    ['a narrow and a wide space', `\u202F${KEY}\u3000`, ['space']],
    ['an invisible space inside', `example\u200B-not-a-real-key`, ['invisible']],
    ['a mark of byte order at the start', `\uFEFF${KEY}`, ['invisible']],
    ['a soft hyphen inside', `example-not\u00AD-a-real-key`, ['invisible']],
    ['marks of writing direction around it', `\u2066${KEY}\u2069`, ['invisible']],
    ['straight quotes', `"${KEY}"`, ['quotes']],
    ['single quotes', `'${KEY}'`, ['quotes']],
    ['ticks of a chat', `\`${KEY}\``, ['quotes']],
    ['English quotes', `“${KEY}”`, ['quotes']],
    ['German quotes', `„${KEY}“`, ['quotes']],
    ['Danish quotes', `»${KEY}«`, ['quotes']],
    ['French quotes', `«${KEY}»`, ['quotes']],
    ['single quotes of a book', `‘${KEY}’`, ['quotes']],
    ['quotes inside quotes', `"'${KEY}'"`, ['quotes']],
    ['the word of an HTTP header', `Bearer ${KEY}`, ['word_before']],
    ['the same in small letters and with a tab', `basic\t${KEY}`, ['word_before']],
    ['a name of a settings file', `PLEO_API_KEY=${KEY}`, ['name_before']],
    ['a name with a quoted value', `API_KEY="${KEY}"`, ['name_before', 'quotes']],
    [
      'everything at once',
      `\uFEFF "Bearer PLEO_KEY='${KEY}' " \n`,
      ['line_break', 'space', 'quotes', 'word_before', 'name_before', 'invisible'],
    ],
  ]
  it.each(repaired)('%s', (_, pasted, kinds) => {
    const paste = tidyPaste(bytes(pasted))
    if (paste.kind !== 'key') throw new Error(paste.fault)
    expect(new Set(paste.repairs.map(({ kind }) => kind))).toEqual(new Set(kinds))
    expect(text(paste.bytes)).toMatch(/^example-not-a-real-key/)
  })

  it('counts the invisible characters', () => {
    const paste = tidyPaste(bytes(`\u200B${KEY}\u200D\uFEFF`))
    expect(paste.kind === 'key' && paste.repairs).toEqual([{ kind: 'invisible', count: 3 }])
  })

  it('leaves the padding of a key in capitals alone', () => {
    const paste = tidyPaste(bytes('ABCDEFGHIJKLMNOPQRST=='))
    expect(paste.kind === 'key' && text(paste.bytes)).toBe('ABCDEFGHIJKLMNOPQRST==')
  })
})

describe('[I11, X28] the paste doctor refuses before any call', () => {
  const refused: readonly (readonly [string, string | Uint8Array, PasteFault])[] = [
    ['nothing', '', 'empty'],
    ['white space alone', ' \u00A0\n\t', 'empty'],
    ['invisible characters alone', '\u200B\uFEFF', 'empty'],
    ['empty quotes', '""', 'empty'],
    ['dots', '••••••••••••••••', 'masked'],
    ['dots of another font', '●●●●●●', 'masked'],
    ['dots with an end that can be read', '••••••••abcd', 'masked'],
    ['asterisks', '****', 'masked'],
    ['one asterisk', '*', 'masked'],
    ['asterisks in the middle', 'pls_****_a1b2c3', 'masked'],
    ['a web address', 'https://app.pleo.example/settings', 'web_address'],
    ['a web address in capitals', 'HTTPS://APP.PLEO.EXAMPLE', 'web_address'],
    ['a web address without its start', 'www.pleo.example', 'web_address'],
    ['an address of another kind', 'custom+app://open', 'web_address'],
    ['JSON', BLOCK, 'settings_block'],
    ['a list', `["${KEY}"]`, 'settings_block'],
    ['mark-up', `<key>${KEY}</key>`, 'settings_block'],
    ['two lines of settings', `PLEO_CLIENT=abc\nPLEO_KEY=${KEY}`, 'settings_block'],
    ['two lines of names and values', `name: Acme\nkey: ${KEY}`, 'settings_block'],
    ['a whole page', 'word '.repeat(1000), 'too_long'],
    ['more than the pages take', '•'.repeat(100_000), 'too_long'],
    ['one byte too many', 'a'.repeat(KEY_LIMIT_BYTES + 1), 'too_long'],
    ['a space inside', 'example-not a-real-key', 'gap_inside'],
    ['a line break inside', 'example-not\na-real-key', 'gap_inside'],
    ['a space that does not break inside', 'example-not\u00A0a-real-key', 'gap_inside'],
    ['a whole header', 'Authorization: Basic ZXhhbXBsZTo=', 'colon'],
    ['a name before it', `API key: ${KEY}`, 'colon'],
    ['a colon at the end, as curl wants it', `${KEY}:`, 'colon'],
    ['a letter of another script', 'example-nоt-a-real-key', 'foreign_character'],
    ['a dash of a word processor', 'example–not–a–real–key', 'foreign_character'],
    ['an emoji', 'example-not-a-real-key😀', 'foreign_character'],
    ['a control character', 'example-\u0000-key', 'foreign_character'],
    ['letters in more bytes than they need', new Uint8Array([0xe0, 0x81, 0x81, 0xc1, 0x81]), 'foreign_character'],
    ['a character beyond the last', new Uint8Array([0x61, 0xf4, 0x90, 0x80, 0x80]), 'foreign_character'],
    ['a soft hyphen without its start', new Uint8Array([0x61, 0x82, 0xad, 0x61]), 'foreign_character'],
    ['a character that was cut off', new Uint8Array([0x61, 0xe2, 0x80]), 'foreign_character'],
    ['bytes that are no text', new Uint8Array([0x61, 0xff, 0xfe, 0x62]), 'foreign_character'],
  ]
  it.each(refused)('%s', (_, pasted, fault) => {
    expect(tidyPaste(typeof pasted === 'string' ? bytes(pasted) : pasted)).toEqual({ kind: 'malformed', fault })
  })
})

describe('the paste doctor only hints', () => {
  const hinted: readonly (readonly [string, string, Hint | undefined])[] = [
    ['at an older kind of key', SIGNED, 'older_key'],
    ['at a password', 'Summer!2026#', 'password'],
    ['at a value that is very short', 'abc123', 'very_short'],
    ['at nothing in an ordinary key', 'pls_0123456789abcdef0123456789abcdef_012345', undefined],
  ]
  it.each(hinted)('%s', (_, pasted, hint) => {
    const paste = tidyPaste(bytes(pasted))
    expect(paste.kind === 'key' && paste.hints).toEqual(hint === undefined ? [] : [hint])
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

  it('takes time in proportion to its length', () => {
    const worst = ['"', ' ', 'A', '\u200B', '•', 'AAA=', 'Bearer ', '“', ':', 'a=\n', '\u00A0']
    const timeOf = (length: number): number => {
      const pastes = worst.map((piece) => bytes(piece.repeat(Math.ceil(length / piece.length))))
      const tries = [1, 2, 3, 4, 5].map(() => {
        const started = performance.now()
        for (const paste of pastes) tidyPaste(paste)
        return performance.now() - started
      })
      return Math.min(...tries)
    }
    timeOf(3_000)
    const small = timeOf(3_000)
    const large = timeOf(30_000)
    // Ten times the bytes: a quadratic rule would take a hundred times as long.
    expect(large / small).toBeLessThan(40)
  })
})

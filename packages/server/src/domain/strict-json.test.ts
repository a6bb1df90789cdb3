import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { readStrictJson } from './strict-json.ts'

const read = (text: string): unknown => readStrictJson(Buffer.from(text))
const DEEPEST = 32

it.each([
  ['{}', {}],
  ['[]', []],
  ['null', null],
  ['"x"', 'x'],
  [' \r\n\t{"a": [1, {"b": "\\u00e6\\"\\\\"}]}\n', { a: [1, { b: 'æ"\\' }] }],
  ['\uFEFF{"a":1}', { a: 1 }],
  ['{"a":"b","c":"a"}', { a: 'b', c: 'a' }],
  ['[{"a":1},{"a":1}]', [{ a: 1 }, { a: 1 }]],
  ['{"a":{"a":{"a":1}}}', { a: { a: { a: 1 } } }],
  ['{"a":"{\\"a\\":1,\\"a\\":2}"}', { a: '{"a":1,"a":2}' }],
  ['{"a":"__proto__"}', { a: '__proto__' }],
  ['{"":1}', { '': 1 }],
  ['["a" , "a"]', ['a', 'a']],
])('reads %j', (text, value) => {
  expect(read(text)).toEqual({ kind: 'value', value })
})

it.each([
  [''],
  [' '],
  ['{'],
  ['{"a":1'],
  ['{"a":1}x'],
  ['{"a":1}{"a":1}'],
  ['{"a":1,}'],
  ["{'a':1}"],
  ['{a:1}'],
  ['NaN'],
  ['01'],
  ['"\\x"'],
  ['"\n"'],
  ['\uFEFF\uFEFF{}'],
  ['<html></html>'],
  ['{"a":1,"a":1}'],
  ['{"a":1,"\\u0061":2}'],
  ['{"b":{"a":1,"c":[{}],"a":2}}'],
  ['{"a":1,"a" \n:2}'],
  ['{"__proto__":{}}'],
  ['{"a":{"__pr\\u006fto__":{}}}'],
  ['{"constructor":1}'],
  ['[{"prototype":1}]'],
])('refuses %j', (text) => {
  expect(read(text)).toEqual({ kind: 'unreadable' })
})

it.each([
  ['a lone continuation', '7b2261223a2280227d'],
  ['an overlong slash', '22c0af22'],
  ['a surrogate', '22eda08022'],
  ['a cut sequence', '22e282'],
  ['UTF-16', 'fffe7b007d00'],
  ['UTF-32', '0000feff'],
])('refuses %s as UTF-8', (_name, hex) => {
  expect(readStrictJson(Buffer.from(hex, 'hex'))).toEqual({ kind: 'unreadable' })
})

describe('depth', () => {
  const nest = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth)

  it.each([
    ['[', ']'],
    ['[[', ']]'],
  ])('of 32 is read, 33 is not, nor are 10,000 of %s', (open, close) => {
    expect(read(nest(open, close, DEEPEST / open.length))).toMatchObject({ kind: 'value' })
    expect(read(nest('[', ']', DEEPEST + 1))).toEqual({ kind: 'unreadable' })
    expect(read(nest(open, close, 10_000))).toEqual({ kind: 'unreadable' })
    expect(read('{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000))).toEqual({ kind: 'unreadable' })
  })
})

// Whatever starts anew at each character would be at it for minutes.
it.each(['"', '\\', '"\\', '{"a":', '":"', '[', '{"a"', ' ', '"a" ', '{},'])(
  'reads a megabyte of %s in one go',
  (piece) => {
    expect(read(piece.repeat(1_000_000 / piece.length))).toEqual({ kind: 'unreadable' })
  },
)

it(
  '[F1] agrees with JSON.parse wherever names are tame and unique',
  () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6, stringUnit: 'binary' }), (text) => {
        const value: unknown = JSON.parse(text)
        const again = JSON.stringify(value)
        const tame = !/"(?:__proto__|constructor|prototype)":/.test(again)
        const parsed: unknown = JSON.parse(again)
        expect(read(again)).toEqual(tame ? { kind: 'value', value: parsed } : { kind: 'unreadable' })
      }),
      { numRuns: runs({ test: 5_000, verify: 100_000 }) },
    )
  },
  PATIENCE_MS,
)

it(
  '[F1] never throws, whatever the bytes, and never reads what JSON.parse would not',
  () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\\',
      '\\u0061',
      'a',
      '1',
      ' ',
      'true',
      '__proto__',
      '"a":',
      '\uFEFF',
      '\u0000',
    )
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(pieces.join('')))
    fc.assert(
      fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        const reading = readStrictJson(bytes)
        if (reading.kind === 'value') {
          expect(reading.value).toEqual(
            JSON.parse(
              Buffer.from(bytes)
                .toString()
                .replace(/^\uFEFF/, ''),
            ),
          )
        }
      }),
      { numRuns: runs({ test: 50_000, verify: 1_000_000 }) },
    )
  },
  PATIENCE_MS,
)

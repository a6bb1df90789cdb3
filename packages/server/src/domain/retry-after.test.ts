import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { parseRetryAfter } from './retry-after.ts'

const NOW = Date.UTC(2026, 2, 2, 9, 15, 0)
const LONGEST_MS = 600_000
const parse = (value: string | null): number | null => parseRetryAfter(value, NOW, LONGEST_MS)

it.each([
  [null, null],
  ['', null],
  ['7', 7_000],
  [' 7 ', 7_000],
  ['0', 1_000],
  ['1', 1_000],
  ['007', 7_000],
  ['600', 600_000],
  ['601', 600_000],
  ['1000000000', 600_000],
  ['99999999999999999999', 600_000],
  ['999999999999999999999', null],
  ['-5', null],
  ['+5', null],
  ['1e9', null],
  ['1.5', null],
  ['NaN', null],
  ['Infinity', null],
  ['0x10', null],
  ['٧', null],
  ['7 seconds', null],
  ['7, 8', null],
  ['7;', null],
  ['Mon, 02 Mar 2026 09:15:30 GMT', 30_000],
  ['Mon, 02 Mar 2026 09:14:00 GMT', 1_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 1_000],
  ['Mon, 02 Mar 2026 23:15:30 GMT', 600_000],
  ['Fri, 31 Dec 9999 23:59:59 GMT', 600_000],
  ['Monday, 02-Mar-26 09:15:30 GMT', 30_000],
  ['Mon Mar  2 09:15:30 2026', 30_000],
  ['Mon, 02 Mar 2026 09:15:30 +0100', null],
  ['Mon, 02 Mar 2026 99:15:30 GMT', null],
  ['Mon, 02 Foo 2026 09:15:30 GMT', null],
  ['2026-03-02T09:15:30Z', null],
  ['2026', 600_000],
  ['tomorrow', null],
])('%j means %j ms', (value, ms) => {
  expect(parse(value)).toBe(ms)
})

it(
  '[F1] is null or a wait within its bounds, whatever it is',
  () => {
    const piece = fc.constantFrom(
      'Mon',
      ', ',
      '02',
      ' ',
      'Mar',
      '2026',
      '09:15:30',
      'GMT',
      '-',
      '9',
      '0',
      '.',
      'e',
      ':',
      '\t',
    )
    const value = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('')),
      fc.double().map(String),
      fc.maxSafeInteger().map(String),
    )
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: 4_102_444_800_000 }), (text, now) => {
        const wait = parseRetryAfter(text, now, LONGEST_MS)
        if (wait === null) return
        expect(wait).toBeGreaterThanOrEqual(1_000)
        expect(wait).toBeLessThanOrEqual(LONGEST_MS)
      }),
      { numRuns: runs({ test: 50_000, verify: 1_000_000 }) },
    )
  },
  PATIENCE_MS,
)

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { lengthPrefixed } from './length-prefixed.ts'
import { BLOCK_BYTES, packPadded, unpackPadded } from './padded.ts'

const RUNS = { numRuns: runs({ test: 5_000, verify: 100_000 }) }
const aList = fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { minLength: 1, maxLength: 6 })

describe('a length-prefixed list', () => {
  it('is what its description says', () => {
    const list = lengthPrefixed(['ab', 258, Buffer.from([1, 2, 3]), ''])
    const expected = ['00000002', '6162', '00000008', '0000000000000102', '00000003', '010203', '00000000']
    expect(list.toString('hex')).toBe(expected.join(''))
  })

  it(
    'is another for every other list',
    () => {
      fc.assert(
        fc.property(aList, aList, (one, other) => {
          const isSame = JSON.stringify(one) === JSON.stringify(other)
          expect(lengthPrefixed(one).equals(lengthPrefixed(other))).toBe(isSame)
        }),
        RUNS,
      )
    },
    PATIENCE_MS,
  )

  it('is another where a character moves from one field to the next', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2 }), fc.nat(), (text, place) => {
        const at = 1 + (place % (text.length - 1))
        const whole = lengthPrefixed([text, ''])
        expect(lengthPrefixed([text.slice(0, at), text.slice(at)]).equals(whole)).toBe(false)
      }),
    )
  })

  it.each([-1, 1.5, Number.NaN])('takes no number like %d', (number) => {
    expect(() => lengthPrefixed([number])).toThrow(RangeError)
  })
})

describe('a padded list', () => {
  const items = fc.array(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    { minLength: 1, maxLength: 4 },
  )

  it(
    'gives back its items, in whole blocks',
    () => {
      fc.assert(
        fc.property(items, (list) => {
          const packed = packPadded(list)
          expect(packed.length % BLOCK_BYTES).toBe(0)
          expect(unpackPadded(packed, list.length)).toEqual(list)
        }),
        RUNS,
      )
    },
    PATIENCE_MS,
  )

  it('is refused unless it is exactly what packing makes', () => {
    const packed = packPadded([Buffer.from('demo-key'), Buffer.from('account')])
    expect(unpackPadded(packed, 2)).toBeDefined()
    expect(unpackPadded(packed, 1)).toBeUndefined()
    expect(unpackPadded(Buffer.concat([packed, Buffer.alloc(64)]), 2)).toBeUndefined()
    expect(unpackPadded(packed.subarray(0, 63), 2)).toBeUndefined()
    expect(unpackPadded(Buffer.alloc(0), 0)).toBeUndefined()
    const marked = Buffer.from(packed)
    marked.writeUInt8(1, packed.length - 1)
    expect(unpackPadded(marked, 2)).toBeUndefined()
    const tooLong = Buffer.from(packed)
    tooLong.writeUInt32BE(0xffffffff)
    expect(unpackPadded(tooLong, 2)).toBeUndefined()
  })
})

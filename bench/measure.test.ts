import { describe, expect, it } from 'vitest'
import { measure } from './measure.ts'
import { median, percentile } from './percentile.ts'
import { valuesOf } from './row.ts'

describe('measuring a row', () => {
  it('goes through its variants forwards and backwards, and keeps the values in the order of the rounds', async () => {
    const order: string[] = []
    const variant = (name: string) => async () => ({ at: order.push(name) })
    const summary = await measure({ rounds: 3, variants: { one: variant('one'), bare: variant('bare') } })
    expect(order).toEqual(['one', 'bare', 'bare', 'one', 'one', 'bare'])
    expect(valuesOf(summary, 'one', 'at')).toEqual([1, 4, 5])
    expect(valuesOf(summary, 'bare', 'at')).toEqual([2, 3, 6])
  })

  it.each([{ second: {} }, { second: { ms: Number.NaN } }])(
    'takes no round that measured nothing: $second',
    async ({ second }) => {
      const samples: Record<string, number>[] = [{ ms: 1 }, second]
      await expect(measure({ rounds: 2, variants: { one: async () => samples.shift() ?? {} } })).rejects.toThrow(
        'A round measured no ms.',
      )
    },
  )

  it('says what was never measured', async () => {
    const summary = await measure({ rounds: 1, variants: { one: async () => ({ ms: 1 }) } })
    expect(() => valuesOf(summary, 'one', 'bytes')).toThrow('one measured no bytes')
    expect(() => valuesOf(summary, 'bare', 'ms')).toThrow('bare measured no ms')
  })

  it.each([
    { values: [3], middle: 3 },
    { values: [9, 1, 2], middle: 2 },
    { values: [4, 1, 2, 9], middle: 3 },
  ])('finds the middle of $values at $middle', ({ values, middle }) => {
    expect(median(values)).toBe(middle)
    expect(() => median([])).toThrow('nothing was measured')
  })

  it.each([
    { share: 0.5, value: 51 },
    { share: 0.99, value: 100 },
    { share: 1, value: 100 },
  ])('finds the $share of a hundred at $value', ({ share, value }) => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect(percentile(hundred, share)).toBe(value)
    expect(() => percentile([], share)).toThrow('nothing was measured')
  })
})

import { describe, expect, it } from 'vitest'
import { mostInAMinute } from './fleet-provider.ts'

describe('the most in any minute', () => {
  it.each([
    { moments: [], most: 0 },
    { moments: [5], most: 1 },
    { moments: [0, 59_999], most: 2 },
    { moments: [0, 60_000], most: 1 },
    { moments: [0, 50_000, 70_000, 100_000, 109_000], most: 4 },
  ])('of $moments is $most, wherever the minute begins', ({ moments, most }) => {
    expect(mostInAMinute(moments)).toBe(most)
  })
})

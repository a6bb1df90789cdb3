import { describe, expect, it } from 'vitest'
import { figureOf } from './figure.ts'

const MS = { name: 'ms', digits: 1 }

describe('a figure', () => {
  it('shows the median and the spread of its rounds', () => {
    const figure = figureOf({ name: 'p50', values: [9, 5.25, 7], unit: MS })
    expect(figure.measured).toBe('7.0 ms (5.3 to 9.0)')
    expect(figure.holds).toBe(true)
  })

  it('makes its ratio round by round, so that a slow minute in both is none in the ratio', () => {
    const yardstick = { values: [10, 20, 10], ratio: { most: 2 } }
    const { ratio, holds } = figureOf({ name: 'p50', values: [20, 40, 10], unit: MS, yardstick })
    expect(ratio).toBe('2.00 × (1.00 to 2.00)')
    expect(holds).toBe(true)
  })

  it.each([
    { what: 'time at its limit', values: [10, 10], limit: { most: 10 }, holds: true },
    { what: 'time over its limit', values: [10.1, 10.1], limit: { most: 10 }, holds: false },
    { what: 'rate at its limit', values: [10, 10], limit: { least: 10 }, holds: true },
    { what: 'rate under its limit', values: [9.9, 9.9], limit: { least: 10 }, holds: false },
  ])('a $what: $holds', ({ values, limit, holds }) => {
    expect(figureOf({ name: 'it', values, unit: MS, limit }).holds).toBe(holds)
  })

  it.each([
    { what: 'time', values: [1, 1, 11], limit: { most: 10 } },
    { what: 'rate', values: [11, 11, 1], limit: { least: 10 } },
  ])('one bad round of a $what breaks the limit only where the worst round is judged', ({ values, limit }) => {
    expect(figureOf({ name: 'it', values, unit: MS, limit }).holds).toBe(true)
    const worst = figureOf({ name: 'it', values, unit: MS, limit, judgedBy: 'worst' })
    expect(worst.holds).toBe(false)
    expect(worst.name).toBe('it, worst round')
  })

  it.each([
    { what: 'limit', limit: 10, ratio: 1.9 },
    { what: 'ratio', limit: 11, ratio: 1.1 },
  ])('holds with both, and not when its $what is broken', ({ what, limit, ratio }) => {
    const measured = (most: number, times: number) =>
      figureOf({
        name: 'it',
        values: [11],
        unit: MS,
        limit: { most },
        yardstick: { values: [5.5], ratio: { most: times } },
      })
    expect(measured(11, 2).holds).toBe(true)
    expect(measured(limit, what === 'ratio' ? ratio : 2).holds).toBe(false)
  })

  it('judges the worst of the ratios where the worst round is judged', () => {
    const yardstick = { values: [10, 10, 10], ratio: { most: 2 } }
    const values = [10, 10, 21]
    expect(figureOf({ name: 'it', values, unit: MS, yardstick }).holds).toBe(true)
    expect(figureOf({ name: 'it', values, unit: MS, yardstick, judgedBy: 'worst' }).holds).toBe(false)
  })

  it('makes no ratio of rounds that are not there', () => {
    const yardstick = { values: [1], ratio: { most: 2 } }
    expect(() => figureOf({ name: 'it', values: [1, 2], unit: MS, yardstick })).toThrow('2 rounds beside 1')
  })

  it.each([{ bound: { most: 10 } }, { bound: { least: 10 } }])(
    'never holds where nothing could be measured: $bound',
    ({ bound }) => {
      expect(figureOf({ name: 'it', values: [Number.NaN], unit: MS, limit: bound }).holds).toBe(false)
      const yardstick = { values: [0], ratio: bound }
      expect(figureOf({ name: 'it', values: [5], unit: MS, yardstick }).holds).toBe(false)
    },
  )
})

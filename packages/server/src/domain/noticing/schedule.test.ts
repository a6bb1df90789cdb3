import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { paceOf } from './budget.ts'
import { rulesFor } from './rules.ts'
import { firstCheck, intervalFor, misplanned, regularCheck, repairCheck, retriedCheck } from './schedule.ts'
import { circumstances, DAWN, HOUR, INTERVAL, MINUTE, RULES, SECOND } from './testing/subjects.ts'

const anyRoll = () => fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('the schedule', () => {
  it.each([
    { connections: 0, minutes: 15 },
    { connections: 5_880, minutes: 15 },
    { connections: 100_000, minutes: 255 },
    { connections: 1_000_000, minutes: 2_550 },
  ])('asks about $connections connections every $minutes min', ({ connections, minutes }) => {
    expect(intervalFor(RULES, connections, paceOf(500).slotMs)).toBe(minutes * MINUTE)
  })

  it('[D40] asks again within a tenth of the interval, and never in step', () => {
    fc.assert(
      fc.property(anyRoll(), anyRoll(), (one, other) => {
        const at = (roll: number) => (regularCheck(RULES, circumstances({ roll })).at ?? 0) - DAWN
        expect(at(one)).toBeGreaterThanOrEqual(0.9 * INTERVAL)
        expect(at(one)).toBeLessThanOrEqual(1.1 * INTERVAL)
        if (Math.abs(one - other) > 0.001) expect(at(one)).not.toBe(at(other))
      }),
    )
  })

  it('[SEC-S5] spreads out what was due together: after a restart the next checks lie an interval apart', () => {
    const at = (roll: number) => (regularCheck(RULES, circumstances({ roll, dueAt: DAWN - HOUR })).at ?? 0) - DAWN
    expect(at(0)).toBe(0.5 * INTERVAL)
    expect(at(0.5)).toBe(INTERVAL)
    expect(at(0.999_999_999)).toBeCloseTo(1.5 * INTERVAL, -1)
    const onTime = (roll: number) => (regularCheck(RULES, circumstances({ roll, dueAt: DAWN - MINUTE })).at ?? 0) - DAWN
    expect(onTime(0)).toBe(0.9 * INTERVAL)
  })

  it('spreads out what only a clock can have planned that was ahead', () => {
    const at = (dueAt: number) => (regularCheck(RULES, circumstances({ roll: 0, dueAt })).at ?? 0) - DAWN
    expect(at(DAWN + 2 * INTERVAL)).toBe(0.9 * INTERVAL)
    expect(at(DAWN + 2 * INTERVAL + 1)).toBe(0.5 * INTERVAL)
    expect(repairCheck(RULES, DAWN + HOUR, DAWN)).toBeNull()
  })

  it('takes no plan of its own for one that a clock made which was ahead', () => {
    const plans = fc.record({
      roll: anyRoll(),
      lateMs: fc.option(fc.nat({ max: 10 * HOUR }), { nil: null }),
      waitMs: fc.option(fc.integer({ min: SECOND, max: HOUR }), { nil: null }),
      intervalMs: fc.constantFrom(30 * SECOND, INTERVAL, 24 * HOUR),
    })
    fc.assert(
      fc.property(plans, ({ roll, lateMs, waitMs, intervalMs }) => {
        const moment = circumstances({ roll, intervalMs, dueAt: lateMs === null ? null : DAWN - lateMs })
        const { dueAfter, farthest } = misplanned('sweep', intervalMs, DAWN)
        expect(regularCheck(RULES, moment).at).toBeLessThan(dueAfter)
        expect(firstCheck(DAWN, intervalMs, roll).at).toBeLessThan(dueAfter)
        expect(retriedCheck(RULES, moment, DAWN - (lateMs ?? 0), waitMs).at).toBeLessThanOrEqual(farthest)
      }),
    )
  })

  it.each([
    { lane: 'confirmations', dueAfter: DAWN },
    { lane: 'traffic', dueAfter: DAWN },
    { lane: 'sweep', dueAfter: DAWN + 2.2 * INTERVAL },
  ] as const)('looks in the lane of $lane for plans that are void after $dueAfter', ({ lane, dueAfter }) => {
    expect(misplanned(lane, INTERVAL, DAWN)).toEqual({
      lane,
      dueAfter,
      askedAfter: DAWN + 30 * SECOND,
      farthest: DAWN + 66 * MINUTE,
    })
    expect(misplanned(lane, 24 * HOUR, DAWN).farthest).toBeCloseTo(DAWN + 2.2 * 24 * HOUR, 0)
  })

  it('asks the first time somewhere within the interval, so that an import is spread out', () => {
    fc.assert(
      fc.property(anyRoll(), (roll) => {
        const { at, lane } = firstCheck(DAWN, INTERVAL, roll)
        expect(at).toBeGreaterThanOrEqual(DAWN)
        expect(at).toBeLessThanOrEqual(DAWN + INTERVAL)
        expect(lane).toBe('sweep')
      }),
    )
    expect(firstCheck(DAWN, INTERVAL, 0.25).at).toBe(DAWN + INTERVAL / 4)
  })

  it('keeps every time of noticing in proportion to the confirmation', () => {
    const short = rulesFor({ intervalMs: 30 * SECOND, confirmAfterMs: [2 * SECOND, 4 * SECOND, 6 * SECOND] })
    expect(short.usual).toEqual({ answers: 4, spanMs: 12 * SECOND })
    expect(short.strictApartMs).toBe(2 * SECOND)
    expect(short.strict.spanMs).toBe(MINUTE)
    expect(short.storm).toMatchObject({ windowMs: 10 * SECOND, panelEveryMs: 14 * SECOND, holdMs: 48 * MINUTE })
    expect(short.storm.windowMs).toBeLessThan(short.usual.spanMs)
    expect(RULES.storm.windowMs).toBeLessThan(RULES.usual.spanMs)
  })
})

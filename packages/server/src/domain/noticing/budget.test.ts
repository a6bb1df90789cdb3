import fc from 'fast-check'
import { scaled } from '@keyturn/scripts/scale'
import { describe, expect, it } from 'vitest'
import { bounded, FRESH_BUDGET, paceOf, reserved, startable, usedByPeople } from './budget.ts'
import { DAWN, MINUTE, SECOND } from './testing/subjects.ts'

const numRuns = scaled({ test: 500, verify: 20_000 })
const PLEO = paceOf(500)

const inAnyMinute = (starts: readonly number[]): number => {
  const sorted = starts.toSorted((a, b) => a - b)
  let [most, first] = [0, 0]
  for (const [index, start] of sorted.entries()) {
    while ((sorted[first] ?? start) <= start - MINUTE) first += 1
    most = Math.max(most, index - first + 1)
  }
  return most
}

describe('the budget', () => {
  it('leaves a fifth to people', () => {
    expect(PLEO.forPeople).toBe(100)
    expect(MINUTE / PLEO.slotMs).toBeGreaterThan(390)
    expect(MINUTE / PLEO.slotMs).toBeLessThan(400)
  })

  it('[SEC-S5] never gives more than 400 starts of checks in any minute, however they are asked for', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            waits: fc.integer({ min: 0, max: 20 * SECOND }),
            within: fc.integer({ min: 0, max: 5 * SECOND }),
            wanted: fc.nat({ max: 200 }),
          }),
          { maxLength: 60 },
        ),
        (asks) => {
          let [budget, now] = [FRESH_BUDGET, DAWN]
          const starts: number[] = []
          for (const { waits, within, wanted } of asks) {
            now += waits
            const count = Math.min(wanted, startable(PLEO, budget, within, now))
            const given = reserved(PLEO, budget, count, now)
            budget = given.budget
            expect(given.slots.every((slot) => slot >= now && slot <= now + within)).toBe(true)
            starts.push(...given.slots)
          }
          expect(inAnyMinute(starts)).toBeLessThanOrEqual(400)
        },
      ),
      { numRuns },
    )
  })

  it('is used up nearly whole by whoever asks for all of it', () => {
    let budget = FRESH_BUDGET
    const starts: number[] = []
    for (let now = DAWN; now < DAWN + 10 * MINUTE; now += SECOND) {
      const given = reserved(PLEO, budget, startable(PLEO, budget, SECOND, now), now)
      budget = given.budget
      starts.push(...given.slots)
    }
    expect(starts.length).toBeGreaterThan(10 * 388)
  })

  it('lets people make a hundred calls a minute without slowing the checks', () => {
    const used = usedByPeople(PLEO, FRESH_BUDGET, 100, DAWN)
    expect(startable(PLEO, used, 0, DAWN)).toBe(1)
    const later = usedByPeople(PLEO, used, 50, DAWN + MINUTE / 2)
    expect(startable(PLEO, later, 0, DAWN + MINUTE / 2)).toBe(1)
  })

  /** Each second people call and all checks are started that may. @returns when each of them started */
  function minutesOf(peoplesCalls: readonly number[]) {
    let budget = FRESH_BUDGET
    const checks: number[] = []
    const all: number[] = []
    for (const [second, calls] of peoplesCalls.entries()) {
      const now = DAWN + second * SECOND
      budget = usedByPeople(PLEO, budget, calls, now)
      all.push(...Array.from({ length: calls }, () => now))
      const given = reserved(PLEO, budget, startable(PLEO, budget, SECOND, now), now)
      budget = given.budget
      checks.push(...given.slots)
    }
    return { checks, all: [...all, ...checks] }
  }
  const startsIn = (starts: readonly number[], from: number): number =>
    starts.filter((at) => at >= from && at < from + MINUTE).length

  it('pays back with longer gaps what people call beyond that', () => {
    const used = usedByPeople(PLEO, FRESH_BUDGET, 110, DAWN)
    const { slots, budget } = reserved(PLEO, used, 10, DAWN)
    const gaps = slots.slice(1).map((at, index) => (at - (slots[index] ?? 0)) / PLEO.slotMs)
    expect(gaps.map((gap) => Math.round(gap))).toEqual([4, 4, 4, 2, 1, 1, 1, 1, 1])
    expect(budget.nextSlotAt).toBeCloseTo(DAWN + 20 * PLEO.slotMs, 3)
    expect(budget.peopleAt).toBeCloseTo(DAWN, 3)
  })

  it('forgets after a minute what cannot be paid back', () => {
    const much = usedByPeople(PLEO, FRESH_BUDGET, 100_000, DAWN)
    expect(startable(PLEO, much, MINUTE, DAWN)).toBeLessThan(100)
    const later = DAWN + 3 * MINUTE
    expect(reserved(PLEO, much, 2, later).slots[1]).toBeCloseTo(later + PLEO.slotMs, 3)
  })

  it('[SEC-S5] lets at least 95 checks start in every minute, and never more than 400, whatever people do', () => {
    const stormy = fc.record({ seconds: fc.integer({ min: 1, max: 90 }), calls: fc.nat({ max: 300 }) })
    fc.assert(
      fc.property(fc.array(stormy, { minLength: 1, maxLength: 8 }), (spells) => {
        const calls = spells.flatMap((spell) => Array.from({ length: spell.seconds }, () => spell.calls))
        const { checks } = minutesOf(calls)
        expect(inAnyMinute(checks)).toBeLessThanOrEqual(400)
        for (let second = 0; second + 60 <= calls.length; second += 7) {
          expect(startsIn(checks, DAWN + second * SECOND)).toBeGreaterThanOrEqual(95)
        }
      }),
      { numRuns: numRuns / 5 },
    )
  })

  it.each([0, 1, 2, 3, 4, 5, 6])(
    '[D46] [SEC-S5] keeps all calls together below the limit while people make %i a second',
    (calls) => {
      const { all } = minutesOf(Array.from({ length: 600 }, () => calls))
      // What people had saved up comes on top in the first minutes.
      expect(inAnyMinute(all.filter((at) => at > DAWN + 6 * MINUTE))).toBeLessThanOrEqual(500)
    },
  )

  it('[D46] [SEC-S5] goes beyond the limit by no more than people had saved up', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 6 }), { minLength: 60, maxLength: 300 }), (calls) => {
        expect(inAnyMinute(minutesOf(calls).all)).toBeLessThanOrEqual(600)
      }),
      { numRuns: numRuns / 5 },
    )
  })

  it('is bound by nothing that a clock planned which was an hour ahead', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000 }), fc.integer({ min: 5, max: 10_000 }), (calls, limit) => {
        const pace = paceOf(limit)
        const used = usedByPeople(pace, FRESH_BUDGET, calls, DAWN)
        const ahead = reserved(pace, used, startable(pace, used, SECOND, DAWN), DAWN).budget
        expect(bounded(pace, ahead, DAWN + SECOND)).toBe(ahead)
        const now = DAWN - 60 * MINUTE
        expect(startable(pace, ahead, MINUTE, now)).toBe(0)
        expect(startable(pace, bounded(pace, ahead, now), 1.1 * MINUTE, now)).toBeGreaterThanOrEqual(1)
      }),
      { numRuns },
    )
  })
})

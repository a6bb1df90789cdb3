import fc from 'fast-check'
import { scaled } from '@keyturn/scripts/scale'
import { describe, expect, it } from 'vitest'
import { FRESH_BUDGET, paceOf, reserved, startable, usedByPeople } from './budget.ts'
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

  it('pushes the checks back for what people call beyond that, but never for more than a minute', () => {
    const used = usedByPeople(PLEO, FRESH_BUDGET, 110, DAWN)
    expect(used.nextSlotAt).toBeCloseTo(DAWN + 10 * PLEO.slotMs, 3)
    const much = usedByPeople(PLEO, FRESH_BUDGET, 10_000, DAWN)
    expect(much.nextSlotAt).toBe(DAWN + MINUTE)
  })

  it('[D46] [SEC-S5] keeps all calls together below the limit while people take up to theirs and more', () => {
    let budget = FRESH_BUDGET
    const starts: number[] = []
    for (let now = DAWN; now < DAWN + 10 * MINUTE; now += SECOND) {
      budget = usedByPeople(PLEO, budget, 3, now)
      starts.push(now, now, now)
      const given = reserved(PLEO, budget, startable(PLEO, budget, SECOND, now), now)
      budget = given.budget
      starts.push(...given.slots)
    }
    // What people had saved up comes on top in the first minute.
    expect(inAnyMinute(starts.filter((at) => at > DAWN + 2 * MINUTE))).toBeLessThanOrEqual(500)
  })
})

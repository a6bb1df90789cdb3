import { describe, expect, it } from 'vitest'
import type { Health } from '../health.ts'
import { askedUntil, isBeingChecked } from './asked-already.ts'
import { DAWN, HOUR, MINUTE, SECOND } from './testing/subjects.ts'

type Checked = Pick<Health, 'checkedAt' | 'source'>
const of = (health: Checked, addedAt: number | null = DAWN - HOUR) => ({
  health,
  credential: addedAt === null ? null : { addedAt },
})
const ago = (ms: number, source: Health['source'] = 'probe'): Checked => ({ checkedAt: DAWN - ms, source })

describe('a check that is asked for', () => {
  it.each([0, 1, 9_999])('is spoken for by one that was %i ms ago, until that is 10 s old', (ms) => {
    for (const source of ['probe', 'person'] as const) {
      expect(askedUntil(of(ago(ms, source)), DAWN)).toBe(DAWN - ms + 10 * SECOND)
    }
  })

  it.each([
    { what: 'the last one is 10 s old', asked: of(ago(10 * SECOND)) },
    { what: 'there was none', asked: of({ checkedAt: null, source: null }) },
    { what: 'there is no key', asked: of(ago(0), null) },
    { what: 'the key was only added', asked: of(ago(3 * SECOND, 'person'), DAWN - 3 * SECOND) },
    { what: 'the key was only used', asked: of(ago(0, 'traffic')) },
    { what: 'the last one lies in the future, for the clock was set back', asked: of(ago(-1)) },
  ])('is made where $what', ({ asked }) => {
    expect(askedUntil(asked, DAWN)).toBeNull()
  })
})

describe('a person’s check', () => {
  it.each([
    { checkingUntil: null, runs: false },
    { checkingUntil: DAWN, runs: false },
    { checkingUntil: DAWN + 1, runs: true },
    { checkingUntil: DAWN + 30 * SECOND, runs: true },
    { checkingUntil: DAWN + 30 * SECOND + 1, runs: false },
    { checkingUntil: DAWN + 60 * MINUTE, runs: false },
  ])('that is over by $checkingUntil runs: $runs', ({ checkingUntil, runs }) => {
    expect(isBeingChecked({ checkingUntil }, DAWN)).toBe(runs)
  })
})

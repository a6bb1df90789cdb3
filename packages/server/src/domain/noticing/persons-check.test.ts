import { describe, expect, it } from 'vitest'
import { needsSecondOpinion, secondOpinion } from './persons-check.ts'
import { settle } from './settle.ts'
import {
  after,
  anIssueOf,
  aSubject,
  aSuspicion,
  circumstances,
  DAWN,
  GOOD,
  HELD,
  INTERVAL,
  MINUTE,
  refusedAs,
  RULES,
  SECOND,
  silence,
  STRICT,
  UNAUTHORIZED,
} from './testing/subjects.ts'

const byPerson = (over: Parameters<typeof circumstances>[0] = {}) => circumstances({ source: 'person', ...over })
const suspected = aSubject({ suspicion: aSuspicion({ source: 'person' }) })

describe('a person’s check', () => {
  it('asks once more after 5 s when it was refused', () => {
    expect(RULES.personAgainAfterMs).toBe(5 * SECOND)
    expect(needsSecondOpinion(UNAUTHORIZED, settle(aSubject(), UNAUTHORIZED, byPerson()))).toBe(true)
  })

  it.each([
    { what: 'a good answer', subject: aSubject(), evidence: GOOD },
    { what: 'no answer', subject: aSubject(), evidence: silence() },
    { what: 'a permission less', subject: aSubject(), evidence: refusedAs('permissions') },
    { what: 'a refusal that was known', subject: anIssueOf('key_revoked'), evidence: UNAUTHORIZED },
    {
      what: 'the last refusal that was needed',
      subject: aSubject({ suspicion: aSuspicion({ answers: 3, firstAt: DAWN - 6 * MINUTE }) }),
      evidence: UNAUTHORIZED,
    },
  ])('is over after $what', ({ subject, evidence }) => {
    expect(needsSecondOpinion(evidence, settle(subject, evidence, byPerson()))).toBe(false)
  })

  it('[D39] condemns by two refusals, and asks again after 1, 3 and 10 minutes', () => {
    const settlement = secondOpinion(suspected, UNAUTHORIZED, byPerson())
    expect(settlement).toMatchObject({
      move: { kind: 'rejected', code: 'key_revoked' },
      suspicion: null,
      repairFrom: DAWN,
      next: { at: DAWN + MINUTE, lane: 'confirmations' },
    })
    const flipped = after(suspected, settlement, DAWN)
    const repaired = settle(flipped, GOOD, circumstances({ now: DAWN + MINUTE }))
    expect(repaired).toMatchObject({
      move: { kind: 'repaired' },
      repairFrom: null,
      next: { at: DAWN + MINUTE + INTERVAL },
    })
  })

  it('condemns a key that opened another company twice, and says which', () => {
    const details = { expected: { id: 'a', name: 'Acme ApS' }, found: { id: 'b', name: null } }
    const moved = { weighs: 'refusal', kind: 'account', details } as const
    const first = settle(aSubject(), moved, byPerson())
    expect(needsSecondOpinion(moved, first)).toBe(true)
    const { move } = secondOpinion(after(aSubject(), first, DAWN), moved, byPerson({ now: DAWN + 5 * SECOND }))
    expect(move).toEqual({ kind: 'rejected', code: 'account_mismatch', details })
  })

  it('waits for the usual rule where the second answer says something else than the first', () => {
    const doubted = aSubject({ suspicion: aSuspicion({ kind: 'account', source: 'person' }) })
    expect(secondOpinion(doubted, UNAUTHORIZED, byPerson()).move).toBeNull()
  })

  it('[SEC-S2] condemns nobody while the provider is in doubt', () => {
    const settlement = secondOpinion(suspected, UNAUTHORIZED, byPerson({ outlook: HELD }))
    expect(settlement.move).toBeNull()
    expect(settlement.suspicion?.answers).toBe(2)
  })

  it('condemns when the provider proved right', () => {
    expect(secondOpinion(suspected, UNAUTHORIZED, byPerson({ outlook: STRICT })).move).not.toBeNull()
  })

  it.each([
    { what: 'a good answer', evidence: GOOD, suspicion: null },
    { what: 'no answer', evidence: silence(), suspicion: suspected.suspicion },
  ])('takes one refusal before $what for what it is', ({ evidence, suspicion }) => {
    expect(secondOpinion(suspected, evidence, byPerson())).toMatchObject({ move: null, suspicion })
  })
})

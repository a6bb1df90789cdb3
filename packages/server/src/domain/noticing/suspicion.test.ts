import { describe, expect, it } from 'vitest'
import { confirmAt, gapAfter, isConfirmed, suspect } from './suspicion.ts'
import { aSuspicion, DAWN, HELD, MINUTE, RULES, SECOND, STRICT, USUAL } from './testing/subjects.ts'

const refusal = { kind: 'unauthorized', source: 'probe', now: DAWN + MINUTE } as const

describe('a suspicion', () => {
  it('goes on with a refusal of the same kind, and begins anew with another', () => {
    const first = aSuspicion({ answers: 2, told: true })
    expect(suspect(first, refusal, USUAL)).toEqual({ ...first, answers: 3 })
    expect(suspect({ ...first, source: 'traffic' }, { ...refusal, kind: 'account' }, USUAL)).toEqual({
      kind: 'account',
      firstAt: refusal.now,
      failingSince: DAWN,
      answers: 1,
      source: 'traffic',
      told: true,
    })
    expect(suspect(null, refusal, USUAL)).toMatchObject({
      firstAt: refusal.now,
      failingSince: refusal.now,
      answers: 1,
      told: false,
    })
  })

  it.each([
    { evidenceSince: DAWN, goesOn: true },
    { evidenceSince: DAWN + 1, goesOn: false },
  ])('from before a false alarm counts no more: evidence since $evidenceSince', ({ evidenceSince, goesOn }) => {
    const { firstAt, answers } = suspect(aSuspicion({ answers: 3 }), refusal, { leniency: 'usual', evidenceSince })
    expect({ firstAt, answers }).toEqual(goesOn ? { firstAt: DAWN, answers: 4 } : { firstAt: refusal.now, answers: 1 })
  })

  it('remembers since when nothing good was heard, though the evidence begins anew with each false alarm', () => {
    const outlook = { leniency: 'usual', evidenceSince: DAWN + 1 } as const
    const anew = suspect(aSuspicion({ answers: 3 }), refusal, outlook)
    expect(anew).toMatchObject({ firstAt: refusal.now, failingSince: DAWN })
    const again = { ...refusal, now: refusal.now + MINUTE }
    const onceMore = suspect(anew, again, { ...outlook, evidenceSince: again.now })
    expect(onceMore).toMatchObject({ firstAt: again.now, failingSince: DAWN })
  })

  it('from the future begins anew: the clock was set back', () => {
    const ahead = aSuspicion({ answers: 3, firstAt: refusal.now + 30 * SECOND })
    expect(suspect(ahead, refusal, USUAL)).toMatchObject({ answers: 4 })
    const far = aSuspicion({ answers: 3, firstAt: refusal.now + 30 * SECOND + 1 })
    expect(suspect(far, refusal, USUAL)).toMatchObject({ answers: 1, firstAt: refusal.now })
  })

  it.each([
    { kind: 'unauthorized', outlook: USUAL, answers: 4, afterMs: 6 * MINUTE },
    { kind: 'permissions', outlook: USUAL, answers: 4, afterMs: 6 * MINUTE },
    { kind: 'account', outlook: USUAL, answers: 4, afterMs: 6 * MINUTE },
    { kind: 'unauthorized', outlook: STRICT, answers: 5, afterMs: 30 * MINUTE },
    { kind: 'permissions', outlook: STRICT, answers: 5, afterMs: 30 * MINUTE },
  ] as const)(
    'of $kind is confirmed by $answers answers over $afterMs ms ($outlook.leniency), by no fewer and no sooner',
    ({ kind, outlook, answers, afterMs }) => {
      const at = (count: number, ms: number) =>
        isConfirmed(RULES, aSuspicion({ kind, answers: count }), outlook, DAWN + ms)
      expect(at(answers, afterMs)).toBe(true)
      expect(at(answers + 1, afterMs + 1)).toBe(true)
      expect(at(answers - 1, afterMs)).toBe(false)
      expect(at(answers, afterMs - 1)).toBe(false)
      expect(isConfirmed(RULES, aSuspicion({ kind, answers: 99 }), HELD, DAWN + 99 * afterMs)).toBe(false)
    },
  )

  it.each([
    { answers: 1, now: DAWN, at: DAWN + 20 * SECOND },
    { answers: 2, now: DAWN + 20 * SECOND, at: DAWN + 120 * SECOND },
    { answers: 3, now: DAWN + 120 * SECOND, at: DAWN + 6 * MINUTE },
    // Late answers do not bring the last question nearer than its distance, nor before the verdict may fall.
    { answers: 3, now: DAWN + 5 * MINUTE, at: DAWN + 9 * MINUTE },
    { answers: 3, now: DAWN + 30 * SECOND, at: DAWN + 6 * MINUTE },
    { answers: 9, now: DAWN + 10 * MINUTE, at: DAWN + 14 * MINUTE },
  ])('is asked about again after answer $answers at $at', ({ answers, now, at }) => {
    expect(confirmAt(RULES, aSuspicion({ answers }), USUAL, now)).toBe(at)
  })

  it.each([
    { answers: 1, now: DAWN, at: DAWN + 7.5 * MINUTE },
    { answers: 4, now: DAWN + 22 * MINUTE, at: DAWN + 30 * MINUTE },
    { answers: 4, now: DAWN + 30 * MINUTE, at: DAWN + 31 * MINUTE },
  ])('is asked about by the strict rule after answer $answers at $at', ({ answers, now, at }) => {
    expect(confirmAt(RULES, aSuspicion({ answers }), STRICT, now)).toBe(at)
  })

  it('goes on being asked about at the longest distance where nothing can be decided', () => {
    expect([0, 1, 2, 3, 4, 99].map((answers) => gapAfter(RULES, answers) / SECOND)).toEqual([
      20, 20, 100, 240, 240, 240,
    ])
  })
})

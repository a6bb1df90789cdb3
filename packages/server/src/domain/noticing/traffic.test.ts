import { describe, expect, it } from 'vitest'
import { isAnswered, noteOf, outcomeOf } from './traffic.ts'
import type { TrafficOutcome, TrafficSubject } from './traffic.ts'
import { aSuspicion, circumstances, DAWN, HOUR, INTERVAL, MINUTE, RULES, SECOND } from './testing/subjects.ts'

const used = (over: Partial<TrafficSubject> = {}): TrafficSubject => ({
  standing: 'connected',
  suspicion: null,
  health: { state: 'healthy', reason: null, nextCheckAt: DAWN + 5 * MINUTE, checkedAt: DAWN - 10 * MINUTE },
  plan: { lane: 'sweep', introspectedAt: DAWN - 20 * MINUTE },
  ...over,
})
const noted = (subject: TrafficSubject, outcome: TrafficOutcome) => noteOf(RULES, subject, outcome, circumstances())

describe('the status of a proxied call', () => {
  it.each([
    [200, 'accepted', 'answered'],
    [204, 'accepted', 'answered'],
    [299, 'accepted', 'answered'],
    [199, null, 'answered'],
    [300, null, 'answered'],
    [302, null, 'answered'],
    [400, null, 'answered'],
    [401, 'unauthorized', 'answered'],
    [403, 'forbidden', 'answered'],
    [404, null, 'answered'],
    [422, null, 'answered'],
    [429, null, 'away'],
    [499, null, 'answered'],
    [500, null, 'away'],
    [503, null, 'away'],
    [null, null, 'away'],
  ] as const)('%s says %s of the key, and that the provider is %s', (status, outcome, provider) => {
    expect(outcomeOf(status)).toBe(outcome)
    expect(isAnswered(status)).toBe(provider === 'answered')
  })
})

describe('traffic', () => {
  it('that is accepted proves the key and puts the next check off by an interval', () => {
    expect(noted(used(), 'accepted')).toEqual({
      suspicion: null,
      health: 'proven',
      next: { at: DAWN + INTERVAL, lane: 'sweep' },
    })
  })

  it('that is accepted says nothing of permissions: introspection comes at least once a day', () => {
    const plan = { lane: 'sweep', introspectedAt: DAWN - 24 * HOUR + MINUTE } as const
    expect(noted(used({ plan }), 'accepted')?.next.at).toBe(DAWN + MINUTE)
    const never = { lane: 'sweep', introspectedAt: null } as const
    expect(noted(used({ plan: never }), 'accepted')?.next.at).toBe(DAWN)
  })

  it('that is accepted again and again is noted now and then', () => {
    const health = {
      state: 'healthy',
      reason: null,
      nextCheckAt: DAWN + INTERVAL,
      checkedAt: DAWN - 44 * SECOND,
    } as const
    expect(noted(used({ health }), 'accepted')).toBeNull()
    expect(noted(used({ health: { ...health, checkedAt: DAWN - 45 * SECOND } }), 'accepted')).not.toBeNull()
  })

  it('that is accepted clears a suspicion of the key, and no other', () => {
    const doubted = (kind: 'unauthorized' | 'permissions' | 'account') => used({ suspicion: aSuspicion({ kind }) })
    expect(noted(doubted('unauthorized'), 'accepted')).toMatchObject({ suspicion: null, health: 'proven' })
    expect(noted(doubted('permissions'), 'accepted')).toBeNull()
    expect(noted(doubted('account'), 'accepted')).toBeNull()
  })

  it('that is refused makes the connection suspect and due at once', () => {
    expect(noted(used(), 'unauthorized')).toEqual({
      suspicion: {
        kind: 'unauthorized',
        firstAt: DAWN,
        failingSince: DAWN,
        answers: 0,
        source: 'traffic',
        told: false,
      },
      health: 'suspected',
      next: { at: DAWN, lane: 'traffic' },
    })
    expect(noted(used({ suspicion: aSuspicion() }), 'unauthorized')).toBeNull()
  })

  it('that is refused while a permission is suspected only hurries the question', () => {
    const suspicion = aSuspicion({ kind: 'permissions' })
    expect(noted(used({ suspicion }), 'unauthorized')).toEqual({
      suspicion,
      health: 'as_it_was',
      next: { at: DAWN, lane: 'traffic' },
    })
  })

  it('that may not do what it asks makes nobody suspect and asks for one introspection in ten minutes', () => {
    expect(noted(used(), 'forbidden')).toEqual({
      suspicion: null,
      health: 'as_it_was',
      next: { at: DAWN, lane: 'traffic' },
    })
    const health = { state: 'healthy', reason: null, nextCheckAt: DAWN + INTERVAL, checkedAt: DAWN } as const
    const asked = used({ health, plan: { lane: 'sweep', introspectedAt: DAWN - 2 * MINUTE } })
    expect(noted(asked, 'forbidden')?.next).toEqual({ at: DAWN + 8 * MINUTE, lane: 'traffic' })
    const due = { ...health, nextCheckAt: DAWN + 8 * MINUTE }
    expect(noted({ ...asked, health: due }, 'forbidden')).toBeNull()
  })

  it('that is accepted does not call off the question that a refusal asked for', () => {
    const subject = used({ plan: { lane: 'traffic', introspectedAt: DAWN - 20 * MINUTE } })
    expect(noted(subject, 'accepted')?.next).toEqual({ at: DAWN + 5 * MINUTE, lane: 'traffic' })
  })

  it.each(['accepted', 'unauthorized', 'forbidden'] as const)(
    'that is %s says nothing of a connection that needs a person',
    (outcome) => {
      expect(noted(used({ standing: 'action_required' }), outcome)).toBeNull()
    },
  )
})

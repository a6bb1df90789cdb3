import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import type { Account } from './account.ts'
import { ATTEMPT, ATTEMPT_EVENTS, ATTEMPT_STATUSES, statusOf } from './attempt.ts'
import type { Attempt, AttemptEvent, AttemptStatus } from './attempt.ts'
import { connectionState, connectionUsable, withAttempt, withStanding } from './connection.ts'
import type { Connection } from './connection.ts'
import { IllegalTransition } from './errors.ts'
import { REASON_CODES, REASONS } from './reasons.ts'
import type { AttemptReason, ReasonCode, StandingReason } from './reasons.ts'
import { STANDING, STANDING_EVENTS, STANDINGS } from './standing.ts'
import type { Standing, StandingEvent } from './standing.ts'
import { CONNECTION_STATES } from './state.ts'
import { aCredential, ACME, aFailedAttempt, aNewConnection, anAttempt, anIssue, NOON } from './testing/connections.ts'

const LATER = NOON + 3_600_000
const endsStanding = (code: ReasonCode): code is StandingReason => REASONS[code].ends.standing
const endsAttempt = (code: ReasonCode): code is AttemptReason => REASONS[code].ends.attempt

const attemptIn = (status: AttemptStatus): Attempt | null => {
  if (status === 'none') return null
  return status === 'failed' ? aFailedAttempt() : anAttempt({ status })
}

const aConnection = (standing: Standing, status: AttemptStatus = 'none'): Connection => ({
  ...aNewConnection(),
  standing,
  attempt: attemptIn(status),
  account: standing === 'not_connected' ? null : ACME,
  credential: standing === 'connected' || standing === 'action_required' ? aCredential(1) : null,
  credentialVersion: standing === 'not_connected' ? 0 : 1,
  issue: standing === 'action_required' ? anIssue('key_revoked') : null,
})

describe('a new connection', () => {
  it('[S39] is not connected, cannot be used, and knows nothing', () => {
    const connection = aNewConnection()
    expect(connection).toMatchObject({
      standing: 'not_connected',
      account: null,
      credential: null,
      credentialVersion: 0,
      grantedScopes: [],
      issue: null,
      attempt: null,
      suspicion: null,
      health: {
        state: 'unknown',
        reason: null,
        since: null,
        checkedAt: null,
        confirmedAt: null,
        nextCheckAt: null,
        source: null,
      },
      standingSince: NOON,
      checkingUntil: null,
      replaces: null,
      revision: 1,
      createdAt: NOON,
      updatedAt: NOON,
    })
    expect(connectionState(connection)).toBe('not_connected')
    expect(connectionUsable(connection)).toBe(false)
  })

  it('keeps the identity it was given', () => {
    expect(aNewConnection()).toMatchObject({
      tenantId: 'acme-42',
      provider: 'pleo',
      environment: 'production',
      reference: 'default',
      label: 'Acme DK',
    })
  })
})

describe('withStanding', () => {
  const legal = STANDINGS.flatMap((from) =>
    STANDING_EVENTS.filter((event) => event in STANDING[from]).map((event) => ({ from, event })),
  )
  const issueFor = (event: StandingEvent) => (event === 'rejected' ? anIssue('exposed') : null)

  it.each(legal)('changes standing, issue and since alone: $from, $event', ({ from, event }) => {
    const before = aConnection(from)
    const after = withStanding(before, event, issueFor(event), LATER)
    const { standing, issue, standingSince } = after
    expect({ ...before, standing, issue, standingSince }).toEqual(after)
  })

  it('keeps the issue exactly under action_required', () => {
    expect(withStanding(aConnection('connected'), 'rejected', anIssue('exposed'), LATER).issue?.code).toBe('exposed')
    expect(withStanding(aConnection('action_required'), 'rejected', anIssue('exposed'), LATER).issue?.code).toBe(
      'exposed',
    )
    expect(withStanding(aConnection('action_required'), 'repaired', null, LATER).issue).toBeNull()
    expect(withStanding(aConnection('action_required'), 'accepted', anIssue('exposed'), LATER).issue).toBeNull()
    expect(withStanding(aConnection('action_required'), 'disconnect', null, LATER).issue).toBeNull()
  })

  it('[S62] refuses to require action without saying why', () => {
    expect(() => withStanding(aConnection('connected'), 'rejected', null, LATER)).toThrow(IllegalTransition)
    expect(() => withStanding(aConnection('action_required'), 'rejected', null, LATER)).toThrow(IllegalTransition)
  })

  it.each([
    { from: 'connected', event: 'accepted', since: LATER },
    { from: 'connected', event: 'repaired', since: NOON },
    { from: 'connected', event: 'rejected', since: LATER },
    { from: 'action_required', event: 'rejected', since: NOON },
    { from: 'action_required', event: 'repaired', since: LATER },
    { from: 'disconnected', event: 'disconnect', since: NOON },
  ] as const)('counts since when anew only if something moved: $from, $event', ({ from, event, since }) => {
    expect(withStanding(aConnection(from), event, issueFor(event), LATER).standingSince).toBe(since)
  })
})

describe('withAttempt', () => {
  const pairs = STANDINGS.flatMap((standing) => ATTEMPT_STATUSES.map((status) => ({ standing, status })))
  const bodyFor = (event: AttemptEvent): Attempt | null => {
    if (event === 'submit') return anAttempt()
    return event === 'fail' ? aFailedAttempt('interrupted') : null
  }

  it.each(pairs)('[D19] [D20] never moves anything but the attempt: $standing, $status', ({ standing, status }) => {
    const before = aConnection(standing, status)
    for (const event of ATTEMPT_EVENTS.filter((each) => each in ATTEMPT[status])) {
      const { attempt, ...rest } = withAttempt(before, event, bodyFor(event))
      const { attempt: _, ...restBefore } = before
      expect(rest).toEqual(restBefore)
      expect(statusOf(attempt)).toBe(Reflect.get(ATTEMPT[status], event))
    }
  })

  it('[S23] refuses a failure without a reason', () => {
    expect(() => withAttempt(aConnection('connected', 'validating'), 'fail', null)).toThrow(IllegalTransition)
    expect(() => withAttempt(aConnection('connected'), 'fail', anAttempt())).toThrow(IllegalTransition)
  })

  it('refuses to begin without an attempt', () => {
    expect(() => withAttempt(aConnection('connected'), 'submit', null)).toThrow(IllegalTransition)
  })

  it('leaves what a page is showing when the next session opens during a check', () => {
    const connection = aConnection('connected', 'validating')
    expect(withAttempt(connection, 'dismiss', null).attempt).toEqual(connection.attempt)
  })

  it('forgets why an older key failed once a newer one is being checked', () => {
    const again = withAttempt(aConnection('not_connected', 'failed'), 'submit', aFailedAttempt())
    expect(again.attempt).toMatchObject({ status: 'validating', issue: null })
  })
})

type Step =
  | {
      readonly kind: 'attempt'
      readonly event: AttemptEvent
      readonly reason: AttemptReason
      readonly account: Account
    }
  | { readonly kind: 'standing'; readonly event: StandingEvent; readonly reason: StandingReason }

const GLOBEX: Account = { id: '7a0c2f5e-0000-4000-8000-000000000002', kind: 'company', name: 'Globex A/S' }

const aStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('attempt' as const),
    event: fc.constantFrom(...ATTEMPT_EVENTS),
    reason: fc.constantFrom(...REASON_CODES.filter(endsAttempt)),
    account: fc.constantFrom(ACME, GLOBEX),
  }),
  fc.record({
    kind: fc.constant('standing' as const),
    event: fc.constantFrom(...STANDING_EVENTS),
    reason: fc.constantFrom(...REASON_CODES.filter(endsStanding)),
  }),
)

const aHistory = fc.array(aStep, { maxLength: 40 })

/** What the tables do with a step, and what a commit or a disconnect brings along. An illegal step changes nothing. */
function apply(connection: Connection, step: Step, now: number): Connection {
  try {
    return step.kind === 'attempt' ? tryAttempt(connection, step) : tryStanding(connection, step, now)
  } catch (error) {
    if (error instanceof IllegalTransition) return connection
    throw error
  }
}

function tryAttempt(connection: Connection, step: Step & { kind: 'attempt' }): Connection {
  const issue = step.event === 'fail' ? anIssue(step.reason) : null
  return withAttempt(connection, step.event, anAttempt({ issue, account: step.account }))
}

function tryStanding(connection: Connection, step: Step & { kind: 'standing' }, now: number): Connection {
  const next = withStanding(connection, step.event, step.event === 'rejected' ? anIssue(step.reason) : null, now)
  if (step.event === 'disconnect') return { ...next, credential: null }
  if (step.event !== 'accepted') return next
  const version = connection.credentialVersion + 1
  return { ...next, account: connection.account ?? ACME, credential: aCredential(version), credentialVersion: version }
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const each of Object.values(value)) deepFreeze(each)
  }
  return value
}

/** `after` each single step of a random history, with what was `before` it. */
function everyStep(law: (before: Connection, step: Step, after: Connection) => void): void {
  fc.assert(
    fc.property(aHistory, (history) => {
      let connection = deepFreeze(aNewConnection())
      for (const [index, step] of history.entries()) {
        const next = deepFreeze(apply(connection, step, NOON + index))
        law(connection, step, next)
        connection = next
      }
    }),
    { numRuns: runs({ test: 4_000, verify: 100_000 }) },
  )
}

describe('in every history', () => {
  it(
    '[S64] [S69] there is one state, of the six, and it is validating exactly while a key is being looked at',
    () => {
      everyStep((_, __, after) => {
        const state = connectionState(after)
        const status = statusOf(after.attempt)
        const isLookedAt = status === 'validating' || status === 'awaiting_confirmation'
        if (!CONNECTION_STATES.includes(state)) throw new Error(`There is no state ${state}.`)
        if ((state === 'validating') !== isLookedAt) throw new Error(`${state} while ${status}.`)
      })
    },
    PATIENCE_MS,
  )

  it(
    '[D1] [S26] the account of a connection stays the one it had first',
    () => {
      everyStep((before, _, after) => {
        if (before.account !== null && after.account !== before.account) throw new Error('Another account.')
      })
    },
    PATIENCE_MS,
  )

  it(
    '[S39] [D19] nothing is usable without a key, or before one was accepted',
    () => {
      everyStep((_, __, after) => {
        if (!connectionUsable(after)) return
        if (after.credential === null || after.account === null || after.credentialVersion === 0) {
          throw new Error('Usable without a key.')
        }
      })
    },
    PATIENCE_MS,
  )

  it(
    '[S60] [S62] there is an issue exactly while action is required',
    () => {
      everyStep((_, __, after) => {
        if ((after.issue !== null) !== (after.standing === 'action_required'))
          throw new Error('Issue and standing part.')
      })
    },
    PATIENCE_MS,
  )

  it(
    '[S23] [D21] an attempt has a reason exactly when it failed',
    () => {
      everyStep((_, __, after) => {
        const { attempt } = after
        if (attempt !== null && (attempt.issue !== null) !== (attempt.status === 'failed'))
          throw new Error('No reason.')
      })
    },
    PATIENCE_MS,
  )

  it(
    'the version of the key never goes back, and moves only with an accepted key',
    () => {
      everyStep((before, step, after) => {
        const moved = after.credentialVersion - before.credentialVersion
        if (moved !== (step.kind === 'standing' && step.event === 'accepted' ? 1 : 0)) throw new Error('Version moved.')
      })
    },
    PATIENCE_MS,
  )

  it(
    '[D20] [S58] no attempt, failed or not, touches standing, key, account, issue or usability',
    () => {
      everyStep((before, step, after) => {
        if (step.kind !== 'attempt') return
        const same =
          before.standing === after.standing &&
          before.credential === after.credential &&
          before.account === after.account &&
          before.issue === after.issue &&
          before.standingSince === after.standingSince &&
          connectionUsable(before) === connectionUsable(after)
        if (!same) throw new Error(`${step.event} of an attempt changed the connection.`)
      })
    },
    PATIENCE_MS,
  )

  it(
    'standing moves along the table only, and identity never moves',
    () => {
      everyStep((before, step, after) => {
        const isMove = step.kind === 'standing' && Reflect.get(STANDING[before.standing], step.event) === after.standing
        if (after.standing !== before.standing && !isMove) throw new Error('Standing moved outside the table.')
        for (const field of ['id', 'tenantId', 'provider', 'environment', 'reference', 'createdAt'] as const) {
          if (after[field] !== before[field]) throw new Error(`${field} moved.`)
        }
      })
    },
    PATIENCE_MS,
  )
})

import { describe, expect, it } from 'vitest'
import { ATTEMPT, ATTEMPT_STATUSES } from './attempt.ts'
import type { AttemptStatus } from './attempt.ts'
import { REASON_CODES, REASONS } from './reasons.ts'
import type { StandingReason } from './reasons.ts'
import { ACTIONS, ALLOWED, CONNECTION_STATES, isUsable, NEXT_STEP, NEXT_STEPS, STATE_LABEL, stateOf } from './state.ts'
import type { Action, ConnectionState, NextStep } from './state.ts'
import { STANDING, STANDINGS } from './standing.ts'
import type { Standing } from './standing.ts'

interface Row {
  readonly standing: Standing
  readonly attempt: AttemptStatus
  readonly state: ConnectionState
  readonly label: string
  readonly allowed: readonly Action[]
  readonly nextStep: NextStep
}

type Cells = readonly [Standing, AttemptStatus, ConnectionState, string, readonly Action[], NextStep]

const row = (...[standing, attempt, state, label, allowed, nextStep]: Cells): Row => ({
  standing,
  attempt,
  state,
  label,
  allowed,
  nextStep,
})

/** DESIGN section 4, written out: the full product of the two machines. */
const PRODUCT: readonly Row[] = [
  row('not_connected', 'none', 'not_connected', 'Not connected yet', ['connect', 'handoff'], 'paste_key'),
  row('not_connected', 'validating', 'validating', 'Validation in progress', ['cancel'], 'wait'),
  row(
    'not_connected',
    'awaiting_confirmation',
    'validating',
    'Validation in progress',
    ['confirm', 'decline'],
    'confirm_company',
  ),
  row('not_connected', 'failed', 'failed', 'Connection failed', ['connect', 'handoff'], 'correct_key'),

  row('connected', 'none', 'connected', 'Connected', ['replace', 'check', 'disconnect', 'handoff'], 'none'),
  row('connected', 'validating', 'validating', 'Validation in progress', ['cancel', 'disconnect'], 'wait'),
  row(
    'connected',
    'awaiting_confirmation',
    'validating',
    'Validation in progress',
    ['confirm', 'decline', 'disconnect'],
    'confirm_company',
  ),
  row(
    'connected',
    'failed',
    'connected',
    'Connected',
    ['replace', 'cancel', 'check', 'disconnect', 'handoff'],
    'correct_key',
  ),

  row(
    'action_required',
    'none',
    'action_required',
    'Action required',
    ['replace', 'check', 'disconnect', 'handoff'],
    'replace_key',
  ),
  row('action_required', 'validating', 'validating', 'Validation in progress', ['cancel', 'disconnect'], 'wait'),
  row(
    'action_required',
    'awaiting_confirmation',
    'validating',
    'Validation in progress',
    ['confirm', 'decline', 'disconnect'],
    'confirm_company',
  ),
  row(
    'action_required',
    'failed',
    'action_required',
    'Action required',
    ['replace', 'cancel', 'check', 'disconnect', 'handoff'],
    'correct_key',
  ),

  row('disconnected', 'none', 'disconnected', 'Disconnected', ['connect', 'connect_different', 'handoff'], 'paste_key'),
  row('disconnected', 'validating', 'validating', 'Validation in progress', ['cancel'], 'wait'),
  row(
    'disconnected',
    'awaiting_confirmation',
    'validating',
    'Validation in progress',
    ['confirm', 'decline'],
    'confirm_company',
  ),
  row(
    'disconnected',
    'failed',
    'failed',
    'Connection failed',
    ['connect', 'cancel', 'connect_different', 'handoff'],
    'correct_key',
  ),
]

describe('what everybody sees', () => {
  it.each(PRODUCT)(
    '[S64] [S69] is "$label" when $standing with attempt $attempt',
    ({ standing, attempt, state, label }) => {
      expect(stateOf(standing, attempt)).toBe(state)
      expect(STATE_LABEL[stateOf(standing, attempt)]).toBe(label)
    },
  )

  it.each(PRODUCT)('allows $allowed when $standing with attempt $attempt', ({ standing, attempt, allowed }) => {
    expect(ALLOWED[standing][attempt]).toEqual(allowed)
  })

  it.each(PRODUCT)('says $nextStep next when $standing with attempt $attempt', ({ standing, attempt, nextStep }) => {
    expect(NEXT_STEP[standing][attempt]).toBe(nextStep)
  })

  it('[S69] covers the full product of standing and attempt, each pair once', () => {
    const pairs = STANDINGS.flatMap((standing) => ATTEMPT_STATUSES.map((attempt) => `${standing} ${attempt}`))
    expect(PRODUCT.map(({ standing, attempt }) => `${standing} ${attempt}`)).toEqual(pairs)
  })

  it('uses each state, each action and each next step somewhere', () => {
    expect(new Set(PRODUCT.map(({ state }) => state))).toEqual(new Set(CONNECTION_STATES))
    expect(new Set(PRODUCT.flatMap(({ allowed }) => allowed))).toEqual(new Set(ACTIONS))
    expect(new Set(PRODUCT.map(({ nextStep }) => nextStep))).toEqual(new Set(NEXT_STEPS))
  })

  it.each([
    { id: '[S65]', label: 'Connected' },
    { id: '[S66]', label: 'Validation in progress' },
    { id: '[S67]', label: 'Connection failed' },
    { id: '[S68]', label: 'Action required' },
  ])('$id has a state with the label "$label", and one only', ({ label }) => {
    expect(Object.values(STATE_LABEL).filter((each) => each === label)).toHaveLength(1)
  })
})

describe('what a person may do', () => {
  const pairs = PRODUCT.map(({ standing, attempt }) => ({ standing, attempt, allowed: ALLOWED[standing][attempt] }))
  const may = (allowed: readonly Action[], action: Action): boolean => allowed.includes(action)
  const isLive = (standing: Standing): boolean => standing === 'connected' || standing === 'action_required'

  it.each(pairs)('never leaves one without any way on: $standing, $attempt', ({ allowed }) => {
    expect(allowed.length).toBeGreaterThan(0)
  })

  it.each(pairs)('is something the machines can do: $standing, $attempt', ({ standing, attempt, allowed }) => {
    const attemptMoves = Object.keys(ATTEMPT[attempt])
    const needs = { connect: 'submit', replace: 'submit', confirm: 'accept', decline: 'withdraw', cancel: 'withdraw' }
    for (const [action, event] of Object.entries(needs)) {
      if (allowed.some((each) => each === action)) expect(attemptMoves).toContain(event)
    }
    if (may(allowed, 'disconnect')) expect(STANDING[standing].disconnect).toBe('disconnected')
  })

  it.each(pairs)(
    'is to connect before there is a key, to replace after: $standing, $attempt',
    ({ standing, allowed }) => {
      const wrongWord = isLive(standing) ? 'connect' : 'replace'
      expect(allowed).not.toContain(wrongWord)
    },
  )

  it.each(pairs)('is an answer exactly while a question is open: $standing, $attempt', ({ attempt, allowed }) => {
    expect(may(allowed, 'confirm')).toBe(attempt === 'awaiting_confirmation')
    expect(may(allowed, 'decline')).toBe(attempt === 'awaiting_confirmation')
  })

  it.each(pairs)('includes ending what is live, at any moment: $standing, $attempt', ({ standing, allowed }) => {
    expect(may(allowed, 'disconnect')).toBe(isLive(standing))
  })

  it.each(pairs.filter(({ attempt }) => attempt === 'none' || attempt === 'failed'))(
    '[S40] [S48] [S49] [S61] includes giving a key whenever none is being checked: $standing, $attempt',
    ({ allowed }) => {
      expect(may(allowed, 'connect') || may(allowed, 'replace')).toBe(true)
    },
  )
})

describe('usable', () => {
  const STOPPED = new Set<StandingReason>([
    'key_revoked',
    'account_mismatch',
    'exposed',
    'stored_key_unreadable',
    'restored',
  ])
  const ends = (code: (typeof REASON_CODES)[number]): code is StandingReason => REASONS[code].ends.standing
  const issues: readonly (StandingReason | null)[] = [null, ...REASON_CODES.filter(ends)]
  const all = STANDINGS.flatMap((standing) =>
    (['present', 'absent'] as const).flatMap((credential) => issues.map((issue) => ({ standing, credential, issue }))),
  )

  it.each(all)('$standing, key $credential, issue $issue', ({ standing, credential, issue }) => {
    const isLive = standing === 'connected' || standing === 'action_required'
    const isStopped = issue !== null && STOPPED.has(issue)
    expect(isUsable(standing, credential, issue)).toBe(credential === 'present' && isLive && !isStopped)
  })

  it('[D35] stays true under permissions_lost: what is still permitted still works', () => {
    expect(isUsable('action_required', 'present', 'permissions_lost')).toBe(true)
  })

  it('[X39] is false once the key is known to be dead', () => {
    expect(isUsable('action_required', 'present', 'key_revoked')).toBe(false)
  })
})

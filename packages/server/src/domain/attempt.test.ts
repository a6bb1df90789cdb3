import { describe, expect, it } from 'vitest'
import { ATTEMPT, ATTEMPT_EVENTS, ATTEMPT_STATUSES, nextAttemptStatus, statusOf } from './attempt.ts'
import type { AttemptEvent, AttemptStatus } from './attempt.ts'
import { IllegalTransition } from './errors.ts'
import { anAttempt } from './testing/connections.ts'

/**
 * DESIGN section 4: none → validating → (awaiting_confirmation →) none on success, → failed else. A newer submit
 * supersedes; cancel and decline lead to none; a failed one stays until the next attempt, a cancel, or the next session.
 */
const TABLE: Record<AttemptStatus, Record<AttemptEvent, AttemptStatus | 'illegal'>> = {
  none: {
    submit: 'validating',
    ask: 'illegal',
    accept: 'illegal',
    succeed: 'illegal',
    fail: 'failed',
    withdraw: 'illegal',
    dismiss: 'none',
    disconnect: 'none',
  },
  validating: {
    submit: 'validating',
    ask: 'awaiting_confirmation',
    accept: 'illegal',
    succeed: 'none',
    fail: 'failed',
    withdraw: 'none',
    dismiss: 'validating',
    disconnect: 'none',
  },
  awaiting_confirmation: {
    submit: 'validating',
    ask: 'illegal',
    accept: 'validating',
    succeed: 'illegal',
    fail: 'failed',
    withdraw: 'none',
    dismiss: 'awaiting_confirmation',
    disconnect: 'none',
  },
  failed: {
    submit: 'validating',
    ask: 'illegal',
    accept: 'illegal',
    succeed: 'illegal',
    fail: 'failed',
    withdraw: 'none',
    dismiss: 'none',
    disconnect: 'none',
  },
}

const CELLS = ATTEMPT_STATUSES.flatMap((from) =>
  ATTEMPT_EVENTS.map((event) => ({ from, event, to: TABLE[from][event] })),
)

describe('an attempt', () => {
  it.each(CELLS.filter(({ to }) => to !== 'illegal'))(
    '[D13] [M3] goes from $from on $event to $to',
    ({ from, event, to }) => {
      expect(nextAttemptStatus(from, event)).toBe(to)
    },
  )

  it.each(CELLS.filter(({ to }) => to === 'illegal'))('[M3] refuses $event in $from', ({ from, event }) => {
    expect(() => nextAttemptStatus(from, event)).toThrow(IllegalTransition)
  })

  it('[M3] has no status and no event that the table of the design lacks', () => {
    expect(Object.keys(ATTEMPT)).toEqual(Object.keys(TABLE))
    expect(CELLS).toHaveLength(32)
  })

  it('[S22] succeeds only out of validation: a question that was not answered cannot become a connection', () => {
    const ways = CELLS.filter(({ event, to }) => event === 'succeed' && to !== 'illegal')
    expect(ways.map(({ from }) => from)).toEqual(['validating'])
  })

  it('[S40] [D22] takes a new key in every status, at once', () => {
    expect(ATTEMPT_STATUSES.map((status) => nextAttemptStatus(status, 'submit'))).toEqual(
      ATTEMPT_STATUSES.map(() => 'validating'),
    )
  })

  it('is at an end after a disconnect, whatever went on', () => {
    for (const status of ATTEMPT_STATUSES) expect(nextAttemptStatus(status, 'disconnect')).toBe('none')
  })

  it('[S23] never leaves validation but for a success, a failure, a question, or because somebody ended it', () => {
    const leaving = CELLS.filter(({ from, to }) => from === 'validating' && to !== 'validating' && to !== 'illegal')
    expect(leaving.map(({ event }) => event)).toEqual(['ask', 'succeed', 'fail', 'withdraw', 'disconnect'])
  })

  it('counts as none where there is none', () => {
    expect(statusOf(null)).toBe('none')
    expect(statusOf(anAttempt({ status: 'failed' }))).toBe('failed')
  })
})

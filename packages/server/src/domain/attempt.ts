import { IllegalTransition } from './errors.ts'
import type { Account } from './account.ts'
import type { AttemptId, ConnectSessionId } from './ids.ts'
import type { AttemptReason, Issue } from './reasons.ts'

/** What is going on now; at most one attempt a connection. DESIGN section 4. */
export const ATTEMPT_STATUSES = ['none', 'validating', 'awaiting_confirmation', 'failed'] as const
export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number]

/**
 * `submit`: a key arrived (a newer one supersedes). `ask`: explicit mode wants a person's yes. `accept`: the person said
 * yes and the rest is done. `succeed`: committed.
 * `fail`: refused, unreachable, expired. `withdraw`: cancelled or declined. `dismiss`: the next session opened.
 * `disconnect`: the connection ended meanwhile.
 */
export const ATTEMPT_EVENTS = [
  'submit',
  'ask',
  'accept',
  'succeed',
  'fail',
  'withdraw',
  'dismiss',
  'disconnect',
] as const
export type AttemptEvent = (typeof ATTEMPT_EVENTS)[number]

/** A missing cell is an illegal move. `fail` from `none` is a paste refused before any call. */
export const ATTEMPT = {
  none: { submit: 'validating', fail: 'failed', dismiss: 'none', disconnect: 'none' },
  validating: {
    submit: 'validating',
    ask: 'awaiting_confirmation',
    succeed: 'none',
    fail: 'failed',
    withdraw: 'none',
    dismiss: 'validating',
    disconnect: 'none',
  },
  awaiting_confirmation: {
    submit: 'validating',
    accept: 'validating',
    fail: 'failed',
    withdraw: 'none',
    dismiss: 'awaiting_confirmation',
    disconnect: 'none',
  },
  failed: { submit: 'validating', fail: 'failed', withdraw: 'none', dismiss: 'none', disconnect: 'none' },
} as const satisfies Record<AttemptStatus, Partial<Record<AttemptEvent, AttemptStatus>>>

/** @throws IllegalTransition where the table has no cell. */
export function nextAttemptStatus(status: AttemptStatus, event: AttemptEvent): AttemptStatus {
  const row: Partial<Record<AttemptEvent, AttemptStatus>> = ATTEMPT[status]
  const next = row[event]
  if (next === undefined) throw new IllegalTransition(status, event)
  return next
}

export const ATTEMPT_KINDS = ['connect', 'replace'] as const
type AttemptKind = (typeof ATTEMPT_KINDS)[number]

/** In the order in which they happen; none goes back. */
export const ATTEMPT_STEPS = ['key', 'company', 'permissions', 'installation'] as const
export type AttemptStep = (typeof ATTEMPT_STEPS)[number]

export const VALIDATING_LASTS_MS = 30_000
export const CONFIRMATION_LASTS_MS = 600_000

export interface Attempt {
  readonly id: AttemptId
  readonly kind: AttemptKind
  readonly status: Exclude<AttemptStatus, 'none'>
  readonly step: AttemptStep | null
  readonly startedAt: number
  /** When `validating` counts as interrupted, or when an unanswered question lapses; null once failed. */
  readonly expiresAt: number | null
  readonly account: Account | null
  readonly issue: Issue<AttemptReason> | null
  /** The session the key came from; null for an import. */
  readonly sessionId: ConnectSessionId | null
  /** What the check found, kept while a person is asked. */
  readonly grantedScopes: readonly string[] | null
}

export const statusOf = (attempt: Attempt | null): AttemptStatus => (attempt === null ? 'none' : attempt.status)

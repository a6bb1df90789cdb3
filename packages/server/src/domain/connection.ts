import type { Account } from './account.ts'
import { nextAttemptStatus, statusOf } from './attempt.ts'
import type { Attempt, AttemptEvent } from './attempt.ts'
import type { Person } from './connect-session.ts'
import { IllegalTransition } from './errors.ts'
import type { Health } from './health.ts'
import { UNKNOWN_HEALTH } from './health.ts'
import type { ConnectionId, CredentialId, Reference, TenantId } from './ids.ts'
import { UNPLANNED } from './noticing/schedule.ts'
import type { CheckPlan } from './noticing/schedule.ts'
import type { Suspicion } from './noticing/suspicion.ts'
import type { Recipient } from './recipient.ts'
import type { Issue, StandingReason } from './reasons.ts'
import { isUsable, stateOf } from './state.ts'
import type { ConnectionState } from './state.ts'
import { nextStanding } from './standing.ts'
import type { Standing, StandingEvent } from './standing.ts'

/** What is known of the stored key without opening it. */
export interface CredentialInfo {
  readonly id: CredentialId
  /** Counts up with each key this connection has had; part of what the seal is bound to. */
  readonly version: number
  readonly addedAt: number
  readonly addedBy: Person | null
  readonly lastUsedAt: number | null
}

/** The lasting link of one tenant's reference to one account. */
export interface Connection {
  readonly id: ConnectionId
  readonly tenantId: TenantId
  readonly provider: string
  readonly environment: string
  readonly reference: Reference
  readonly label: string | null
  /** Who is told by mail when a person is needed, and when that is over. Each address once. */
  readonly notify: readonly Recipient[]
  readonly standing: Standing
  readonly account: Account | null
  readonly credential: CredentialInfo | null
  /** The version of the latest key it ever had; never goes back. */
  readonly credentialVersion: number
  /** Granted when the key was accepted, as the provider spells them. */
  readonly grantedScopes: readonly string[]
  /** Non-null exactly when standing is `action_required`. */
  readonly issue: Issue<StandingReason> | null
  readonly attempt: Attempt | null
  readonly suspicion: Suspicion | null
  readonly health: Health
  /** How it is checked; `health.nextCheckAt` says when. Not part of the revision. */
  readonly plan: CheckPlan
  /** Since when the standing holds. */
  readonly standingSince: number
  /** While a person's check runs: when it counts as over. Not part of the revision. */
  readonly checkingUntil: number | null
  /** The disconnected connection whose place this one took, until the first key is accepted. */
  readonly replaces: ConnectionId | null
  /** Conditional writes compare it. Moves with standing, attempt, account, credential, label and notify. */
  readonly revision: number
  readonly createdAt: number
  readonly updatedAt: number
}

export function newConnection(
  identity: Pick<Connection, 'id' | 'tenantId' | 'provider' | 'environment' | 'reference' | 'label'> &
    Partial<Pick<Connection, 'notify'>>,
  now: number,
): Connection {
  return {
    ...identity,
    notify: identity.notify ?? [],
    standing: 'not_connected',
    account: null,
    credential: null,
    credentialVersion: 0,
    grantedScopes: [],
    issue: null,
    attempt: null,
    suspicion: null,
    health: UNKNOWN_HEALTH,
    plan: UNPLANNED,
    standingSince: now,
    checkingUntil: null,
    replaces: null,
    revision: 1,
    createdAt: now,
    updatedAt: now,
  }
}

export const connectionState = (connection: Connection): ConnectionState =>
  stateOf(connection.standing, statusOf(connection.attempt))

export const connectionUsable = (connection: Connection): boolean =>
  isUsable(connection.standing, connection.credential === null ? 'absent' : 'present', connection.issue?.code ?? null)

/**
 * Applies the standing table and what hangs on it. The only place that assigns `standing`.
 * @throws IllegalTransition also where action would be required without anybody knowing why
 */
export function withStanding(
  connection: Connection,
  event: StandingEvent,
  issue: Issue<StandingReason> | null,
  now: number,
): Connection {
  const standing = nextStanding(connection.standing, event)
  if (standing === 'action_required' && issue === null) {
    throw new IllegalTransition(connection.standing, `${event} without an issue`)
  }
  const moved = standing !== connection.standing || event === 'accepted'
  return {
    ...connection,
    standing,
    issue: standing === 'action_required' ? issue : null,
    standingSince: moved ? now : connection.standingSince,
  }
}

/**
 * Applies the attempt table. The only place that assigns `attempt`.
 * @throws IllegalTransition also where an attempt would be made of nothing, or fail without a reason
 */
export function withAttempt(connection: Connection, event: AttemptEvent, attempt: Attempt | null): Connection {
  const status = statusOf(connection.attempt)
  const next = nextAttemptStatus(status, event)
  if (next === 'none') return { ...connection, attempt: null }
  const body = attempt ?? connection.attempt
  if (body === null) throw new IllegalTransition(status, `${event} without an attempt`)
  const issue = next === 'failed' ? body.issue : null
  if (next === 'failed' && issue === null) throw new IllegalTransition(status, `${event} without a reason`)
  return { ...connection, attempt: { ...body, status: next, issue } }
}

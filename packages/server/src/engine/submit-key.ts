import { VALIDATING_LASTS_MS } from '../domain/attempt.ts'
import type { Attempt } from '../domain/attempt.ts'
import { nextTryAt, TENANT_TRIES_AN_HOUR, TENANT_TRIES_WINDOW_MS } from '../domain/connect-session.ts'
import type { ConnectSession } from '../domain/connect-session.ts'
import { withAttempt } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import type { AttemptId, ConnectionId, TenantId } from '../domain/ids.ts'
import type { Secret } from '../domain/secret.ts'
import { amendConnection } from './amend-connection.ts'
import { failedAttempt } from './fail-attempt.ts'
import type { KeyOrigin, SubmittedKey } from './key-origin.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { about } from './records.ts'
import { runAttempt } from './run-attempt.ts'

/**
 * Starts one try to connect or replace; its end is seen on the connection. A newer key takes the place of an older one
 * that is still being checked. A paste that cannot be a key ends at once, without a call, and disturbs nobody's check.
 *
 * Takes ownership of the secret and wipes it.
 */
export async function submitKey(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  submitted: SubmittedKey,
  origin: KeyOrigin,
): Promise<Connection> {
  if (submitted.kind === 'malformed') {
    return failAtOnce(ports, tenant, id, origin, { reason: 'key_malformed', details: { fault: submitted.fault } })
  }
  const retryAt = await waitBeforeTry(ports, tenant, origin.session)
  if (retryAt !== null) {
    submitted.secret.wipe()
    return failAtOnce(ports, tenant, id, origin, { reason: 'too_many_tries', details: { retryAt } })
  }
  return startAttempt(ports, tenant, id, submitted.secret, origin)
}

/** @returns when the next try may be made, or null for now, which counts as one. */
async function waitBeforeTry(
  ports: EnginePorts,
  tenant: TenantId,
  session: ConnectSession | null,
): Promise<number | null> {
  const now = ports.clock.now()
  const free = session === null ? 0 : nextTryAt(session)
  if (free > now) return free
  const by = { tenantId: tenant, sessionId: session?.id ?? null }
  return ports.stores.tries.add(by, now, TENANT_TRIES_AN_HOUR, TENANT_TRIES_WINDOW_MS)
}

async function failAtOnce(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  origin: KeyOrigin,
  failure: Parameters<typeof failedAttempt>[3],
): Promise<Connection> {
  const outcome = await amendConnection(ports, tenant, id, (connection) => {
    const busy = connection.attempt !== null && connection.attempt.status !== 'failed'
    if (busy) return null
    return failedAttempt(ports, connection, newAttempt(ports, connection, origin), failure, {
      actor: origin.actor,
      source: origin.session === null ? 'api' : 'person',
    })
  })
  if (outcome.kind === 'taken') throw new Error('A refused paste cannot take an account.')
  return outcome.connection
}

async function startAttempt(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  secret: Secret,
  origin: KeyOrigin,
): Promise<Connection> {
  let attemptId: AttemptId | null = null
  let superseded: AttemptId | null = null
  const outcome = await amendConnection(ports, tenant, id, (connection) => {
    const attempt = newAttempt(ports, connection, origin)
    attemptId = attempt.id
    superseded = connection.attempt?.status === 'failed' ? null : (connection.attempt?.id ?? null)
    return {
      next: withAttempt(connection, 'submit', attempt),
      candidate: { kind: 'destroy' },
      records: {
        audit: [
          ...(superseded === null
            ? []
            : [about(ports, connection, 'attempt.superseded', origin.actor, { attemptId: superseded })]),
          about(ports, connection, 'attempt.started', origin.actor, {
            attemptId: attempt.id,
            kind: attempt.kind,
            sessionId: attempt.sessionId,
          }),
        ],
      },
    }
  })
  if (outcome.kind !== 'committed' || attemptId === null) throw new Error('An attempt could not be started.')
  if (superseded !== null) ports.running.stop(superseded)
  const { connection } = outcome
  const started: AttemptId = attemptId
  ports.running.start(started, (signal) =>
    runAttempt(ports, { tenant, connection: connection.id, attempt: started, secret, origin }, signal),
  )
  return connection
}

function newAttempt(ports: EnginePorts, connection: Connection, origin: KeyOrigin): Attempt {
  const now = ports.clock.now()
  const live = connection.standing === 'connected' || connection.standing === 'action_required'
  return {
    id: ports.random.id('attempt'),
    kind: live ? 'replace' : 'connect',
    status: 'validating',
    step: 'key',
    startedAt: now,
    expiresAt: now + VALIDATING_LASTS_MS,
    account: null,
    issue: null,
    sessionId: origin.session?.id ?? null,
    grantedScopes: null,
  }
}

import type { Account } from '../domain/account.ts'
import type { Actor } from '../domain/audit.ts'
import type { ConnectSession } from '../domain/connect-session.ts'
import { VALIDATING_LASTS_MS } from '../domain/attempt.ts'
import type { Attempt } from '../domain/attempt.ts'
import { withAttempt } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import type { ConnectionId, ConnectSessionId, TenantId } from '../domain/ids.ts'
import { IllegalTransition } from '../domain/errors.ts'
import type { SealedSecret } from '../domain/sealed.ts'
import type { Secret } from '../domain/secret.ts'
import { amendConnection } from './amend-connection.ts'
import { failedAttempt } from './fail-attempt.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { StoredKeyUnreadable } from './ports/vault.ts'
import { about, KEYTURN } from './records.ts'
import { runConfirmed } from './run-attempt.ts'
import type { KeyOrigin } from './key-origin.ts'

/** Cancel: no reason, no event, one audit event; standing as before. Without an attempt it has no effect. */
export async function cancelAttempt(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  actor: Actor,
): Promise<Connection> {
  return withdraw(ports, tenant, id, actor, { as: 'attempt.cancelled' })
}

/** Cancels only what was started from this session. */
export async function cancelAttemptOf(ports: EnginePorts, session: ConnectSession, actor: Actor): Promise<Connection> {
  const which = { as: 'attempt.cancelled', startedBy: session.id } as const
  return withdraw(ports, session.tenantId, session.connectionId, actor, which)
}

/**
 * "No, use another key": the candidate is thrown away. Without a question it has no effect.
 * @param asked the attempt whose question was answered
 * @throws IllegalTransition when it is another question by now
 */
export async function declineAccount(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  asked: string | null,
  actor: Actor,
): Promise<Connection> {
  return withdraw(ports, tenant, id, actor, { as: 'attempt.declined', asked })
}

async function withdraw(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  actor: Actor,
  which:
    | { readonly as: 'attempt.cancelled'; readonly startedBy?: ConnectSessionId }
    | { readonly as: 'attempt.declined'; readonly asked: string | null },
): Promise<Connection> {
  let ended: Attempt | null = null
  const outcome = await amendConnection(ports, tenant, id, (connection) => {
    ended = connection.attempt
    if (ended === null) return null
    if (which.as === 'attempt.declined') {
      if (ended.status !== 'awaiting_confirmation') return null
      refuseOtherQuestion(ended, which.asked)
    } else if (which.startedBy !== undefined && ended.sessionId !== which.startedBy) return null
    return {
      next: withAttempt(connection, 'withdraw', null),
      candidate: { kind: 'destroy' },
      records: { audit: [about(ports, connection, which.as, actor, { attemptId: ended.id })] },
    }
  })
  if (outcome.kind === 'taken') throw new Error('Ending an attempt cannot take an account.')
  stopRunning(ports, ended)
  return outcome.connection
}

/** An answer is for the question that was shown, and for no other company. */
function refuseOtherQuestion(attempt: Attempt, asked: string | null): void {
  if (attempt.id !== asked) throw new IllegalTransition('another question', 'this answer')
}

function stopRunning(ports: EnginePorts, attempt: Attempt | null): void {
  if (attempt !== null) ports.running.stop(attempt.id)
}

/**
 * "Yes, connect": takes the candidate out of the attempt and finishes in the background. Any process can.
 * @param asked the attempt whose question was answered
 * @throws IllegalTransition when nobody was asked, the question has lapsed, or it is another one by now
 */
export async function acceptAccount(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  asked: string | null,
  origin: KeyOrigin,
): Promise<Connection> {
  let question: { attempt: Attempt; account: Account; candidate: SealedSecret; version: number } | null = null
  const outcome = await amendConnection(ports, tenant, id, (connection, { candidate }) => {
    const { attempt } = connection
    if (attempt?.status !== 'awaiting_confirmation' || attempt.account === null || candidate === null) {
      throw new IllegalTransition(attempt?.status ?? 'settled', 'a confirmation')
    }
    refuseOtherQuestion(attempt, asked)
    question = { attempt, account: attempt.account, candidate, version: connection.credentialVersion + 1 }
    return {
      next: withAttempt(connection, 'accept', {
        ...attempt,
        step: 'installation',
        expiresAt: ports.clock.now() + VALIDATING_LASTS_MS,
      }),
      candidate: { kind: 'destroy' },
      records: {},
    }
  })
  if (outcome.kind !== 'committed' || question === null) throw new Error('A confirmation could not be taken.')
  await finish(ports, outcome.connection, question, origin)
  return outcome.connection
}

async function finish(
  ports: EnginePorts,
  connection: Connection,
  question: { attempt: Attempt; account: Account; candidate: SealedSecret; version: number },
  origin: KeyOrigin,
): Promise<void> {
  const { attempt, account } = question
  const secret = await openCandidate(ports, connection, question)
  if (secret === null) {
    await expire(ports, connection.tenantId, connection.id, 'confirmation_expired', attempt)
    return
  }
  ports.running.start(attempt.id, (signal) =>
    runConfirmed(
      ports,
      { tenant: connection.tenantId, connection: connection.id, attempt: attempt.id, secret, origin },
      { account, grantedScopes: attempt.grantedScopes ?? [] },
      signal,
    ),
  )
}

async function openCandidate(
  ports: EnginePorts,
  connection: Connection,
  question: { candidate: SealedSecret; version: number; account: Account },
): Promise<Secret | null> {
  const { tenantId, id: connectionId, provider, environment } = connection
  const context = { purpose: 'candidate', tenantId, connectionId, provider, environment } as const
  try {
    const { secret, accountId } = await ports.vault.open(
      { ...context, credentialVersion: question.version },
      question.candidate,
    )
    if (accountId === question.account.id) return secret
    secret.wipe()
    return null
  } catch (error) {
    if (error instanceof StoredKeyUnreadable) return null
    throw error
  }
}

/** Ends what nobody works on any more: `validating` after 30 s, a question after 10 min. */
export async function expireAttempts(ports: EnginePorts): Promise<void> {
  const now = ports.clock.now()
  const due = await ports.stores.fleet.expiredAttempts(now, 200)
  for (const { tenantId, id, attempt } of due) {
    if (attempt === null || attempt.expiresAt === null || attempt.expiresAt > now) continue
    const reason = attempt.status === 'awaiting_confirmation' ? 'confirmation_expired' : 'interrupted'
    await expire(ports, tenantId, id, reason, attempt)
  }
}

/** When the one server starts, nobody works on what was being checked: says so at once instead of after 30 s. */
export async function interruptOrphans(ports: EnginePorts): Promise<void> {
  for (;;) {
    const orphans = await ports.stores.fleet.validatingAttempts(200)
    if (orphans.length === 0) return
    for (const { tenantId, id, attempt } of orphans) {
      if (attempt !== null) await expire(ports, tenantId, id, 'interrupted', attempt)
    }
  }
}

async function expire(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  reason: 'interrupted' | 'confirmation_expired',
  expected: Attempt,
): Promise<void> {
  await amendConnection(ports, tenant, id, (connection) => {
    const { attempt } = connection
    if (attempt?.id !== expected.id || attempt.status === 'failed') return null
    return failedAttempt(ports, connection, attempt, { reason, details: {} }, { actor: KEYTURN, source: 'expiry' })
  })
  ports.running.stop(expected.id)
}

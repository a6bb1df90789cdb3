import type { Account } from '../domain/account.ts'
import type { ConnectSession } from '../domain/connect-session.ts'
import { withAttempt, withStanding } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import type { ConnectSessionId } from '../domain/ids.ts'
import { firstCheck } from '../domain/noticing/schedule.ts'
import { amendConnection } from './amend-connection.ts'
import type { Amendment } from './amend-connection.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import type { Finding } from './ports/provider.ts'
import { about, COLLEAGUE, connectionEvent } from './records.ts'
import type { AttemptRun } from './key-origin.ts'

type Committed = { readonly kind: 'committed' | 'taken' | 'lost' }

/**
 * The swap: one transaction that seals the new key, drops the old one, moves standing, ends the attempt and uses up the
 * link the key came through. It loses to whoever ended or overtook the attempt meanwhile, or withdrew the link.
 */
export async function commitCredential(
  ports: EnginePorts,
  run: AttemptRun,
  finding: Finding & { readonly account: Account },
): Promise<Committed> {
  const outcome = await amendConnection(ports, run.tenant, run.connection, async (connection) => {
    const { attempt } = connection
    if (attempt?.id !== run.attempt) return null
    const link = await linkOf(ports, attempt.sessionId)
    return link === 'over' ? null : swap(ports, connection, run, finding, link)
  })
  if (outcome.kind === 'unchanged') return { kind: 'lost' }
  return { kind: outcome.kind }
}

/** The link that was handed on, if the key comes through one. */
async function linkOf(ports: EnginePorts, id: ConnectSessionId | null): Promise<ConnectSession | 'over' | null> {
  const session = id === null ? undefined : await ports.stores.sessions.find(id)
  if (session === undefined || session.handOff === null) return null
  return session.endedAt !== null || session.handOff.usedAt !== null ? 'over' : session
}

async function swap(
  ports: EnginePorts,
  connection: Connection,
  run: AttemptRun,
  finding: Finding & { readonly account: Account },
  link: ConnectSession | null,
): Promise<Amendment> {
  const now = ports.clock.now()
  const next = withNewKey(ports, connection, run, finding, now)
  const sealed = await ports.vault.seal(
    {
      purpose: 'provider-credential',
      tenantId: run.tenant,
      connectionId: run.connection,
      credentialVersion: next.credentialVersion,
      provider: connection.provider,
      environment: connection.environment,
    },
    { secret: run.secret, accountId: finding.account.id },
  )
  const fingerprint = await ports.vault.fingerprint(connection.provider, connection.environment, run.secret)
  const what = connection.attempt?.kind === 'replace' ? 'connection.replaced' : 'connection.connected'
  return {
    next,
    credential: { kind: 'put', sealed, fingerprint },
    candidate: { kind: 'destroy' },
    links: { kind: 'end', at: now, usedBy: link?.id ?? null },
    records: {
      audit: [
        about(ports, connection, what, run.origin.actor, {
          attemptId: run.attempt,
          accountId: finding.account.id,
          accountName: finding.account.name,
          credentialVersion: next.credentialVersion,
        }),
        ...(link === null ? [] : [about(ports, connection, 'hand_off.used', COLLEAGUE, { sessionId: link.id })]),
      ],
      events: [
        connectionEvent(
          ports,
          what,
          { before: connection, after: next },
          {
            source: run.origin.session === null ? 'api' : 'person',
            attemptId: run.attempt,
            replacesConnectionId: connection.replaces,
          },
        ),
      ],
    },
  }
}

function withNewKey(
  ports: EnginePorts,
  connection: Connection,
  run: AttemptRun,
  finding: Finding & { readonly account: Account },
  now: number,
): Connection {
  const version = connection.credentialVersion + 1
  const next = firstCheck(now, ports.noticing.intervalMs(connection), ports.random.roll())
  const accepted = withStanding(withAttempt(connection, 'succeed', null), 'accepted', null, now)
  return {
    ...accepted,
    account: { ...finding.account, name: finding.account.name ?? connection.account?.name ?? null },
    credential: {
      id: ports.random.id('credential'),
      version,
      addedAt: now,
      addedBy: run.origin.addedBy,
      lastUsedAt: null,
    },
    credentialVersion: version,
    grantedScopes: finding.grantedScopes,
    suspicion: null,
    replaces: null,
    health: {
      state: 'healthy',
      reason: null,
      since: now,
      checkedAt: now,
      confirmedAt: now,
      nextCheckAt: next.at,
      source: 'probe',
    },
    plan: { lane: next.lane, repairFrom: null, introspectedAt: now },
  }
}

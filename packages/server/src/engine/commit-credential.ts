import type { Account } from '../domain/account.ts'
import { withAttempt, withStanding } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import { amendConnection } from './amend-connection.ts'
import type { Amendment } from './amend-connection.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import type { Finding } from './ports/provider.ts'
import { about, connectionEvent } from './records.ts'
import type { AttemptRun } from './key-origin.ts'

type Committed = { readonly kind: 'committed' | 'taken' | 'lost' }

/**
 * The swap: one transaction that seals the new key, drops the old one, moves standing and ends the attempt. It loses to
 * whoever ended or overtook the attempt meanwhile.
 */
export async function commitCredential(
  ports: EnginePorts,
  run: AttemptRun,
  finding: Finding & { readonly account: Account },
): Promise<Committed> {
  const outcome = await amendConnection(ports, run.tenant, run.connection, async (connection) => {
    if (connection.attempt?.id !== run.attempt) return null
    return swap(ports, connection, run, finding)
  })
  if (outcome.kind === 'unchanged') return { kind: 'lost' }
  return { kind: outcome.kind }
}

async function swap(
  ports: EnginePorts,
  connection: Connection,
  run: AttemptRun,
  finding: Finding & { readonly account: Account },
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
    records: {
      audit: [
        about(ports, connection, what, run.origin.actor, {
          attemptId: run.attempt,
          accountId: finding.account.id,
          accountName: finding.account.name,
          credentialVersion: next.credentialVersion,
        }),
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
      nextCheckAt: now + ports.checkIntervalMs,
      source: 'probe',
    },
  }
}

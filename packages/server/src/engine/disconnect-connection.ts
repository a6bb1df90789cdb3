import type { Actor } from '../domain/audit.ts'
import { withAttempt, withStanding } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import type { ConnectionId, TenantId } from '../domain/ids.ts'
import { UNPLANNED } from '../domain/noticing/schedule.ts'
import type { Secret } from '../domain/secret.ts'
import { amendConnection } from './amend-connection.ts'
import { withDeadline } from './deadline.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { about, connectionEvent, KEYTURN } from './records.ts'
import { RevisionMismatch } from './refusals.ts'
import { openCredential } from './use-credential.ts'

const UNINSTALL_DEADLINE_MS = 10_000

/**
 * Destroys our copy of the key at once and ends whatever was being checked; then asks the provider to end the
 * installation, which may fail without changing anything here. Without effect when there is nothing to end.
 *
 * @param expectedRevision from `If-Match`
 * @throws NotFound, RevisionMismatch
 */
export async function disconnectConnection(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  by: { readonly actor: Actor; readonly source: 'person' | 'api' | 'command_line' },
  expectedRevision: number | null = null,
): Promise<Connection> {
  let secret: Secret | null = null
  const outcome = await amendConnection(ports, tenant, id, async (connection, sealed) => {
    if (expectedRevision !== null && connection.revision !== expectedRevision) throw new RevisionMismatch()
    if (connection.credential === null && connection.attempt === null) return null
    secret?.wipe()
    secret = await openForUninstall(ports, sealed)
    return disconnection(ports, connection, by)
  })
  if (outcome.kind === 'taken') throw new Error('A disconnect cannot take an account.')
  if (outcome.kind === 'committed') uninstall(ports, outcome.connection, secret)
  return outcome.connection
}

async function openForUninstall(
  ports: EnginePorts,
  sealed: Parameters<typeof openCredential>[1],
): Promise<Secret | null> {
  const { connection } = sealed
  const { issue } = connection
  // A dead key cannot end its installation, and one of ours that does not open has been named as such already.
  if (issue?.code === 'stored_key_unreadable') return null
  return openCredential(ports, sealed)
}

function disconnection(
  ports: EnginePorts,
  connection: Connection,
  by: { readonly actor: Actor; readonly source: 'person' | 'api' | 'command_line' },
) {
  const now = ports.clock.now()
  if (connection.attempt !== null) ports.running.stop(connection.attempt.id)
  const ended = withStanding(withAttempt(connection, 'disconnect', null), 'disconnect', null, now)
  const next: Connection = {
    ...ended,
    credential: null,
    grantedScopes: [],
    suspicion: null,
    checkingUntil: null,
    plan: UNPLANNED,
    health: { ...connection.health, state: 'unknown', reason: null, since: now, nextCheckAt: null },
  }
  const wasLive = connection.credential !== null
  return {
    next,
    credential: { kind: 'destroy' as const },
    candidate: { kind: 'destroy' as const },
    links: { kind: 'end' as const, at: now, usedBy: null },
    records: {
      audit: [
        about(ports, connection, wasLive ? 'connection.disconnected' : 'attempt.cancelled', by.actor, {
          attemptId: connection.attempt?.id ?? null,
        }),
      ],
      events: wasLive
        ? [
            connectionEvent(
              ports,
              'connection.disconnected',
              { before: connection, after: next },
              { source: by.source },
            ),
          ]
        : [],
    },
  }
}

/** In the background: a provider that is away does not keep a person waiting. */
function uninstall(ports: EnginePorts, connection: Connection, secret: Secret | null): void {
  const provider = ports.providers.get(connection.provider)
  if (secret === null) return
  if (provider === undefined || provider.environment !== connection.environment) {
    secret.wipe()
    return
  }
  ports.running.start(ports.random.id('attempt'), async (stopped) => {
    try {
      const ended = await withDeadline(
        ports.clock,
        UNINSTALL_DEADLINE_MS,
        (signal) => provider.uninstall(secret, { signal, onStep: async () => undefined }),
        stopped,
      )
      if (ended === 'done') return
      await ports.stores.audit.append([about(ports, connection, 'installation.left_behind', KEYTURN)])
    } catch (error) {
      ports.log.warn(
        { connectionId: connection.id, fault: error instanceof Error ? error.name : 'unknown' },
        'an installation could not be ended',
      )
    } finally {
      secret.wipe()
    }
  })
}

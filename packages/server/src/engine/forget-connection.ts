import type { Actor } from '../domain/audit.ts'
import { newConnection } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import { IllegalTransition } from '../domain/errors.ts'
import type { ConnectionId, TenantId } from '../domain/ids.ts'
import { readTrusted } from './amend-connection.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { about, connectionEvent } from './records.ts'
import { RevisionMismatch } from './refusals.ts'

/**
 * Forgets a connection that is good for nothing any more. The audit trail stays, without personal data.
 * @param expectedRevision from `If-Match`
 * @throws NotFound, RevisionMismatch; IllegalTransition while it is live or being checked
 */
export async function forgetConnection(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  actor: Actor,
  expectedRevision: number | null = null,
): Promise<void> {
  const { connection } = await readTrusted(ports, tenant, id)
  if (expectedRevision !== null && connection.revision !== expectedRevision) throw new RevisionMismatch()
  refuseWhileInUse(connection, 'being forgotten')
  const outcome = await ports.stores.connections.forget(connection, forgetting(ports, connection, actor))
  if (outcome === 'stale') throw new RevisionMismatch()
  ports.changes.notify(id)
}

/**
 * "Connect a different company": the disconnected connection is forgotten, and a new one under the same reference takes
 * its place, in the sessions too.
 * @throws NotFound, IllegalTransition, RevisionMismatch
 */
export async function connectDifferent(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  actor: Actor,
): Promise<Connection> {
  const { connection: old } = await readTrusted(ports, tenant, id)
  if (old.standing !== 'disconnected') throw new IllegalTransition(old.standing, 'a different company')
  refuseWhileInUse(old, 'a different company')
  const { tenantId, provider, environment, reference, label, notify } = old
  const fresh: Connection = {
    ...newConnection(
      { id: ports.random.id('connection'), tenantId, provider, environment, reference, label, notify },
      ports.clock.now(),
    ),
    replaces: old.id,
  }
  const { events, audit } = forgetting(ports, old, actor)
  const records = { events, audit: [...audit, about(ports, fresh, 'connection.created', actor)] }
  const mac = await ports.vault.stateMac(fresh)
  const outcome = await ports.stores.connections.takePlace(old, fresh, mac, records)
  if (outcome === 'stale') throw new RevisionMismatch()
  ports.changes.notify(old.id)
  return fresh
}

function refuseWhileInUse(connection: Connection, what: string): void {
  const live = connection.standing === 'connected' || connection.standing === 'action_required'
  if (live) throw new IllegalTransition(connection.standing, what)
  const busy = connection.attempt !== null && connection.attempt.status !== 'failed'
  if (busy) throw new IllegalTransition('validating', what)
}

const forgetting = (ports: EnginePorts, connection: Connection, actor: Actor) => ({
  events: [
    connectionEvent(
      ports,
      'connection.deleted',
      { before: connection, after: connection },
      { source: sourceOf(actor) },
    ),
  ],
  audit: [about(ports, connection, 'connection.forgotten', actor)],
})

const sourceOf = (actor: Actor) => (actor.kind === 'customer' ? 'person' : 'api')

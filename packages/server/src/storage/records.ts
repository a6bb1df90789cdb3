import type { Transaction } from 'kysely'
import type { AuditEvent } from '../domain/audit.ts'
import { connectionEnvelope } from '../domain/events.ts'
import type { ConnectionEvent } from '../domain/events.ts'
import type { ConnectionId, TenantId } from '../domain/ids.ts'
import type { Records } from '../engine/ports/written.ts'
import type { Database } from './database.ts'
import { toJson } from './json.ts'

export async function writeRecords(trx: Transaction<Database>, records: Records): Promise<void> {
  for (const event of records.events) await writeEvent(trx, event)
  await writeAudit(trx, records.audit)
}

export async function writeAudit(trx: Transaction<Database>, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return
  const rows = events.map((event) => ({
    id: event.id,
    at: event.at,
    tenant_id: event.tenantId,
    connection_id: event.connectionId,
    action: event.action,
    actor_kind: event.actor.kind,
    actor_id: event.actor.id,
    actor_name: event.actor.name,
    details: toJson(event.details),
  }))
  await trx.insertInto('audit_events').values(rows).execute()
}

/** The counter is a column of the connection: its row lock keeps the numbers without gaps. */
async function writeEvent(trx: Transaction<Database>, event: ConnectionEvent): Promise<void> {
  const { last_sequence: sequence } = await trx
    .updateTable('connections')
    .set((eb) => ({ last_sequence: eb('last_sequence', '+', eb.lit(1)) }))
    .where('tenant_id', '=', event.tenantId)
    .where('id', '=', event.connectionId)
    .returning('last_sequence')
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('outbox_events')
    .values({
      id: event.id,
      tenant_id: event.tenantId,
      connection_id: event.connectionId,
      sequence,
      type: event.type,
      created_at: event.createdAt,
      envelope: toJson(connectionEnvelope(event, sequence)),
    })
    .execute()
}

/** The trail of a forgotten connection stays, without its people. */
export async function removePeople(trx: Transaction<Database>, tenant: TenantId, id: ConnectionId): Promise<void> {
  await trx
    .updateTable('audit_events')
    .set({ actor_id: null, actor_name: null })
    .where('tenant_id', '=', tenant)
    .where('connection_id', '=', id)
    .where('actor_kind', '=', 'customer')
    .execute()
}

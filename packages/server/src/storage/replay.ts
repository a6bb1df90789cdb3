import type { Transaction } from 'kysely'
import type { AuditEvent } from '../domain/audit.ts'
import type { DeliveryId } from '../domain/ids.ts'
import type { ReplayRange } from '../engine/ports/webhook-stores.ts'
import type { Database } from './database.ts'
import { insertAll, newDelivery } from './fan-out.ts'
import { fromJsonOrNull } from './json.ts'
import { writeAudit } from './records.ts'

interface ReplayOrder {
  readonly now: number
  readonly limit: number
  readonly newId: () => DeliveryId
  readonly audit: AuditEvent
}

/** Events of a time that an endpoint may hear of, queued for it once more. */
export async function replay(
  trx: Transaction<Database>,
  range: ReplayRange,
  { now, limit, newId, audit }: ReplayOrder,
): Promise<number | 'too_many'> {
  const endpoint = await trx
    .selectFrom('webhook_endpoints')
    .select('types')
    .where('id', '=', range.endpointId)
    .executeTakeFirst()
  if (endpoint === undefined) return 0
  const types = fromJsonOrNull(endpoint.types)
  let query = trx
    .selectFrom('outbox_events as o')
    .select(['o.id', 'o.type'])
    .where('o.created_at', '>=', range.from)
    .where('o.created_at', '<', range.to)
  if (types !== null) query = query.where('o.type', 'in', types)
  if (range.which === 'missed') {
    query = query.where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('deliveries as d')
            .select('d.id')
            .whereRef('d.event_id', '=', 'o.id')
            .where('d.endpoint_id', '=', range.endpointId)
            .where('d.status', 'in', ['pending', 'delivered']),
        ),
      ),
    )
  }
  const events = await query
    .orderBy('o.ordinal')
    .limit(limit + 1)
    .execute()
  if (events.length > limit) return 'too_many'
  await insertAll(
    trx,
    events.map(({ id, type }) => ({
      id: newId(),
      endpoint_id: range.endpointId,
      event_id: id,
      type,
      ...newDelivery('replay', now),
    })),
  )
  await writeAudit(trx, [audit])
  return events.length
}

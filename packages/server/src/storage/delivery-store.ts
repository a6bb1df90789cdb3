import { sql } from 'kysely'
import type { ExpressionBuilder, Selectable, Transaction } from 'kysely'
import type { Delivery } from '../domain/delivery.ts'
import type { WebhookEndpointId } from '../domain/ids.ts'
import type { ClaimedDelivery, DeliveryStore, Lease, Settled, TriedDelivery } from '../engine/ports/webhook-stores.ts'
import type { Database, DeliveryTable } from './database.ts'
import { fanOut } from './fan-out.ts'
import { fromJson, fromJsonOrNull, toJson, toJsonOrNull } from './json.ts'
import { instanceRow } from './outbox-store.ts'
import { writeAudit } from './records.ts'
import { replay } from './replay.ts'
import type { StorageBase } from './storage-base.ts'
import { changedColumns, lockEndpoint } from './webhook-endpoint-store.ts'

/** Spelt like the predicate of the partial index, or it is not used. */
const PENDING = sql<boolean>`status = 'pending'`

export function deliveryStore({ db }: StorageBase, grew: () => void): DeliveryStore {
  return {
    fanOut: (now, limit, newId) => db.transaction().execute((trx) => fanOut(trx, now, limit, newId)),

    async dueEndpoints(now) {
      const rows = await db
        .selectFrom('webhook_endpoints as e')
        .select(['e.id', 'e.failing_since'])
        .where('e.off_at', 'is', null)
        .where((eb) => eb.or([eb('e.paused_until', 'is', null), eb('e.paused_until', '<=', now)]))
        .where((eb) =>
          eb.exists(
            eb
              .selectFrom('deliveries')
              .select('deliveries.id')
              .whereRef('deliveries.endpoint_id', '=', 'e.id')
              .where(PENDING)
              .where('due_at', '<=', now)
              .where((inner) => isFree(inner, now)),
          ),
        )
        .execute()
      return rows.map((row) => ({ id: row.id, failing: row.failing_since !== null }))
    },

    async claim(wants, lease) {
      return db.transaction().execute(async (trx) => {
        const claimed: ClaimedDelivery[] = []
        for (const [endpoint, count] of wants) claimed.push(...(await claimOf(trx, endpoint, count, lease)))
        return claimed
      })
    },

    async settle(holder, tried, decide) {
      const events = await db.transaction().execute(async (trx) => {
        let written = 0
        for (const one of tried) written += await settleOne(trx, holder, one, decide)
        return written
      })
      if (events > 0) grew()
    },

    async release(holder) {
      const query = db
        .updateTable('deliveries')
        .set({ lease_until: null, lease_holder: null })
        .where(PENDING)
        .where('lease_holder', 'is not', null)
      await (holder === null ? query : query.where('lease_holder', '=', holder)).execute()
    },

    async insert(delivery, envelope, audit) {
      await db.transaction().execute(async (trx) => {
        const lease = { lease_until: null, lease_holder: null }
        const row = { ...lease, ...rowOf(delivery), envelope: toJsonOrNull(envelope) }
        await trx.insertInto('deliveries').values(row).execute()
        await writeAudit(trx, [audit])
      })
    },

    async find(id) {
      const row = await db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst()
      return row && deliveryOf(row)
    },

    async bodyOf(id) {
      const row = await db
        .selectFrom('deliveries as d')
        .leftJoin('outbox_events as o', 'o.id', 'd.event_id')
        .select(['d.envelope as own', 'o.id as event'])
        .where('d.id', '=', id)
        .executeTakeFirst()
      if (row === undefined || (row.own === null && row.event === null)) return undefined
      return { own: fromJsonOrNull(row.own) }
    },

    async list(endpoint, { status }, { after, limit }) {
      let query = db.selectFrom('deliveries').selectAll().where('endpoint_id', '=', endpoint)
      if (status !== undefined) query = query.where('status', '=', status)
      if (after !== null) {
        const { createdAt, id } = after
        query = query
          .where('created_at', '<=', createdAt)
          .where((eb) => eb.or([eb('created_at', '<', createdAt), eb('id', '<', id)]))
      }
      const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
      return rows.map(deliveryOf)
    },

    replay: (range, now, limit, newId, audit) =>
      db.transaction().execute((trx) => replay(trx, range, { now, limit, newId, audit })),
  }
}

const isFree = (eb: ExpressionBuilder<Database, 'deliveries'>, now: number) =>
  eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)])

async function claimOf(
  trx: Transaction<Database>,
  endpoint: WebhookEndpointId,
  count: number,
  { now, until, holder }: Lease,
): Promise<readonly ClaimedDelivery[]> {
  const due = trx
    .selectFrom('deliveries')
    .select('id')
    .where('endpoint_id', '=', endpoint)
    .where(PENDING)
    .where('due_at', '<=', now)
    .where((eb) => isFree(eb, now))
    .orderBy('due_at')
    .limit(count)
  const claimed = await trx
    .updateTable('deliveries')
    .set({ lease_until: until, lease_holder: holder })
    .where('id', 'in', due)
    // Judged again as it is written: another node may have been faster.
    .where((eb) => isFree(eb, now))
    .returning('id')
    .execute()
  if (claimed.length === 0) return []
  const rows = await trx
    .selectFrom('deliveries as d')
    .innerJoin('webhook_endpoints as e', 'e.id', 'd.endpoint_id')
    .leftJoin('outbox_events as o', 'o.id', 'd.event_id')
    .selectAll('d')
    .select(['e.url', 'e.secret', 'e.previous_secret', 'e.previous_until', 'o.envelope as event'])
    .where(
      'd.id',
      'in',
      claimed.map(({ id }) => id),
    )
    .execute()
  return rows.flatMap((row) => {
    const body = row.envelope ?? row.event
    if (body === null) return []
    const previous = row.previous_secret !== null && (row.previous_until ?? 0) > now ? [row.previous_secret] : []
    return [{ delivery: deliveryOf(row), url: row.url, secrets: [row.secret, ...previous], body }]
  })
}

/** @returns how many events were written */
async function settleOne(
  trx: Transaction<Database>,
  holder: string,
  tried: TriedDelivery,
  decide: (delivery: Delivery, endpoint: Settled['endpoint'], tried: TriedDelivery) => Settled,
): Promise<number> {
  const row = await trx
    .updateTable('deliveries')
    .set({ lease_until: null, lease_holder: null })
    .where('id', '=', tried.id)
    .where('lease_holder', '=', holder)
    .returningAll()
    .executeTakeFirst()
  const before = row && (await lockEndpoint(trx, row.endpoint_id))
  if (row === undefined || before === undefined) return 0
  const { delivery, endpoint, events, audit } = decide(deliveryOf(row), before, tried)
  await trx.updateTable('deliveries').set(rowOf(delivery)).where('id', '=', delivery.id).execute()
  await trx.updateTable('webhook_endpoints').set(changedColumns(endpoint)).where('id', '=', endpoint.id).execute()
  if (events.length > 0) await trx.insertInto('outbox_events').values(events.map(instanceRow)).execute()
  await writeAudit(trx, audit)
  return events.length
}

const rowOf = (delivery: Delivery) => ({
  id: delivery.id,
  endpoint_id: delivery.endpointId,
  event_id: delivery.eventId,
  type: delivery.type,
  kind: delivery.kind,
  status: delivery.status,
  due_at: delivery.dueAt,
  tries: toJson(delivery.tries),
  created_at: delivery.createdAt,
})

const deliveryOf = (row: Omit<Selectable<DeliveryTable>, 'lease_until' | 'lease_holder' | 'envelope'>): Delivery => ({
  id: row.id,
  endpointId: row.endpoint_id,
  eventId: row.event_id,
  type: row.type,
  kind: row.kind,
  status: row.status,
  dueAt: row.due_at,
  tries: fromJson(row.tries),
  createdAt: row.created_at,
})

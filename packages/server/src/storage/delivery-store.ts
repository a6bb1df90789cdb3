import { sql } from 'kysely'
import type { ExpressionBuilder, RawBuilder, Selectable, Transaction } from 'kysely'
import type { Delivery } from '../domain/delivery.ts'
import type { InstanceEvent } from '../domain/events.ts'
import type { DeliveryId, WebhookEndpointId } from '../domain/ids.ts'
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts'
import type { ClaimedDelivery, DeliveryStore, Lease, Settled, TriedDelivery } from '../engine/ports/webhook-stores.ts'
import type { Database, DeliveryTable } from './database.ts'
import { fanOut } from './fan-out.ts'
import { fromJson, fromJsonOrNull, toJson, toJsonOrNull } from './json.ts'
import { instanceRow } from './outbox-store.ts'
import { writeAudit } from './records.ts'
import { replay } from './replay.ts'
import type { StorageBase } from './storage-base.ts'
import { changedColumns, lockEndpoint } from './webhook-endpoint-store.ts'

/** Deliveries that may be sent, spelt like the predicate of the partial index that finds them, or it is not used. */
interface Sendable {
  readonly which: RawBuilder<boolean>
  readonly dueAt: RawBuilder<number>
}

const PENDING: Sendable = { which: sql`status = 'pending'`, dueAt: sql`due_at` }
/** Tests are few. `coalesce` keeps SQLite from choosing the index over all pending deliveries, which are many. */
const PENDING_TEST: Sendable = { which: sql`status = 'pending' and kind = 'test'`, dueAt: sql`coalesce(due_at, 0)` }

export function deliveryStore({ db }: StorageBase, grew: () => void): DeliveryStore {
  return {
    fanOut: (now, limit, newId) => db.transaction().execute((trx) => fanOut(trx, now, limit, newId)),

    async dueEndpoints(now) {
      const rows = await db
        .selectFrom('webhook_endpoints as e')
        .select(['e.id', 'e.failing_since'])
        .where('e.off_at', 'is', null)
        .where((eb) => {
          const due = ({ which, dueAt }: Sendable) =>
            eb.exists(
              eb
                .selectFrom('deliveries')
                .select('deliveries.id')
                .whereRef('deliveries.endpoint_id', '=', 'e.id')
                .where(which)
                .where(dueAt, '<=', now)
                .where((inner) => isFree(inner, now)),
            )
          const takesCalls = eb.or([eb('e.paused_until', 'is', null), eb('e.paused_until', '<=', now)])
          return eb.or([eb.and([takesCalls, due(PENDING)]), due(PENDING_TEST)])
        })
        .execute()
      return rows.map((row) => ({ id: row.id, failing: row.failing_since !== null }))
    },

    async claim(wants, lease) {
      return db.transaction().execute(async (trx) => {
        const ids: DeliveryId[] = []
        for (const [endpoint, count] of wants) ids.push(...(await claimOf(trx, endpoint, count, lease)))
        return ids.length === 0 ? [] : claimedDeliveries(trx, ids, lease.now)
      })
    },

    async settle(holder, tried, decide) {
      const events = await db.transaction().execute((trx) => settle(trx, holder, tried, decide))
      if (events > 0) grew()
    },

    async release(holder) {
      const query = db
        .updateTable('deliveries')
        .set({ lease_until: null, lease_holder: null })
        .where(PENDING.which)
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

/** Tests first, because somebody waits for them, and in a pause nothing else. */
async function claimOf(
  trx: Transaction<Database>,
  endpoint: WebhookEndpointId,
  count: number,
  lease: Lease,
): Promise<readonly DeliveryId[]> {
  const tests = await claimSome(trx, endpoint, PENDING_TEST, count, lease)
  if (tests.length === count || (await isPaused(trx, endpoint, lease.now))) return tests
  return [...tests, ...(await claimSome(trx, endpoint, PENDING, count - tests.length, lease))]
}

async function isPaused(trx: Transaction<Database>, endpoint: WebhookEndpointId, now: number): Promise<boolean> {
  const paused = await trx
    .selectFrom('webhook_endpoints')
    .select('id')
    .where('id', '=', endpoint)
    .where('paused_until', '>', now)
    .executeTakeFirst()
  return paused !== undefined
}

async function claimSome(
  trx: Transaction<Database>,
  endpoint: WebhookEndpointId,
  { which, dueAt }: Sendable,
  count: number,
  { now, until, holder }: Lease,
): Promise<readonly DeliveryId[]> {
  const due = trx
    .selectFrom('deliveries')
    .select('id')
    .where('endpoint_id', '=', endpoint)
    .where(which)
    .where(dueAt, '<=', now)
    .where((eb) => isFree(eb, now))
    .orderBy(dueAt)
    .limit(count)
  const claimed = await trx
    .updateTable('deliveries')
    .set({ lease_until: until, lease_holder: holder })
    .where('id', 'in', due)
    // Judged again as it is written: another node may have been faster.
    .where((eb) => isFree(eb, now))
    .returning('id')
    .execute()
  return claimed.map(({ id }) => id)
}

async function claimedDeliveries(
  trx: Transaction<Database>,
  ids: readonly DeliveryId[],
  now: number,
): Promise<readonly ClaimedDelivery[]> {
  const rows = await trx
    .selectFrom('deliveries as d')
    .innerJoin('webhook_endpoints as e', 'e.id', 'd.endpoint_id')
    .leftJoin('outbox_events as o', 'o.id', 'd.event_id')
    .selectAll('d')
    .select(['e.url', 'e.secret', 'e.previous_secret', 'e.previous_until', 'o.envelope as event'])
    .where('d.id', 'in', inPowersOfTwo(ids))
    .execute()
  return rows.flatMap((row) => {
    const body = row.envelope ?? row.event
    if (body === null) return []
    const previous = row.previous_secret !== null && (row.previous_until ?? 0) > now ? [row.previous_secret] : []
    return [{ delivery: deliveryOf(row), url: row.url, secrets: [row.secret, ...previous], body }]
  })
}

/** Repeats the last up to a power of two: few lengths are few statements to prepare. */
const inPowersOfTwo = <Id>(ids: readonly Id[]): Id[] => {
  const length = 2 ** Math.ceil(Math.log2(Math.max(ids.length, 1)))
  return Array.from({ length }, (_, at) => ids[at] ?? ids.at(-1)).filter((id) => id !== undefined)
}

/** @returns how many events were written */
async function settle(
  trx: Transaction<Database>,
  holder: string,
  tried: readonly TriedDelivery[],
  decide: (delivery: Delivery, endpoint: WebhookEndpoint, tried: TriedDelivery) => Settled,
): Promise<number> {
  const rows = await trx
    .selectFrom('deliveries')
    .selectAll()
    .where('id', 'in', inPowersOfTwo(tried.map(({ id }) => id)))
    .where('lease_holder', '=', holder)
    .execute()
  const held = new Map(rows.map((row) => [row.id, deliveryOf(row)]))
  const before = new Map<WebhookEndpointId, WebhookEndpoint>()
  const after = new Map<WebhookEndpointId, WebhookEndpoint>()
  const events: InstanceEvent[] = []
  for (const one of tried) {
    const delivery = held.get(one.id)
    const endpoint = delivery && (after.get(delivery.endpointId) ?? (await lockEndpoint(trx, delivery.endpointId)))
    if (delivery === undefined || endpoint === undefined) continue
    held.delete(one.id)
    if (!before.has(endpoint.id)) before.set(endpoint.id, endpoint)
    const settled = decide(delivery, endpoint, one)
    after.set(endpoint.id, settled.endpoint)
    events.push(...settled.events)
    await writeOutcome(trx, holder, settled.delivery)
    await writeAudit(trx, settled.audit)
  }
  for (const [id, endpoint] of after) {
    if (endpoint === before.get(id)) continue
    await trx.updateTable('webhook_endpoints').set(changedColumns(endpoint)).where('id', '=', id).execute()
  }
  if (events.length > 0) await trx.insertInto('outbox_events').values(events.map(instanceRow)).execute()
  return events.length
}

async function writeOutcome(trx: Transaction<Database>, holder: string, delivery: Delivery): Promise<void> {
  const { status, dueAt, tries } = delivery
  await trx
    .updateTable('deliveries')
    .set({ status, due_at: dueAt, tries: toJson(tries), lease_until: null, lease_holder: null })
    .where('id', '=', delivery.id)
    .where('lease_holder', '=', holder)
    .execute()
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

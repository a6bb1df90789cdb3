import type { Kysely, Transaction } from 'kysely'
import type { DeliveryId } from '../domain/ids.ts'
import type { Database } from './database.ts'
import { fromJsonOrNull, toJson } from './json.ts'
import { readMark } from './outbox-marks.ts'

/** Below what a database takes as parameters of one statement, with a delivery's columns. */
const ROWS_AT_ONCE = 500

interface Listener {
  readonly id: Database['webhook_endpoints']['id']
  readonly types: ReadonlySet<string> | null
  /** It hears of what came after. */
  readonly from: number
}

/** From the mark on, each event once: whoever moves the mark first has made the deliveries. */
export async function fanOut(
  trx: Transaction<Database>,
  now: number,
  limit: number,
  newId: () => DeliveryId,
): Promise<number> {
  const listeners = await listening(trx)
  if (listeners.length === 0) return 0
  const mark = await readMark(trx, 'webhooks')
  const from = Math.max(mark, Math.min(...listeners.map((listener) => listener.from)))
  const events = await trx
    .selectFrom('outbox_events')
    .select(['ordinal', 'id', 'type'])
    .where('ordinal', '>', from)
    .orderBy('ordinal')
    .limit(limit)
    .execute()
  const last = events.at(-1)
  if (last === undefined) return 0
  const { numUpdatedRows } = await trx
    .updateTable('outbox_marks')
    .set({ ordinal: last.ordinal })
    .where('name', '=', 'webhooks')
    .where('ordinal', '=', mark)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return 0
  const rows = events.flatMap((event) =>
    listeners
      .filter(({ types, from: heardFrom }) => event.ordinal > heardFrom && (types?.has(event.type) ?? true))
      .map((listener) => ({
        id: newId(),
        endpoint_id: listener.id,
        event_id: event.id,
        type: event.type,
        ...newDelivery('event', now),
      })),
  )
  await insertAll(trx, rows)
  return events.length
}

export const newDelivery = (kind: 'event' | 'replay', now: number) => ({
  kind,
  status: 'pending' as const,
  due_at: now,
  lease_until: null,
  lease_holder: null,
  tries: toJson([]),
  envelope: null,
  created_at: now,
})

export async function insertAll(trx: Transaction<Database>, rows: readonly Database['deliveries'][]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    await trx
      .insertInto('deliveries')
      .values(rows.slice(start, start + ROWS_AT_ONCE))
      .execute()
  }
}

async function listening(db: Pick<Kysely<Database>, 'selectFrom'>): Promise<readonly Listener[]> {
  const rows = await db
    .selectFrom('webhook_endpoints')
    .select(['id', 'types', 'from_ordinal'])
    .where('off_at', 'is', null)
    .execute()
  return rows.map((row) => {
    const types = fromJsonOrNull(row.types)
    return { id: row.id, types: types === null ? null : new Set<string>(types), from: row.from_ordinal }
  })
}

/** Up to here no endpoint waits for a delivery to be made. */
export async function fannedOut(db: Pick<Kysely<Database>, 'selectFrom'>): Promise<number> {
  const listeners = await listening(db)
  if (listeners.length === 0) return Number.MAX_SAFE_INTEGER
  return Math.max(await readMark(db, 'webhooks'), Math.min(...listeners.map(({ from }) => from)))
}

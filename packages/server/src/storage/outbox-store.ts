import type { Insertable } from 'kysely'
import { instanceEnvelope } from '../domain/events.ts'
import type { InstanceEvent } from '../domain/events.ts'
import type { FeedPage, OutboxStore } from '../engine/ports/outbox-store.ts'
import type { OutboxEventTable } from './database.ts'
import type { OutboxSignal } from './outbox-signal.ts'
import { newestOrdinal, readMark } from './outbox-marks.ts'
import { fromJson, toJson } from './json.ts'
import type { StorageBase } from './storage-base.ts'

export function outboxStore({ db }: StorageBase, signal: OutboxSignal): OutboxStore {
  return {
    async append(events) {
      if (events.length === 0) return
      await db.insertInto('outbox_events').values(events.map(instanceRow)).execute()
      signal.look()
    },

    async read(tenants, after, limit): Promise<FeedPage> {
      const newest = await newestOrdinal(db)
      if (after !== null && after > newest) return { kind: 'expired' }
      const from = after ?? (await readMark(db, 'expired'))
      let query = db
        .selectFrom('outbox_events')
        .select(['ordinal', 'envelope'])
        .where('ordinal', '>', from)
        .where('ordinal', '<=', newest)
      if (tenants !== null) query = query.where('tenant_id', 'in', tenants)
      const rows = tenants?.length === 0 ? [] : await query.orderBy('ordinal').limit(limit).execute()
      // Looked at last: what the sweep deletes while we read is not missed in silence.
      if ((await readMark(db, 'expired')) > from) return { kind: 'expired' }
      const last = rows.length < limit ? newest : (rows.at(-1)?.ordinal ?? newest)
      return {
        kind: 'page',
        events: rows.map((row) => ({ position: row.ordinal, envelope: fromJson(row.envelope) })),
        position: Math.max(last, from),
      }
    },

    newest: () => newestOrdinal(db),
    watch: (added) => signal.watch(added),
  }
}

export const instanceRow = (event: InstanceEvent): Insertable<OutboxEventTable> => ({
  id: event.id,
  tenant_id: null,
  connection_id: null,
  sequence: null,
  type: event.type,
  created_at: event.createdAt,
  envelope: toJson(instanceEnvelope(event)),
})

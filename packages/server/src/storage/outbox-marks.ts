import type { Kysely } from 'kysely'
import type { Database, OutboxMark } from './database.ts'

type Reading = Pick<Kysely<Database>, 'selectFrom'>

/** Up to and including this ordinal; 0 where nothing was marked yet. */
export async function readMark(db: Reading, name: OutboxMark): Promise<number> {
  const row = await db.selectFrom('outbox_marks').select('ordinal').where('name', '=', name).executeTakeFirst()
  return row?.ordinal ?? 0
}

export async function moveMark(db: Pick<Kysely<Database>, 'updateTable'>, name: OutboxMark, to: number): Promise<void> {
  await db.updateTable('outbox_marks').set({ ordinal: to }).where('name', '=', name).execute()
}

/** Of all events that there ever were: those that are gone count as well. */
export async function newestOrdinal(db: Reading): Promise<number> {
  const row = await db
    .selectFrom('outbox_events')
    .select((eb) => eb.fn.max('ordinal').as('newest'))
    .executeTakeFirst()
  return Math.max(row?.newest ?? 0, await readMark(db, 'expired'))
}

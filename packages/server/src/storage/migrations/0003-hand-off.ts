import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Spelling } from '../dialect.ts'

/** Links that are handed on to a colleague: connect sessions that may be used once. */
export async function handOff(db: Kysely<unknown>, { text, integer }: Spelling): Promise<void> {
  await db.schema.alterTable('connect_sessions').addColumn('hand_off', text).execute()
  await db.schema.alterTable('connect_sessions').addColumn('used_at', integer).execute()
  await db.schema
    .createIndex('connect_sessions_handed_on')
    .on('connect_sessions')
    .columns(['tenant_id', 'connection_id', 'created_at'])
    .where(sql<boolean>`hand_off is not null`)
    .execute()
}

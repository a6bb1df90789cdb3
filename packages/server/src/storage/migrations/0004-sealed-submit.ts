import type { Kysely } from 'kysely'
import type { Spelling } from '../dialect.ts'

/** The keys that browsers seal to, and the turn a page has in its session. */
export async function sealedSubmit(db: Kysely<unknown>, { text, integer, bytes, tableEnd }: Spelling): Promise<void> {
  await db.schema
    .createTable('submit_keys')
    .addColumn('id', text, (column) => column.notNull().primaryKey())
    .addColumn('period', integer, (column) => column.notNull())
    .addColumn('master_key_id', text, (column) => column.notNull())
    .addColumn('wrapped', bytes, (column) => column.notNull())
    .addColumn('accepted_until', integer, (column) => column.notNull())
    .addUniqueConstraint('submit_keys_period', ['period', 'master_key_id'])
    .modifyEnd(tableEnd)
    .execute()
  await db.schema
    .alterTable('connect_sessions')
    .addColumn('turn', integer, (column) => column.notNull().defaultTo(0))
    .execute()
}

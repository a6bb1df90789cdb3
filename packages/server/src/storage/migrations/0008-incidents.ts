import type { Kysely } from 'kysely'
import type { Spelling } from '../dialect.ts'

/** What went on at a provider, for the history of each of its connections. */
export async function incidents({ schema }: Kysely<unknown>, { text, integer, tableEnd }: Spelling): Promise<void> {
  await schema
    .createTable('provider_incidents')
    .addColumn('id', text, (column) => column.notNull().primaryKey())
    .addColumn('provider', text, (column) => column.notNull())
    .addColumn('environment', text, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('since', integer, (column) => column.notNull())
    .addColumn('over_at', integer)
    .modifyEnd(tableEnd)
    .execute()
  await schema
    .createIndex('provider_incidents_newest')
    .on('provider_incidents')
    .columns(['provider', 'environment', 'since'])
    .execute()
}

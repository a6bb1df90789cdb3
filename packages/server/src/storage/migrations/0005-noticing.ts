import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Spelling } from '../dialect.ts'

/** Leases and evidence on each connection, and what servers share about a provider. */
export async function noticing(db: Kysely<unknown>, { text, integer, keyedTableEnd }: Spelling): Promise<void> {
  const { schema } = db
  for (const column of ['lease_token', 'suspicion_source'] as const) {
    await schema.alterTable('connections').addColumn(column, text).execute()
  }
  for (const column of [
    'lease_until',
    'suspicion_answers',
    'suspicion_told',
    'repair_from',
    'introspected_at',
  ] as const) {
    await schema.alterTable('connections').addColumn(column, integer).execute()
  }
  // The sweep's number; lanes are numbers so that the index is small.
  await schema
    .alterTable('connections')
    .addColumn('check_lane', integer, (column) => column.notNull().defaultTo(2))
    .execute()
  await schema.dropIndex('connections_due_next_check_at').execute()
  await schema
    .createIndex('connections_due_check')
    .on('connections')
    .columns(['provider', 'environment', 'check_lane', 'next_check_at'])
    .where(sql<boolean>`next_check_at is not null`)
    .execute()
  await schema
    .createTable('provider_watches')
    .addColumn('provider', text, (column) => column.notNull())
    .addColumn('environment', text, (column) => column.notNull())
    .addColumn('revision', integer, (column) => column.notNull())
    .addColumn('watch', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('provider_watches_key', ['provider', 'environment'])
    .modifyEnd(keyedTableEnd)
    .execute()
}

import type { Kysely } from 'kysely'
import type { Spelling } from '../dialect.ts'

/** Checks beside the schedule that reached a provider, for the limit per tenant. */
export async function tenantChecks({ schema }: Kysely<unknown>, { text, integer, tableEnd }: Spelling): Promise<void> {
  await schema
    .createTable('tenant_checks')
    .addColumn('tenant_id', text, (column) => column.notNull())
    .addColumn('tried_at', integer, (column) => column.notNull())
    .modifyEnd(tableEnd)
    .execute()
  await schema.createIndex('tenant_checks_newest').on('tenant_checks').columns(['tenant_id', 'tried_at']).execute()
}

import { sql } from 'kysely'
import type { Kysely } from 'kysely'

/** A test is found at once, however many deliveries wait before it. */
export async function webhookTests({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createIndex('deliveries_tests')
    .on('deliveries')
    .columns(['endpoint_id'])
    .where(sql<boolean>`status = 'pending' and kind = 'test'`)
    .execute()
}

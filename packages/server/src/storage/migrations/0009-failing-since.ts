import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Spelling } from '../dialect.ts'

/** Since when a suspected key has failed, which its evidence may begin after. */
export async function failingSince(db: Kysely<unknown>, { integer }: Spelling): Promise<void> {
  await db.schema.alterTable('connections').addColumn('suspicion_failing_since', integer).execute()
  await sql`update connections set suspicion_failing_since = suspicion_at`.execute(db)
}

import type { Kysely } from 'kysely'

/** So that housekeeping reads no more sessions than it deletes. */
export async function sessionsByAge({ schema }: Kysely<unknown>): Promise<void> {
  await schema.createIndex('connect_sessions_oldest').on('connect_sessions').columns(['created_at']).execute()
}

import type { Kysely } from 'kysely'
import type { Spelling } from '../dialect.ts'

/** Which pages may frame a connect session, and how it looks. */
export async function embeddingAndTheme(db: Kysely<unknown>, { text }: Spelling): Promise<void> {
  await db.schema
    .alterTable('connect_sessions')
    .addColumn('embed_origins', text, (column) => column.notNull().defaultTo('[]'))
    .execute()
  await db.schema.alterTable('connect_sessions').addColumn('theme', text).execute()
}

import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Spelling } from '../dialect.ts'

/** Who is told of a connection by mail, the links such mails carry, and each mail from the problem to its end. */
export async function notices(db: Kysely<unknown>, { text, integer, tableEnd }: Spelling): Promise<void> {
  const { schema } = db
  await schema.alterTable('connections').addColumn('notify', text).execute()
  await schema.alterTable('connect_sessions').addColumn('notice_id', text).execute()
  await sql`insert into outbox_marks (name, ordinal) values ('notices', 0)`.execute(db)
  await schema
    .createTable('notices')
    .addColumn('id', text, (column) => column.notNull().primaryKey())
    .addColumn('tenant_id', text, (column) => column.notNull())
    .addColumn('connection_id', text, (column) => column.notNull())
    .addColumn('problem_id', text, (column) => column.notNull())
    .addColumn('email', text, (column) => column.notNull())
    .addColumn('locale', text)
    .addColumn('stage', text, (column) => column.notNull())
    .addColumn('solved_at', integer)
    .addColumn('solved_by', text)
    .addColumn('due_at', integer)
    .addColumn('tries', integer, (column) => column.notNull())
    .addColumn('unclear', integer, (column) => column.notNull())
    .addColumn('link_id', text, (column) => column.notNull())
    .addColumn('lease_until', integer)
    .addColumn('lease_holder', text)
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('closed_at', integer)
    .addForeignKeyConstraint(
      'notices_of_connection',
      ['tenant_id', 'connection_id'],
      'connections',
      ['tenant_id', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .addUniqueConstraint('notices_once', ['problem_id', 'email'])
    .addCheckConstraint('notices_closed', sql`(stage = 'closed') = (closed_at is not null)`)
    .modifyEnd(tableEnd)
    .execute()
  await schema
    .createIndex('notices_due')
    .on('notices')
    .columns(['due_at'])
    .where(sql<boolean>`due_at is not null`)
    .execute()
  await schema.createIndex('notices_of').on('notices').columns(['tenant_id', 'connection_id', 'closed_at']).execute()
  await schema
    .createIndex('notices_oldest')
    .on('notices')
    .columns(['closed_at'])
    .where(sql<boolean>`closed_at is not null`)
    .execute()
}

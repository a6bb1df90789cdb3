import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Spelling } from '../dialect.ts'

/** Events of no connection, how far each reader of the outbox is, webhook endpoints with their deliveries. An index for retention. */
export async function webhooks(db: Kysely<unknown>, spelling: Spelling): Promise<void> {
  await outbox(db, spelling)
  await marks(db, spelling)
  await endpoints(db, spelling)
  await deliveries(db, spelling)
  await db.schema.createIndex('audit_events_oldest').on('audit_events').columns(['action', 'at']).execute()
}

/** Made anew, because SQLite cannot take a NOT NULL back. Nobody had read it before, so the order is all there is to keep. */
async function outbox(db: Kysely<unknown>, { text, integer, ordinal, tableEnd }: Spelling): Promise<void> {
  const { schema } = db
  await schema
    .createTable('outbox_events_2')
    .addColumn('ordinal', ordinal)
    .addColumn('id', text, (column) => column.notNull().unique())
    .addColumn('tenant_id', text)
    .addColumn('connection_id', text)
    .addColumn('sequence', integer)
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('envelope', text, (column) => column.notNull())
    .addUniqueConstraint('outbox_events_2_sequence', ['connection_id', 'sequence'])
    .addCheckConstraint(
      'outbox_events_2_numbered',
      sql`(connection_id is null) = (sequence is null) and (connection_id is null) = (tenant_id is null)`,
    )
    .modifyEnd(tableEnd)
    .execute()
  const columns = sql.raw('id, tenant_id, connection_id, sequence, type, created_at, envelope')
  await sql`insert into outbox_events_2 (${columns}) select ${columns} from outbox_events order by ordinal`.execute(db)
  await schema.dropTable('outbox_events').execute()
  await schema.alterTable('outbox_events_2').renameTo('outbox_events').execute()
  await schema
    .createIndex('outbox_events_of_tenant')
    .on('outbox_events')
    .columns(['tenant_id', 'ordinal'])
    .where(sql<boolean>`tenant_id is not null`)
    .execute()
  await schema.createIndex('outbox_events_oldest').on('outbox_events').columns(['created_at']).execute()
}

/** `expired`: deleted up to there. The others: handed on up to there. */
async function marks(db: Kysely<unknown>, { text, integer, keyedTableEnd }: Spelling): Promise<void> {
  await db.schema
    .createTable('outbox_marks')
    .addColumn('name', text, (column) => column.notNull().primaryKey())
    .addColumn('ordinal', integer, (column) => column.notNull())
    .modifyEnd(keyedTableEnd)
    .execute()
  await sql`insert into outbox_marks (name, ordinal) values ('expired', 0), ('webhooks', 0)`.execute(db)
}

async function endpoints(db: Kysely<unknown>, { text, integer, bytes, tableEnd }: Spelling): Promise<void> {
  await db.schema
    .createTable('webhook_endpoints')
    .addColumn('id', text, (column) => column.notNull().primaryKey())
    .addColumn('url', text, (column) => column.notNull())
    .addColumn('description', text)
    .addColumn('types', text)
    .addColumn('off_reason', text)
    .addColumn('off_at', integer)
    .addColumn('failing_since', integer)
    .addColumn('paused_until', integer)
    .addColumn('from_ordinal', integer, (column) => column.notNull())
    .addColumn('secret', bytes, (column) => column.notNull())
    .addColumn('previous_secret', bytes)
    .addColumn('previous_until', integer)
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('updated_at', integer, (column) => column.notNull())
    .modifyEnd(tableEnd)
    .execute()
}

async function deliveries(db: Kysely<unknown>, { text, integer, tableEnd }: Spelling): Promise<void> {
  const { schema } = db
  await schema
    .createTable('deliveries')
    .addColumn('id', text, (column) => column.notNull().primaryKey())
    .addColumn('endpoint_id', text, (column) => column.notNull().references('webhook_endpoints.id').onDelete('cascade'))
    .addColumn('event_id', text, (column) => column.notNull())
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('due_at', integer, (column) => column.notNull())
    .addColumn('lease_until', integer)
    .addColumn('lease_holder', text)
    .addColumn('tries', text, (column) => column.notNull())
    .addColumn('envelope', text)
    .addColumn('created_at', integer, (column) => column.notNull())
    .modifyEnd(tableEnd)
    .execute()
  await schema
    .createIndex('deliveries_due')
    .on('deliveries')
    .columns(['endpoint_id', 'due_at'])
    .where(sql<boolean>`status = 'pending'`)
    .execute()
  await schema.createIndex('deliveries_list').on('deliveries').columns(['endpoint_id', 'created_at', 'id']).execute()
  await schema.createIndex('deliveries_of_event').on('deliveries').columns(['event_id', 'endpoint_id']).execute()
  await schema.createIndex('deliveries_oldest').on('deliveries').columns(['created_at']).execute()
}

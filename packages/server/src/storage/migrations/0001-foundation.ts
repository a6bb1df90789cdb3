import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Spelling } from '../dialect.ts'
import { LIVE } from '../live.ts'

/** Connections with their keys, sessions, tokens, answers kept for a replay, trail and outbox. */
export async function foundation(db: Kysely<unknown>, spelling: Spelling): Promise<void> {
  await connections(db, spelling)
  await sealedRecords(db, spelling)
  await sessions(db, spelling)
  await integratorsAccess(db, spelling)
  await records(db, spelling)
  await keys(db, spelling)
}

async function connections(db: Kysely<unknown>, { text, integer, bytes, tableEnd }: Spelling): Promise<void> {
  await db.schema
    .createTable('connections')
    .addColumn('tenant_id', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('provider', text, (column) => column.notNull())
    .addColumn('environment', text, (column) => column.notNull())
    .addColumn('reference', text, (column) => column.notNull())
    .addColumn('label', text)
    .addColumn('label_folded', text)
    .addColumn('account_id', text)
    .addColumn('account_kind', text)
    .addColumn('account_name', text)
    .addColumn('account_name_folded', text)
    .addColumn('standing', text, (column) => column.notNull())
    .addColumn('attempt_status', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('usable', integer, (column) => column.notNull())
    .addColumn('credential_id', text)
    .addColumn('credential_version', integer, (column) => column.notNull())
    .addColumn('credential_added_at', integer)
    .addColumn('credential_added_by', text)
    .addColumn('credential_last_used_at', integer)
    .addColumn('fingerprint', text)
    .addColumn('granted_scopes', text, (column) => column.notNull())
    .addColumn('issue', text)
    .addColumn('attempt', text)
    .addColumn('attempt_expires_at', integer)
    .addColumn('suspicion_kind', text)
    .addColumn('suspicion_at', integer)
    .addColumn('health_state', text, (column) => column.notNull())
    .addColumn('health_reason', text)
    .addColumn('health_since', integer)
    .addColumn('health_source', text)
    .addColumn('checked_at', integer)
    .addColumn('confirmed_at', integer)
    .addColumn('next_check_at', integer)
    .addColumn('checking_until', integer)
    .addColumn('replaces', text)
    .addColumn('standing_since', integer, (column) => column.notNull())
    .addColumn('revision', integer, (column) => column.notNull())
    .addColumn('last_sequence', integer, (column) => column.notNull().defaultTo(0))
    .addColumn('state_mac', bytes, (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('updated_at', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('connections_key', ['tenant_id', 'id'])
    .addUniqueConstraint('connections_identity', ['tenant_id', 'provider', 'environment', 'reference'])
    .addCheckConstraint('connections_live_has_account', sql`not (${LIVE}) or account_id is not null`)
    .modifyEnd(tableEnd)
    .execute()
  await connectionRules(db)
  await connectionSearch(db)
}

async function connectionRules(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  await schema.createIndex('connections_id').unique().on('connections').columns(['id']).execute()
  await schema
    .createIndex('connections_live_account')
    .unique()
    .on('connections')
    .columns(['provider', 'environment', 'account_id'])
    .where(LIVE)
    .execute()
  await schema
    .createIndex('connections_live_key')
    .unique()
    .on('connections')
    .columns(['provider', 'environment', 'fingerprint'])
    .where(LIVE)
    .execute()
}

async function connectionSearch(db: Kysely<unknown>): Promise<void> {
  const lists = ['created_at', 'state', 'usable', 'health_state'] as const
  for (const column of lists) {
    const columns = column === 'created_at' ? [column] : [column, 'created_at']
    await db.schema.createIndex(`connections_list_${column}`).on('connections').columns(columns).execute()
  }
  const due = ['attempt_expires_at', 'next_check_at'] as const
  for (const column of due) {
    await db.schema
      .createIndex(`connections_due_${column}`)
      .on('connections')
      .columns([column])
      .where(sql<boolean>`${sql.ref(column)} is not null`)
      .execute()
  }
  await db.schema
    .createIndex('connections_validating')
    .on('connections')
    .columns(['created_at'])
    .where(sql<boolean>`attempt_status = 'validating'`)
    .execute()
  const terms = ['account_id', 'label_folded', 'account_name_folded'] as const
  for (const column of terms) {
    await db.schema
      .createIndex(`connections_by_${column}`)
      .on('connections')
      .columns([column])
      .where(sql<boolean>`${sql.ref(column)} is not null`)
      .execute()
  }
  for (const column of ['tenant_id', 'reference'] as const) {
    await db.schema
      .createIndex(`connections_by_${column}`)
      .on('connections')
      .column(sql`lower(${sql.ref(column)})`)
      .execute()
  }
}

async function sealedRecords(db: Kysely<unknown>, { text, bytes, keyedTableEnd }: Spelling): Promise<void> {
  for (const table of ['credentials', 'candidates'] as const) {
    await db.schema
      .createTable(table)
      .addColumn('tenant_id', text, (column) => column.notNull())
      .addColumn('connection_id', text, (column) => column.notNull())
      .addColumn('sealed', bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint(`${table}_key`, ['tenant_id', 'connection_id'])
      .addForeignKeyConstraint(
        `${table}_connection`,
        ['tenant_id', 'connection_id'],
        'connections',
        ['tenant_id', 'id'],
        (reference) => reference.onDelete('cascade'),
      )
      .modifyEnd(keyedTableEnd)
      .execute()
  }
}

async function sessions(db: Kysely<unknown>, { text, integer, tableEnd }: Spelling): Promise<void> {
  await db.schema
    .createTable('connect_sessions')
    .addColumn('id', text, (column) => column.notNull().primaryKey())
    .addColumn('tenant_id', text, (column) => column.notNull())
    .addColumn('connection_id', text, (column) => column.notNull())
    .addColumn('token_hash', text, (column) => column.notNull().unique())
    .addColumn('cookie_hash', text)
    .addColumn('user', text)
    .addColumn('expected_account_id', text)
    .addColumn('return_url', text)
    .addColumn('locale', text)
    .addColumn('confirmation', text, (column) => column.notNull())
    .addColumn('capabilities', text, (column) => column.notNull())
    .addColumn('open_by', integer, (column) => column.notNull())
    .addColumn('opened_at', integer)
    .addColumn('last_used_at', integer)
    .addColumn('ended_at', integer)
    .addColumn('tries', integer, (column) => column.notNull())
    .addColumn('last_try_at', integer)
    .addColumn('created_at', integer, (column) => column.notNull())
    .addForeignKeyConstraint(
      'connect_sessions_connection',
      ['tenant_id', 'connection_id'],
      'connections',
      ['tenant_id', 'id'],
      // Deferred: a session moves to the connection that takes the place of its own before that one exists.
      (reference) => reference.onDelete('cascade').deferrable().initiallyDeferred(),
    )
    .modifyEnd(tableEnd)
    .execute()
  await db.schema
    .createIndex('connect_sessions_of_connection')
    .on('connect_sessions')
    .columns(['tenant_id', 'connection_id'])
    .execute()
  await db.schema
    .createTable('tenant_tries')
    .addColumn('tenant_id', text, (column) => column.notNull())
    .addColumn('tried_at', integer, (column) => column.notNull())
    .modifyEnd(tableEnd)
    .execute()
  await db.schema.createIndex('tenant_tries_newest').on('tenant_tries').columns(['tenant_id', 'tried_at']).execute()
}

async function integratorsAccess(db: Kysely<unknown>, spelling: Spelling): Promise<void> {
  const { text, integer, bytes } = spelling
  await db.schema
    .createTable('api_tokens')
    .addColumn('id', text, (column) => column.notNull().primaryKey())
    .addColumn('token_hash', text, (column) => column.notNull().unique())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('scopes', text, (column) => column.notNull())
    .addColumn('tenants', text)
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('expires_at', integer)
    .addColumn('revoked_at', integer)
    .addColumn('last_used_at', integer)
    .modifyEnd(spelling.tableEnd)
    .execute()
  await db.schema
    .createTable('idempotency')
    .addColumn('scope', text, (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('body_digest', text, (column) => column.notNull())
    .addColumn('claimed_at', integer, (column) => column.notNull())
    .addColumn('lease_until', integer, (column) => column.notNull())
    .addColumn('status', integer)
    .addColumn('headers', text)
    .addColumn('body', bytes)
    .addPrimaryKeyConstraint('idempotency_key', ['scope', 'key'])
    .modifyEnd(spelling.keyedTableEnd)
    .execute()
  await db.schema.createIndex('idempotency_oldest').on('idempotency').columns(['claimed_at']).execute()
}

async function records(db: Kysely<unknown>, { text, integer, ordinal, tableEnd }: Spelling): Promise<void> {
  // No foreign key: both outlive their connection.
  await db.schema
    .createTable('audit_events')
    .addColumn('ordinal', ordinal)
    .addColumn('id', text, (column) => column.notNull().unique())
    .addColumn('at', integer, (column) => column.notNull())
    .addColumn('tenant_id', text)
    .addColumn('connection_id', text)
    .addColumn('action', text, (column) => column.notNull())
    .addColumn('actor_kind', text, (column) => column.notNull())
    .addColumn('actor_id', text)
    .addColumn('actor_name', text)
    .addColumn('details', text, (column) => column.notNull())
    .modifyEnd(tableEnd)
    .execute()
  await db.schema
    .createIndex('audit_events_of_connection')
    .on('audit_events')
    .columns(['tenant_id', 'connection_id', 'ordinal'])
    .execute()
  await db.schema
    .createTable('outbox_events')
    .addColumn('ordinal', ordinal)
    .addColumn('id', text, (column) => column.notNull().unique())
    .addColumn('tenant_id', text, (column) => column.notNull())
    .addColumn('connection_id', text, (column) => column.notNull())
    .addColumn('sequence', integer, (column) => column.notNull())
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addColumn('envelope', text, (column) => column.notNull())
    .addUniqueConstraint('outbox_events_sequence', ['connection_id', 'sequence'])
    .modifyEnd(tableEnd)
    .execute()
}

async function keys(db: Kysely<unknown>, { text, integer, bytes, keyedTableEnd }: Spelling): Promise<void> {
  await db.schema
    .createTable('tenant_keys')
    .addColumn('owner', text, (column) => column.notNull())
    .addColumn('version', integer, (column) => column.notNull())
    .addColumn('master_key_id', text, (column) => column.notNull())
    .addColumn('wrapped', bytes, (column) => column.notNull())
    .addColumn('created_at', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('tenant_keys_key', ['owner', 'version'])
    .modifyEnd(keyedTableEnd)
    .execute()
  await db.schema
    .createTable('settings')
    .addColumn('name', text, (column) => column.notNull().primaryKey())
    .addColumn('value', bytes, (column) => column.notNull())
    .modifyEnd(keyedTableEnd)
    .execute()
}

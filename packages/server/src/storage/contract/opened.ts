import type { Kysely } from 'kysely'
import { afterEach, beforeEach } from 'vitest'
import type { Connection } from '../../domain/connection.ts'
import type { Records } from '../../engine/ports/written.ts'
import type { Database } from '../database.ts'
import type { Storage } from '../storage.ts'
import { aChange, connected, mac, NOTHING, putKey } from './fixtures.ts'

/** A fresh, empty database. `db` is for looking at what no port tells. */
export interface OpenStorage {
  readonly storage: Storage
  readonly db: Kysely<Database>
  dispose(): Promise<void>
}

export type OpensStorage = () => Promise<OpenStorage>

/** A fresh database for each test of the block it is called in. */
export function eachTest(open: OpensStorage): Omit<OpenStorage, 'dispose'> {
  const held: { current?: OpenStorage } = {}
  const current = (): OpenStorage => {
    if (held.current === undefined) throw new Error('no test is running')
    return held.current
  }
  beforeEach(async () => {
    held.current = await open()
  })
  afterEach(async () => {
    await current().dispose()
  })
  return {
    get storage() {
      return current().storage
    },
    get db() {
      return current().db
    },
  }
}

export async function inserted(
  storage: Storage,
  connection: Connection,
  records: Records = NOTHING,
): Promise<Connection> {
  const outcome = await storage.connections.insert(connection, mac('state'), records)
  if (outcome !== 'inserted') throw new Error(outcome)
  return connection
}

export async function committed(storage: Storage, ...change: Parameters<typeof aChange>): Promise<Connection> {
  const outcome = await storage.connections.commit(change[0].tenantId, aChange(...change))
  if (outcome.kind !== 'committed') throw new Error(outcome.kind)
  return outcome.connection
}

/** Inserted, and connected with a sealed key. */
export async function liveConnection(
  storage: Storage,
  connection: Connection,
  accountId?: string,
): Promise<Connection> {
  await inserted(storage, connection)
  return committed(storage, connected(connection, accountId), { credential: putKey(`key of ${connection.id}`) })
}

export async function sequences(db: Kysely<Database>, { id }: Pick<Connection, 'id'>): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('outbox_events')
    .select('sequence')
    .where('connection_id', '=', id)
    .orderBy('ordinal')
    .execute()
  return rows.map((row) => row.sequence ?? 0)
}

/** Every row of every table: equal before and after means that nothing was written. */
export async function everything(db: Kysely<Database>): Promise<unknown> {
  const tables = [
    'connections',
    'credentials',
    'candidates',
    'connect_sessions',
    'api_tokens',
    'audit_events',
    'outbox_events',
    'outbox_marks',
    'webhook_endpoints',
    'deliveries',
    'notices',
    'provider_incidents',
  ] as const
  return Promise.all(tables.map(async (table) => ({ table, rows: await db.selectFrom(table).selectAll().execute() })))
}

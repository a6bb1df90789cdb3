import { mkdirSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import type { Transaction } from 'kysely'
import type { Clock } from '../engine/ports/clock.ts'
import type { Log } from '../engine/ports/log.ts'
import { LocalChangeFeed } from './change-feed.ts'
import type { Database } from './database.ts'
import type { Spelling, StorageDialect, UniqueRule } from './dialect.ts'
import { MIGRATIONS, migrate } from './migrations/migrate.ts'
import { NodeSqliteDialect } from './node-sqlite-dialect.ts'
import { newestOrdinal } from './outbox-marks.ts'
import { OutboxSignal } from './outbox-signal.ts'
import { createOwnerOnly, lockForServer } from './server-lock.ts'
import { storesOn } from './storage.ts'
import type { Storage } from './storage.ts'

export interface SqliteOptions {
  /** A path, or `:memory:`. */
  readonly file: string
  readonly clock: Clock
  /** One server a file; commands come and go beside it. */
  readonly role: 'server' | 'command'
  readonly log?: Log
}

const MEMORY = ':memory:'
/** How long a write waits for another process's. */
const BUSY_MS = 5_000

/**
 * Opens the file, made owner-only if it is not there, and brings it to the newest schema.
 * @throws StorageInUse, SchemaTooNew, SchemaDiffers, MigrationFailed
 */
export const openSqliteStorage = async (options: SqliteOptions): Promise<Storage> => (await openSqlite(options)).storage

/** The storage, and for tests and tools what it stands on. */
export interface OpenSqlite {
  readonly storage: Storage
  readonly db: Kysely<Database>
}

export async function openSqlite(options: SqliteOptions, migrations = MIGRATIONS): Promise<OpenSqlite> {
  const file = options.file === MEMORY ? MEMORY : makeOwnerOnly(options.file)
  const lock = options.role === 'server' && file !== MEMORY ? lockForServer(file) : null
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(file, { timeout: BUSY_MS, enableForeignKeyConstraints: true })
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON')
    const dialect = new NodeSqliteDialect(database)
    const bare = new Kysely<unknown>({ dialect })
    await migrate({ db: bare, dialect, spelling: SPELLING, clock: options.clock }, migrations)
    const db = bare.$extendTables<Database>()
    return { db, storage: storageOn(db, { database, lock }, options) }
  } catch (error) {
    database?.close()
    lock?.close()
    throw error
  }
}

function storageOn(
  db: Kysely<Database>,
  { database, lock }: { readonly database: DatabaseSync; readonly lock: { close(): void } | null },
  { clock, log }: SqliteOptions,
): Storage {
  const feed = new LocalChangeFeed({ clock, log, version: () => dataVersion(database) })
  const signal = new OutboxSignal({ feed, log, newest: () => newestOrdinal(db) })
  const dialect: StorageDialect = {
    brokenRule,
    skipLocked: sql``,
    unsynced: (work) => unsynced(db, database, work),
    erased: () => truncateLog(db, database, log),
  }
  return {
    ...storesOn({ db, dialect, changed: (id) => feed.notify(id) }, signal),
    changes: feed,
    async ready() {
      await sql`select 1`.execute(db)
    },
    async close() {
      feed.stop()
      await dialect.erased()
      await db.destroy()
      lock?.close()
    },
  }
}

/** STRICT refuses a value of the wrong type instead of keeping it. */
export const SPELLING: Spelling = {
  text: sql`text`,
  integer: sql`integer`,
  bytes: sql`blob`,
  ordinal: sql`integer primary key autoincrement`,
  tableEnd: sql`strict`,
  keyedTableEnd: sql`strict, without rowid`,
}

/** SQLite names the columns, not the index. */
const RULES: Readonly<Record<string, UniqueRule>> = {
  'connections.tenant_id, connections.provider, connections.environment, connections.reference': 'identity',
  'connections.provider, connections.environment, connections.account_id': 'account',
  'connections.provider, connections.environment, connections.fingerprint': 'key',
}
const UNIQUE_FAILED = 'UNIQUE constraint failed: '

function brokenRule(error: unknown): UniqueRule | null {
  if (!(error instanceof Error) || !error.message.startsWith(UNIQUE_FAILED)) return null
  return RULES[error.message.slice(UNIQUE_FAILED.length)] ?? null
}

const dataVersion = (database: DatabaseSync): unknown => database.prepare('PRAGMA data_version').get()?.['data_version']

/** The log is in order whatever is synced: what comes later is never kept without this. */
const unsynced = <Result>(
  db: Kysely<Database>,
  database: DatabaseSync,
  work: (trx: Transaction<Database>) => Promise<Result>,
): Promise<Result> =>
  // Holds the one connection, so that no other transaction commits meanwhile.
  db.connection().execute(async (connection) => {
    database.exec('PRAGMA synchronous = NORMAL')
    try {
      return await connection.transaction().execute(work)
    } finally {
      database.exec('PRAGMA synchronous = FULL')
    }
  })

/**
 * Moves the write-ahead log into the file and cuts it: what `secure_delete` overwrote there is in no journal then.
 * Where a reader of another process holds it, the next time does it: nobody waits.
 */
async function truncateLog(db: Kysely<Database>, database: DatabaseSync, log: Log | undefined): Promise<void> {
  try {
    // Holds the one connection, so that no transaction is open on it.
    await db.connection().execute(async () => {
      database.exec('PRAGMA busy_timeout = 0')
      try {
        database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
      } finally {
        database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`)
      }
    })
  } catch (error) {
    log?.warn({ fault: String(error) }, 'the write-ahead log could not be cut; it will be tried again')
  }
}

/** SQLite gives its side files the mode of the file. @returns the real path, so that one file has one lock. */
function makeOwnerOnly(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  createOwnerOnly(file)
  return realpathSync(file)
}

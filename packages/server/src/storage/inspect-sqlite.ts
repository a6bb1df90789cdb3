import { existsSync, realpathSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import type { Clock } from '../engine/ports/clock.ts'
import type { Database } from './database.ts'
import { missingMigrations } from './migrations/migrate.ts'
import type { MigratePorts } from './migrations/migrate.ts'
import { NodeSqliteDialect } from './node-sqlite-dialect.ts'
import { isServerRunning } from './server-lock.ts'
import { SPELLING } from './sqlite.ts'
import { SchemaDiffers, SchemaTooNew } from './storage-errors.ts'

const WAIT_MS = 2_000
const FAULTS_AT_MOST = 5
const SQLITE_BUSY = 5

type Schema = 'newest' | 'behind' | SchemaTooNew | SchemaDiffers

/** What a database file is like, found without changing it. `absent`: there is none yet. */
export type Inspection =
  | { readonly kind: 'absent' }
  /** SQLite cannot make sense of it. */
  | { readonly kind: 'no_database' }
  | {
      readonly kind: 'database'
      readonly server: 'running' | 'none'
      readonly writes: 'possible' | 'busy' | 'refused'
      /** In SQLite's own words; empty: whole. */
      readonly damage: readonly string[]
      readonly schema: Schema
      /** The master key's proof, or null before the first start. */
      readonly sentinel: Uint8Array | null
    }

/** Looks at the file from beside a server that may be running. */
export async function inspectSqlite(options: { readonly file: string; readonly clock: Clock }): Promise<Inspection> {
  if (!existsSync(options.file)) return { kind: 'absent' }
  const file = realpathSync(options.file)
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: WAIT_MS })
    const damage = damageOf(database)
    return {
      kind: 'database',
      server: isServerRunning(file) ? 'running' : 'none',
      writes: writesTo(file),
      damage,
      ...(await contentOf(database, options.clock)),
    }
  } catch (error) {
    if (isOfSqlite(error)) return { kind: 'no_database' }
    throw error
  } finally {
    database?.close()
  }
}

const isOfSqlite = (error: unknown): error is Error & { readonly errcode: unknown } =>
  error instanceof Error && 'errcode' in error

function damageOf(database: DatabaseSync): readonly string[] {
  const said = database.prepare(`PRAGMA integrity_check(${FAULTS_AT_MOST})`).all()
  return said.map((row) => String(row['integrity_check'])).filter((text) => text !== 'ok')
}

/** Takes the lock that a write needs, and lets go of it again. */
function writesTo(file: string): 'possible' | 'busy' | 'refused' {
  const database = new DatabaseSync(file, { timeout: WAIT_MS })
  try {
    database.exec('BEGIN IMMEDIATE; ROLLBACK')
    return 'possible'
  } catch (error) {
    if (!isOfSqlite(error)) throw error
    return error.errcode === SQLITE_BUSY ? 'busy' : 'refused'
  } finally {
    database.close()
  }
}

async function contentOf(database: DatabaseSync, clock: Clock) {
  const dialect = new NodeSqliteDialect(database)
  const db = new Kysely<unknown>({ dialect })
  const schema = await schemaOf({ db, dialect, spelling: SPELLING, clock })
  if (schema !== 'newest') return { schema, sentinel: null }
  const row = await db
    .$extendTables<Database>()
    .selectFrom('settings')
    .select('value')
    .where('name', '=', 'sentinel')
    .executeTakeFirst()
  return { schema, sentinel: row?.value ?? null }
}

async function schemaOf(ports: MigratePorts): Promise<Schema> {
  try {
    return (await missingMigrations(ports)).length === 0 ? 'newest' : 'behind'
  } catch (error) {
    if (error instanceof SchemaTooNew || error instanceof SchemaDiffers) return error
    throw error
  }
}

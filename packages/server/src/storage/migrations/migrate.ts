import { createHash } from 'node:crypto'
import { DummyDriver, Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Migration as KyselyMigration } from 'kysely/migration'
import type { Dialect } from 'kysely'
import type { Clock } from '../../engine/ports/clock.ts'
import type { Spelling } from '../dialect.ts'
import { MigrationFailed, SchemaDiffers, SchemaTooNew } from '../storage-errors.ts'
import { foundation } from './0001-foundation.ts'
import { embeddingAndTheme } from './0002-embedding-and-theme.ts'
import { handOff } from './0003-hand-off.ts'
import { sealedSubmit } from './0004-sealed-submit.ts'
import { noticing } from './0005-noticing.ts'
import { webhooks } from './0006-webhooks.ts'
import { notices } from './0007-notices.ts'
import { incidents } from './0008-incidents.ts'
import { failingSince } from './0009-failing-since.ts'
import { webhookTests } from './0010-webhook-tests.ts'
import { tenantChecks } from './0011-tenant-checks.ts'
import { sessionsByAge } from './0012-sessions-by-age.ts'

export type Migration = (db: Kysely<unknown>, spelling: Spelling) => Promise<void>

/** In the order of their names. A released one is never edited: its checksum is in the databases. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-foundation': foundation,
  '0002-embedding-and-theme': embeddingAndTheme,
  '0003-hand-off': handOff,
  '0004-sealed-submit': sealedSubmit,
  '0005-noticing': noticing,
  '0006-webhooks': webhooks,
  '0007-notices': notices,
  '0008-incidents': incidents,
  '0009-failing-since': failingSince,
  '0010-webhook-tests': webhookTests,
  '0011-tenant-checks': tenantChecks,
  '0012-sessions-by-age': sessionsByAge,
}

type SchemaTables = {
  schema_migrations: { name: string; timestamp: string }
  schema_checksums: { name: string; checksum: string; applied_at: number }
}

export interface MigratePorts {
  readonly db: Kysely<unknown>
  readonly dialect: Dialect
  readonly spelling: Spelling
  readonly clock: Clock
}

/**
 * Brings the database to the newest schema, in one transaction and under the database's lock.
 * @throws SchemaTooNew, SchemaDiffers, MigrationFailed
 */
export async function migrate(ports: MigratePorts, migrations = MIGRATIONS): Promise<void> {
  const checksums = await checksumsOf(ports, migrations)
  await refuseUnknown(ports, checksums)
  const migrator = new Migrator({
    db: ports.db,
    migrationTableName: 'schema_migrations',
    migrationLockTableName: 'schema_lock',
    provider: { getMigrations: async () => recorded(ports, migrations, checksums) },
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw new MigrationFailed(error)
}

/**
 * What a database lacks of the newest schema, by name. Changes nothing.
 * @throws SchemaTooNew, SchemaDiffers
 */
export async function missingMigrations(ports: MigratePorts, migrations = MIGRATIONS): Promise<readonly string[]> {
  const applied = await refuseUnknown(ports, await checksumsOf(ports, migrations))
  return Object.keys(migrations).filter((name) => !applied.has(name))
}

/** Each migration with its checksum, so that neither is there without the other. */
function recorded(
  { spelling, clock }: MigratePorts,
  migrations: Readonly<Record<string, Migration>>,
  checksums: ReadonlyMap<string, string>,
): Record<string, KyselyMigration> {
  const wrapped = Object.entries(migrations).map(([name, migration]): [string, KyselyMigration] => [
    name,
    {
      up: async (db: Kysely<unknown>) => {
        await db.schema
          .createTable('schema_checksums')
          .ifNotExists()
          .addColumn('name', spelling.text, (column) => column.notNull().primaryKey())
          .addColumn('checksum', spelling.text, (column) => column.notNull())
          .addColumn('applied_at', spelling.integer, (column) => column.notNull())
          .modifyEnd(spelling.tableEnd)
          .execute()
        await migration(db, spelling)
        const checksum = checksums.get(name) ?? ''
        await db
          .$extendTables<SchemaTables>()
          .insertInto('schema_checksums')
          .values({ name, checksum, applied_at: clock.now() })
          .execute()
      },
    },
  ])
  return Object.fromEntries(wrapped)
}

/** SHA-256 over the statements, as they would be sent. Migrations only write, so a dry run tells them all. */
async function checksumsOf(
  { dialect, spelling }: MigratePorts,
  migrations: Readonly<Record<string, Migration>>,
): Promise<ReadonlyMap<string, string>> {
  const checksums = new Map<string, string>()
  for (const [name, migration] of Object.entries(migrations)) {
    const hash = createHash('sha256')
    const dry = new Kysely<unknown>({
      dialect: {
        createAdapter: () => dialect.createAdapter(),
        createQueryCompiler: () => dialect.createQueryCompiler(),
        createIntrospector: (db) => dialect.createIntrospector(db),
        createDriver: () => new DummyDriver(),
      },
      log: ({ query }) => {
        hash.update(query.sql).update('\0')
      },
    })
    await migration(dry, spelling)
    checksums.set(name, hash.digest('hex'))
  }
  return checksums
}

/** @returns the migrations that were applied */
async function refuseUnknown(
  { db }: MigratePorts,
  checksums: ReadonlyMap<string, string>,
): Promise<ReadonlySet<string>> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  const has = (name: string): boolean => tables.some((table) => table.name === name)
  const schema = db.$extendTables<SchemaTables>()
  const applied = has('schema_migrations')
    ? await schema.selectFrom('schema_migrations').select('name').orderBy('name').execute()
    : []
  const unknown = applied.find(({ name }) => !checksums.has(name))
  if (unknown !== undefined) throw new SchemaTooNew(unknown.name)
  const names = new Set(applied.map(({ name }) => name))
  if (!has('schema_checksums')) return names
  const recordedSums = await schema.selectFrom('schema_checksums').select(['name', 'checksum']).execute()
  const differing = recordedSums.find(({ name, checksum }) => checksums.get(name) !== checksum)
  if (differing !== undefined) throw new SchemaDiffers(differing.name)
  return names
}

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely'
import type { DatabaseConnection, Driver, SqliteDatabase, SqliteStatement } from 'kysely'

/** More than our queries are; a list of tenants varies in length and must not grow it without bound. */
const CACHED_STATEMENTS = 500

/** Kysely on `node:sqlite`: statements are cached, and a transaction takes the write lock when it begins. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase
  constructor(database: DatabaseSync) {
    const prepared = new PreparedDatabase(database)
    super({ database: prepared })
    this.#database = prepared
  }
  override createDriver(): Driver {
    return new ImmediateDriver({ database: this.#database })
  }
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter()
  }
}

/** A deferred transaction that reads first and writes later fails without waiting if somebody wrote between. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

/** Else Kysely runs migrations outside a transaction, and a failed one stays half done. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class PreparedDatabase implements SqliteDatabase {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, SqliteStatement>()
  constructor(database: DatabaseSync) {
    this.#database = database
  }
  prepare(sql: string): SqliteStatement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    if (this.#statements.size >= CACHED_STATEMENTS) this.#statements.clear()
    const statement = adapt(this.#database.prepare(sql))
    this.#statements.set(sql, statement)
    return statement
  }
  close(): void {
    this.#statements.clear()
    this.#database.close()
  }
}

/** The `{}`: a first argument that is an object would be taken for named parameters. With it, a stray one throws. */
const adapt = (statement: StatementSync): SqliteStatement => ({
  reader: statement.columns().length > 0,
  all: (parameters) => statement.all({}, ...inputs(parameters)),
  run: (parameters) => statement.run({}, ...inputs(parameters)),
  iterate: (parameters) => statement.iterate({}, ...inputs(parameters)),
})

const inputs = (parameters: readonly unknown[]): SQLInputValue[] => parameters.map(input)

function input(value: unknown): SQLInputValue {
  if (value === null || value instanceof Uint8Array) return value
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value
  throw new TypeError(`SQLite cannot store a value of type ${typeof value}`)
}

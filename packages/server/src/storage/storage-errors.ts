import { KeyturnError } from '../domain/errors.ts'

/** Another server has this database file open. */
export class StorageInUse extends KeyturnError {
  readonly code = 'storage_in_use'
  constructor(file: string) {
    super(`Another Keyturn server uses ${file}. Stop it first, or give this one a database of its own.`)
  }
}

/** The database was written by a newer release. */
export class SchemaTooNew extends KeyturnError {
  readonly code = 'schema_too_new'
  constructor(migration: string) {
    super(`The database has migration ${migration}, which this release does not know. Run the newer release.`)
  }
}

/** A migration that was applied differs from the one in this release. */
export class SchemaDiffers extends KeyturnError {
  readonly code = 'schema_differs'
  constructor(migration: string) {
    super(`Migration ${migration} was applied in another form than this release has it.`)
  }
}

/** A migration failed; nothing of it was kept. */
export class MigrationFailed extends KeyturnError {
  readonly code = 'migration_failed'
  constructor(cause: unknown) {
    super('The database could not be brought to the schema of this release. Nothing was changed.', { cause })
  }
}

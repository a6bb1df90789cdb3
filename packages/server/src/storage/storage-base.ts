import type { Kysely } from 'kysely'
import type { ConnectionId } from '../domain/ids.ts'
import type { Database } from './database.ts'
import type { StorageDialect } from './dialect.ts'

/** What the stores stand on. */
export interface StorageBase {
  readonly db: Kysely<Database>
  readonly dialect: StorageDialect
  /** Called after a commit that moved what a page shows. */
  readonly changed: (id: ConnectionId) => void
}

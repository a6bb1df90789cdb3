import type { AuditEvent } from '../../domain/audit.ts'
import type { Connection } from '../../domain/connection.ts'
import type { ConnectionEvent } from '../../domain/events.ts'
import type { SealedSecret, StateMac } from '../../domain/sealed.ts'

/** What is written beside a change, in its transaction: if it cannot be written, nothing happens. */
export interface Records {
  readonly events: readonly ConnectionEvent[]
  readonly audit: readonly AuditEvent[]
}

export interface SealedConnection {
  readonly connection: Connection
  readonly stateMac: StateMac | null
  readonly credential: SealedSecret | null
  readonly candidate: SealedSecret | null
  /** Who asks about the key just now, by the name of the lease: `CheckStore`. */
  readonly holder: string | null
}

import type { Kysely } from 'kysely'
import type { SealedSecret } from '../domain/sealed.ts'
import type { SealedConnection } from '../engine/ports/written.ts'
import { connectionOf } from './connection-row.ts'
import type { ConnectionRow } from './connection-row.ts'
import type { Database } from './database.ts'

/** Connections with what is sealed for them. */
export const sealedConnections = (db: Kysely<Database>) =>
  db
    .selectFrom('connections as c')
    .leftJoin('credentials as k', (join) =>
      join.onRef('k.tenant_id', '=', 'c.tenant_id').onRef('k.connection_id', '=', 'c.id'),
    )
    .leftJoin('candidates as n', (join) =>
      join.onRef('n.tenant_id', '=', 'c.tenant_id').onRef('n.connection_id', '=', 'c.id'),
    )
    .selectAll('c')
    .select(['k.sealed as credential', 'n.sealed as candidate'])

type SealedRow = ConnectionRow & { readonly credential: SealedSecret | null; readonly candidate: SealedSecret | null }

export const sealedConnectionOf = ({ credential, candidate, ...row }: SealedRow): SealedConnection => ({
  connection: connectionOf(row),
  stateMac: row.state_mac,
  credential,
  candidate,
  holder: row.lease_token,
})

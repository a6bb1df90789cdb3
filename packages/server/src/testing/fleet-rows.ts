import { newConnection, withStanding } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import { parseId, parseReference, parseTenantId } from '../domain/ids.ts'
import { Secret } from '../domain/secret.ts'
import type { Vault } from '../engine/ports/vault.ts'
import { insertedRow } from '../storage/connection-row.ts'

/** What each key of a fleet may do. */
export const FLEET_SCOPES = ['export-jobs:read', 'export-jobs:write', 'tag-groups:read', 'companies:read']

export const companyId = (number: number): string => `7a0c2f5e-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
const keyOf = (number: number): string => `fleet-key-${companyId(number)}`

/** The number of the company whose key that is. */
export const numberOfKey = (key: string): number => Number.parseInt(key.slice(-12), 16)

interface Company {
  readonly number: number
  readonly now: number
  /** No later than a minute ago. */
  readonly connectedAt: number
  readonly nextCheckAt: number
  /** Companies of one tenant are told apart by their reference. */
  readonly tenants: number
}

/** A connected company as the product leaves it, healthy and last asked a minute ago. */
export function connectedCompany({ number, now, connectedAt, nextCheckAt, tenants }: Company): Connection {
  const fresh = newConnection(
    {
      id: parseId('connection', `conn_${String(number).padStart(22, '0')}`),
      tenantId: parseTenantId(`tenant-${number % tenants}`),
      provider: 'pleo',
      environment: 'custom',
      reference: parseReference(number < tenants ? 'default' : `ledger-${number}`),
      label: `Ledger ${number}`,
    },
    connectedAt,
  )
  const checkedAt = now - 60_000
  return {
    ...withStanding(fresh, 'accepted', null, connectedAt),
    account: { id: companyId(number), kind: 'company', name: `Company ${number} ApS` },
    credential: {
      id: parseId('credential', `cred_${String(number).padStart(22, '0')}`),
      version: 1,
      addedAt: connectedAt,
      addedBy: { id: 'u-7', name: 'Mette' },
      lastUsedAt: null,
    },
    credentialVersion: 1,
    grantedScopes: FLEET_SCOPES,
    health: {
      state: 'healthy',
      reason: null,
      since: connectedAt,
      checkedAt,
      confirmedAt: checkedAt,
      nextCheckAt,
      source: 'probe',
    },
    revision: 2,
  }
}

/** Its rows, with the seal, the fingerprint and the MAC that the product would write. */
export async function rowsOf(vault: Vault, connection: Connection, number: number) {
  const { tenantId, id, provider, environment } = connection
  const secret = new Secret(Buffer.from(keyOf(number)))
  const sealed = await vault.seal(
    { purpose: 'provider-credential', credentialVersion: 1, tenantId, connectionId: id, provider, environment },
    { secret, accountId: companyId(number) },
  )
  const fingerprint = await vault.fingerprint(provider, environment, secret)
  secret.wipe()
  return {
    connection: { ...insertedRow(connection, await vault.stateMac(connection)), fingerprint },
    credential: { tenant_id: tenantId, connection_id: id, sealed },
  }
}

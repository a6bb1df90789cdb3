import { createHash } from 'node:crypto'
import { newConnection, withStanding } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import { parseId, parseReference, parseTenantId } from '../domain/ids.ts'
import { Secret } from '../domain/secret.ts'
import type { Vault } from '../engine/ports/vault.ts'
import { insertedRow } from '../storage/connection-row.ts'

/** What each key of a fleet may do. */
export const FLEET_SCOPES = ['export-jobs:read', 'export-jobs:write', 'tag-groups:read', 'companies:read']

/** The same for a number each time, and in no order: ids that grow fill pages of an index as no ids in service do. */
const scattered = (what: string, number: number): Buffer => createHash('sha256').update(`${what} ${number}`).digest()

export function companyId(number: number): string {
  const hex = scattered('company', number).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${number.toString(16).padStart(12, '0')}`
}

/** Of the length of the product's own: 12 characters in no order, then the number. */
const ownId = (what: string, number: number): string =>
  `${scattered(what, number).toString('base64url').slice(0, 12)}${String(number).padStart(NUMBER_DIGITS, '0')}`
const NUMBER_DIGITS = 10

/** The number of the company whose connection that is. */
export const numberOfConnection = (id: string): number => Number(id.slice(-NUMBER_DIGITS))

/** 48 bits: among a million tenants two have the same once in 500 fleets, and then it is not made. */
const tenantOf = (number: number): string => `tenant-${scattered('tenant', number).toString('hex').slice(0, 12)}`

/** As names are: in no order. Two may have the same. */
const nameOf = (what: string, number: number): string => `${what} ${scattered(what, number).readUInt32BE() % 1_000_000}`

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
      id: parseId('connection', `conn_${ownId('connection', number)}`),
      tenantId: parseTenantId(tenantOf(number % tenants)),
      provider: 'pleo',
      environment: 'custom',
      reference: parseReference(number < tenants ? 'default' : `ledger-${number}`),
      label: nameOf('Ledger', number),
    },
    connectedAt,
  )
  const checkedAt = now - 60_000
  return {
    ...withStanding(fresh, 'accepted', null, connectedAt),
    account: { id: companyId(number), kind: 'company', name: `${nameOf('Company', number)} ApS` },
    credential: {
      id: parseId('credential', `cred_${ownId('credential', number)}`),
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

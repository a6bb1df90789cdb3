import type { Actor } from '../domain/audit.ts'
import type { Capability, ConfirmationMode, ConnectSession, Person } from '../domain/connect-session.ts'
import { CAPABILITIES, UNOPENED } from '../domain/connect-session.ts'
import { newConnection } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import { MalformedValue } from '../domain/errors.ts'
import type { ConnectionId, Reference, TenantId } from '../domain/ids.ts'
import type { Recipient } from '../domain/recipient.ts'
import type { Theme } from '../domain/theme.ts'
import { changeDetails } from './change-details.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import type { Provider } from './ports/provider.ts'
import { about, auditEvent } from './records.ts'
import { Contradiction, NotFound, Refused } from './refusals.ts'

export interface ConnectSessionRequest {
  readonly tenantId: TenantId
  readonly provider: string
  readonly reference: Reference
  /** Undefined: as it is. */
  readonly label?: string | undefined
  /** Undefined: as they are. */
  readonly notify?: readonly Recipient[] | undefined
  readonly user: Person | null
  readonly connectionId: ConnectionId | null
  /** As the integrator writes it: UUID or URN. */
  readonly expectedAccountId: string | null
  readonly returnUrl: string | null
  readonly embedOrigins: readonly string[]
  readonly theme: Theme | null
  readonly locale: string | null
  readonly confirmation: ConfirmationMode
  /** Null: all. */
  readonly capabilities: readonly Capability[] | null
  readonly expiresInSeconds: number
}

export interface CreatedConnectSession {
  readonly session: ConnectSession
  /** Shown once; only its hash is stored. */
  readonly token: string
}

/**
 * Permission for one browser to connect this tenant's reference. Makes the connection on the first call and finds it
 * again later.
 *
 * @throws Contradiction where the fields contradict each other or what is stored; NotFound for an unknown connection;
 *   Refused `account_mismatch` when another account is expected than the one that is connected
 */
export async function createConnectSession(
  ports: EnginePorts,
  request: ConnectSessionRequest,
  actor: Actor,
): Promise<CreatedConnectSession> {
  const provider = providerNamed(ports, request.provider)
  const expectedAccountId = parseExpected(provider, request.expectedAccountId)
  const connection = await findOrMake(ports, provider, request, actor)
  refuseOtherAccount(connection, expectedAccountId)
  await changeDetails(ports, connection, { label: request.label, notify: request.notify }, actor)

  const now = ports.clock.now()
  const token = ports.random.token()
  const session: ConnectSession = {
    id: ports.random.id('connectSession'),
    tenantId: request.tenantId,
    connectionId: connection.id,
    user: request.user,
    expectedAccountId,
    returnUrl: request.returnUrl,
    embedOrigins: request.embedOrigins,
    theme: request.theme,
    locale: request.locale,
    confirmation: request.confirmation,
    capabilities: request.capabilities ?? CAPABILITIES,
    handOff: null,
    openBy: now + request.expiresInSeconds * 1_000,
    ...UNOPENED,
    createdAt: now,
  }
  const audit = about(ports, connection, 'session.created', actor, { sessionId: session.id })
  await ports.stores.sessions.insert(session, ports.random.hash(token), audit)
  return { session, token }
}

export function providerNamed(ports: EnginePorts, name: string): Provider {
  const provider = ports.providers.get(name)
  if (provider === undefined) throw new Contradiction('/provider', 'This provider is not configured here.')
  return provider
}

export function parseExpected(provider: Provider, accountId: string | null): string | null {
  if (accountId === null) return null
  try {
    return provider.parseAccountId(accountId)
  } catch (error) {
    if (!(error instanceof MalformedValue)) throw error
    throw new Contradiction('/expectedAccountId', 'This is not an account id of the provider.')
  }
}

/** Finds the connection of an identity, or makes it; two calls at once make one. */
export async function findOrMake(
  ports: EnginePorts,
  provider: Provider,
  request: Pick<ConnectSessionRequest, 'tenantId' | 'reference' | 'label' | 'notify'> & {
    readonly connectionId?: ConnectionId | null
  },
  actor: Actor,
): Promise<Connection> {
  const { tenantId, reference } = request
  const identity = { provider: provider.id, environment: provider.environment, reference }
  const connections = ports.stores.connections
  if (request.connectionId) {
    const named = await connections.find(tenantId, request.connectionId)
    if (named === undefined) throw new NotFound()
    const fits = named.provider === identity.provider && named.reference === reference
    if (!fits) throw new Contradiction('/connectionId', 'This connection has another provider or reference.')
    return named
  }
  const found = await connections.findByIdentity(tenantId, identity)
  if (found !== undefined) return found
  const fresh = newConnection(
    {
      id: ports.random.id('connection'),
      tenantId,
      label: request.label ?? null,
      notify: request.notify ?? [],
      ...identity,
    },
    ports.clock.now(),
  )
  const audit = [about(ports, fresh, 'connection.created', actor)]
  const outcome = await connections.insert(fresh, await ports.vault.stateMac(fresh), { events: [], audit })
  if (outcome === 'inserted') return fresh
  const made = await connections.findByIdentity(tenantId, identity)
  if (made === undefined) throw new Error('A connection was made and forgotten at the same moment.')
  return made
}

function refuseOtherAccount(connection: Connection, expected: string | null): void {
  const { account, standing } = connection
  const live = standing === 'connected' || standing === 'action_required'
  if (expected === null || account === null || !live || account.id === expected) return
  throw new Refused('account_mismatch', {
    expected: { id: expected, name: null },
    found: { id: account.id, name: account.name },
  })
}

/** Ends all open sessions of a connection. @returns how many */
export async function endConnectSessions(
  ports: EnginePorts,
  connection: Pick<Connection, 'id' | 'tenantId'>,
  actor: Actor,
): Promise<number> {
  const audit = auditEvent(
    ports,
    { tenantId: connection.tenantId, connectionId: connection.id },
    'session.ended',
    actor,
  )
  return ports.stores.sessions.endAll(connection.tenantId, connection.id, ports.clock.now(), audit)
}

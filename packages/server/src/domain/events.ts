import type { AttemptId, ConnectionId, EventId, Reference, TenantId, WebhookEndpointId } from './ids.ts'
import type { ReasonCode } from './reasons.ts'
import type { ConnectionState } from './state.ts'

/** DESIGN section 12. Written to the outbox in the transaction of the change. */
const CONNECTION_EVENT_TYPES = [
  'connection.connected',
  'connection.replaced',
  'connection.attempt_failed',
  'connection.action_required',
  'connection.recovered',
  'connection.unverified',
  'connection.verified',
  'connection.disconnected',
  'connection.deleted',
] as const
export type ConnectionEventType = (typeof CONNECTION_EVENT_TYPES)[number]

const PROVIDER_EVENT_TYPES = ['provider.incident_suspected', 'provider.incident_over'] as const
type ProviderEventType = (typeof PROVIDER_EVENT_TYPES)[number]

const ENDPOINT_EVENT_TYPES = ['webhook_endpoint.disabled'] as const
type EndpointEventType = (typeof ENDPOINT_EVENT_TYPES)[number]

export const EVENT_TYPES = [...CONNECTION_EVENT_TYPES, ...PROVIDER_EVENT_TYPES, ...ENDPOINT_EVENT_TYPES] as const
export type EventType = (typeof EVENT_TYPES)[number]

export interface ConnectionEvent {
  readonly id: EventId
  readonly type: ConnectionEventType
  readonly createdAt: number
  /** Per connection, without gaps; the store assigns it. */
  readonly tenantId: TenantId
  readonly connectionId: ConnectionId
  readonly reference: Reference
  readonly provider: string
  readonly environment: string
  readonly data: {
    readonly state: ConnectionState
    readonly previousState: ConnectionState
    readonly usable: boolean
    readonly reason: ReasonCode | null
    readonly accountId: string | null
    readonly attemptId: AttemptId | null
    readonly source: 'probe' | 'traffic' | 'person' | 'api' | 'command_line' | 'expiry' | null
    readonly replacesConnectionId?: ConnectionId
  }
}

/** What an incident looks like from here: all keys refused, no usable answer, or a request to wait. */
const INCIDENT_KINDS = ['provider_refusing_all', 'provider_unreachable', 'provider_busy'] as const
export type IncidentKind = (typeof INCIDENT_KINDS)[number]

interface OfNoConnection {
  readonly id: EventId
  readonly createdAt: number
  readonly tenantId: null
  readonly connectionId: null
  readonly reference: null
}

/** Something is wrong with the provider, not with anybody's key. Nobody's connection moves because of it. */
export interface ProviderEvent extends OfNoConnection {
  readonly type: ProviderEventType
  readonly provider: string
  readonly environment: string
  readonly data: {
    /** The same in `_suspected` and `_over`. */
    readonly incidentId: string
    readonly kind: IncidentKind
    /** When it began, milliseconds since 1970. */
    readonly since: number
  }
}

/** `gone`: it answered 410. `failing`: nothing was delivered for five days. `requested`: by a call of the API. */
const OFF_REASONS = ['requested', 'gone', 'failing'] as const
export type OffReason = (typeof OFF_REASONS)[number]

/** An endpoint of webhooks was switched off without anybody asking for it. */
interface EndpointEvent extends OfNoConnection {
  readonly type: EndpointEventType
  readonly provider: null
  readonly environment: null
  readonly data: {
    readonly endpointId: WebhookEndpointId
    readonly reason: OffReason
    /** The first failed try since the last delivery that arrived, milliseconds since 1970. */
    readonly failingSince: number
  }
}

/** An event of this installation and of no connection: no sequence, and for tokens of all tenants only. */
export type InstanceEvent = ProviderEvent | EndpointEvent

/** As it goes over the wire. Times are RFC 3339. */
export type EventEnvelope = ConnectionEnvelope | ProviderEnvelope | EndpointEnvelope

type ConnectionEnvelope = Omit<ConnectionEvent, 'createdAt'> & {
  readonly createdAt: string
  readonly sequence: number
}

interface InstanceFields {
  readonly createdAt: string
  readonly sequence: null
}

type ProviderEnvelope = Omit<ProviderEvent, 'createdAt' | 'data'> &
  InstanceFields & { readonly data: Omit<ProviderEvent['data'], 'since'> & { readonly since: string } }

type EndpointEnvelope = Omit<EndpointEvent, 'createdAt' | 'data'> &
  InstanceFields & { readonly data: Omit<EndpointEvent['data'], 'failingSince'> & { readonly failingSince: string } }

/** Goes to its endpoint alone and into no feed. */
export interface TestEnvelope extends InstanceFields, Omit<OfNoConnection, 'createdAt'> {
  readonly type: 'webhook_endpoint.test'
  readonly provider: null
  readonly environment: null
  readonly data: { readonly endpointId: WebhookEndpointId }
}

const instantOf = (ms: number): string => new Date(ms).toISOString()

export function connectionEnvelope(event: ConnectionEvent, sequence: number): ConnectionEnvelope {
  const { id, type, tenantId, connectionId, reference, provider, environment, data } = event
  const createdAt = instantOf(event.createdAt)
  return { id, type, createdAt, sequence, tenantId, connectionId, reference, provider, environment, data }
}

const OF_NOBODY = { sequence: null, tenantId: null, connectionId: null, reference: null } as const

export function instanceEnvelope(event: InstanceEvent): ProviderEnvelope | EndpointEnvelope {
  const { id } = event
  const createdAt = instantOf(event.createdAt)
  if (event.type === 'webhook_endpoint.disabled') {
    const data = { ...event.data, failingSince: instantOf(event.data.failingSince) }
    return { id, type: event.type, createdAt, ...OF_NOBODY, provider: null, environment: null, data }
  }
  const { type, provider, environment } = event
  const data = { ...event.data, since: instantOf(event.data.since) }
  return { id, type, createdAt, ...OF_NOBODY, provider, environment, data }
}

export const testEnvelope = (id: EventId, endpointId: WebhookEndpointId, createdAt: number): TestEnvelope => ({
  id,
  type: 'webhook_endpoint.test',
  createdAt: instantOf(createdAt),
  ...OF_NOBODY,
  provider: null,
  environment: null,
  data: { endpointId },
})

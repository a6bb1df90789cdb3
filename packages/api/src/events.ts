import { z } from '@hono/zod-openapi'
import { CONNECTION_STATES, EVENT_SOURCES, INCIDENT_KINDS, OFF_REASONS, REASON_CODES } from './codes.ts'
import { instant } from './fields.ts'

/** Events grow: a reader takes fields and types it does not know. So these are open, unlike all else here. */
const envelope = {
  id: z.string().openapi({ example: 'evt_Jd8v3nQ2xT7mLr5kWb0yZg', description: 'The same in every delivery of it.' }),
  createdAt: instant,
}

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

const PROVIDER_EVENT_TYPES = ['provider.incident_suspected', 'provider.incident_over'] as const

export const connectionEvent = z
  .object({
    ...envelope,
    type: z.enum(CONNECTION_EVENT_TYPES),
    sequence: z.int().openapi({ description: 'Counts the events of this connection, from 1, without gaps.' }),
    tenantId: z.string(),
    connectionId: z.string(),
    reference: z.string(),
    provider: z.string(),
    environment: z.string(),
    data: z.object({
      state: z.enum(CONNECTION_STATES),
      previousState: z.enum(CONNECTION_STATES),
      usable: z.boolean().openapi({ description: 'May calls be made with the stored key?' }),
      reason: z.enum(REASON_CODES).nullable(),
      accountId: z.string().nullable(),
      attemptId: z.string().nullable(),
      source: z.enum(EVENT_SOURCES).nullable().openapi({ description: 'What brought it about.' }),
      replacesConnectionId: z.string().optional().openapi({ description: 'The connection whose place this one took.' }),
    }),
  })
  .openapi('ConnectionEvent')

/** What belongs to no connection has none of its names, and no sequence. */
const ofNoConnection = { sequence: z.null(), tenantId: z.null(), connectionId: z.null(), reference: z.null() }

export const providerEvent = z
  .object({
    ...envelope,
    type: z.enum(PROVIDER_EVENT_TYPES),
    ...ofNoConnection,
    provider: z.string(),
    environment: z.string(),
    data: z.object({
      incidentId: z.string().openapi({ description: 'The same when it is over.' }),
      kind: z.enum(INCIDENT_KINDS),
      since: instant,
    }),
  })
  .openapi('ProviderEvent')

export const endpointEvent = z
  .object({
    ...envelope,
    type: z.literal('webhook_endpoint.disabled'),
    ...ofNoConnection,
    provider: z.null(),
    environment: z.null(),
    data: z.object({
      endpointId: z.string(),
      reason: z.enum(OFF_REASONS),
      failingSince: instant,
    }),
  })
  .openapi('EndpointEvent')

/** Goes to the endpoint that is tested and into no feed. */
export const testEvent = z
  .object({
    ...envelope,
    type: z.literal('webhook_endpoint.test'),
    ...ofNoConnection,
    provider: z.null(),
    environment: z.null(),
    data: z.object({ endpointId: z.string() }),
  })
  .openapi('TestEvent')

export const event = z.union([connectionEvent, providerEvent, endpointEvent]).openapi('Event')
export type Event = z.infer<typeof event>
export type EventType = Event['type']

/** What an endpoint may be sent. */
export type WebhookEvent = Event | z.infer<typeof testEvent>
export type WebhookEventType = WebhookEvent['type']

export const EVENT_TYPES = [
  ...CONNECTION_EVENT_TYPES,
  ...PROVIDER_EVENT_TYPES,
  'webhook_endpoint.disabled',
] as const satisfies readonly EventType[]

export const eventFeedQuery = z.strictObject({
  cursor: z
    .string()
    .max(512)
    .optional()
    .openapi({ description: 'Read on behind it; without one from the oldest event.' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  wait: z.coerce.number().int().min(0).max(30).default(0).openapi({
    description: 'Seconds to wait for an event when there is none yet.',
  }),
})

export const eventFeed = z
  .strictObject({
    data: z.array(event),
    nextCursor: z.string().openapi({ description: 'Always there: ask with it for what comes next.' }),
  })
  .openapi('EventFeed')

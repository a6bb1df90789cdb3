import { z } from '@hono/zod-openapi'
import { DELIVERY_KINDS, DELIVERY_STATUSES, OFF_REASONS, TRY_FAILURES } from './codes.ts'
import { EVENT_TYPES } from './events.ts'
import { deliveryId, eventId, instant, shownText, webhookEndpointId } from './fields.ts'
import { cursor, limit, listOf } from './lists.ts'

/** Which URLs may be endpoints is for the server to say: it looks at where they lead. */
const url = z.string().min(1).max(2_048).openapi({ example: 'https://books.example/hooks/keyturn' })
const types = z.array(z.enum(EVENT_TYPES)).min(1).max(EVENT_TYPES.length).nullable().openapi({
  description: 'Which events to send; null: all, those of later releases included.',
})
const description = shownText(200).nullable()

export const webhookEndpointRequest = z
  .strictObject({
    url,
    types: types.default(null),
    description: description.default(null),
    enabled: z.boolean().default(true),
  })
  .openapi('WebhookEndpointRequest')

export const webhookEndpointPatch = z
  .strictObject({
    url: url.optional(),
    types: types.optional(),
    description: description.optional(),
    enabled: z.boolean().optional(),
  })
  .openapi('WebhookEndpointPatch')

const endpointFields = {
  id: webhookEndpointId,
  url: z.string(),
  types: z.array(z.enum(EVENT_TYPES)).nullable(),
  description: z.string().nullable(),
  enabled: z.boolean(),
  off: z
    .strictObject({ reason: z.enum(OFF_REASONS), at: instant })
    .nullable()
    .openapi({ description: 'Why and since when it is not called.' }),
  failingSince: instant.nullable().openapi({ description: 'The first failed try since the last that arrived.' }),
  pausedUntil: instant.nullable().openapi({ description: 'It asked by `Retry-After` to be left alone until then.' }),
  previousSecretUntil: instant.nullable().openapi({
    description: 'Until then deliveries are signed with the secret of before as well.',
  }),
  createdAt: instant,
  updatedAt: instant,
}

export const webhookEndpoint = z.strictObject(endpointFields).openapi('WebhookEndpoint')
export const webhookEndpointList = listOf(webhookEndpoint, 'WebhookEndpointList')

const secret = z.string().openapi({
  example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
  description: 'Shown this once.',
})

export const createdWebhookEndpoint = z.strictObject({ ...endpointFields, secret }).openapi('CreatedWebhookEndpoint')

export const secretRotation = z
  .strictObject({
    overlapSeconds: z.int().min(0).max(86_400).default(86_400).openapi({
      description: 'How long the secret of before signs as well. 0: it is known to somebody else, and ends now.',
    }),
  })
  .openapi('SecretRotation')

export const delivery = z
  .strictObject({
    id: deliveryId,
    endpointId: webhookEndpointId,
    eventId,
    type: z.enum([...EVENT_TYPES, 'webhook_endpoint.test']),
    kind: z.enum(DELIVERY_KINDS),
    status: z.enum(DELIVERY_STATUSES),
    nextTryAt: instant.nullable(),
    tries: z.array(
      z.strictObject({
        at: instant,
        durationMs: z.int(),
        status: z.int().nullable(),
        failure: z.enum(TRY_FAILURES).nullable(),
      }),
    ),
    createdAt: instant,
  })
  .openapi('Delivery')

export const deliveryList = listOf(delivery, 'DeliveryList')

export const deliveryListQuery = z.strictObject({
  status: z.enum(DELIVERY_STATUSES).optional(),
  limit,
  cursor: cursor.optional(),
})

export const replayRequest = z
  .strictObject({
    from: instant,
    to: instant.optional().openapi({ description: 'Up to, but not including; left out: now.' }),
    which: z.enum(['missed', 'all']).default('missed').openapi({
      description: '`missed`: what this endpoint did not take and is not being sent at the moment.',
    }),
  })
  .openapi('ReplayRequest')

export const replayResult = z
  .strictObject({ deliveries: z.int().openapi({ description: 'How many were queued.' }) })
  .openapi('ReplayResult')

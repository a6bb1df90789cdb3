import type { OpenAPIHono } from '@hono/zod-openapi'
import { connectionEvent, endpointEvent, EVENTS, providerEvent, testEvent, z } from '@keyturn/api'
import type { Env } from '../context.ts'

/** The subject of a type: what stands before the dot. */
const SCHEMAS: Readonly<Record<string, typeof connectionEvent | typeof providerEvent | typeof endpointEvent>> = {
  connection: connectionEvent,
  provider: providerEvent,
  webhook_endpoint: endpointEvent,
}

const schemaOf = (type: string) =>
  type === 'webhook_endpoint.test' ? testEvent : (SCHEMAS[type.split('.')[0] ?? ''] ?? connectionEvent)

/** Standard Webhooks, section "Webhook headers". */
const headers = z.object({
  'webhook-id': z.string().openapi({
    description: 'The id of the event, the same in every try: what has it already was delivered before.',
    example: 'evt_Jd8v3nQ2xT7mLr5kWb0yZg',
  }),
  'webhook-timestamp': z.string().openapi({
    description: 'Of this try, in seconds since 1970. Refuse one that is more than five minutes off.',
    example: '1795516860',
  }),
  'webhook-signature': z.string().openapi({
    description:
      '`v1,` and the base64 HMAC-SHA-256 of `{webhook-id}.{webhook-timestamp}.{body}` under the secret; two of them, ' +
      'separated by a space, for 24 h after a new secret was made.',
    example: 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  }),
})

/** The webhooks section of the document: every event with an example. */
export function describeWebhooks(app: OpenAPIHono<Env>): void {
  for (const [type, { summary, example }] of Object.entries(EVENTS)) {
    app.openAPIRegistry.registerWebhook({
      method: 'post',
      path: type,
      operationId: `on.${type}`,
      tags: ['Webhooks'],
      summary,
      security: [],
      request: {
        headers,
        body: { required: true, content: { 'application/json': { schema: schemaOf(type), example } } },
      },
      responses: {
        '2XX': { description: 'Delivered.' },
        '410': { description: 'Nobody listens there any more: the endpoint is switched off.' },
        default: { description: 'Tried again later: after 5 s, 5 min, 30 min, 2 h, 5 h and 10 h.' },
      },
    })
  }
}

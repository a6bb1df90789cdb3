import { OpenAPIHono } from '@hono/zod-openapi'
import { createMiddleware } from 'hono/factory'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { EdgeRefusal } from '../problems.ts'
import { apiTokenRoutes } from './api-tokens.ts'
import { requireToken } from './authenticate.ts'
import { connectSessionRoutes } from './connect-sessions.ts'
import { connectionRoutes } from './connections.ts'
import { deliveryRoutes } from './deliveries.ts'
import { describeWebhooks } from './describe-webhooks.ts'
import { eventRoutes } from './events.ts'
import { fieldErrorsOf } from './field-errors.ts'
import { idempotency } from './idempotency.ts'
import { strictJsonBody } from './strict-json-body.ts'
import { webhookEndpointRoutes } from './webhook-endpoints.ts'

/** The integrator's back end. Refusals leave as typed errors; the app around it makes problems of them. */
export function createApi(deps: HttpDeps): OpenAPIHono<Env> {
  const app = new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (!result.success) throw new EdgeRefusal('invalid_request', { errors: fieldErrorsOf(result.error.issues) })
    },
  })
  app.use('/v1/*', notStored, requireToken(deps), strictJsonBody, idempotency(deps))
  connectSessionRoutes(app, deps)
  connectionRoutes(app, deps)
  eventRoutes(app, deps)
  webhookEndpointRoutes(app, deps)
  deliveryRoutes(app, deps)
  apiTokenRoutes(app, deps)
  describeWebhooks(app)
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'kt_live_…',
    description: 'An API token of this installation: `keyturn tokens create`.',
  })
  return app
}

/** What is answered to a token is for its holder alone. */
const notStored = createMiddleware<Env>(async (c, next) => {
  await next()
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
})

export function openApiDocument(app: OpenAPIHono<Env>, publicUrl: string, version: string) {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Keyturn',
      version,
      description:
        'Connect customers by API key. Times are RFC 3339 in UTC; unknown fields are refused; errors are problems (RFC 9457).',
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    security: [{ apiToken: [] }],
    tags: [
      { name: 'Connect sessions' },
      { name: 'Connections' },
      { name: 'Events' },
      { name: 'Webhooks' },
      { name: 'API tokens' },
    ],
  })
}

import { createRoute } from '@hono/zod-openapi'
import type { OpenAPIHono } from '@hono/zod-openapi'
import {
  createdWebhookEndpoint,
  delivery as deliverySchema,
  replayRequest,
  replayResult,
  secretRotation,
  webhookEndpoint as endpointSchema,
  webhookEndpointList,
  webhookEndpointPatch,
  webhookEndpointRequest,
} from '@keyturn/api'
import { NotFound } from '../../engine/refusals.ts'
import {
  changeEndpoint,
  createEndpoint,
  deleteEndpoint,
  replayRange,
  rotateSecret,
  testEndpoint,
} from '../../engine/webhook-endpoints.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { requireInstallationAdmin } from './authenticate.ts'
import { actorOf } from './connect-sessions.ts'
import { describedProblems, idempotencyHeader, idParameter } from './openapi-parts.ts'
import { presentDelivery, presentEndpoint } from './present-webhooks.ts'
import { readEndpointId } from './webhook-ids.ts'
import { takesNoFields } from './takes-no-fields.ts'

const ONE = '/v1/webhook-endpoints/{id}'
const oneEndpoint = {
  description: 'The endpoint as it is now.',
  content: { 'application/json': { schema: endpointSchema } },
}
const withSecret = {
  description: 'The secret is shown this once.',
  content: { 'application/json': { schema: createdWebhookEndpoint } },
}

export function webhookEndpointRoutes(app: OpenAPIHono<Env>, deps: HttpDeps): void {
  const ports = { ...deps.engine, webhookHttp: deps.webhookHttp }
  const { webhookEndpoints } = deps.engine.stores
  const tags = ['Webhooks']

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/webhook-endpoints',
      operationId: 'listWebhookEndpoints',
      tags,
      summary: 'List webhook endpoints, newest first',
      middleware: requireInstallationAdmin,
      responses: {
        200: { description: 'All of them.', content: { 'application/json': { schema: webhookEndpointList } } },
        ...describedProblems(401, 403),
      },
    }),
    async (c) => c.json({ data: (await webhookEndpoints.list()).map(presentEndpoint), nextCursor: null }, 200),
  )

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/webhook-endpoints',
      operationId: 'createWebhookEndpoint',
      tags,
      summary: 'Have events sent to a URL',
      description:
        'It hears of what happens from now on. The URL must be https and lead to the public network; it is looked at ' +
        'here and again at each delivery.',
      middleware: requireInstallationAdmin,
      request: {
        headers: idempotencyHeader,
        body: { required: true, content: { 'application/json': { schema: webhookEndpointRequest } } },
      },
      responses: { 201: withSecret, ...describedProblems(400, 401, 403, 409, 413, 415, 422) },
    }),
    async (c) => {
      const body = c.req.valid('json')
      const wish = { ...body, types: body.types === null ? null : [...new Set(body.types)] }
      const { endpoint, secret } = await createEndpoint(ports, wish, actorOf(c.get('apiToken')))
      return c.json({ ...presentEndpoint(endpoint), secret }, 201)
    },
  )

  app.openapi(
    createRoute({
      method: 'get',
      path: ONE,
      operationId: 'getWebhookEndpoint',
      tags,
      summary: 'Get a webhook endpoint',
      middleware: requireInstallationAdmin,
      request: { params: idParameter('whe_') },
      responses: { 200: oneEndpoint, ...describedProblems(401, 403, 404) },
    }),
    async (c) => {
      const endpoint = await webhookEndpoints.find(readEndpointId(c.req.valid('param').id))
      if (endpoint === undefined) throw new NotFound()
      return c.json(presentEndpoint(endpoint), 200)
    },
  )

  app.openapi(
    createRoute({
      method: 'patch',
      path: ONE,
      operationId: 'updateWebhookEndpoint',
      tags,
      summary: 'Change a webhook endpoint, or switch it on or off',
      description:
        'While it is off nothing is sent, and events that happen are not kept for it: replay them when it is on again.',
      middleware: requireInstallationAdmin,
      request: {
        headers: idempotencyHeader,
        params: idParameter('whe_'),
        body: { required: true, content: { 'application/json': { schema: webhookEndpointPatch } } },
      },
      responses: { 200: oneEndpoint, ...describedProblems(400, 401, 403, 404, 409, 413, 415, 422) },
    }),
    async (c) => {
      const id = readEndpointId(c.req.valid('param').id)
      const { types, ...rest } = c.req.valid('json')
      const wish = { ...rest, types: types ? [...new Set(types)] : types }
      return c.json(presentEndpoint(await changeEndpoint(ports, id, wish, actorOf(c.get('apiToken')))), 200)
    },
  )

  app.openapi(
    createRoute({
      method: 'delete',
      path: ONE,
      operationId: 'deleteWebhookEndpoint',
      tags,
      summary: 'Delete a webhook endpoint with its deliveries',
      middleware: [requireInstallationAdmin, takesNoFields] as const,
      request: { headers: idempotencyHeader, params: idParameter('whe_') },
      responses: { 204: { description: 'It is deleted.' }, ...describedProblems(400, 401, 403, 404, 409, 422) },
    }),
    async (c) => {
      await deleteEndpoint(ports, readEndpointId(c.req.valid('param').id), actorOf(c.get('apiToken')))
      return c.body(null, 204)
    },
  )

  app.openapi(
    createRoute({
      method: 'post',
      path: `${ONE}/rotate-secret`,
      operationId: 'rotateWebhookSecret',
      tags,
      summary: 'Make a new signing secret',
      description: 'For 24 h, or as long as asked, each delivery carries a signature of either secret.',
      middleware: requireInstallationAdmin,
      request: {
        headers: idempotencyHeader,
        params: idParameter('whe_'),
        body: { required: false, content: { 'application/json': { schema: secretRotation } } },
      },
      responses: { 200: withSecret, ...describedProblems(400, 401, 403, 404, 409, 413, 415, 422) },
    }),
    async (c) => {
      const id = readEndpointId(c.req.valid('param').id)
      const { overlapSeconds } = secretRotation.parse(c.req.valid('json') ?? {})
      const rotated = await rotateSecret(ports, id, overlapSeconds * 1_000, actorOf(c.get('apiToken')))
      return c.json({ ...presentEndpoint(rotated.endpoint), secret: rotated.secret }, 200)
    },
  )

  app.openapi(
    createRoute({
      method: 'post',
      path: `${ONE}/test`,
      operationId: 'testWebhookEndpoint',
      tags,
      summary: 'Send a webhook_endpoint.test event, once',
      description:
        'It goes at once, before what waits, and also while the endpoint asked by `Retry-After` to be left alone. What came of it stands in the deliveries a moment later.',
      middleware: [requireInstallationAdmin, takesNoFields] as const,
      request: { headers: idempotencyHeader, params: idParameter('whe_') },
      responses: {
        202: { description: 'It is on its way.', content: { 'application/json': { schema: deliverySchema } } },
        ...describedProblems(400, 401, 403, 404, 409, 422),
      },
    }),
    async (c) => {
      const id = readEndpointId(c.req.valid('param').id)
      const delivery = await testEndpoint(ports, id, actorOf(c.get('apiToken')))
      return c.json(presentDelivery(delivery, null), 202)
    },
  )

  app.openapi(
    createRoute({
      method: 'post',
      path: `${ONE}/replay`,
      operationId: 'replayWebhookEvents',
      tags,
      summary: 'Send the events of a time once more',
      middleware: requireInstallationAdmin,
      request: {
        headers: idempotencyHeader,
        params: idParameter('whe_'),
        body: { required: true, content: { 'application/json': { schema: replayRequest } } },
      },
      responses: {
        202: { description: 'They are on their way.', content: { 'application/json': { schema: replayResult } } },
        ...describedProblems(400, 401, 403, 404, 409, 413, 415, 422),
      },
    }),
    async (c) => {
      const endpointId = readEndpointId(c.req.valid('param').id)
      const { from, to, which } = c.req.valid('json')
      const until = to === undefined ? deps.engine.clock.now() + 1 : Date.parse(to)
      const range = { endpointId, from: Date.parse(from), to: until, which }
      return c.json({ deliveries: await replayRange(ports, range, actorOf(c.get('apiToken'))) }, 202)
    },
  )
}

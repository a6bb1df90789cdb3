import { createRoute } from '@hono/zod-openapi'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { delivery as deliverySchema, deliveryList, deliveryListQuery } from '@keyturn/api'
import { parseId } from '../../domain/ids.ts'
import type { DeliveryId } from '../../domain/ids.ts'
import type { ListPosition } from '../../engine/ports/list-position.ts'
import { NotFound } from '../../engine/refusals.ts'
import { replayDelivery } from '../../engine/webhook-endpoints.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { requireInstallationAdmin } from './authenticate.ts'
import { actorOf } from './connect-sessions.ts'
import { openPlace, sealPlace } from './cursor.ts'
import { describedProblems, idempotencyHeader, idParameter } from './openapi-parts.ts'
import { presentDelivery } from './present-webhooks.ts'
import { readDeliveryId, readEndpointId } from './webhook-ids.ts'
import { takesNoFields } from './takes-no-fields.ts'

export function deliveryRoutes(app: OpenAPIHono<Env>, deps: HttpDeps): void {
  const { engine } = deps

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/webhook-endpoints/{id}/deliveries',
      operationId: 'listDeliveries',
      tags: ['Webhooks'],
      summary: 'What was sent to an endpoint, newest first, with every try',
      middleware: requireInstallationAdmin,
      request: { params: idParameter('whe_'), query: deliveryListQuery },
      responses: {
        200: { description: 'One page of them.', content: { 'application/json': { schema: deliveryList } } },
        ...describedProblems(401, 403, 404, 422),
      },
    }),
    async (c) => {
      const id = readEndpointId(c.req.valid('param').id)
      const { status, limit, cursor } = c.req.valid('query')
      const endpoint = await engine.stores.webhookEndpoints.find(id)
      if (endpoint === undefined) throw new NotFound()
      const binding = JSON.stringify([c.get('apiToken').id, id, status ?? null])
      const after = cursor === undefined ? null : readPlace(await openPlace(engine.vault, binding, cursor))
      const filter = status === undefined ? {} : { status }
      const found = await engine.stores.deliveries.list(id, filter, { after, limit: limit + 1 })
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const more = found.length > limit && last !== undefined
      const nextCursor = more ? await sealPlace(engine.vault, binding, `${last.createdAt} ${last.id}`) : null
      return c.json({ data: page.map((one) => presentDelivery(one, endpoint)), nextCursor }, 200)
    },
  )

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/deliveries/{id}/replay',
      operationId: 'replayDelivery',
      tags: ['Webhooks'],
      summary: 'Send one event to its endpoint once more',
      middleware: [requireInstallationAdmin, takesNoFields] as const,
      request: { headers: idempotencyHeader, params: idParameter('dlv_') },
      responses: {
        202: { description: 'It is on its way.', content: { 'application/json': { schema: deliverySchema } } },
        ...describedProblems(400, 401, 403, 404, 409, 410, 422),
      },
    }),
    async (c) => {
      const id = readDeliveryId(c.req.valid('param').id)
      const ports = { ...engine, webhookHttp: deps.webhookHttp }
      return c.json(presentDelivery(await replayDelivery(ports, id, actorOf(c.get('apiToken'))), null), 202)
    },
  )
}

function readPlace(place: string): ListPosition<DeliveryId> {
  const [createdAt = '', id = ''] = place.split(' ')
  return { createdAt: Number(createdAt), id: parseId('delivery', id) }
}

import { createRoute } from '@hono/zod-openapi'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import {
  connection as connectionSchema,
  connectionList,
  connectionListQuery,
  connectionPatch,
  importRequest,
  z,
} from '@keyturn/api'
import type { Connection } from '../../domain/connection.ts'
import { parseReference } from '../../domain/ids.ts'
import type { TenantId } from '../../domain/ids.ts'
import { checkConnection } from '../../engine/check-connection.ts'
import { changeDetails } from '../../engine/change-details.ts'
import { connectionNow, healthPlaces } from '../../engine/connection-now.ts'
import { disconnectConnection } from '../../engine/disconnect-connection.ts'
import { forgetConnection } from '../../engine/forget-connection.ts'
import { importKey } from '../../engine/import-key.ts'
import type { ConnectionFilter } from '../../engine/ports/stores.ts'
import { Contradiction, NotFound } from '../../engine/refusals.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { presentConnection } from '../present-connection.ts'
import type { ConnectionJson } from '../present-connection.ts'
import { speechFor } from '../speech-of.ts'
import { submittedKey } from '../submitted-key.ts'
import { requireScope, tenantFor, tenantOfConnection } from './authenticate.ts'
import { actorOf } from './connect-sessions.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { etagOf, expectedRevision } from './if-match.ts'
import { describedProblems, idempotencyHeader, idParameter, ifMatchHeaders } from './openapi-parts.ts'
import { readRecipients } from './read-recipients.ts'
import { takesNoFields } from './takes-no-fields.ts'

const oneConnection = {
  description: 'The connection as it is now.',
  headers: z.object({ ETag: z.string().openapi({ example: '"7"' }) }),
  content: { 'application/json': { schema: connectionSchema } },
}

export function connectionRoutes(app: OpenAPIHono<Env>, deps: HttpDeps): void {
  const { engine } = deps
  const shown = (stored: Connection, c: Context<Env>): ConnectionJson => {
    const speech = speechFor(deps, c)
    const requiredScopes = engine.providers.get(stored.provider)?.requiredScopes ?? []
    return presentConnection(connectionNow(engine, stored, speech.now), requiredScopes, speech)
  }

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/connections',
      operationId: 'listConnections',
      tags: ['Connections'],
      summary: 'List connections, newest first',
      middleware: [requireScope('read')] as const,
      request: { query: connectionListQuery },
      responses: {
        200: { description: 'One page of them.', content: { 'application/json': { schema: connectionList } } },
        ...describedProblems(401, 403, 422),
      },
    }),
    async (c) => {
      const { limit, cursor, ...filters } = c.req.valid('query')
      const token = c.get('apiToken')
      const tenants = tenantsToList(token.tenants, filters.tenantId, () => tenantFor(token, filters.tenantId ?? ''))
      const binding = JSON.stringify([
        token.id,
        Object.entries(filters).toSorted(([one], [other]) => one.localeCompare(other)),
      ])
      const after = cursor === undefined ? null : await readCursor(engine.vault, binding, cursor)
      const found = await engine.stores.fleet.list(tenants, filterOf(deps, filters), { after, limit: limit + 1 })
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const more = found.length > limit && last !== undefined
      return c.json(
        {
          data: page.map((connection) => shown(connection, c)),
          nextCursor: more ? await writeCursor(engine.vault, binding, last) : null,
        },
        200,
      )
    },
  )

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/connections/{id}',
      operationId: 'getConnection',
      tags: ['Connections'],
      summary: 'Get a connection',
      middleware: [requireScope('read')] as const,
      request: { params: idParameter('conn_') },
      responses: { 200: oneConnection, ...describedProblems(401, 403, 404) },
    }),
    async (c) => {
      const { tenant, id } = await tenantOfConnection(deps, c.get('apiToken'), c.req.valid('param').id)
      const connection = await engine.stores.connections.find(tenant, id)
      if (connection === undefined) throw new NotFound()
      c.header('etag', etagOf(connection.revision))
      return c.json(shown(connection, c), 200)
    },
  )

  app.openapi(
    createRoute({
      method: 'patch',
      path: '/v1/connections/{id}',
      operationId: 'updateConnection',
      tags: ['Connections'],
      summary: 'Change the label, or who is told by mail',
      middleware: [requireScope('write')] as const,
      request: {
        headers: ifMatchHeaders,
        params: idParameter('conn_'),
        body: { required: true, content: { 'application/json': { schema: connectionPatch } } },
      },
      responses: { 200: oneConnection, ...describedProblems(400, 401, 403, 404, 409, 412, 413, 415, 422) },
    }),
    async (c) => {
      const { tenant, id } = await tenantOfConnection(deps, c.get('apiToken'), c.req.valid('param').id)
      const expected = expectedRevision(c.req.header('if-match'))
      const { label, notify } = c.req.valid('json')
      const connection = await changeDetails(
        engine,
        { tenantId: tenant, id },
        { label, notify: readRecipients(notify) },
        actorOf(c.get('apiToken')),
        expected,
      )
      c.header('etag', etagOf(connection.revision))
      return c.json(shown(connection, c), 200)
    },
  )

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/v1/connections/{id}',
      operationId: 'forgetConnection',
      tags: ['Connections'],
      summary: 'Forget a connection that is not connected or disconnected',
      middleware: [requireScope('write'), takesNoFields] as const,
      request: { headers: ifMatchHeaders, params: idParameter('conn_') },
      responses: { 204: { description: 'It is forgotten.' }, ...describedProblems(400, 401, 403, 404, 409, 412, 422) },
    }),
    async (c) => {
      const { tenant, id } = await tenantOfConnection(deps, c.get('apiToken'), c.req.valid('param').id)
      const expected = expectedRevision(c.req.header('if-match'))
      await forgetConnection(engine, tenant, id, actorOf(c.get('apiToken')), expected)
      return c.body(null, 204)
    },
  )

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/connections/{id}/check',
      operationId: 'checkConnection',
      tags: ['Connections'],
      summary: 'Check the stored key now, as the schedule would',
      description:
        'Answers within 15 s. One refusal makes the connection unverified; it does not interrupt it. Where the key was checked less than 10 s ago, or is being checked, the provider is not asked again. A tenant has 30 such checks in 5 minutes, then 429 with Retry-After.',
      middleware: [requireScope('write'), takesNoFields] as const,
      request: { headers: idempotencyHeader, params: idParameter('conn_') },
      responses: { 200: oneConnection, ...describedProblems(400, 401, 403, 404, 409, 422, 429) },
    }),
    async (c) => {
      const { tenant, id } = await tenantOfConnection(deps, c.get('apiToken'), c.req.valid('param').id)
      const connection = await checkConnection(engine, tenant, id, actorOf(c.get('apiToken')))
      c.header('etag', etagOf(connection.revision))
      return c.json(shown(connection, c), 200)
    },
  )

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/connections/{id}/disconnect',
      operationId: 'disconnectConnection',
      tags: ['Connections'],
      summary: 'Destroy the stored key',
      description: 'Without effect when there is none.',
      middleware: [requireScope('write'), takesNoFields] as const,
      request: { headers: ifMatchHeaders, params: idParameter('conn_') },
      responses: { 200: oneConnection, ...describedProblems(400, 401, 403, 404, 409, 412, 422) },
    }),
    async (c) => {
      const { tenant, id } = await tenantOfConnection(deps, c.get('apiToken'), c.req.valid('param').id)
      const expected = expectedRevision(c.req.header('if-match'))
      const by = { actor: actorOf(c.get('apiToken')), source: 'api' } as const
      const connection = await disconnectConnection(engine, tenant, id, by, expected)
      c.header('etag', etagOf(connection.revision))
      return c.json(shown(connection, c), 200)
    },
  )

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/connections/import',
      operationId: 'importConnection',
      tags: ['Connections'],
      summary: 'Bring a key that is held elsewhere',
      description: 'The same path as a customer’s submit; the key is always checked with the provider first.',
      middleware: [requireScope('write')] as const,
      request: {
        headers: idempotencyHeader,
        body: { required: true, content: { 'application/json': { schema: importRequest } } },
      },
      responses: {
        200: { ...oneConnection, description: 'The key was replaced.' },
        201: { ...oneConnection, description: 'The connection is connected.' },
        ...describedProblems(400, 401, 403, 404, 409, 413, 415, 422, 429, 502),
      },
    }),
    async (c) => {
      const { key, ...body } = c.req.valid('json')
      const token = c.get('apiToken')
      const { connection, outcome } = await importKey(
        engine,
        {
          tenantId: tenantFor(token, body.tenantId),
          provider: body.provider,
          reference: parseReference(body.reference),
          label: body.label,
          expectedAccountId: body.expectedAccountId ?? null,
          key: submittedKey(Buffer.from(key)),
        },
        actorOf(token),
      )
      c.header('etag', etagOf(connection.revision))
      return c.json(shown(connection, c), outcome === 'connected' ? 201 : 200)
    },
  )
}

function tenantsToList(
  own: readonly TenantId[] | null,
  asked: string | undefined,
  checked: () => TenantId,
): readonly TenantId[] | null {
  return asked === undefined ? own : [checked()]
}

function filterOf(
  deps: HttpDeps,
  query: Omit<z.infer<typeof connectionListQuery>, 'limit' | 'cursor'>,
): ConnectionFilter {
  const { provider, reference, state, usable, health, accountId, q } = query
  // No index starts with the provider: one that is not here would be looked for in every row.
  if (provider !== undefined && !deps.engine.providers.has(provider)) {
    throw new Contradiction('/provider', 'This provider is not configured here.')
  }
  return {
    ...(provider === undefined ? {} : { provider }),
    ...(reference === undefined ? {} : { reference: parseReference(reference) }),
    ...(state === undefined ? {} : { state }),
    ...(usable === undefined ? {} : { usable: usable === 'true' }),
    ...(health === undefined
      ? {}
      : { health: { state: health, places: healthPlaces(deps.engine, deps.engine.clock.now()) } }),
    ...(accountId === undefined ? {} : { accountId: canonicalAccountId(deps, provider, accountId) }),
    ...(q === undefined ? {} : { q }),
  }
}

function canonicalAccountId(deps: HttpDeps, provider: string | undefined, accountId: string): string {
  const known = deps.engine.providers.get(provider ?? '')
  return known === undefined ? accountId.toLowerCase() : known.parseAccountId(accountId)
}

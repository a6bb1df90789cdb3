import { createRoute } from '@hono/zod-openapi'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { apiTokenList, apiTokenRequest, createdApiToken } from '@keyturn/api'
import type { apiToken as apiTokenSchema, z } from '@keyturn/api'
import type { ApiToken } from '../../domain/api-token.ts'
import { parseId, parseTenantId } from '../../domain/ids.ts'
import type { ApiTokenId } from '../../domain/ids.ts'
import { createApiToken, revokeApiToken } from '../../engine/api-tokens.ts'
import { Contradiction, NotFound } from '../../engine/refusals.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { instantOf } from '../present-connection.ts'
import { EdgeRefusal } from '../problems.ts'
import { requireScope } from './authenticate.ts'
import { actorOf } from './connect-sessions.ts'
import { describedProblems, idempotencyHeader, idParameter } from './openapi-parts.ts'
import { takesNoFields } from './takes-no-fields.ts'

export function apiTokenRoutes(app: OpenAPIHono<Env>, deps: HttpDeps): void {
  const { engine } = deps

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/api-tokens',
      operationId: 'listApiTokens',
      tags: ['API tokens'],
      summary: 'List API tokens, newest first',
      middleware: [requireScope('admin')] as const,
      responses: {
        200: { description: 'All of them.', content: { 'application/json': { schema: apiTokenList } } },
        ...describedProblems(401, 403),
      },
    }),
    async (c) => {
      refuseBoundToken(c.get('apiToken'))
      const tokens = await engine.stores.apiTokens.list()
      return c.json({ data: tokens.map(presentToken), nextCursor: null }, 200)
    },
  )

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/api-tokens',
      operationId: 'createApiToken',
      tags: ['API tokens'],
      summary: 'Make an API token',
      middleware: [requireScope('admin')] as const,
      request: {
        headers: idempotencyHeader,
        body: { required: true, content: { 'application/json': { schema: apiTokenRequest } } },
      },
      responses: {
        201: {
          description: 'The token is shown this once.',
          content: { 'application/json': { schema: createdApiToken } },
        },
        ...describedProblems(400, 401, 403, 409, 413, 415, 422),
      },
    }),
    async (c) => {
      refuseBoundToken(c.get('apiToken'))
      const body = c.req.valid('json')
      const token = deps.apiTokens.generate()
      const created = await createApiToken(
        engine,
        token,
        {
          name: body.name,
          scopes: [...new Set(body.scopes)],
          tenants: body.tenants === null ? null : body.tenants.map(parseTenantId),
          expiresAt: body.expiresAt === null ? null : toCome(Date.parse(body.expiresAt), engine.clock.now()),
        },
        actorOf(c.get('apiToken')),
      )
      return c.json({ ...presentToken(created), token }, 201)
    },
  )

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/v1/api-tokens/{id}',
      operationId: 'revokeApiToken',
      tags: ['API tokens'],
      summary: 'Revoke an API token at once',
      middleware: [requireScope('admin'), takesNoFields] as const,
      request: { headers: idempotencyHeader, params: idParameter('tok_') },
      responses: { 204: { description: 'It is revoked.' }, ...describedProblems(400, 401, 403, 404, 409, 422) },
    }),
    async (c) => {
      refuseBoundToken(c.get('apiToken'))
      await revokeApiToken(engine, readTokenId(c.req.valid('param').id), actorOf(c.get('apiToken')))
      return c.body(null, 204)
    },
  )
}

/** A token for some tenants cannot make itself one for all. */
function refuseBoundToken(token: ApiToken): void {
  if (token.tenants !== null) {
    throw new EdgeRefusal('scope_missing', { detail: 'A token for named tenants cannot look after API tokens.' })
  }
}

function readTokenId(rawId: string): ApiTokenId {
  try {
    return parseId('apiToken', rawId)
  } catch {
    throw new NotFound()
  }
}

const instantOrNull = (ms: number | null): string | null => (ms === null ? null : instantOf(ms))

const presentToken = (token: ApiToken): z.infer<typeof apiTokenSchema> => ({
  id: token.id,
  name: token.name,
  scopes: [...token.scopes],
  tenants: token.tenants === null ? null : [...token.tenants],
  createdAt: instantOf(token.createdAt),
  expiresAt: instantOrNull(token.expiresAt),
  revokedAt: instantOrNull(token.revokedAt),
  lastUsedAt: instantOrNull(token.lastUsedAt),
})

function toCome(at: number, now: number): number {
  if (at <= now) throw new Contradiction('/expiresAt', 'This must be a time that is still to come.')
  return at
}

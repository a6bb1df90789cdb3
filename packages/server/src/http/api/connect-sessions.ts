import { createRoute } from '@hono/zod-openapi'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { connectSessionList, connectSessionRequest, createdConnectSession } from '@keyturn/api'
import type { connectSession, z } from '@keyturn/api'
import { mayActFor } from '../../domain/api-token.ts'
import type { ApiToken } from '../../domain/api-token.ts'
import type { Actor } from '../../domain/audit.ts'
import { sessionEndsAt } from '../../domain/connect-session.ts'
import type { ConnectSession } from '../../domain/connect-session.ts'
import { parseId, parseReference } from '../../domain/ids.ts'
import type { ConnectSessionId } from '../../domain/ids.ts'
import { createConnectSession, endConnectSessions } from '../../engine/create-connect-session.ts'
import { about } from '../../engine/records.ts'
import { NotFound } from '../../engine/refusals.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { instantOf } from '../present-connection.ts'
import { readOrigins, refuseForeignOrigin } from './allowed-origins.ts'
import { requireScope, tenantFor, tenantOfConnection } from './authenticate.ts'
import { describedProblems, idempotencyHeader, idParameter } from './openapi-parts.ts'
import { readRecipients } from './read-recipients.ts'
import { readTheme } from './read-theme.ts'
import { takesNoFields } from './takes-no-fields.ts'

export const actorOf = (token: ApiToken): Actor => ({ kind: 'api_token', id: token.id, name: token.name })

export function connectSessionRoutes(app: OpenAPIHono<Env>, deps: HttpDeps): void {
  const { engine, config } = deps

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/connect-sessions',
      operationId: 'createConnectSession',
      tags: ['Connect sessions'],
      summary: 'Ask for a page on which one customer connects, replaces or looks after a key',
      middleware: [requireScope('write')] as const,
      request: {
        headers: idempotencyHeader,
        body: { required: true, content: { 'application/json': { schema: connectSessionRequest } } },
      },
      responses: {
        201: {
          description: 'Send the browser to `url`. The token is shown this once.',
          content: { 'application/json': { schema: createdConnectSession } },
        },
        ...describedProblems(400, 401, 403, 404, 409, 413, 415, 422),
      },
    }),
    async (c) => {
      const body = c.req.valid('json')
      const token = c.get('apiToken')
      const tenantId = tenantFor(token, body.tenantId)
      const allowed = config.allowedOrigins
      if (body.returnUrl !== undefined) refuseForeignOrigin(allowed, new URL(body.returnUrl), '/returnUrl')
      const created = await createConnectSession(
        engine,
        {
          tenantId,
          provider: body.provider,
          reference: parseReference(body.reference),
          label: body.label,
          notify: readRecipients(body.notify, body.locale),
          user: body.user === undefined ? null : { id: body.user.id, name: body.user.name ?? null },
          connectionId: body.connectionId === undefined ? null : parseId('connection', body.connectionId),
          expectedAccountId: body.expectedAccountId ?? null,
          returnUrl: body.returnUrl ?? null,
          embedOrigins: readOrigins(allowed, body.embedOrigins, '/embedOrigins'),
          theme: body.theme === undefined ? null : readTheme(allowed, body.theme),
          locale: body.locale ?? null,
          confirmation: body.confirmation,
          capabilities: body.capabilities ?? null,
          expiresInSeconds: body.expiresInSeconds,
        },
        actorOf(token),
      )
      const { session } = created
      return c.json(
        {
          id: session.id,
          connectionId: session.connectionId,
          url: `${config.publicUrl}/connect/${created.token}`,
          token: created.token,
          expiresAt: instantOf(session.openBy),
        },
        201,
      )
    },
  )

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/v1/connect-sessions/{id}',
      operationId: 'endConnectSession',
      tags: ['Connect sessions'],
      summary: 'End one page',
      middleware: [requireScope('write'), takesNoFields] as const,
      request: { headers: idempotencyHeader, params: idParameter('cs_') },
      responses: { 204: { description: 'It is over.' }, ...describedProblems(400, 401, 403, 404, 409, 422) },
    }),
    async (c) => {
      const session = await sessionFor(deps, c.get('apiToken'), c.req.valid('param').id)
      const connection = { tenantId: session.tenantId, id: session.connectionId }
      const stored = await engine.stores.connections.find(connection.tenantId, connection.id)
      if (stored !== undefined && session.endedAt === null) {
        const audit = about(engine, stored, 'session.ended', actorOf(c.get('apiToken')), { sessionId: session.id })
        await engine.stores.sessions.end(session.id, engine.clock.now(), audit)
        engine.changes.notify(session.connectionId)
      }
      return c.body(null, 204)
    },
  )

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/connections/{id}/connect-sessions',
      operationId: 'listConnectSessions',
      tags: ['Connect sessions'],
      summary: 'The pages that are open for a connection',
      middleware: [requireScope('read')] as const,
      request: { params: idParameter('conn_') },
      responses: {
        200: {
          description: 'All of them, newest first.',
          content: { 'application/json': { schema: connectSessionList } },
        },
        ...describedProblems(401, 403, 404),
      },
    }),
    async (c) => {
      const { tenant, id } = await tenantOfConnection(deps, c.get('apiToken'), c.req.valid('param').id)
      const open = await engine.stores.sessions.listOpen(tenant, id, engine.clock.now())
      return c.json({ data: open.map(presentSession), nextCursor: null }, 200)
    },
  )

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/v1/connections/{id}/connect-sessions',
      operationId: 'endConnectSessions',
      tags: ['Connect sessions'],
      summary: 'End all pages of a connection',
      middleware: [requireScope('write'), takesNoFields] as const,
      request: { headers: idempotencyHeader, params: idParameter('conn_') },
      responses: { 204: { description: 'They are over.' }, ...describedProblems(400, 401, 403, 404, 409, 422) },
    }),
    async (c) => {
      const { tenant, id } = await tenantOfConnection(deps, c.get('apiToken'), c.req.valid('param').id)
      await endConnectSessions(engine, { tenantId: tenant, id }, actorOf(c.get('apiToken')))
      engine.changes.notify(id)
      return c.body(null, 204)
    },
  )
}

async function sessionFor(deps: HttpDeps, token: ApiToken, rawId: string): Promise<ConnectSession> {
  const session = await deps.engine.stores.sessions.find(readSessionId(rawId))
  if (session === undefined || !mayActFor(token, session.tenantId)) throw new NotFound()
  return session
}

function readSessionId(rawId: string): ConnectSessionId {
  try {
    return parseId('connectSession', rawId)
  } catch {
    throw new NotFound()
  }
}

const presentSession = (session: ConnectSession): z.infer<typeof connectSession> => ({
  id: session.id,
  connectionId: session.connectionId,
  createdAt: instantOf(session.createdAt),
  openedAt: session.openedAt === null ? null : instantOf(session.openedAt),
  expiresAt: instantOf(sessionEndsAt(session)),
  user: session.user,
  capabilities: [...session.capabilities],
})

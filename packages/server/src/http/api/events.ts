import { createRoute, z } from '@hono/zod-openapi'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { eventFeed, eventFeedQuery } from '@keyturn/api'
import { readFeed } from '../../engine/event-feed.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { EdgeRefusal } from '../problems.ts'
import { requireScope } from './authenticate.ts'
import { eventStream } from './event-stream.ts'
import { feedCursor, feedPosition } from './feed-cursor.ts'
import { describedProblems } from './openapi-parts.ts'

export function eventRoutes(app: OpenAPIHono<Env>, deps: HttpDeps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/events',
      operationId: 'readEvents',
      tags: ['Events'],
      summary: 'Read what happened, in the order it happened',
      description:
        'Oldest first, from the oldest event that is kept. Keep `nextCursor` and ask with it again: nothing is skipped ' +
        'and nothing comes twice. With `wait` the answer is held back until there is an event. An API token for named ' +
        'tenants reads their events only.',
      middleware: [requireScope('read')] as const,
      request: { query: eventFeedQuery },
      responses: {
        200: { description: 'The next events, or none.', content: { 'application/json': { schema: eventFeed } } },
        ...describedProblems(401, 403, 410, 422),
      },
    }),
    async (c) => {
      const { cursor, limit, wait } = c.req.valid('query')
      const token = c.get('apiToken')
      const after = cursor === undefined ? null : await feedPosition(deps, token, cursor)
      const over = AbortSignal.any([c.req.raw.signal, deps.stopping])
      const page = await readFeed(deps.engine, { tenants: token.tenants, after, limit }, wait * 1_000, over)
      if (page.kind === 'expired') throw new EdgeRefusal('cursor_expired')
      const data = page.events.map(({ envelope }) => envelope)
      return c.json({ data, nextCursor: await feedCursor(deps, token, page.position) }, 200)
    },
  )

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/events/stream',
      operationId: 'followEvents',
      tags: ['Events'],
      summary: 'Follow what happens, as server-sent events',
      description:
        'Each message holds one event in `data`, and in `id` the cursor behind it. Send the last one as `Last-Event-ID` ' +
        'to go on from there; without it the stream begins with what happens from now on. A comment every 15 s shows that ' +
        'the stream is alive.',
      middleware: [requireScope('read')] as const,
      request: {
        headers: z.object({
          'last-event-id': z.string().max(512).optional().openapi({ description: 'A cursor of this feed.' }),
        }),
      },
      responses: {
        200: {
          description: 'Messages until the reader or the server closes.',
          content: { 'text/event-stream': { schema: z.string() } },
        },
        ...describedProblems(401, 403, 410, 422),
      },
    }),
    async (c) => eventStream(deps, c, c.req.valid('header')['last-event-id']),
  )
}

import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { SSEStreamingApi } from 'hono/streaming'
import { authenticate } from '../../engine/api-tokens.ts'
import { readFeed } from '../../engine/event-feed.ts'
import type { FeedPage, FeedPosition } from '../../engine/ports/outbox-store.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { EdgeRefusal } from '../problems.ts'
import { unbuffered } from '../unbuffered.ts'
import { bearerOf } from './authenticate.ts'
import { feedCursor, feedPosition } from './feed-cursor.ts'

const BEAT_MS = 15_000
const PAGE = 100
const RETRY_MS = 2_000

type Page = Extract<FeedPage, { kind: 'page' }>

/**
 * Server-sent events of the feed. Ends with its reader, with the server, and within 15 s with the API token.
 *
 * @param lastEventId a cursor; undefined: what happens from now on
 * @throws EdgeRefusal invalid_request, cursor_expired
 */
export async function eventStream(deps: HttpDeps, c: Context<Env>, lastEventId: string | undefined): Promise<Response> {
  const token = c.get('apiToken')
  const { outbox } = deps.engine.stores
  const after = lastEventId === undefined ? await outbox.newest() : await feedPosition(deps, token, lastEventId)
  const first = await outbox.read(token.tenants, after, PAGE)
  if (first.kind === 'expired') throw new EdgeRefusal('cursor_expired')
  unbuffered(c)
  return streamSSE(c, async (stream) => {
    const gone = new AbortController()
    stream.onAbort(() => gone.abort())
    const over = AbortSignal.any([gone.signal, deps.stopping])
    await stream.write(`retry: ${RETRY_MS}\n${await idLine(deps, c, after)}\n`)
    await follow(deps, c, stream, { page: first, after, over })
  })
}

async function follow(
  deps: HttpDeps,
  c: Context<Env>,
  stream: SSEStreamingApi,
  start: { readonly page: Page; readonly after: FeedPosition; readonly over: AbortSignal },
): Promise<void> {
  const { over } = start
  let page: FeedPage = start.page
  let told = start.after
  while (page.kind === 'page' && !over.aborted) {
    for (const { position, envelope } of page.events) {
      await stream.write(`${await idLine(deps, c, position)}data: ${JSON.stringify(envelope)}\n\n`)
      told = position
    }
    // An id without data moves the reader on past what it may not see; a comment only shows that we are here.
    const quiet = page.position === told ? ': here\n' : await idLine(deps, c, page.position)
    if (page.events.length === 0) await stream.write(`${quiet}\n`)
    told = page.position
    const request = { tenants: c.get('apiToken').tenants, after: told, limit: PAGE }
    page = await readFeed(deps.engine, request, BEAT_MS, over)
    if ((await authenticate(deps.engine, bearerOf(c.req.raw) ?? '')) === undefined) return
  }
}

const idLine = async (deps: HttpDeps, c: Context<Env>, position: FeedPosition): Promise<string> =>
  `id: ${await feedCursor(deps, c.get('apiToken'), position)}\n`

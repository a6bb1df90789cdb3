import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { SSEMessage } from 'hono/streaming'
import { isSessionOver } from '../../domain/connect-session.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { speechOf } from '../speech-of.ts'
import { unbuffered } from '../unbuffered.ts'
import { liveState } from './live-state.ts'
import { linkFor, sessionNow } from './session-of.ts'
import type { Visit } from './session-of.ts'

const BEAT_MS = 10_000
const RETRY_MS = 2_000

/**
 * Server-sent events of one page: `state` on each change, `beat` every 10 s so that a page notices when nobody speaks any
 * more. It begins with `state` unless the page has it already: `Last-Event-ID` after a break, `since` at first.
 * Ends with the session or the server.
 */
export function liveEvents(deps: HttpDeps, c: Context<Env>, visit: Visit): Response {
  const { engine } = deps
  unbuffered(c)
  return streamSSE(c, async (stream) => {
    const gone = new AbortController()
    stream.onAbort(() => gone.abort())
    const over = AbortSignal.any([gone.signal, deps.stopping])
    let wake: () => void = () => undefined
    const unwatch = engine.changes.watch(visit.connection.id, () => wake())
    try {
      let known = c.req.header('last-event-id') ?? c.req.query('since') ?? ''
      while (!over.aborted) {
        const changed = new Promise<void>((resolve) => {
          wake = resolve
        })
        const message = await nextMessage(deps, c, visit, known)
        await stream.writeSSE(message)
        if (message.event === 'ended') return
        known = message.id ?? known
        const beat = new AbortController()
        await Promise.race([
          changed,
          engine.clock.sleep(BEAT_MS, AbortSignal.any([over, beat.signal])).catch(() => undefined),
        ])
        beat.abort()
      }
    } finally {
      unwatch()
    }
  })
}

/** @param known the version that the page has */
async function nextMessage(deps: HttpDeps, c: Context<Env>, visit: Visit, known: string): Promise<SSEMessage> {
  const { engine } = deps
  const session = await sessionNow(deps, visit)
  const connection = await engine.stores.connections.find(visit.session.tenantId, visit.connection.id)
  const now = engine.clock.now()
  if (session === undefined || connection === undefined || isSessionOver(session, now)) {
    return { event: 'ended', data: '{}' }
  }
  await engine.stores.sessions.touch(session.id, now)
  const shown = { connection, session, link: await linkFor(deps, session) }
  const state = liveState(engine, shown, speechOf(deps, c.req.raw, session.locale))
  if (state.version === known) return { event: 'beat', data: '{}' }
  return { event: 'state', data: JSON.stringify(state), id: state.version, retry: RETRY_MS }
}

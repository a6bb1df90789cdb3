import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import { isSessionOver } from '../../domain/connect-session.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { speechOf } from '../speech-of.ts'
import { liveState } from './live-state.ts'
import { linkFor } from './session-of.ts'
import type { Visit } from './session-of.ts'

const BEAT_MS = 10_000
const RETRY_MS = 2_000

/**
 * Server-sent events of one page: `state` at once and on each change, `beat` every 10 s so that a page notices when
 * nobody speaks any more. Ends with the session or the server.
 */
export function liveEvents(deps: HttpDeps, c: Context<Env>, { session, connection }: Visit): Response {
  const { engine } = deps
  return streamSSE(c, async (stream) => {
    const gone = new AbortController()
    stream.onAbort(() => gone.abort())
    const over = AbortSignal.any([gone.signal, deps.stopping])
    let wake: () => void = () => undefined
    const unwatch = engine.changes.watch(connection.id, () => wake())
    try {
      let said = ''
      while (!over.aborted) {
        const changed = new Promise<void>((resolve) => {
          wake = resolve
        })
        const fresh = await engine.stores.sessions.find(session.id)
        const current = await engine.stores.connections.find(session.tenantId, connection.id)
        if (fresh === undefined || current === undefined || isSessionOver(fresh, engine.clock.now())) {
          await stream.writeSSE({ event: 'ended', data: '{}' })
          return
        }
        await engine.stores.sessions.touch(session.id, engine.clock.now())
        const data = JSON.stringify({
          ...liveState(current, fresh, speechOf(deps, c.req.raw, fresh.locale), await linkFor(deps, fresh)),
          checking: fresh.handOff === null && (current.checkingUntil ?? 0) > engine.clock.now(),
        })
        if (data === said) await stream.writeSSE({ event: 'beat', data: '{}' })
        else
          await stream.writeSSE({
            event: 'state',
            data,
            id: String(fresh.handOff === null ? current.revision : 0),
            retry: RETRY_MS,
          })
        said = data
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

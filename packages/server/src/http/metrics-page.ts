import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { Env } from './context.ts'
import type { HttpDeps } from './http-deps.ts'
import { problemResponse } from './problems.ts'

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip']
const BEARER = /^Bearer (\S+)$/

/** Counters for Prometheus: from this machine, or for whoever shows the token of the settings. DESIGN section 8. */
export function metricsPage({ metrics }: HttpDeps): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/metrics', async (c) => {
    const [, token = null] = BEARER.exec(c.req.header('authorization') ?? '') ?? []
    if (!metrics.isTokenRight(token) && !isFromHere(c)) return problemResponse('not_found', c.get('requestId'))
    return c.body(await metrics.text(), 200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' })
  })
  return app
}

/** A reverse proxy on this machine calls from it as well: what it passes on bears a forwarding header or another host. */
function isFromHere(c: Context<Env>): boolean {
  const address = getConnInfo(c).remote.address ?? ''
  const isForwarded = FORWARDED.some((name) => c.req.header(name) !== undefined)
  return LOOPBACK.test(address) && LOOPBACK_HOST.test(c.req.header('host') ?? '') && !isForwarded
}

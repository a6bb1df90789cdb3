import { Hono } from 'hono'
import { renderFrame } from '@keyturn/connect/views'
import type { ConnectSession } from '../../domain/connect-session.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { speechOf } from '../speech-of.ts'
import { PAGE_HEADERS, pagePolicy, POLICY, TRANSPORT_HEADER } from './page-security.ts'
import { sessionId } from './session-of.ts'

const PREFLIGHT_LASTS_S = 600

/**
 * What the origins of `embedOrigins` get and nobody else: the frame of a form, and `GET state` by CORS. Neither uses a
 * cookie, so whatever a browser sends along by itself opens nothing here. DESIGN section 10.
 */
export function createFramePages(deps: HttpDeps): Hono<Env> {
  const { config, assets } = deps
  const app = new Hono<Env>()

  // The same for every session, ended ones, and none: only who may show it differs.
  app.get('/connect/:sessionId/frame', async (c) => {
    const { locale } = speechOf(deps, c.req.raw)
    const nonce = deps.engine.random.token()
    const ancestors = await embedOrigins(deps, c.req.param('sessionId'))
    return c.html(renderFrame(locale, { ...assets.frame, nonce }), 200, {
      ...frameHeaders({ ancestors, nonce }, config.publicUrl),
      'content-language': locale,
      vary: 'accept-language',
    })
  })

  app.use('/connect/:sessionId/state', async (c, next) => {
    const origin = c.req.header('origin')
    if (origin === undefined) return next()
    const isEmbedder = (await embedOrigins(deps, c.req.param('sessionId'))).includes(origin)
    if (isEmbedder && c.req.method === 'OPTIONS') {
      return c.body(null, 204, {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET',
        'access-control-allow-headers': 'authorization',
        'access-control-max-age': String(PREFLIGHT_LASTS_S),
        vary: 'origin',
      })
    }
    await next()
    c.res.headers.append('vary', 'origin')
    if (isEmbedder && c.req.method === 'GET') c.res.headers.set('access-control-allow-origin', origin)
  })
  return app
}

function frameHeaders(
  { ancestors, nonce }: { readonly ancestors: readonly string[]; readonly nonce: string },
  publicUrl: string,
): Record<string, string> {
  const { 'x-frame-options': denied = '', ...headers } = PAGE_HEADERS
  return {
    ...headers,
    ...(ancestors.length === 0 ? { 'x-frame-options': denied } : {}),
    [POLICY]: pagePolicy({ ancestors, nonce }),
    // A host that isolates itself (COEP) may show it as well.
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'cross-origin',
    ...(publicUrl.startsWith('https:') ? TRANSPORT_HEADER : {}),
  }
}

/** Of an unknown session: none. */
async function embedOrigins({ engine }: HttpDeps, rawId: string): Promise<ConnectSession['embedOrigins']> {
  const id = sessionId(rawId)
  const session = id === null ? undefined : await engine.stores.sessions.find(id)
  return session?.embedOrigins ?? []
}

import { Hono } from 'hono'
import { createApi, openApiDocument } from './api/api-app.ts'
import type { Env } from './context.ts'
import { apiPage } from './api-page.ts'
import type { HttpDeps } from './http-deps.ts'
import { metricsPage } from './metrics-page.ts'
import { createAccessibilityPage } from './pages/accessibility-page.ts'
import { createConnectPages } from './pages/connect-pages.ts'
import { createFramePages } from './pages/frame-pages.ts'
import { otherMethods } from './other-methods.ts'
import { problemResponse } from './problems.ts'
import { refusalOf } from './refusal-of.ts'
import { sendAsset } from './send-asset.ts'
import { speechOf } from './speech-of.ts'
import { themedCss } from './themed-styles.ts'

export const API_VERSION = '1.0.0'

/** All of Keyturn's HTTP behind the raw edge. */
export function createApp(deps: HttpDeps): Hono<Env> {
  const { engine, assets, config } = deps
  const app = new Hono<Env>({ strict: true })

  app.use(async (c, next) => {
    const requestId = engine.random.token().slice(0, 22)
    c.set('requestId', requestId)
    const startedAt = engine.clock.now()
    await next()
    c.res.headers.set('keyturn-request-id', requestId)
    if (!c.res.headers.has('x-content-type-options')) c.res.headers.set('x-content-type-options', 'nosniff')
    engine.log.info(
      {
        requestId,
        method: c.req.method,
        area: areaOf(c.req.path),
        status: c.res.status,
        durationMs: engine.clock.now() - startedAt,
      },
      'request',
    )
  })
  app.onError((error, c) => {
    const speech = speechOf(deps, c.req.raw)
    const refusal = refusalOf(error, speech)
    if (refusal !== null) return problemResponse(refusal.code, c.get('requestId'), refusal.extras)
    engine.log.error({ requestId: c.get('requestId'), fault: error.name }, 'a request failed for a reason of ours')
    return problemResponse('internal', c.get('requestId'))
  })
  app.notFound((c) => {
    const methods = methodsOf(c.req.path)
    if (methods.length === 0) return problemResponse('not_found', c.get('requestId'))
    return problemResponse('method_not_allowed', c.get('requestId'), { headers: { allow: methods.join(', ') } })
  })

  app.get('/healthz', (c) => c.json({ status: 'live' }))
  app.get('/readyz', async (c) => {
    try {
      await deps.ready()
      return c.json({ status: 'ready' })
    } catch {
      return c.json({ status: 'not_ready' }, 503)
    }
  })
  app.get('/assets/:file', (c) => {
    const file = assets.find(c.req.path)
    if (file === undefined) return problemResponse('not_found', c.get('requestId'))
    return sendAsset(c, file)
  })
  app.get('/assets/themed/:theme/:file', async (c) => {
    const styles = assets.assets.styles.find((path) => path === `/assets/${c.req.param('file')}`)
    const rules = themedCss(c.req.param('theme'))
    const file = styles === undefined || rules === undefined ? undefined : await assets.extended(styles, rules)
    return file === undefined ? problemResponse('not_found', c.get('requestId')) : sendAsset(c, file)
  })

  const api = createApi(deps)
  const document = openApiDocument(api, config.publicUrl, API_VERSION)
  app.get('/openapi.json', (c) => c.json(document))
  app.route('/', metricsPage(deps))
  app.route('/docs', apiPage(engine.random))
  app.get('/docs/', (c) => c.redirect('/docs', 308))
  app.route('/', createAccessibilityPage(deps))
  app.route('/', createFramePages(deps))
  app.route('/', createConnectPages(deps))
  app.route('/', api)
  const methodsOf = otherMethods(app)
  return app
}

/** The first part of a path only: what follows may be a link's token. */
const areaOf = (path: string): string => `/${path.split('/')[1] ?? ''}`

import { Hono } from 'hono'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { speechOf } from '../speech-of.ts'
import { statementFacts } from './page-facts.ts'
import { withPageHeaders } from './page-security.ts'
import { htmlPage } from './send-page.ts'

/** The public statement, in the language of the page that led there: `/accessibility?lang=da`. */
export function createAccessibilityPage(deps: HttpDeps): Hono<Env> {
  const app = new Hono<Env>()
  app.use('/accessibility', withPageHeaders(deps.config.publicUrl))
  app.get('/accessibility', (c) =>
    htmlPage(deps, c, statementFacts(speechOf(deps, c.req.raw, c.req.query('lang') ?? null)), null),
  )
  return app
}

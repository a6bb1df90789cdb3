import type { Context } from 'hono'
import { renderDocument } from '@keyturn/connect/views'
import type { PageFacts } from '@keyturn/connect/views'
import type { ConnectSession } from '../../domain/connect-session.ts'
import type { Theme } from '../../domain/theme.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { speechOf } from '../speech-of.ts'
import { themedStyles } from '../themed-styles.ts'
import { endFacts } from './page-facts.ts'
import { pagePolicy, POLICY } from './page-security.ts'

/** One of the customer's pages, whole, in the look of its session. */
export function htmlPage(
  deps: HttpDeps,
  c: Context<Env>,
  facts: PageFacts,
  theme: Theme | null,
  status: 200 | 404 | 410 = 200,
): Response | Promise<Response> {
  const { scripts, styles } = deps.assets.assets
  return c.html(renderDocument(facts, { scripts, styles: themedStyles(styles, theme) }), status, {
    'content-language': facts.locale,
    vary: 'accept-language, cookie',
    [POLICY]: pagePolicy(theme?.logoUrl),
  })
}

const END_STATUS = { unknown: 404, elsewhere: 200, ended: 410 } as const

export function endPage(
  deps: HttpDeps,
  c: Context<Env>,
  kind: keyof typeof END_STATUS,
  session: ConnectSession | null,
): Response | Promise<Response> {
  const speech = speechOf(deps, c.req.raw, session?.locale ?? null)
  return htmlPage(deps, c, endFacts(kind, speech, session), session?.theme ?? null, END_STATUS[kind])
}

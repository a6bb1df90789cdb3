import type { Context } from 'hono'
import { themeCss } from '@keyturn/connect/theme'
import { renderDocument } from '@keyturn/connect/views'
import type { Assets, PageFacts } from '@keyturn/connect/views'
import type { ConnectSession } from '../../domain/connect-session.ts'
import type { Theme } from '../../domain/theme.ts'
import { compressText, takesBrotli } from '../compress-text.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { speechOf } from '../speech-of.ts'
import { themedStyles } from '../themed-styles.ts'
import { endFacts } from './page-facts.ts'
import { pagePolicy, POLICY } from './page-security.ts'

/** One of the customer's pages, whole, in the look of its session. */
export async function htmlPage(
  deps: HttpDeps,
  c: Context<Env>,
  facts: PageFacts,
  theme: Theme | null,
  status: 200 | 403 | 404 | 410 = 200,
): Promise<Response> {
  const { scripts, styles } = deps.assets.assets
  const inline = isOpened(c) ? inlineRules(deps, theme) : null
  const nonce = deps.engine.random.token()
  const assets: Assets = {
    scripts,
    styles: themedStyles(styles, theme),
    nonce,
    ...(inline && { rules: inline.rules }),
  }
  const html = renderDocument(facts, assets)
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-language': facts.locale,
    vary: 'accept-language, cookie, accept-encoding, sec-fetch-dest',
    [POLICY]: pagePolicy({ logoUrl: theme?.logoUrl ?? null, styleHash: inline?.hash ?? null, nonce }),
  }
  if (!takesBrotli(c.req.header('accept-encoding'))) return c.body(html, status, headers)
  return c.body(await compressText(html), status, { ...headers, 'content-encoding': 'br' })
}

/** A script that reads a page for its words needs no rules in it. */
const isOpened = (c: Context<Env>): boolean => c.req.header('sec-fetch-dest') !== 'empty'

/** The rules in the page itself: one request less before it can be drawn. The policy knows them by their hash. */
function inlineRules({ assets, engine }: HttpDeps, theme: Theme | null): { rules: string; hash: string } | null {
  // Browsers tell the host of a picture where it is shown when rules in the page ask for it; a style sheet of ours does not.
  if (theme?.logoUrl != null) return null
  const rules = theme === null ? assets.rules : assets.rules + themeCss(theme)
  if (/<\/style/i.test(rules)) return null
  return { rules, hash: `sha256-${Buffer.from(engine.random.hash(rules), 'hex').toString('base64')}` }
}

/** A refused request is told apart by its status alone: to a person the page is one that has ended. */
const END_STATUS = { unknown: 404, elsewhere: 200, ended: 410, refused: 403 } as const

export function endPage(
  deps: HttpDeps,
  c: Context<Env>,
  kind: keyof typeof END_STATUS,
  session: ConnectSession | null,
): Promise<Response> {
  const speech = speechOf(deps, c.req.raw, session?.locale ?? null)
  return htmlPage(
    deps,
    c,
    endFacts(kind === 'refused' ? 'ended' : kind, speech, session),
    session?.theme ?? null,
    END_STATUS[kind],
  )
}

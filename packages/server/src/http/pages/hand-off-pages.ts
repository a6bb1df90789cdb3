import type { Context, Hono } from 'hono'
import type { LinkFacts } from '@keyturn/connect/views'
import type { ConnectSession } from '../../domain/connect-session.ts'
import { linkStatus } from '../../domain/hand-off.ts'
import { findHandOff, takeHandOff } from '../../engine/hand-off.ts'
import type { HandedLink } from '../../engine/hand-off.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { linkFacts } from './hand-off-facts.ts'
import { endPage, htmlPage } from './send-page.ts'
import { readSessionCookie, setSessionCookie } from './session-cookie.ts'

const LINK_TOKEN = /^[A-Za-z0-9_-]{43}$/

/**
 * The link a colleague gets. Following it changes nothing, however often and by whomever; the button does. The page it
 * opens is an ordinary connect session that may do one thing.
 */
export function handOffPages(app: Hono<Env>, deps: HttpDeps): void {
  const { engine, config } = deps

  app.get('/connect/h/:token', async (c) => {
    const token = c.req.param('token')
    if (!LINK_TOKEN.test(token)) return endPage(deps, c, 'unknown', null)
    return landing(deps, c, token, await findHandOff(engine, token, (id) => readSessionCookie(c, id)))
  })
  app.post('/connect/h/:token', async (c) => {
    const token = c.req.param('token')
    if (!LINK_TOKEN.test(token)) return endPage(deps, c, 'unknown', null)
    const taken = await takeHandOff(engine, token, (id) => readSessionCookie(c, id))
    if (taken.kind !== 'taken') return landing(deps, c, token, taken)
    setSessionCookie(c, taken.session.id, taken.cookie, config.publicUrl)
    return c.redirect(`/connect/${taken.session.id}/`, 303)
  })
}

function landing(deps: HttpDeps, c: Context<Env>, token: string, link: HandedLink): Response | Promise<Response> {
  if (link.kind === 'unknown') return endPage(deps, c, 'unknown', null)
  const { session } = link
  if (link.kind === 'mine') return c.redirect(`/connect/${session.id}/`, 303)
  if (link.kind === 'asks') return linkPage(deps, c, 'asks', session, token)
  if (link.kind === 'elsewhere') return linkPage(deps, c, 'link_elsewhere', session, token)
  return linkPage(deps, c, OVER[linkStatus(session, deps.engine.clock.now())], session, token)
}

const OVER = {
  waiting: 'link_ended',
  opened: 'link_ended',
  expired: 'link_ended',
  used: 'link_used',
  withdrawn: 'link_withdrawn',
} as const

/** The colleague's page is over: with thanks where its key was taken. */
export function colleagueEndPage(deps: HttpDeps, c: Context<Env>, session: ConnectSession): Promise<Response> {
  const status = linkStatus(session, deps.engine.clock.now())
  if (status === 'used') return linkPage(deps, c, 'thanks', session)
  return linkPage(deps, c, status === 'withdrawn' ? 'link_withdrawn' : 'page_ended', session)
}

const STATUS: Readonly<Record<LinkFacts['kind'], 200 | 410>> = {
  asks: 200,
  thanks: 200,
  link_elsewhere: 200,
  link_withdrawn: 410,
  link_ended: 410,
  link_used: 410,
  page_ended: 410,
}

async function linkPage(
  deps: HttpDeps,
  c: Context<Env>,
  kind: LinkFacts['kind'],
  session: ConnectSession,
  token: string | null = null,
): Promise<Response> {
  const connection = await deps.engine.stores.connections.find(session.tenantId, session.connectionId)
  const facts = linkFacts(deps, c.req.raw, { kind, session, connection, token })
  return htmlPage(deps, c, facts, session.theme, STATUS[kind])
}

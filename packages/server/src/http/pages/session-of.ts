import type { Context } from 'hono'
import { parseId } from '../../domain/ids.ts'
import type { ConnectSessionId } from '../../domain/ids.ts'
import type { ConnectSession } from '../../domain/connect-session.ts'
import type { Connection } from '../../domain/connection.ts'
import type { Actor } from '../../domain/audit.ts'
import { browserSession, embeddedSession } from '../../engine/open-connect-session.ts'
import type { Env } from '../context.ts'
import type { HttpDeps } from '../http-deps.ts'
import { EdgeRefusal } from '../problems.ts'
import { readSessionCookie } from './session-cookie.ts'

/** The page cannot be shown: another page says why. */
export class PageGone extends EdgeRefusal {
  readonly kind: 'ended' | 'unknown'
  readonly session: ConnectSession | null
  constructor(kind: 'ended' | 'unknown', session: ConnectSession | null) {
    super(kind === 'ended' ? 'page_ended' : 'not_found')
    this.kind = kind
    this.session = session
  }
}

export interface Visit {
  readonly session: ConnectSession
  readonly connection: Connection
  readonly actor: Actor
  /** What the browser shows for the session: its cookie, or in a frame the token. */
  readonly secret: string
  readonly surface: 'page' | 'frame'
  /** The newest link that was handed on, for whoever may hand on. */
  readonly link: ConnectSession | null
}

/**
 * Whose page is this? From the address, and the cookie of the browser that opened it or the token of the page that embeds
 * it. Where a token is shown, a cookie counts for nothing.
 * @throws PageGone
 */
export async function visitOf(deps: HttpDeps, c: Context<Env>): Promise<Visit> {
  const id = sessionId(c.req.param('sessionId') ?? '')
  if (id === null) throw new PageGone('unknown', null)
  const authorization = c.req.header('authorization')
  const surface = authorization === undefined ? 'page' : 'frame'
  const secret = authorization === undefined ? readSessionCookie(c, id) : bearerToken(authorization)
  if (secret === null) throw new PageGone('unknown', null)
  const found = await SESSION_BY[surface](deps.engine, id, secret)
  if (found.kind === 'unknown') throw gone(surface)
  if (found.kind === 'ended') throw new PageGone('ended', found.session)
  const { session } = found
  const connection = await deps.engine.stores.connections.find(session.tenantId, session.connectionId)
  if (connection === undefined) throw new PageGone('ended', session)
  return { session, connection, actor: customerOf(session), secret, surface, link: await linkFor(deps, session) }
}

/** A browser that has the cookie had the page: what it showed is gone, and the link was not a wrong one. */
const gone = (surface: Visit['surface']): PageGone => new PageGone(surface === 'page' ? 'ended' : 'unknown', null)

const SESSION_BY = { page: browserSession, frame: embeddedSession } as const

/** RFC 6750 section 2.1, in the form of our tokens. */
const bearerToken = (authorization: string): string | null =>
  /^Bearer +([A-Za-z0-9_-]{43})$/i.exec(authorization)?.[1] ?? null

/** The session of a visit as it is now, if the visitor still has it: a token is used up when a browser takes it over. */
export async function sessionNow({ engine }: HttpDeps, visit: Visit): Promise<ConnectSession | undefined> {
  const { sessions } = engine.stores
  return visit.surface === 'page'
    ? sessions.find(visit.session.id)
    : sessions.findForBearer(engine.random.hash(visit.secret))
}

/** The newest link of this connection that was handed on; none for those who may not hand on. */
export async function linkFor({ engine }: HttpDeps, session: ConnectSession): Promise<ConnectSession | null> {
  if (session.handOff !== null || !session.capabilities.includes('handoff')) return null
  return (await engine.stores.sessions.latestHandOff(session.tenantId, session.connectionId)) ?? null
}

const customerOf = (session: ConnectSession): Actor => ({
  kind: 'customer',
  id: session.user?.id ?? null,
  name: session.user?.name ?? null,
})

/** The session that an address names; null for what is no id. */
export function sessionId(rawId: string): ConnectSessionId | null {
  try {
    return parseId('connectSession', rawId)
  } catch {
    return null
  }
}

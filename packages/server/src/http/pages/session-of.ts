import type { Context } from 'hono'
import { parseId } from '../../domain/ids.ts'
import type { ConnectSessionId } from '../../domain/ids.ts'
import type { ConnectSession } from '../../domain/connect-session.ts'
import type { Connection } from '../../domain/connection.ts'
import type { Actor } from '../../domain/audit.ts'
import { browserSession } from '../../engine/open-connect-session.ts'
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
  /** What the browser shows for the session. */
  readonly secret: string
  /** The newest link that was handed on, for whoever may hand on. */
  readonly link: ConnectSession | null
}

/**
 * Whose page is this? From the address and the cookie of the browser that opened it.
 * @throws PageGone
 */
export async function visitOf(deps: HttpDeps, c: Context<Env>): Promise<Visit> {
  const id = sessionId(c)
  const secret = readSessionCookie(c, id)
  const found = await browserSession(deps.engine, id, secret)
  if (found.kind === 'unknown' || secret === null) throw new PageGone('unknown', null)
  if (found.kind === 'ended') throw new PageGone('ended', found.session)
  const { session } = found
  const connection = await deps.engine.stores.connections.find(session.tenantId, session.connectionId)
  if (connection === undefined) throw new PageGone('ended', session)
  return { session, connection, actor: customerOf(session), secret, link: await linkFor(deps, session) }
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

function sessionId(c: Context<Env>): ConnectSessionId {
  try {
    return parseId('connectSession', c.req.param('sessionId') ?? '')
  } catch {
    throw new PageGone('unknown', null)
  }
}

import type { AuditEvent } from '../domain/audit.ts'
import { isSessionOver } from '../domain/connect-session.ts'
import type { ConnectSession } from '../domain/connect-session.ts'
import { withAttempt } from '../domain/connection.ts'
import type { ConnectSessionId } from '../domain/ids.ts'
import { amendConnection } from './amend-connection.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { auditEvent } from './records.ts'

export type OpenedLink =
  /** First opening: this browser has it now. */
  | { readonly kind: 'opened'; readonly session: ConnectSession; readonly cookie: string }
  /** The same browser came back with the link. */
  | { readonly kind: 'again'; readonly session: ConnectSession }
  | { readonly kind: 'elsewhere'; readonly session: ConnectSession }
  | { readonly kind: 'ended'; readonly session: ConnectSession }
  | { readonly kind: 'unknown' }

/**
 * What following `/connect/{token}` comes to. The first browser gets the session; a failed attempt of an earlier one is
 * put away then.
 *
 * @param cookieOf what this browser shows for the session, or null
 */
export async function openConnectLink(
  ports: EnginePorts,
  token: string,
  cookieOf: (id: ConnectSessionId) => string | null,
): Promise<OpenedLink> {
  const session = await ports.stores.sessions.findByToken(ports.random.hash(token))
  // A link that was handed on opens at its own address, and never by being followed.
  if (session === undefined || session.handOff !== null) return { kind: 'unknown' }
  const now = ports.clock.now()
  const cookie = cookieOf(session.id)
  if (cookie !== null) {
    const mine = await ports.stores.sessions.findForBrowser(session.id, ports.random.hash(cookie))
    if (mine !== undefined) return { kind: isSessionOver(mine, now) ? 'ended' : 'again', session: mine }
  }
  if (isSessionOver(session, now)) return { kind: 'ended', session }
  const fresh = ports.random.token()
  const first = await ports.stores.sessions.open(session.id, ports.random.hash(fresh), now, openedBy(ports, session))
  if (!first) return { kind: 'elsewhere', session }
  await dismissFailure(ports, session)
  return { kind: 'opened', session, cookie: fresh }
}

function openedBy(ports: EnginePorts, session: ConnectSession): AuditEvent {
  const actor = { kind: 'customer', id: session.user?.id ?? null, name: session.user?.name ?? null } as const
  return auditEvent(ports, session, 'session.opened', actor, { sessionId: session.id })
}

/** A form that is opened shows nothing of a try before it: a failed attempt is put away. */
export async function dismissFailure(ports: EnginePorts, session: ConnectSession): Promise<void> {
  await amendConnection(ports, session.tenantId, session.connectionId, (connection) =>
    connection.attempt?.status === 'failed' ? { next: withAttempt(connection, 'dismiss', null), records: {} } : null,
  )
}

/** A session as a request may use it. */
export type UsableSession =
  | { readonly kind: 'live'; readonly session: ConnectSession }
  | { readonly kind: 'ended'; readonly session: ConnectSession }
  | { readonly kind: 'unknown' }

/** The session a browser shows its cookie for; each request keeps it alive. */
export async function browserSession(
  ports: EnginePorts,
  id: ConnectSessionId,
  cookie: string | null,
): Promise<UsableSession> {
  if (cookie === null) return { kind: 'unknown' }
  const session = await ports.stores.sessions.findForBrowser(id, ports.random.hash(cookie))
  if (session === undefined) return { kind: 'unknown' }
  const now = ports.clock.now()
  if (isSessionOver(session, now)) return { kind: 'ended', session }
  await ports.stores.sessions.touch(id, now)
  return { kind: 'live', session }
}

/**
 * The session whose token is shown by a page that embeds it. Only a session with `embedOrigins` has such pages, and only
 * until a browser follows its link: who does takes the session along, and what stood in a URL opens nothing any more.
 */
export async function embeddedSession(ports: EnginePorts, id: ConnectSessionId, token: string): Promise<UsableSession> {
  const session = await ports.stores.sessions.findForBearer(ports.random.hash(token))
  if (session === undefined || session.id !== id || session.embedOrigins.length === 0) return { kind: 'unknown' }
  const now = ports.clock.now()
  if (isSessionOver(session, now)) return { kind: 'ended', session }
  if (session.openedAt === null) await ports.stores.sessions.begin(id, now, openedBy(ports, session))
  else await ports.stores.sessions.touch(id, now)
  return { kind: 'live', session }
}

import type { Actor } from '../domain/audit.ts'
import { isSessionOver, UNOPENED } from '../domain/connect-session.ts'
import type { ConnectSession } from '../domain/connect-session.ts'
import type { Connection } from '../domain/connection.ts'
import { keyNeeds, LINK_LASTS_MS, mayHandOn } from '../domain/hand-off.ts'
import type { ConnectSessionId } from '../domain/ids.ts'
import { cancelAttemptOf } from './end-attempt.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { about, auditEvent, COLLEAGUE } from './records.ts'
import { NotFound } from './refusals.ts'

/**
 * Makes a link for a colleague, in place of one that was made before. What the integrator wishes for the session holds
 * for the colleague's too: the expected company, whether a person confirms, the look. The link itself is not stored:
 * `linkOf` makes it again for the browser that has the session.
 *
 * @param secret what the browser shows for the session
 * @throws NotFound where the session may not hand on what the connection needs
 */
export async function makeHandOff(
  ports: EnginePorts,
  session: ConnectSession,
  connection: Connection,
  secret: string,
  actor: Actor,
): Promise<void> {
  const needed = keyNeeds(connection)
  if (session.handOff !== null || !mayHandOn(session, needed)) throw new NotFound()
  const now = ports.clock.now()
  const link: ConnectSession = {
    id: ports.random.id('connectSession'),
    tenantId: session.tenantId,
    connectionId: session.connectionId,
    user: null,
    expectedAccountId: session.expectedAccountId,
    returnUrl: null,
    embedOrigins: [],
    theme: session.theme,
    locale: null,
    confirmation: session.confirmation,
    capabilities: [needed],
    handOff: { askedBy: session.user, noticeId: null, usedAt: null },
    openBy: now + LINK_LASTS_MS,
    ...UNOPENED,
    createdAt: now,
  }
  const audit = about(ports, connection, 'hand_off.made', actor, { sessionId: link.id })
  await ports.stores.sessions.handOver(link, ports.random.hash(tokenOf(ports, link.id, secret)), audit)
  ports.changes.notify(connection.id)
}

const tokenOf = (ports: EnginePorts, link: ConnectSessionId, secret: string): string =>
  ports.random.derived(secret, `hand-off ${link}`)

/** @returns the token of a link, if it was made with this secret */
export async function linkToken(ports: EnginePorts, link: ConnectSession, secret: string): Promise<string | null> {
  const token = tokenOf(ports, link.id, secret)
  const found = await ports.stores.sessions.findByToken(ports.random.hash(token))
  return found?.id === link.id ? token : null
}

/** Ends the link, and with it what its colleague has under way. Without effect on one that is over. */
export async function withdrawHandOff(ports: EnginePorts, connection: Connection, actor: Actor): Promise<Connection> {
  const link = await ports.stores.sessions.latestHandOff(connection.tenantId, connection.id)
  if (link === undefined || isSessionOver(link, ports.clock.now())) return connection
  const audit = about(ports, connection, 'hand_off.withdrawn', actor, { sessionId: link.id })
  await ports.stores.sessions.end(link.id, ports.clock.now(), audit)
  const ended = await cancelAttemptOf(ports, link, actor)
  ports.changes.notify(connection.id)
  return ended
}

export type HandedLink =
  /** Nobody has gone on with it yet. */
  | { readonly kind: 'asks'; readonly session: ConnectSession }
  /** This browser went on with it. */
  | { readonly kind: 'mine'; readonly session: ConnectSession }
  | { readonly kind: 'elsewhere' | 'over'; readonly session: ConnectSession }
  | { readonly kind: 'unknown' }

/**
 * Looks at a link that was handed on. Changes nothing: scanners and previews follow links too.
 * @param cookieOf what this browser shows for a session, or null
 */
export async function findHandOff(
  ports: EnginePorts,
  token: string,
  cookieOf: (id: ConnectSessionId) => string | null,
): Promise<HandedLink> {
  const session = await ports.stores.sessions.findByToken(ports.random.hash(token))
  if (session === undefined || session.handOff === null) return { kind: 'unknown' }
  const cookie = cookieOf(session.id)
  if (cookie !== null) {
    const mine = await ports.stores.sessions.findForBrowser(session.id, ports.random.hash(cookie))
    if (mine !== undefined) return { kind: 'mine', session: mine }
  }
  if (isSessionOver(session, ports.clock.now())) return { kind: 'over', session }
  return { kind: session.openedAt === null ? 'asks' : 'elsewhere', session }
}

/** "Continue": the first browser that says so has the page. */
export async function takeHandOff(
  ports: EnginePorts,
  token: string,
  cookieOf: (id: ConnectSessionId) => string | null,
): Promise<HandedLink | { readonly kind: 'taken'; readonly session: ConnectSession; readonly cookie: string }> {
  const found = await findHandOff(ports, token, cookieOf)
  if (found.kind !== 'asks') return found
  const { session } = found
  const cookie = ports.random.token()
  const audit = auditEvent(ports, session, 'hand_off.opened', COLLEAGUE, { sessionId: session.id })
  const first = await ports.stores.sessions.open(session.id, ports.random.hash(cookie), ports.clock.now(), audit)
  if (!first) return findHandOff(ports, token, cookieOf)
  ports.changes.notify(session.connectionId)
  return { kind: 'taken', session, cookie }
}

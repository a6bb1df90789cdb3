import { isSessionOver } from './connect-session.ts'
import type { ConnectSession } from './connect-session.ts'
import type { Connection } from './connection.ts'
import { UNKNOWN_HEALTH } from './health.ts'

/** Until when a link that was made now may be opened. */
export const LINK_LASTS_MS = 24 * 60 * 60_000

export type LinkStatus = 'waiting' | 'opened' | 'used' | 'withdrawn' | 'expired'

/** Withdrawn is also what nobody needs any more: the key came another way, or a newer link was made. */
export function linkStatus(session: ConnectSession, now: number): LinkStatus {
  if (session.handOff?.usedAt != null) return 'used'
  if (session.endedAt !== null) return 'withdrawn'
  if (isSessionOver(session, now)) return 'expired'
  return session.openedAt === null ? 'waiting' : 'opened'
}

/** Which of the two a key for this connection would be. */
export const keyNeeds = ({ standing }: Pick<Connection, 'standing'>): 'connect' | 'replace' =>
  standing === 'connected' || standing === 'action_required' ? 'replace' : 'connect'

/** What a colleague may do with a key depends on whether one is stored; whoever asks hands on no more than they have. */
export function mayHandOn(session: Pick<ConnectSession, 'capabilities'>, needed: 'connect' | 'replace'): boolean {
  return session.capabilities.includes('handoff') && session.capabilities.includes(needed)
}

/**
 * A connection as the visitor of a session may see it. The customer sees it whole. A colleague who came by a link sees
 * what the key is for and what becomes of their own: no company but the one the key must open, no permissions, no
 * health, nobody else's tries, no trace of what happens later.
 */
export function shownTo(session: ConnectSession, connection: Connection): Connection {
  if (session.handOff === null) return connection
  const isReplacement = keyNeeds(connection) === 'replace'
  return {
    ...connection,
    standing: isReplacement ? 'connected' : 'not_connected',
    account: isReplacement ? connection.account : null,
    credential: null,
    grantedScopes: [],
    issue: null,
    attempt: ownAttempt(session, connection),
    suspicion: null,
    checkingUntil: null,
    health: UNKNOWN_HEALTH,
    revision: 0,
  }
}

function ownAttempt(session: ConnectSession, { attempt }: Connection): Connection['attempt'] {
  if (attempt?.sessionId !== session.id) return null
  // Where else the tenant has the company is not theirs to know.
  const isElsewhere = attempt.issue?.code === 'account_already_connected'
  return isElsewhere && attempt.issue !== null ? { ...attempt, issue: { ...attempt.issue, details: {} } } : attempt
}

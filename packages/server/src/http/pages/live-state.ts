import { connectionState, connectionUsable } from '../../domain/connection.ts'
import type { Connection } from '../../domain/connection.ts'
import { statusOf } from '../../domain/attempt.ts'
import type { ConnectSession } from '../../domain/connect-session.ts'
import { linkStatus, shownTo } from '../../domain/hand-off.ts'
import { NEXT_STEP, STATE_LABEL } from '../../domain/state.ts'
import { instantOf, presentAttempt, presentHealth, presentIssue } from '../present-connection.ts'
import type { Speech } from '../present-connection.ts'
import { allowedActions } from './page-facts.ts'

/**
 * The body of `GET state`, of the SSE event `state`, and of each 202. DESIGN section 9.
 * @param link the newest one that was handed on, for whoever may hand on
 */
export function liveState(stored: Connection, session: ConnectSession, speech: Speech, link: ConnectSession | null) {
  const connection = shownTo(session, stored)
  const state = connectionState(connection)
  return {
    state,
    label: STATE_LABEL[state],
    usable: connectionUsable(connection),
    account: connection.account,
    issue: connection.issue === null ? null : presentIssue(connection.issue, connection, speech),
    attempt: connection.attempt === null ? null : presentAttempt(connection.attempt, connection, speech),
    health: presentHealth(connection.health),
    handoff: link === null ? null : presentLink(link, speech.now),
    allowed: allowedActions(connection, session),
    nextStep: NEXT_STEP[connection.standing][statusOf(connection.attempt)],
    revision: connection.revision,
  }
}

const presentLink = (link: ConnectSession, now: number) => ({
  status: linkStatus(link, now),
  opensUntil: instantOf(link.openBy),
  openedAt: link.openedAt === null ? null : instantOf(link.openedAt),
  usedAt: link.handOff?.usedAt == null ? null : instantOf(link.handOff.usedAt),
})

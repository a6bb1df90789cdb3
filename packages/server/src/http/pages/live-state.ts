import { stateWords } from '@keyturn/connect/words'
import { presentStatus } from '@keyturn/connect/status'
import { statusOf } from '../../domain/attempt.ts'
import type { ConnectSession } from '../../domain/connect-session.ts'
import { connectionState, connectionUsable } from '../../domain/connection.ts'
import type { Connection } from '../../domain/connection.ts'
import { linkStatus, shownTo } from '../../domain/hand-off.ts'
import { isBeingChecked } from '../../domain/noticing/asked-already.ts'
import { NEXT_STEP } from '../../domain/state.ts'
import { connectionNow, isOutdated } from '../../engine/connection-now.ts'
import type { EnginePorts } from '../../engine/ports/engine-ports.ts'
import { NO_TIMELINE } from '../../engine/timeline.ts'
import { instantOf, presentAttempt, presentHealth, presentIssue } from '../present-connection.ts'
import type { Speech } from '../present-connection.ts'
import { allowedActions, connectionFacts, hostFacts, providerFacts } from './page-facts.ts'

/** What a page knows of its connection, and whose page it is. */
export interface Shown {
  readonly connection: Connection
  readonly session: ConnectSession
  /** The newest one that was handed on, for whoever may hand on. */
  readonly link: ConnectSession | null
}

type StatePorts = Pick<EnginePorts, 'random' | 'noticing' | 'providers'>

/** The body of `GET state`, of the SSE event `state`, and of each 202. DESIGN section 9. */
export function liveState(engine: StatePorts, { connection: stored, session, link }: Shown, speech: Speech) {
  const connection = shownTo(session, connectionNow(engine, stored, speech.now))
  const state = connectionState(connection)
  return {
    state,
    label: stateWords(speech.locale, state),
    usable: connectionUsable(connection),
    account: connection.account,
    credential: connection.credential === null ? null : presentCredential(connection.credential),
    issue: connection.issue === null ? null : presentIssue(connection.issue, connection, speech),
    attempt: connection.attempt === null ? null : presentAttempt(connection.attempt, connection, speech),
    health: presentHealth(connection.health),
    checking: isBeingChecked(connection, speech.now),
    handoff: link === null ? null : presentLink(link, speech.now),
    allowed: allowedActions(connection, session),
    nextStep: NEXT_STEP[connection.standing][statusOf(connection.attempt)],
    revision: connection.revision,
    version: liveVersion(engine, { connection: stored, session, link }, speech.now),
    ...(session.embedOrigins.length === 0
      ? {}
      : { shown: shownStatus(engine, { connection: stored, session }, speech) }),
  }
}

/** For the elements in a host's page, which have no words of their own. */
const shownStatus = (
  engine: StatePorts,
  { connection, session }: Omit<Shown, 'link'>,
  { config, locale, now }: Speech,
) =>
  presentStatus({
    locale,
    host: hostFacts(config, session, connection),
    provider: providerFacts(config, connection),
    connection: connectionFacts(engine, { connection, session, timeline: NO_TIMELINE }, now),
    now,
  })

/**
 * Marks what a page shows: two are equal exactly when nothing but time lies between them. The id of the SSE event, and
 * what a page says it has when its stream begins.
 */
export function liveVersion(engine: StatePorts, { connection: stored, session, link }: Shown, now: number): string {
  const connection = shownTo(session, connectionNow(engine, stored, now))
  const { id, revision, standing, account, issue, attempt, health } = connection
  const handedOn = link === null ? null : [link.id, linkStatus(link, now), link.openedAt, link.handOff]
  const own = [
    session.locale,
    allowedActions(connection, session),
    isBeingChecked(connection, now),
    handedOn,
    isOutdated(engine, connection, now),
  ]
  return engine.random.hash(JSON.stringify([id, revision, standing, account, issue, attempt, health, own])).slice(0, 22)
}

/** Another id is another key. */
const presentCredential = ({ id, addedAt }: NonNullable<Connection['credential']>) => ({
  id,
  addedAt: instantOf(addedAt),
})

const presentLink = (link: ConnectSession, now: number) => ({
  status: linkStatus(link, now),
  opensUntil: instantOf(link.openBy),
  openedAt: link.openedAt === null ? null : instantOf(link.openedAt),
  usedAt: link.handOff?.usedAt == null ? null : instantOf(link.handOff.usedAt),
})

import type { Connection } from '../connection.ts'
import type { Health } from '../health.ts'
import { isAhead } from './clocks.ts'
import type { Incident } from './provider-watch.ts'

/** What the row of a connection does not say. */
export interface Surroundings {
  readonly environment: 'configured' | 'not_configured'
  readonly incident: Incident | null
  /** How often each key is asked about. */
  readonly intervalMs: number
  readonly now: number
}

type Subject = Pick<Connection, 'standing' | 'health'>

/** A good answer that is older than so many intervals confirms nothing any more. */
const FRESH_INTERVALS = 2

/**
 * The health to show. An incident is one row for all connections, so what it means for each of them is found on reading;
 * the same for an environment that nobody asks about any more. What is not known is never shown as well.
 */
export function healthNow(
  { standing, health }: Subject,
  { environment, incident, intervalMs, now }: Surroundings,
): Health {
  if (standing !== 'connected' && standing !== 'action_required') return health
  // When the next question is asked depends on the incident, and nobody knows when that ends.
  const unplanned = { ...health, nextCheckAt: null }
  if (environment === 'not_configured') return notAsked(standing, unplanned)
  if (incident === null || isWell(health, wellSince(incident, intervalMs, now))) return health
  return standing === 'connected' ? during(incident, unplanned) : unplanned
}

function notAsked(standing: Connection['standing'], health: Health): Health {
  if (standing !== 'connected') return health
  return { ...health, state: 'unverified', reason: 'environment_not_configured', since: health.checkedAt }
}

/** Where all are refused, a refusal says nothing of this key. An outage leaves what was found out about it before. */
function during({ kind, since }: Incident, health: Health): Health {
  const doubtedSince = health.state === 'unverified' ? health.since : null
  if (doubtedSince !== null && kind !== 'provider_refusing_all') return health
  return { ...health, state: 'unverified', reason: kind, since: Math.min(since, doubtedSince ?? since) }
}

/** Who was accepted since then is well in spite of the incident. */
export const wellSince = ({ since }: Incident, intervalMs: number, now: number): number =>
  Math.max(since, now - FRESH_INTERVALS * intervalMs)

const isWell = ({ state, confirmedAt }: Health, since: number): boolean =>
  state === 'healthy' && confirmedAt !== null && confirmedAt >= since

/**
 * Nothing was heard for so long that it is not shown as confirmed: after a long stop, until its turn comes. An answer from
 * the future is as old as nobody knows: the clock was set back.
 */
export function isStale({ state, confirmedAt }: Health, intervalMs: number, now: number): boolean {
  if (state !== 'healthy') return false
  if (confirmedAt === null) return true
  return now - confirmedAt > FRESH_INTERVALS * intervalMs || isAhead(confirmedAt, now)
}

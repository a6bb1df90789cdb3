import type { Connection } from '../domain/connection.ts'
import type { Health } from '../domain/health.ts'
import { noteOf } from '../domain/noticing/traffic.ts'
import type { TrafficNote, TrafficOutcome } from '../domain/noticing/traffic.ts'
import type { CheckRecord } from './ports/check-store.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { KEYTURN } from './records.ts'
import { healthAfter, tellOfSuspicion } from './settle-check.ts'

const BY_TRAFFIC = { actor: KEYTURN, source: 'traffic', lane: 'traffic' } as const

/** What a proxied call changes of its connection, as it is written; null: nothing. */
export function trafficRecord(
  ports: EnginePorts,
  connection: Connection,
  credentialVersion: number,
  outcome: TrafficOutcome,
): CheckRecord | null {
  const { clock, noticing, random } = ports
  const now = clock.now()
  const moment = { now, dueAt: null, intervalMs: noticing.intervalMs(connection), roll: random.roll() }
  const note = noteOf(noticing.rules, connection, outcome, moment)
  if (note === null) return null
  const told = tellOfSuspicion(ports, { connection, by: BY_TRAFFIC }, note.suspicion)
  return {
    tenantId: connection.tenantId,
    id: connection.id,
    credentialVersion,
    lease: { kind: 'any' },
    result: {
      health: shownHealth(connection.health, note, now),
      suspicion: told.suspicion,
      checkingUntil: connection.checkingUntil,
      plan: { ...connection.plan, lane: note.next.lane },
    },
    records: { events: told.events, audit: told.audit },
  }
}

const SHOWS = {
  proven: { state: 'healthy', reason: null },
  suspected: { state: 'unverified', reason: 'suspected' },
} as const

function shownHealth(before: Health, { health, next }: TrafficNote, now: number): Health {
  if (health === 'as_it_was') return { ...before, nextCheckAt: next.at }
  return { ...healthAfter(before, SHOWS[health], now), nextCheckAt: next.at, source: 'traffic' }
}

import type { Connection } from '../connection.ts'
import { hasPassed } from './clocks.ts'
import type { Rules } from './rules.ts'
import { regularCheck } from './schedule.ts'
import type { Moment, NextCheck } from './schedule.ts'
import type { Suspicion } from './suspicion.ts'

/** What a proxied call came to. Anything else says nothing about a key. */
export type TrafficOutcome = 'accepted' | 'unauthorized' | 'forbidden'

const REFUSALS: Readonly<Record<number, TrafficOutcome>> = { 401: 'unauthorized', 403: 'forbidden' }

/** @param status of the provider's answer; null where there was none */
export function outcomeOf(status: number | null): TrafficOutcome | null {
  if (status === null) return null
  if (status >= 200 && status < 300) return 'accepted'
  return REFUSALS[status] ?? null
}

/** The provider is there, whatever it says. */
export const isAnswered = (status: number | null): boolean => status !== null && status < 500 && status !== 429

export type TrafficSubject = Pick<Connection, 'standing' | 'suspicion'> & {
  readonly health: Pick<Connection['health'], 'state' | 'reason' | 'nextCheckAt' | 'checkedAt'>
  readonly plan: Pick<Connection['plan'], 'lane' | 'introspectedAt'>
}

/** What is written after a proxied call; null: nothing new. */
export interface TrafficNote {
  readonly suspicion: Suspicion | null
  readonly health: 'proven' | 'suspected' | 'as_it_was'
  readonly next: NextCheck
}

/** A 2xx that was noted less than this share of an interval ago needs no second note. */
const NOTED = 0.05

/** @param notedAt when a good answer was noted last */
export const isWorthNoting = (notedAt: number | null, now: number, intervalMs: number): boolean =>
  notedAt === null || hasPassed(notedAt, NOTED * intervalMs, now)

export function noteOf(
  rules: Rules,
  subject: TrafficSubject,
  outcome: TrafficOutcome,
  moment: Moment,
): TrafficNote | null {
  if (subject.standing !== 'connected') return null
  if (outcome === 'accepted') return proven(rules, subject, moment)
  return outcome === 'unauthorized' ? refused(subject, moment) : forbidden(rules, subject, moment)
}

/** Proves the key and nothing else: what it may do, and whose it is, is asked by introspection, at least once a day. */
function proven(rules: Rules, subject: TrafficSubject, moment: Moment): TrafficNote | null {
  const { suspicion, health, plan } = subject
  if (suspicion !== null && suspicion.kind !== 'unauthorized') return null
  if (health.state === 'healthy' && !isWorthNoting(health.checkedAt, moment.now, moment.intervalMs)) return null
  // A question that a refusal asked for is still asked.
  if (plan.lane === 'traffic' && suspicion === null) {
    return { suspicion, health: 'proven', next: { at: health.nextCheckAt, lane: 'traffic' } }
  }
  const latest = plan.introspectedAt === null ? moment.now : plan.introspectedAt + rules.introspectEveryMs
  const planned = health.nextCheckAt ?? moment.now
  const regular = regularCheck(rules, { ...moment, dueAt: null })
  const ahead = Math.min(regular.at ?? moment.now, latest)
  const at = suspicion === null ? Math.max(ahead, Math.min(planned, latest)) : ahead
  return { suspicion: null, health: 'proven', next: { at, lane: 'sweep' } }
}

/** Suspect, and asked at once: only our own question says whether it is the key. */
function refused({ suspicion, health }: TrafficSubject, { now }: Moment): TrafficNote | null {
  if (suspicion?.kind === 'unauthorized') return null
  const next = { at: Math.min(health.nextCheckAt ?? now, now), lane: 'traffic' } as const
  // One doubt at a time: a suspected permission is asked about anyway.
  if (suspicion !== null) return { suspicion, health: 'as_it_was', next }
  const doubt = {
    kind: 'unauthorized',
    firstAt: now,
    failingSince: now,
    answers: 0,
    source: 'traffic',
    told: false,
  } as const
  return { suspicion: doubt, health: 'suspected', next }
}

function forbidden(rules: Rules, { suspicion, health, plan }: TrafficSubject, { now }: Moment): TrafficNote | null {
  const at = Math.max(now, (plan.introspectedAt ?? 0) + rules.forbiddenEveryMs)
  if (health.nextCheckAt !== null && health.nextCheckAt <= at) return null
  return { suspicion, health: 'as_it_was', next: { at, lane: 'traffic' } }
}

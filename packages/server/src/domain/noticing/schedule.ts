import { CLOCKS_APART_MS, isAhead } from './clocks.ts'
import type { Rules } from './rules.ts'

/** Which questions go first. People do not wait in a lane: their calls always go through. */
export const LANES = ['confirmations', 'traffic', 'sweep'] as const
export type Lane = (typeof LANES)[number]

export interface NextCheck {
  /** Milliseconds since 1970; null: it is not asked any more. */
  readonly at: number | null
  readonly lane: Lane
}

export interface CheckPlan {
  readonly lane: Lane
  /** When a person's check condemned the key, as long as questions that repair a mistake are to be asked. */
  readonly repairFrom: number | null
  /** When the provider last answered our own question, other than in traffic. */
  readonly introspectedAt: number | null
}

export const UNPLANNED: CheckPlan = { lane: 'sweep', repairFrom: null, introspectedAt: null }

/**
 * When a check is due, and what the next one has to know.
 * @param roll evenly distributed from 0 to 1
 */
export interface Moment {
  readonly now: number
  /** When this check should have been made. */
  readonly dueAt: number | null
  /** The interval that holds: `intervalFor`. */
  readonly intervalMs: number
  readonly roll: number
}

/** Later than this share of the interval, and the fleet is in step: its next checks are spread out again. */
const LATE = 0.1
const SPREAD = 0.5

/** In intervals: no regular check is planned so far ahead. */
const FARTHEST = 2
/** A provider that asks to wait is heard up to an hour, and jitter comes on top. */
const LONGEST_WAIT_MS = 66 * 60_000

/** Which plans only a clock can have made that was ahead. They are void, and due. */
export interface Misplanned {
  readonly lane: Lane
  /** Those due no later than this are not looked at: a regular plan lies there. */
  readonly dueAfter: number
  /** Whoever was asked last after this was asked in the future. */
  readonly askedAfter: number
  /** Nothing is ever planned beyond this. */
  readonly farthest: number
}

/** The lanes of doubt are short, and looked at whole. */
export function misplanned(lane: Lane, intervalMs: number, now: number): Misplanned {
  const far = FARTHEST * intervalMs * (1 + LATE)
  return {
    lane,
    dueAfter: lane === 'sweep' ? now + far : now,
    askedAfter: now + CLOCKS_APART_MS,
    farthest: now + Math.max(far, LONGEST_WAIT_MS),
  }
}

/** What the budget allows, where that is longer than what was asked for. */
export const intervalFor = ({ intervalMs }: Pick<Rules, 'intervalMs'>, connections: number, slotMs: number): number =>
  Math.max(intervalMs, Math.ceil(connections * slotMs))

const around = (ms: number, share: number, roll: number): number => Math.round(ms * (1 + share * (2 * roll - 1)))

/** After an import or a restart thousands are due at once; spread, they do not stay so. */
export function regularCheck({ jitter }: Rules, { now, dueAt, intervalMs, roll }: Moment): NextCheck {
  const isLate = dueAt !== null && now - dueAt > LATE * intervalMs
  const wasMisplanned = dueAt !== null && dueAt - now > FARTHEST * intervalMs
  return { at: now + around(intervalMs, isLate || wasMisplanned ? SPREAD : jitter, roll), lane: 'sweep' }
}

/** Of a key that was accepted just now. */
export const firstCheck = (now: number, intervalMs: number, roll: number): NextCheck => ({
  at: now + Math.ceil(roll * intervalMs),
  lane: 'sweep',
})

/**
 * After an answer that said nothing: soon at first, then each time twice as long, and never before the provider asks for it.
 * @param silentSince since when there was no answer
 */
export function retriedCheck(
  { retryAfterMs }: Rules,
  { now, intervalMs, roll }: Moment,
  silentSince: number,
  askedToWaitMs: number | null,
): NextCheck {
  const backOff = Math.min(Math.max(now - silentSince, retryAfterMs), Math.max(intervalMs, retryAfterMs))
  return { at: now + notBefore(Math.max(backOff, askedToWaitMs ?? 0), roll), lane: 'sweep' }
}

/** Jitter upwards only. */
export const notBefore = (ms: number, roll: number): number => Math.ceil(ms * (1 + 0.1 * roll))

/** The next of the questions that repair a person's mistake; null when all were asked. */
export function repairCheck({ repairAfterMs }: Rules, condemnedAt: number, now: number): NextCheck | null {
  if (isAhead(condemnedAt, now)) return null
  const at = repairAfterMs.map((ms) => condemnedAt + ms).find((time) => time > now)
  return at === undefined ? null : { at, lane: 'confirmations' }
}

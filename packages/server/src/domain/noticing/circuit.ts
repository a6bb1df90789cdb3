import type { InconclusiveReason } from './answer.ts'
import { notBefore } from './schedule.ts'
import type { CircuitRules } from './rules.ts'
import { totalSince } from './tally.ts'
import type { Tally } from './tally.ts'

/** Keeps our own checks from a provider that does not answer them. It never stands in the way of people or traffic. */
export interface Circuit {
  /** Null: closed. */
  readonly openSince: number | null
  /** While open: from when one call may try it. */
  readonly nextTrialAt: number
  /** The last call that tried it. */
  readonly lastTrialAt: number
  /** What was counted before the circuit closed last says nothing about now. */
  readonly closedAt: number
  /** Why there was no answer, as the last of them said. */
  readonly reason: InconclusiveReason
}

export const CLOSED_CIRCUIT: Circuit = {
  openSince: null,
  nextTrialAt: 0,
  lastTrialAt: 0,
  closedAt: 0,
  reason: 'provider_unreachable',
}

interface Silence {
  readonly reason: InconclusiveReason
  readonly retryAfterMs: number | null
}

const afterTrial = ({ trialEveryMs, trialSpread }: CircuitRules, roll: number): number =>
  Math.round(trialEveryMs * (1 + trialSpread * (2 * roll - 1)))

/** One of our checks was not answered. @param tally with this call in it */
export function silenced(
  rules: CircuitRules,
  circuit: Circuit,
  tally: Tally,
  { reason, retryAfterMs }: Silence,
  { now, roll }: { readonly now: number; readonly roll: number },
): Circuit {
  const wait = Math.max(afterTrial(rules, roll), retryAfterMs === null ? 0 : notBefore(retryAfterMs, roll))
  if (circuit.openSince !== null) {
    return { ...circuit, reason, nextTrialAt: Math.max(circuit.nextTrialAt, retryAfterMs === null ? 0 : now + wait) }
  }
  const { calls, unanswered } = totalSince(tally, Math.max(now - rules.windowMs, circuit.closedAt))
  if (calls < rules.calls || unanswered < rules.share * calls) return circuit
  return { ...circuit, openSince: now, nextTrialAt: now + wait, reason }
}

/** One of our checks was answered, whatever it said about the key. */
export const answeredAgain = (circuit: Circuit, now: number): Circuit =>
  circuit.openSince === null ? circuit : { ...circuit, openSince: null, closedAt: now }

/** A call of a person or of traffic was answered while the circuit is open: a reason to try soon. */
export const goodElsewhere = ({ trialApartMs }: CircuitRules, circuit: Circuit, now: number): Circuit => ({
  ...circuit,
  nextTrialAt: Math.min(circuit.nextTrialAt, Math.max(now, circuit.lastTrialAt + trialApartMs)),
})

/** One call goes out to try it; the next one waits, whatever becomes of this. */
export const tried = (rules: CircuitRules, circuit: Circuit, now: number, roll: number): Circuit => ({
  ...circuit,
  lastTrialAt: now,
  nextTrialAt: now + afterTrial(rules, roll),
})

import type { HealthSource } from '../health.ts'
import { isAhead } from './clocks.ts'
import type { SuspicionKind } from './evidence.ts'
import type { Rules, Verdict } from './rules.ts'

/** A refusal of the stored key that is not confirmed yet. */
export interface Suspicion {
  readonly kind: SuspicionKind
  /** Of the first refusal that counts, from whatever source. */
  readonly firstAt: number
  /** Of the first refusal since the last good answer, whether it counts or a false alarm made it void. */
  readonly failingSince: number
  /** Unanimous answers to our own questions; a refusal in traffic is none. */
  readonly answers: number
  /** Of the refusal at `failingSince`. */
  readonly source: HealthSource
  /** Has an event told of it? Not during an incident. */
  readonly told: boolean
}

/** May a refusal become a verdict at the moment, and by which rule? */
type Leniency = 'usual' | 'strict' | 'held'

export interface Outlook {
  readonly leniency: Leniency
  /** Refusals from before this belong to a storm that was a false alarm: they count no more. */
  readonly evidenceSince: number
}

/** One more refusal. Another kind of it, one after a false alarm, or one from the future starts the evidence anew. */
export function suspect(
  suspicion: Suspicion | null,
  refusal: { readonly kind: SuspicionKind; readonly source: HealthSource; readonly now: number },
  { evidenceSince }: Outlook,
): Suspicion {
  const { kind, source, now } = refusal
  const goesOn = suspicion?.kind === kind && suspicion.firstAt >= evidenceSince && !isAhead(suspicion.firstAt, now)
  if (goesOn) return { ...suspicion, answers: suspicion.answers + 1 }
  const anew = { kind, firstAt: now, answers: 1 }
  if (suspicion === null) return { ...anew, failingSince: now, source, told: false }
  // No longer ago than now, wherever the clock was when it began.
  return { ...suspicion, ...anew, failingSince: Math.min(suspicion.failingSince, now) }
}

const verdictFor = ({ strict, usual }: Rules, leniency: Leniency): Verdict => (leniency === 'strict' ? strict : usual)

export function isConfirmed(rules: Rules, { firstAt, answers }: Suspicion, { leniency }: Outlook, now: number) {
  if (leniency === 'held') return false
  const needed = verdictFor(rules, leniency)
  return answers >= needed.answers && now - firstAt >= needed.spanMs
}

/** When the next question about a suspect is due, after one that was answered now. */
export function confirmAt(rules: Rules, { firstAt, answers }: Suspicion, { leniency }: Outlook, now: number): number {
  const needed = verdictFor(rules, leniency)
  const left = Math.max(needed.answers - answers, 1)
  const verdictAt = firstAt + needed.spanMs
  if (leniency === 'strict') return now + Math.max(Math.ceil((verdictAt - now) / left), rules.strictApartMs)
  const gap = gapAfter(rules, answers)
  return left === 1 ? Math.max(now + gap, verdictAt) : now + gap
}

/** After the last of the usual questions (nothing could be decided) it goes on at their longest distance. */
export function gapAfter({ confirmAfterMs }: Rules, answers: number): number {
  return confirmAfterMs[Math.max(answers - 1, 0)] ?? confirmAfterMs.at(-1) ?? 0
}

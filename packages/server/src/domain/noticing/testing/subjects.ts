import type { StandingReason } from '../../reasons.ts'
import type { Evidence, SuspicionKind } from '../evidence.ts'
import { CONFIRM_AFTER_MS, rulesFor } from '../rules.ts'
import type { Circumstances, Settlement, Subject } from '../settle.ts'
import { settle } from '../settle.ts'
import type { Outlook, Suspicion } from '../suspicion.ts'

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const INTERVAL = 15 * MINUTE
export const RULES = rulesFor({ intervalMs: INTERVAL, confirmAfterMs: CONFIRM_AFTER_MS })
/** Some day, at midnight. */
export const DAWN = Date.UTC(2026, 2, 2)

export const GOOD: Evidence = { weighs: 'good' }
export const refusedAs = (kind: SuspicionKind): Evidence => ({ weighs: 'refusal', kind, details: {} })
export const UNAUTHORIZED = refusedAs('unauthorized')
export const silence = (retryAfterMs: number | null = null): Evidence => ({
  weighs: 'nothing',
  reason: 'provider_unreachable',
  retryAfterMs,
})

export const USUAL: Outlook = { leniency: 'usual', evidenceSince: 0 }
export const HELD: Outlook = { leniency: 'held', evidenceSince: 0 }
export const STRICT: Outlook = { leniency: 'strict', evidenceSince: 0 }

export const aSubject = (over: Partial<Subject> = {}): Subject => ({
  standing: 'connected',
  issue: null,
  suspicion: null,
  health: { state: 'healthy', reason: null, since: DAWN },
  plan: { repairFrom: null },
  ...over,
})

export const anIssueOf = (code: StandingReason, over: Partial<Subject> = {}): Subject =>
  aSubject({
    standing: 'action_required',
    issue: { code },
    health: { state: 'failing', reason: null, since: DAWN },
    ...over,
  })

export const aSuspicion = (over: Partial<Suspicion> = {}): Suspicion => ({
  kind: 'unauthorized',
  firstAt: DAWN,
  failingSince: over.firstAt ?? DAWN,
  answers: 1,
  source: 'probe',
  told: false,
  ...over,
})

export const circumstances = (over: Partial<Circumstances> = {}): Circumstances => ({
  rules: RULES,
  outlook: USUAL,
  source: 'probe',
  now: DAWN,
  dueAt: null,
  intervalMs: INTERVAL,
  roll: 0.5,
  ...over,
})

/** The subject as a settlement leaves it. */
export function after(subject: Subject, { suspicion, health, move, repairFrom }: Settlement, now: number): Subject {
  const same = subject.health.state === health.state && subject.health.reason === health.reason
  const moved = {
    repaired: { standing: 'connected', issue: null } as const,
    rejected: { standing: 'action_required', issue: move?.kind === 'rejected' ? { code: move.code } : null } as const,
    none: { standing: subject.standing, issue: subject.issue },
  }[move?.kind ?? 'none']
  return {
    ...moved,
    suspicion,
    health: { ...health, since: same ? subject.health.since : now },
    plan: { repairFrom },
  }
}

export interface Step {
  readonly at: number
  readonly settlement: Settlement
  readonly subject: Subject
}

/** Answers each question when it is due, one after the other. */
export function answeredInTurn(
  first: Subject,
  answers: readonly Evidence[],
  over: Partial<Circumstances> = {},
): readonly Step[] {
  const steps: Step[] = []
  let [subject, at] = [first, over.now ?? DAWN]
  for (const evidence of answers) {
    const settlement = settle(subject, evidence, circumstances({ ...over, now: at }))
    subject = after(subject, settlement, at)
    steps.push({ at, settlement, subject })
    if (settlement.next.at === null) return steps
    at = settlement.next.at
  }
  return steps
}

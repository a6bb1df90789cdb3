import type { Connection } from '../connection.ts'
import type { HealthSource, HealthState, UnverifiedReason } from '../health.ts'
import type { ReasonDetails, StandingReason } from '../reasons.ts'
import type { InconclusiveReason } from './answer.ts'
import { CONDEMNED_AS } from './evidence.ts'
import type { Evidence } from './evidence.ts'
import type { Rules } from './rules.ts'
import { regularCheck, repairCheck, retriedCheck } from './schedule.ts'
import type { Moment, NextCheck } from './schedule.ts'
import { confirmAt, gapAfter, isConfirmed, suspect } from './suspicion.ts'
import type { Outlook, Suspicion } from './suspicion.ts'

/** What the rule looks at. The standing is `connected` or `action_required`: nothing else has a key. */
export type Subject = Pick<Connection, 'standing' | 'suspicion'> & {
  readonly issue: { readonly code: StandingReason } | null
  readonly health: Pick<Connection['health'], 'state' | 'reason' | 'since'>
  readonly plan: Pick<Connection['plan'], 'repairFrom'>
}

export interface Circumstances extends Moment {
  readonly rules: Rules
  readonly outlook: Outlook
  readonly source: HealthSource
}

export type Move =
  | { readonly kind: 'repaired' }
  | { readonly kind: 'rejected'; readonly code: StandingReason; readonly details: ReasonDetails }

/** What one answer does to a connection. */
export interface Settlement {
  readonly suspicion: Suspicion | null
  readonly health: { readonly state: HealthState; readonly reason: UnverifiedReason | null }
  /** Null: the standing stays. */
  readonly move: Move | null
  readonly next: NextCheck
  readonly repairFrom: number | null
}

/** Only what the provider said can be taken back by what it says now. */
const SAID_BY_PROVIDER: ReadonlySet<StandingReason> = new Set<StandingReason>([
  'key_revoked',
  'permissions_lost',
  'account_mismatch',
])

/** A connection whose issue no answer could mend is not asked about. */
export const isChecked = (issue: Subject['issue']): boolean => issue === null || SAID_BY_PROVIDER.has(issue.code)

const NEVER: NextCheck = { at: null, lane: 'sweep' }
const FAILING = { state: 'failing', reason: null } as const
const HEALTHY = { state: 'healthy', reason: null } as const

/** The whole rule for one connection: what it was, what was answered, and what becomes of it. */
export function settle(subject: Subject, evidence: Evidence, circumstances: Circumstances): Settlement {
  if (!isChecked(subject.issue)) return beyondRepair(subject)
  if (evidence.weighs === 'good') return accepted(subject, circumstances)
  if (evidence.weighs === 'nothing') return unanswered(subject, evidence, circumstances)
  return refused(subject, evidence, circumstances)
}

const beyondRepair = ({ plan }: Subject): Settlement => ({
  suspicion: null,
  health: FAILING,
  move: null,
  next: NEVER,
  repairFrom: plan.repairFrom,
})

const accepted = ({ standing }: Subject, circumstances: Circumstances): Settlement => ({
  suspicion: null,
  health: HEALTHY,
  move: standing === 'action_required' ? { kind: 'repaired' } : null,
  next: regularCheck(circumstances.rules, circumstances),
  repairFrom: null,
})

function unanswered(
  subject: Subject,
  { reason, retryAfterMs }: Extract<Evidence, { weighs: 'nothing' }>,
  circumstances: Circumstances,
): Settlement {
  const { rules, now } = circumstances
  const { suspicion, standing, health } = subject
  const wasSilent = health.state === 'unverified' && health.reason !== 'suspected'
  const retry = retriedCheck(rules, circumstances, wasSilent ? (health.since ?? now) : now, retryAfterMs)
  const asked = standing === 'action_required' ? laterOn(subject, circumstances) : retry
  const again = suspicion === null ? asked : confirmation(now + gapAfter(rules, suspicion.answers))
  return {
    suspicion,
    health: standing === 'action_required' ? FAILING : { state: 'unverified', reason: doubt(suspicion, reason) },
    move: null,
    next: { lane: again.lane, at: retryAfterMs === null ? again.at : Math.max(again.at ?? 0, retry.at ?? 0) },
    repairFrom: subject.plan.repairFrom,
  }
}

const doubt = (suspicion: Suspicion | null, reason: InconclusiveReason): UnverifiedReason => {
  if (suspicion !== null) return 'suspected'
  return reason === 'provider_busy' ? 'provider_busy' : 'provider_unreachable'
}

function refused(
  subject: Subject,
  { kind, details }: Extract<Evidence, { weighs: 'refusal' }>,
  circumstances: Circumstances,
): Settlement {
  const { rules, outlook, source, now } = circumstances
  const { repairFrom } = subject.plan
  const code = CONDEMNED_AS[kind]
  if (subject.issue?.code === code) {
    return { suspicion: null, health: FAILING, move: null, next: laterOn(subject, circumstances), repairFrom }
  }
  const suspicion = suspect(subject.suspicion, { kind, source, now }, outlook)
  if (isConfirmed(rules, suspicion, outlook, now)) return condemned({ code, details }, circumstances, null)
  return {
    suspicion,
    health: subject.standing === 'action_required' ? FAILING : { state: 'unverified', reason: 'suspected' },
    move: null,
    next: confirmation(confirmAt(rules, suspicion, outlook, now)),
    repairFrom,
  }
}

const confirmation = (at: number): NextCheck => ({ at, lane: 'confirmations' })

/** @param repairFrom since when a person's verdict is open to repair; null for one that took its time */
export const condemned = (
  { code, details }: { readonly code: StandingReason; readonly details: ReasonDetails },
  circumstances: Pick<Circumstances, 'rules' | keyof Moment>,
  repairFrom: number | null,
): Settlement => ({
  suspicion: null,
  health: FAILING,
  move: { kind: 'rejected', code, details },
  next:
    (repairFrom === null ? null : repairCheck(circumstances.rules, repairFrom, circumstances.now)) ??
    regularCheck(circumstances.rules, circumstances),
  repairFrom,
})

/** An issue that stays goes on being asked about: first what repairs a person's mistake, then in its turn. */
function laterOn({ plan }: Subject, circumstances: Circumstances): NextCheck {
  const repair = plan.repairFrom === null ? null : repairCheck(circumstances.rules, plan.repairFrom, circumstances.now)
  return repair ?? regularCheck(circumstances.rules, circumstances)
}

/**
 * `asked`: nobody doubted the key before. `turned`: and now we do. `cleared`: we did, and it is well after all. `known`:
 * doubted or condemned already.
 */
export type Role = 'asked' | 'turned' | 'cleared' | 'known'

/** What an answer says about the provider, beside what it says about the key. */
export function roleOf(
  { standing, suspicion }: Pick<Subject, 'standing' | 'suspicion'>,
  after: Settlement,
  { evidenceSince }: Outlook,
): Role {
  if (standing === 'action_required') return 'known'
  if (suspicion === null || suspicion.answers === 0) return after.suspicion?.answers === 1 ? 'turned' : 'asked'
  return after.suspicion === null && after.move === null && suspicion.firstAt >= evidenceSince ? 'cleared' : 'known'
}

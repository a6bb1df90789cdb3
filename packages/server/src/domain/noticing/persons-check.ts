import { CONDEMNED_AS } from './evidence.ts'
import type { Evidence } from './evidence.ts'
import { condemned, settle } from './settle.ts'
import type { Circumstances, Settlement, Subject } from './settle.ts'

type Refusal = Extract<Evidence, { weighs: 'refusal' }>

/** Whether a permission is lost takes its time to tell; what a person can witness shows in seconds. */
const WITNESSED: ReadonlySet<Refusal['kind']> = new Set<Refusal['kind']>(['unauthorized', 'account'])
const isWitnessed = (evidence: Evidence): evidence is Refusal =>
  evidence.weighs === 'refusal' && WITNESSED.has(evidence.kind)

/** A person's check that was refused asks once more, after `rules.personAgainAfterMs`: unless nothing is left to find out. */
export const needsSecondOpinion = (evidence: Evidence, { move, suspicion }: Settlement): boolean =>
  isWitnessed(evidence) && move === null && suspicion !== null

/**
 * A person is a witness of their own: refused twice is enough, unless the provider refuses more than this key or gives
 * no answers. What it condemns is asked about again soon.
 */
export function secondOpinion(subject: Subject, evidence: Evidence, circumstances: Circumstances): Settlement {
  const { outlook, now } = circumstances
  const usual = settle(subject, evidence, circumstances)
  if (!isWitnessed(evidence) || usual.suspicion === null || outlook.leniency === 'held') return usual
  if (subject.suspicion?.kind !== evidence.kind) return usual
  return condemned({ code: CONDEMNED_AS[evidence.kind], details: evidence.details }, circumstances, now)
}

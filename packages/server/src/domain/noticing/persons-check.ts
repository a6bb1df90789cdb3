import { CONDEMNED_AS } from './evidence.ts'
import type { Evidence } from './evidence.ts'
import { condemned, settle } from './settle.ts'
import type { Circumstances, Settlement, Subject } from './settle.ts'

const isDeadKey = (evidence: Evidence): boolean => evidence.weighs === 'refusal' && evidence.kind === 'unauthorized'

/** A person's check that was refused asks once more, after `rules.personAgainAfterMs`: unless nothing is left to find out. */
export const needsSecondOpinion = (evidence: Evidence, { move, suspicion }: Settlement): boolean =>
  isDeadKey(evidence) && move === null && suspicion !== null

/**
 * A person is a witness of their own: refused twice is enough, unless the provider refuses more than this key or gives
 * no answers. What it condemns is asked about again soon.
 */
export function secondOpinion(subject: Subject, evidence: Evidence, circumstances: Circumstances): Settlement {
  const { outlook, now } = circumstances
  const usual = settle(subject, evidence, circumstances)
  if (!isDeadKey(evidence) || usual.suspicion === null || outlook.leniency === 'held') return usual
  return condemned({ code: CONDEMNED_AS.unauthorized, details: {} }, circumstances, now)
}

import type { z } from 'zod'
import type { Secret } from '../../domain/secret.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { ProviderHttp, ProviderRequest } from '../../engine/ports/provider-http.ts'
import type { Inconclusive, InconclusiveReason } from '../../domain/noticing/answer.ts'
import { parseRetryAfter } from '../../domain/retry-after.ts'
import type { KeyRefusal } from '../../engine/ports/provider.ts'
import { classify } from './classify.ts'
import type { AnswerClass, Outcome } from './verdicts.ts'

/** One key, one deadline. */
export interface Talk {
  readonly http: ProviderHttp
  readonly clock: Clock
  readonly key: Secret
  readonly signal: AbortSignal
  /** What a longer `Retry-After` is cut to: ten minutes where a person waits, an hour in routine checks. */
  readonly longestWaitMs: number
}

/** What was read, or what the row of the table of verdicts says to the answer. */
export type Reply<Said extends Outcome, Value> =
  | { readonly said: 'ok'; readonly value: Value }
  | { readonly said: Said; readonly retryAfterMs: number | null; readonly status: number | null }

/** @param verdicts the operation's row in the table of verdicts */
export async function ask<Said extends Outcome, Value>(
  talk: Talk,
  verdicts: Readonly<Record<AnswerClass, Said>>,
  request: Pick<ProviderRequest, 'method' | 'path' | 'json'>,
  shape: z.ZodType<Value>,
): Promise<Reply<Said, Value>> {
  const response = await talk.http.send({ ...request, credential: talk.key, signal: talk.signal })
  const reading = classify(response, shape)
  if (reading.answer === 'ok') return { said: 'ok', value: reading.value }
  const header = response.kind === 'answer' ? response.retryAfter : null
  return {
    said: verdicts[reading.answer],
    retryAfterMs: parseRetryAfter(header, talk.clock.now(), talk.longestWaitMs),
    status: response.kind === 'answer' ? response.status : null,
  }
}

export const inconclusive = (reason: InconclusiveReason, retryAfterMs: number | null): Inconclusive => ({
  kind: 'inconclusive',
  reason,
  retryAfterMs,
})

/** The outcomes that end a conversation, as the engine knows them. A 403 does not say which permission is missing. */
export function endWith(
  said: 'key_invalid' | 'permissions_missing' | 'not_entitled' | InconclusiveReason,
  retryAfterMs: number | null,
): KeyRefusal | Inconclusive {
  if (said === 'permissions_missing') return { kind: 'refused', reason: said, missing: [] }
  if (said === 'key_invalid' || said === 'not_entitled') return { kind: 'refused', reason: said }
  return inconclusive(said, retryAfterMs)
}

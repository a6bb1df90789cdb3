import { HTTPException } from 'hono/http-exception'
import { IllegalTransition, MalformedValue } from '../domain/errors.ts'
import { REASONS } from '../domain/reasons.ts'
import { StoredKeyUnreadable } from '../engine/ports/vault.ts'
import {
  Contradiction,
  EndpointOff,
  EventExpired,
  InvalidField,
  NotFound,
  Refused,
  RevisionMismatch,
  SealedUnreadable,
  TenantNotAllowed,
  TooManyChecks,
} from '../engine/refusals.ts'
import { EdgeRefusal } from './problems.ts'
import type { ProblemCode, ProblemExtras } from './problems.ts'
import { describeReason } from './present-connection.ts'
import type { Speech } from './present-connection.ts'
import { languageHeaders } from './speech-of.ts'

export interface Refusal {
  readonly code: ProblemCode
  readonly extras: ProblemExtras
}

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'malformed_request',
  404: 'not_found',
  413: 'body_too_large',
  415: 'unsupported_media_type',
}

/** The one place where a refusal becomes a problem. Null: not a refusal but a fault of ours. */
export function refusalOf(error: unknown, speech: Speech): Refusal | null {
  if (error instanceof EdgeRefusal) return { code: error.code, extras: error.extras }
  if (error instanceof NotFound) return plain('not_found')
  if (error instanceof RevisionMismatch) return plain('revision_mismatch')
  if (error instanceof TenantNotAllowed) return plain('tenant_not_allowed')
  if (error instanceof IllegalTransition) return plain('illegal_transition')
  if (error instanceof SealedUnreadable) return plain('malformed_request')
  if (error instanceof EndpointOff) return plain('endpoint_off')
  if (error instanceof EventExpired) return plain('event_expired')
  if (error instanceof StoredKeyUnreadable) return plain('connection_needs_attention')
  if (error instanceof InvalidField) {
    return { code: 'invalid_request', extras: { errors: [fieldError(error.pointer, error.fault, error.message)] } }
  }
  if (error instanceof Contradiction) {
    return { code: 'invalid_request', extras: { errors: [fieldError(error.pointer, 'contradiction', error.message)] } }
  }
  if (error instanceof MalformedValue) {
    return { code: 'invalid_request', extras: { errors: [fieldError(`/${error.field}`, 'malformed', error.message)] } }
  }
  if (error instanceof Refused) return reasonRefusal(error, speech)
  if (error instanceof TooManyChecks) {
    return { code: 'rate_limited', extras: { headers: retryAfter(error.retryAt, speech.now) } }
  }
  if (error instanceof HTTPException) return plain(BY_STATUS[error.status] ?? 'malformed_request')
  return null
}

const plain = (code: ProblemCode): Refusal => ({ code, extras: {} })
const fieldError = (pointer: string, code: string, message: string) => ({ pointer, code, message })

const retryAfter = (retryAt: number, now: number) => ({
  'retry-after': String(Math.max(1, Math.ceil((retryAt - now) / 1_000))),
})

function reasonRefusal(refused: Refused, speech: Speech): Refusal {
  const issue = describeReason(
    { code: refused.reason, details: refused.details, supportReference: refused.supportReference },
    null,
    speech,
  )
  const { retryAt } = refused.details
  const headers = { ...languageHeaders(speech), ...(retryAt === undefined ? {} : retryAfter(retryAt, speech.now)) }
  if (refused.reason === 'too_many_tries') return { code: 'rate_limited', extras: { issue, headers } }
  const away = REASONS[refused.reason].fixedBy === 'wait'
  return { code: away ? 'provider_unreachable' : 'reason', extras: { issue, headers } }
}

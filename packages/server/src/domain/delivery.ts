import type { EventType, OffReason } from './events.ts'
import type { DeliveryId, EventId, WebhookEndpointId } from './ids.ts'
import type { WebhookEndpoint } from './webhook-endpoint.ts'

const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

/** `event`: it happened. `replay`: somebody asked for it again. `test`: somebody asked whether anybody listens. */
const DELIVERY_KINDS = ['event', 'replay', 'test'] as const
export type DeliveryKind = (typeof DELIVERY_KINDS)[number]

/** Why a try failed where there is no status to tell. */
const TRY_FAILURES = ['timeout', 'network', 'tls', 'unreadable', 'refused_address'] as const
type TryFailure = (typeof TRY_FAILURES)[number]

export interface DeliveryTry {
  readonly at: number
  readonly durationMs: number
  readonly status: number | null
  readonly failure: TryFailure | null
}

export type DeliveredType = EventType | 'webhook_endpoint.test'

/** One event on its way to one endpoint. */
export interface Delivery {
  readonly id: DeliveryId
  readonly endpointId: WebhookEndpointId
  readonly eventId: EventId
  readonly type: DeliveredType
  readonly kind: DeliveryKind
  readonly status: DeliveryStatus
  /** The next try, while it is pending. */
  readonly dueAt: number
  readonly tries: readonly DeliveryTry[]
  readonly createdAt: number
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** From the try before to each next one (Standard Webhooks, "Deliverability and reliability"). */
export const RETRY_AFTER_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR] as const
/** How much earlier or later, so that what failed together does not come back together. */
const SPREAD = 0.2
export const LONGEST_RETRY_AFTER_MS = 24 * HOUR
/** An endpoint that took nothing for so long is switched off. */
export const GIVE_UP_AFTER_MS = 5 * 24 * HOUR

/** Statuses with which an endpoint says for how long it wants no call at all. RFC 9110 §15.6.4, RFC 6585 §4. */
const ASKS_FOR_PEACE = new Set([429, 503])
const GONE = 410

export interface AfterTry {
  readonly delivery: Delivery
  readonly endpoint: WebhookEndpoint
}

/** Any 2xx. */
export const isTaken = ({ status }: Pick<DeliveryTry, 'status'>): boolean =>
  status !== null && status >= 200 && status <= 299

/**
 * What becomes of a delivery and of its endpoint after a try.
 *
 * @param retryAfterMs what the endpoint asked for, at most 24 h
 * @param chance 0 to 1, where in the spread of the schedule the next try lies
 */
export function afterTry(
  delivery: Delivery,
  endpoint: WebhookEndpoint,
  tried: DeliveryTry,
  retryAfterMs: number | null,
  chance: number,
): AfterTry {
  const tries = [...delivery.tries, tried]
  if (isTaken(tried)) return { delivery: { ...delivery, tries, status: 'delivered' }, endpoint: well(endpoint) }
  // A test says how it is. It is not repeated, and nobody is judged by it.
  if (delivery.kind === 'test') return { delivery: { ...delivery, tries, status: 'failed' }, endpoint }
  const now = tried.at + tried.durationMs
  const failed = judged(endpoint, tried, retryAfterMs, now)
  const waitMs = RETRY_AFTER_MS[tries.length - 1]
  if (waitMs === undefined || failed.off?.reason === 'gone') {
    return { delivery: { ...delivery, tries, status: 'failed' }, endpoint: failed }
  }
  const spreadMs = Math.round(waitMs * (1 - SPREAD + 2 * SPREAD * chance))
  return {
    delivery: { ...delivery, tries, dueAt: now + Math.max(spreadMs, retryAfterMs ?? 0) },
    endpoint: failed,
  }
}

/** The same one where it was well before: nothing is to be written then. */
const well = (endpoint: WebhookEndpoint): WebhookEndpoint =>
  endpoint.failingSince === null && endpoint.pausedUntil === null
    ? endpoint
    : { ...endpoint, failingSince: null, pausedUntil: null }

function judged(
  endpoint: WebhookEndpoint,
  tried: DeliveryTry,
  retryAfterMs: number | null,
  now: number,
): WebhookEndpoint {
  const failingSince = endpoint.failingSince ?? tried.at
  const asksForPeace = retryAfterMs !== null && ASKS_FOR_PEACE.has(tried.status ?? 0)
  const reason = reasonToStop(tried, failingSince, now)
  return {
    ...endpoint,
    failingSince,
    pausedUntil: asksForPeace ? now + retryAfterMs : endpoint.pausedUntil,
    off: endpoint.off ?? (reason === null ? null : { reason, at: now }),
  }
}

function reasonToStop(tried: DeliveryTry, failingSince: number, now: number): OffReason | null {
  if (tried.status === GONE) return 'gone'
  return now - failingSince >= GIVE_UP_AFTER_MS ? 'failing' : null
}

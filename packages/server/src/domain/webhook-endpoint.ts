import type { EventType, OffReason } from './events.ts'
import type { WebhookEndpointId } from './ids.ts'

/** Where the integrator's back end wants to be told. Its signing secret lies beside it, sealed. */
export interface WebhookEndpoint {
  readonly id: WebhookEndpointId
  readonly url: string
  readonly description: string | null
  /** Null: all. */
  readonly types: readonly EventType[] | null
  /** Null: it is called. */
  readonly off: { readonly reason: OffReason; readonly at: number } | null
  /** The first failed try since the last delivery that arrived. */
  readonly failingSince: number | null
  /** It asked to be left alone until then. */
  readonly pausedUntil: number | null
  /** Until then deliveries carry the signature of the secret of before as well. */
  readonly previousSecretUntil: number | null
  readonly createdAt: number
  readonly updatedAt: number
}

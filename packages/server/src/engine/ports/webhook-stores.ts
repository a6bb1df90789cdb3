import type { AuditEvent } from '../../domain/audit.ts'
import type { Delivery, DeliveryStatus, DeliveryTry } from '../../domain/delivery.ts'
import type { InstanceEvent, TestEnvelope } from '../../domain/events.ts'
import type { DeliveryId, WebhookEndpointId } from '../../domain/ids.ts'
import type { SealedSecret } from '../../domain/sealed.ts'
import type { WebhookEndpoint } from '../../domain/webhook-endpoint.ts'
import type { ListPosition } from './list-position.ts'

export interface WebhookEndpointStore {
  /** It hears of what happens from now on. */
  insert(endpoint: WebhookEndpoint, secret: SealedSecret, audit: AuditEvent): Promise<void>
  find(id: WebhookEndpointId): Promise<WebhookEndpoint | undefined>
  /** All of them, newest first. */
  list(): Promise<readonly WebhookEndpoint[]>
  /**
   * Reads and writes in one transaction. An endpoint that is switched on again hears of what happens from then on.
   * @param decide pure; its `id`, secrets and `createdAt` stay as they are
   */
  amend(
    id: WebhookEndpointId,
    decide: (endpoint: WebhookEndpoint) => WebhookEndpoint,
    audit: AuditEvent,
  ): Promise<WebhookEndpoint | undefined>
  /** The secret of before stays good until `previousUntil`. @param previousUntil null: not at all */
  rotate(
    id: WebhookEndpointId,
    secret: SealedSecret,
    previousUntil: number | null,
    at: number,
    audit: AuditEvent,
  ): Promise<WebhookEndpoint | undefined>
  /** With its secrets and deliveries. @returns false when there is none */
  remove(id: WebhookEndpointId, audit: AuditEvent): Promise<boolean>
}

export interface DueEndpoint {
  readonly id: WebhookEndpointId
  readonly failing: boolean
}

export interface Lease {
  readonly now: number
  readonly until: number
  /** Whoever it is; nobody else writes the outcome. */
  readonly holder: string
}

/** A delivery that nobody else sends until the lease runs out. */
export interface ClaimedDelivery {
  readonly delivery: Delivery
  readonly url: string
  /** Newest first; each signs. */
  readonly secrets: readonly SealedSecret[]
  readonly body: string
}

export interface TriedDelivery {
  readonly id: DeliveryId
  readonly tried: DeliveryTry
  readonly retryAfterMs: number | null
}

/** What `decide` makes of a try, written in one transaction. */
export interface Settled {
  readonly delivery: Delivery
  readonly endpoint: WebhookEndpoint
  readonly events: readonly InstanceEvent[]
  readonly audit: readonly AuditEvent[]
}

interface DeliveryFilter {
  readonly status?: DeliveryStatus
}

export interface ReplayRange {
  readonly endpointId: WebhookEndpointId
  readonly from: number
  /** Not included. */
  readonly to: number
  readonly which: 'missed' | 'all'
}

export interface DeliveryStore {
  /**
   * Makes deliveries of the events that were committed since the last time, each once, whoever calls.
   * @returns how many events there were, at most `limit`
   */
  fanOut(now: number, limit: number, newId: () => DeliveryId): Promise<number>
  /** Endpoints that are on and have a delivery that is due and that nobody sends; of paused ones, a test. */
  dueEndpoints(now: number): Promise<readonly DueEndpoint[]>
  /** Tests before anything else; of a paused endpoint nothing else. @param wants how many of each endpoint at most */
  claim(wants: ReadonlyMap<WebhookEndpointId, number>, lease: Lease): Promise<readonly ClaimedDelivery[]>
  /** Those whose lease the holder lost, or whose endpoint is gone, are passed over. */
  settle(
    holder: string,
    tried: readonly TriedDelivery[],
    decide: (delivery: Delivery, endpoint: WebhookEndpoint, tried: TriedDelivery) => Settled,
  ): Promise<void>
  /** Gives back what was claimed and not settled. @param holder null: of all holders, who are dead */
  release(holder: string | null): Promise<void>
  insert(delivery: Delivery, envelope: TestEnvelope | null, audit: AuditEvent): Promise<void>
  find(id: DeliveryId): Promise<Delivery | undefined>
  /** What is sent in it; undefined when the event is no longer kept. */
  bodyOf(id: DeliveryId): Promise<{ readonly own: TestEnvelope | null } | undefined>
  /** Newest first, at most `limit` after `after`. */
  list(
    endpoint: WebhookEndpointId,
    filter: DeliveryFilter,
    page: { readonly after: ListPosition<DeliveryId> | null; readonly limit: number },
  ): Promise<readonly Delivery[]>
  /** @returns how many were queued; `too_many`, and none queued, for more than `limit` */
  replay(
    range: ReplayRange,
    now: number,
    limit: number,
    newId: () => DeliveryId,
    audit: AuditEvent,
  ): Promise<number | 'too_many'>
}

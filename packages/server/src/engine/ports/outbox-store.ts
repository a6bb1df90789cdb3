import type { EventEnvelope, InstanceEvent } from '../../domain/events.ts'
import type { TenantId } from '../../domain/ids.ts'

/** A place in the order in which events were committed. What lies at or before it was read. */
export type FeedPosition = number

interface FeedEvent {
  readonly position: FeedPosition
  readonly envelope: EventEnvelope
}

export type FeedPage =
  | {
      readonly kind: 'page'
      readonly events: readonly FeedEvent[]
      /** From where to read on; it moves on as well when nothing was found. */
      readonly position: FeedPosition
    }
  /** Events after that position are gone, or the data is older than it. */
  | { readonly kind: 'expired' }

/** Events as they were committed, for everybody who reads them after the fact. */
export interface OutboxStore {
  /** Events of no connection. Those of connections are written with the change they tell of. */
  append(events: readonly InstanceEvent[]): Promise<void>
  /**
   * In the order of commits, at most `limit`.
   *
   * @param tenants null: all events. Otherwise those of these tenants, and none that belongs to no tenant.
   * @param after null: from the oldest that is kept
   */
  read(tenants: readonly TenantId[] | null, after: FeedPosition | null, limit: number): Promise<FeedPage>
  /** The position behind all events there are. */
  newest(): Promise<FeedPosition>
  /** Calls when events were added, by this process at once, by another within 1 s. @returns how to stop */
  watch(added: () => void): () => void
}

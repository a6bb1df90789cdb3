import type { ConnectionId } from '../../domain/ids.ts'

/** Tells open pages that a connection moved, also when another process moved it (within 1 s). */
export interface ChangeFeed {
  notify(id: ConnectionId): void
  /** What every connection shows has changed. */
  notifyAll(): void
  /** @returns how to stop watching */
  watch(id: ConnectionId, changed: () => void): () => void
}

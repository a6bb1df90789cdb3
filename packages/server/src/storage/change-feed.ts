import type { ConnectionId } from '../domain/ids.ts'
import type { ChangeFeed } from '../engine/ports/change-feed.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { Log } from '../engine/ports/log.ts'

const LOOK_EVERY_MS = 500

interface FeedPorts {
  readonly clock: Clock
  readonly log: Log | undefined
  /** Changes whenever another process has committed. */
  readonly version: () => unknown
}

/**
 * Tells watchers of this process at once, and of what other processes committed within half a second. It looks only
 * while somebody watches.
 */
export class LocalChangeFeed implements ChangeFeed {
  readonly #ports: FeedPorts
  readonly #watchers = new Map<ConnectionId, Set<() => void>>()
  readonly #ofAll = new Set<() => void>()
  #looking: AbortController | null = null
  constructor(ports: FeedPorts) {
    this.#ports = ports
  }

  notify(id: ConnectionId): void {
    // A copy: who is told may stop watching, or start.
    for (const changed of Array.from(this.#watchers.get(id) ?? [])) this.#tell(id, changed)
    for (const changed of Array.from(this.#ofAll)) this.#tell(id, changed)
  }

  notifyAll(): void {
    for (const [id, watchers] of Array.from(this.#watchers)) {
      for (const changed of Array.from(watchers)) this.#tell(id, changed)
    }
    for (const changed of Array.from(this.#ofAll)) this.#tell(null, changed)
  }

  watch(id: ConnectionId, changed: () => void): () => void {
    const mine = (): void => changed()
    const ofId = this.#watchers.get(id) ?? new Set()
    this.#watchers.set(id, ofId.add(mine))
    this.#startLooking()
    return () => {
      ofId.delete(mine)
      if (ofId.size === 0 && this.#watchers.get(id) === ofId) this.#watchers.delete(id)
      this.#rest()
    }
  }

  /** Of whatever connection, and of what another process committed, which may be anything. */
  watchAll(changed: () => void): () => void {
    const mine = (): void => changed()
    this.#ofAll.add(mine)
    this.#startLooking()
    return () => {
      this.#ofAll.delete(mine)
      this.#rest()
    }
  }

  /** Forgets all watchers. */
  stop(): void {
    this.#watchers.clear()
    this.#ofAll.clear()
    this.#looking?.abort()
    this.#looking = null
  }

  #rest(): void {
    if (this.#watchers.size === 0 && this.#ofAll.size === 0) this.stop()
  }

  #startLooking(): void {
    if (this.#looking !== null) return
    this.#looking = new AbortController()
    void this.#look(this.#looking.signal)
  }

  async #look(stopped: AbortSignal): Promise<void> {
    const { clock, log, version } = this.#ports
    try {
      let seen = version()
      for (;;) {
        await clock.sleep(LOOK_EVERY_MS, stopped)
        const current = version()
        if (current !== seen) this.notifyAll()
        seen = current
      }
    } catch (error) {
      if (!stopped.aborted) log?.error({ fault: String(error) }, 'changes of other processes are not seen any more')
    }
  }

  /** What a watcher does wrong must not undo what was committed. */
  #tell(id: ConnectionId | null, changed: () => void): void {
    try {
      changed()
    } catch (error) {
      this.#ports.log?.error({ connectionId: id, fault: String(error) }, 'a watcher of changes failed')
    }
  }
}

import type { LocalChangeFeed } from './change-feed.ts'
import type { Log } from '../engine/ports/log.ts'

interface SignalPorts {
  readonly feed: LocalChangeFeed
  readonly log: Log | undefined
  /** The ordinal of the newest event. */
  readonly newest: () => Promise<number>
}

/**
 * Tells its watchers when the outbox grew. Commits without events, which are most, wake nobody: one look for all
 * watchers finds out, and commits during a look share the next one.
 */
export class OutboxSignal {
  readonly #ports: SignalPorts
  readonly #watchers = new Set<() => void>()
  #unwatch: (() => void) | null = null
  #seen = -1
  #looks: 'none' | 'one' | 'one_more' = 'none'
  constructor(ports: SignalPorts) {
    this.#ports = ports
  }

  watch(added: () => void): () => void {
    const mine = (): void => added()
    this.#watchers.add(mine)
    this.#unwatch ??= this.#ports.feed.watchAll(() => this.look())
    return () => {
      this.#watchers.delete(mine)
      if (this.#watchers.size > 0) return
      this.#unwatch?.()
      this.#unwatch = null
      this.#seen = -1
    }
  }

  look(): void {
    if (this.#watchers.size === 0) return
    if (this.#looks !== 'none') {
      this.#looks = 'one_more'
      return
    }
    this.#looks = 'one'
    void this.#look()
  }

  async #look(): Promise<void> {
    try {
      const newest = await this.#ports.newest()
      if (newest > this.#seen) for (const added of Array.from(this.#watchers)) added()
      this.#seen = newest
    } catch (error) {
      this.#ports.log?.error({ fault: String(error) }, 'the outbox could not be looked at')
    } finally {
      const again = this.#looks === 'one_more'
      this.#looks = 'none'
      if (again) this.look()
    }
  }
}

import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../engine/ports/clock.ts'

/** Shorter is a pause between two turns of a loop. */
const PAUSE_MS = 100

interface Waiting {
  readonly until: number
  readonly wake: () => void
}

/** Stands still until it is put forward. Pauses pass by themselves, so that loops go on with what there is to do. */
export class StillClock implements Clock {
  readonly #waiting = new Set<Waiting>()
  #now = Date.UTC(2026, 2, 2)

  now(): number {
    return this.#now
  }

  /** How many wait for a time to come. */
  get waiting(): number {
    return this.#waiting.size
  }

  forward(ms: number): void {
    this.#now += ms
    for (const { until, wake } of Array.from(this.#waiting)) if (until <= this.#now) wake()
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    if (ms < PAUSE_MS) {
      await turn()
      return
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting = { until: this.#now + ms, wake: resolve }
    const giveUp = (): void => reject(signal?.reason)
    signal?.addEventListener('abort', giveUp, { once: true })
    this.#waiting.add(waiting)
    try {
      await promise
    } finally {
      this.#waiting.delete(waiting)
      signal?.removeEventListener('abort', giveUp)
    }
  }
}

import { setImmediate as turn } from 'node:timers/promises'
import { Queue } from '../../domain/noticing/testing/queue.ts'
import type { Clock } from '../../engine/ports/clock.ts'

/** A clock that jumps to whatever somebody waits for next, once everything that can run has run. */
export class VirtualClock implements Clock {
  readonly #waiting = new Queue()
  readonly #wakes = new Map<number, () => void>()
  #now: number
  #back = 0
  #waits = 0
  constructor(now: number) {
    this.#now = now
  }

  now(): number {
    return this.#now - this.#back
  }

  /** What has passed goes on from here, whatever the hands show. */
  get passed(): number {
    return this.#now
  }

  /** The hands alone: whatever waits goes on waiting. */
  setBack(ms: number): void {
    this.#back += ms
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    if (signal?.aborted === true) return Promise.reject(signal.reason)
    this.#waits += 1
    const mine = this.#waits
    const giveUp = (): void => {
      this.#wakes.delete(mine)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', giveUp, { once: true })
    this.#wakes.set(mine, () => {
      signal?.removeEventListener('abort', giveUp)
      resolve()
    })
    this.#waiting.add(this.#now + Math.max(0, ms), mine)
    return promise
  }

  /** Promises run to their end between two turns: nothing here waits for anything but this clock. */
  async runUntil(time: number): Promise<void> {
    await turn()
    while (this.#waiting.nextAt <= time) {
      this.#now = Math.max(this.#now, this.#waiting.nextAt)
      const number = this.#waiting.take()
      const wake = number === undefined ? undefined : this.#wakes.get(number)
      if (number === undefined || wake === undefined) continue
      this.#wakes.delete(number)
      wake()
      await turn()
    }
    this.#now = time
  }
}

import type { Clock } from '../../engine/ports/clock.ts'

/** The clock of a machine: waiting takes as long as it takes, but somebody may set the time of day. */
export class MachineClock implements Clock {
  /** How far it is ahead of the true time. */
  aheadMs = 0
  readonly #true: Clock
  constructor(trueClock: Clock) {
    this.#true = trueClock
  }

  now(): number {
    return Math.floor(this.#true.now()) + this.aheadMs
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#true.sleep(ms, signal)
  }
}

import type { Log } from '../engine/ports/log.ts'
import type { SmtpFault } from './smtp.ts'

const SECOND = 1_000
/** Between one failed call of the mail server and the next. */
const WAITS_MS = [5 * SECOND, 15 * SECOND, 60 * SECOND, 300 * SECOND] as const

/** While the mail server is away nobody queues for it: one mail tries, the others wait for how it fares. */
export class Pause {
  readonly #log: Log
  #failures = 0
  #until = 0

  constructor(log: Log) {
    this.#log = log
  }

  /** Has it failed, and did not answer since? */
  get isTrying(): boolean {
    return this.#failures > 0
  }

  holdsAt(now: number): boolean {
    return now < this.#until
  }

  begin(now: number, fault: SmtpFault): void {
    const waitMs = WAITS_MS[Math.min(this.#failures, WAITS_MS.length - 1)] ?? 0
    if (this.#failures === 0) this.#log.error({ fault }, 'the mail server takes no mail; it will be tried again')
    this.#failures += 1
    this.#until = now + waitMs
  }

  end(): void {
    if (this.#failures > 0) this.#log.info({ failures: this.#failures }, 'the mail server takes mail again')
    this.#failures = 0
    this.#until = 0
  }
}

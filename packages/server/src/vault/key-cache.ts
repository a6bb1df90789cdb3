import type { Clock } from '../engine/ports/clock.ts'

export interface CacheLimits {
  readonly entries: number
  readonly ageMs: number
  readonly uses: number
}

interface Entry<Value> {
  readonly value: Value
  readonly since: number
  usesLeft: number
}

/** Keeps the latest used; each for a while and for a number of uses only. One value may stand under several names. */
export class KeyCache<Value> {
  readonly #entries = new Map<string, Entry<Value>>()
  readonly #limits: CacheLimits
  readonly #clock: Pick<Clock, 'now'>

  constructor(limits: CacheLimits, clock: Pick<Clock, 'now'>) {
    this.#limits = limits
    this.#clock = clock
  }

  /** Counts as a use. */
  take(name: string): Value | undefined {
    const entry = this.#entries.get(name)
    if (entry === undefined) return undefined
    this.#entries.delete(name)
    const age = this.#clock.now() - entry.since
    // A clock that was set back must not make a key immortal.
    if (entry.usesLeft === 0 || age < 0 || age >= this.#limits.ageMs) return undefined
    entry.usesLeft -= 1
    this.#entries.set(name, entry)
    return entry.value
  }

  put(names: readonly string[], value: Value): void {
    const entry = { value, since: this.#clock.now(), usesLeft: this.#limits.uses }
    for (const name of names) {
      this.#entries.delete(name)
      this.#entries.set(name, entry)
    }
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#limits.entries) return
      this.#entries.delete(oldest)
    }
  }
}

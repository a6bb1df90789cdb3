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
  #sweptAt = Number.NEGATIVE_INFINITY

  constructor(limits: CacheLimits, clock: Pick<Clock, 'now'>) {
    this.#limits = limits
    this.#clock = clock
  }

  /** Counts as a use. */
  take(name: string): Value | undefined {
    const entry = this.#entries.get(name)
    if (entry === undefined) return undefined
    this.#entries.delete(name)
    if (entry.usesLeft === 0 || this.#isOld(entry, this.#clock.now())) return undefined
    entry.usesLeft -= 1
    this.#entries.set(name, entry)
    return entry.value
  }

  /** Whoever puts it uses it once at once. */
  put(names: readonly string[], value: Value): void {
    const now = this.#clock.now()
    this.#sweep(now)
    const entry = { value, since: now, usesLeft: this.#limits.uses - 1 }
    for (const name of names) {
      this.#entries.delete(name)
      this.#entries.set(name, entry)
    }
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#limits.entries) return
      this.#entries.delete(oldest)
    }
  }

  /** What nobody asks for again must not stay either. */
  #sweep(now: number): void {
    if (Math.abs(now - this.#sweptAt) < this.#limits.ageMs) return
    this.#sweptAt = now
    for (const [name, entry] of this.#entries) if (this.#isOld(entry, now)) this.#entries.delete(name)
  }

  /** A clock that was set back must not make a key immortal. */
  #isOld(entry: Entry<Value>, now: number): boolean {
    const age = now - entry.since
    return age < 0 || age >= this.#limits.ageMs
  }
}

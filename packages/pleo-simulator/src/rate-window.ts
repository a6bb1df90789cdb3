const MINUTE_MS = 60_000

/** Counts calls per key in fixed minutes. */
export class RateWindow {
  readonly #perMinute: number | null
  readonly #now: () => number
  readonly #counts = new Map<string, number>()
  #minute = 0

  /** @param perMinute Calls allowed; null: no limit. */
  constructor(perMinute: number | null, now: () => number) {
    this.#perMinute = perMinute
    this.#now = now
  }

  /** Counts one call. @returns Seconds to wait when it is one too many, else 0. */
  take(id: string): number {
    if (this.#perMinute === null) return 0
    const now = this.#now()
    const minute = Math.floor(now / MINUTE_MS)
    if (minute !== this.#minute) this.clear()
    this.#minute = minute
    const count = (this.#counts.get(id) ?? 0) + 1
    this.#counts.set(id, count)
    return count <= this.#perMinute ? 0 : Math.ceil(((minute + 1) * MINUTE_MS - now) / 1000)
  }

  clear(): void {
    this.#counts.clear()
  }
}

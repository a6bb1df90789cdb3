/** What is due next: a binary heap of times, each with a number. Equal times come in the order of their numbers. */
export class Queue {
  readonly #times: number[] = []
  readonly #items: number[] = []

  get nextAt(): number {
    return this.#times[0] ?? Number.POSITIVE_INFINITY
  }

  get nextItem(): number | undefined {
    return this.#items[0]
  }

  add(time: number, item: number): void {
    this.#times.push(time)
    this.#items.push(item)
    let at = this.#times.length - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!this.#isBefore(at, above)) break
      this.#swap(at, above)
      at = above
    }
  }

  take(): number | undefined {
    const first = this.#items[0]
    const time = this.#times.pop()
    const item = this.#items.pop()
    if (first === undefined || time === undefined || item === undefined || this.#times.length === 0) return first
    this.#times[0] = time
    this.#items[0] = item
    let at = 0
    for (;;) {
      const smallest = this.#smallestOf(at)
      if (smallest === at) return first
      this.#swap(at, smallest)
      at = smallest
    }
  }

  #smallestOf(at: number): number {
    const [left, right] = [2 * at + 1, 2 * at + 2]
    const lower = left < this.#times.length && this.#isBefore(left, at) ? left : at
    return right < this.#times.length && this.#isBefore(right, lower) ? right : lower
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#times[a] ?? 0, this.#times[b] ?? 0]
    return one === other ? (this.#items[a] ?? 0) < (this.#items[b] ?? 0) : one < other
  }

  #swap(a: number, b: number): void {
    const [time, item] = [this.#times[a] ?? 0, this.#items[a] ?? 0]
    this.#times[a] = this.#times[b] ?? 0
    this.#items[a] = this.#items[b] ?? 0
    this.#times[b] = time
    this.#items[b] = item
  }
}

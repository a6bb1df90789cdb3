/** Text that nobody has touched for this long is taken away. */
const IDLE_MS = 600_000

/** What was typed, while it may still be needed. Here and in the field, nowhere else: no storage, no history. */
export class Draft {
  #text = ''
  #idle: ReturnType<typeof setTimeout> | undefined
  readonly #onCleared: () => void

  constructor(onCleared: () => void) {
    this.#onCleared = onCleared
  }

  get text(): string {
    return this.#text
  }

  write(text: string): void {
    this.#text = text
    clearTimeout(this.#idle)
    if (text === '') return
    this.#idle = setTimeout(() => {
      this.clear()
    }, IDLE_MS)
  }

  clear(): void {
    this.write('')
    this.#onCleared()
  }
}

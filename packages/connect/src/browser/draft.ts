import type { Draft } from '../view/desk.ts'

/** Text that nobody has touched for this long is taken away. */
const IDLE_MS = 600_000

/** What was typed, while it may still be needed. */
export class KeptDraft implements Draft {
  #text = ''
  #idle: ReturnType<typeof setTimeout> | undefined
  readonly #listeners = new Set<() => void>()

  read(): string {
    return this.#text
  }

  write(text: string): void {
    this.#text = text
    clearTimeout(this.#idle)
    if (text !== '') {
      this.#idle = setTimeout(() => {
        this.clear()
      }, IDLE_MS)
    }
  }

  clear(): void {
    this.write('')
    for (const listener of this.#listeners) listener()
  }

  onCleared(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }
}

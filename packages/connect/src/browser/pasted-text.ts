import { tidyPaste } from '../paste.ts'
import type { TidiedPaste } from '../paste.ts'

/** Browsers drop line breaks, or make spaces of them. */
const bare = (text: string): string => text.replaceAll(/\s+/g, '')

/**
 * The text of the field for the paste check. A field of one line keeps no line breaks of what is pasted, and two lines
 * could then pass for one key: so what was pasted is looked at as it was, for as long as it is the text of the field.
 */
export class PastedText {
  readonly #input: HTMLInputElement
  #arriving: string | null = null
  #whole: string | null = null

  constructor(input: HTMLInputElement) {
    this.#input = input
    input.addEventListener('paste', ({ clipboardData }) => {
      this.#arriving = clipboardData?.getData('text/plain') ?? null
    })
    input.addEventListener('drop', ({ dataTransfer }) => {
      this.#arriving = dataTransfer?.getData('text/plain') ?? null
    })
  }

  /** The text of the field has changed. */
  changed(): void {
    const arrived = this.#arriving
    this.#arriving = null
    this.#whole = arrived !== null && bare(arrived) === bare(this.#input.value) ? arrived : null
  }

  /** The caller wipes the bytes of a key. */
  tidy(): TidiedPaste {
    const { value } = this.#input
    const whole = this.#whole !== null && bare(this.#whole) === bare(value) ? this.#whole : value
    const bytes = new TextEncoder().encode(whole)
    try {
      return tidyPaste(bytes)
    } finally {
      bytes.fill(0)
    }
  }
}

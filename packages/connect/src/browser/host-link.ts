import { readToFrame, sealed } from '../frame-protocol.ts'
import type { FromFrame, ToFrame } from '../frame-protocol.ts'
import { MessageBudget } from './message-budget.ts'

/** The page that embeds this frame: one window, of one origin. */
export class HostLink {
  readonly #window: Pick<Window, 'postMessage'>
  readonly origin: string

  /** @param origin where the frame's address says it stands; a message reaches nobody else */
  constructor(window: Pick<Window, 'postMessage'>, origin: string) {
    this.#window = window
    this.origin = origin
  }

  send(message: FromFrame): void {
    this.#window.postMessage(sealed(message), this.origin)
  }

  /**
   * What comes from another origin or another window is not heard, and costs the host nothing of its budget. Data is
   * looked at last: browsers unpack it only then.
   */
  listen(hear: (message: ToFrame) => void): void {
    const budget = new MessageBudget()
    addEventListener('message', (event: MessageEvent<unknown>) => {
      if (event.origin !== this.origin || event.source !== this.#window) return
      if (!budget.takes(event.timeStamp)) return
      const message = readToFrame(event.data)
      if (message !== null) hear(message)
    })
  }
}

/** The origin that stands in the fragment of the frame's address: `#https://books.example`. */
export function hostOrigin(hash: string): string | null {
  const named = decoded(hash.slice(1))
  return /^https?:\/\/[^/?#\s]+$/.test(named) && URL.canParse(named) && new URL(named).origin === named ? named : null
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

import { readToFrame, sealed } from '../frame-protocol.ts'
import type { FromFrame, ToFrame } from '../frame-protocol.ts'

/** The page that embeds this frame: one window, of one origin. */
export class HostLink {
  readonly #window: Window
  readonly #origin: string

  /** @param origin where the frame's address says it stands; a message reaches nobody else */
  constructor(window: Window, origin: string) {
    this.#window = window
    this.#origin = origin
  }

  send(message: FromFrame): void {
    this.#window.postMessage(sealed(message), this.#origin)
  }

  /** What comes from another origin or another window is not heard. */
  listen(hear: (message: ToFrame) => void): void {
    addEventListener('message', ({ origin, source, data }: MessageEvent<unknown>) => {
      if (origin !== this.#origin || source !== this.#window) return
      const message = readToFrame(data)
      if (message !== null) hear(message)
    })
  }
}

/** The origin that stands in the fragment of the frame's address: `#https://books.example`. */
export function hostOrigin(hash: string): string | null {
  const named = decodeURIComponent(hash.slice(1))
  return /^https?:\/\/[^/?#\s]+$/.test(named) && URL.canParse(named) && new URL(named).origin === named ? named : null
}

import { readFromFrame, sealed } from '@keyturn/connect/frame-protocol'
import type { FromFrame, Scheme, ToFrame } from '@keyturn/connect/frame-protocol'

/** The messages of one frame: one window, of one origin. */
export class FrameChannel {
  readonly #frame: Pick<HTMLIFrameElement, 'contentWindow'>
  readonly #origin: string

  constructor(frame: Pick<HTMLIFrameElement, 'contentWindow'>, origin: string) {
    this.#frame = frame
    this.#origin = origin
  }

  /** The browser delivers it to a document of that origin and to no other. */
  send(message: ToFrame): void {
    this.#frame.contentWindow?.postMessage(sealed(message), this.#origin)
  }

  /** What comes from another origin or another window is not heard, nor looked at: browsers unpack data only then. */
  read(event: MessageEvent<unknown>): FromFrame | null {
    const isFrame = event.source !== null && event.source === this.#frame.contentWindow
    return isFrame && event.origin === this.#origin ? readFromFrame(event.data) : null
  }
}

/** What the page around an element is painted in. A frame of another scheme would be painted opaque. */
export function schemeAround(element: Element): Scheme {
  const { colorScheme } = getComputedStyle(element)
  // What a page says in its head alone does not show in any style.
  const head = document.querySelector<HTMLMetaElement>('meta[name=color-scheme]')
  const schemes = colorScheme === 'normal' ? (head?.content ?? '') : colorScheme
  if (!schemes.includes('dark')) return 'light'
  return !schemes.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

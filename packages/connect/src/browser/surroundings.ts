import { openEventSource } from './event-source.ts'
import type { OpenStream } from './event-source.ts'

/** Where the page's own part stands: alone in a tab, or in a frame of somebody's page. */
export interface Surroundings {
  /** Sent with every request. */
  headers(): Readonly<Record<string, string>>
  readonly openStream: OpenStream
  /** Path and query of the view that is shown. */
  here(): string
  /** The same page shows another view: a step that can be taken back, or not. */
  moveTo(address: string, how: 'step' | 'silently'): void
  /** There is no taking over of what is at an address: where it can, the browser goes there itself. */
  leaveFor(address: string): void
  /** The server has said that something is not as it was. */
  changed(): void
  /** The page has ended. @returns whether another one took its place, with what was typed */
  renew(): Promise<boolean>
  /** A page may move the focus inside itself; a frame may not take it from its host. */
  hasFocus(): boolean
}

/** A page with an address of its own, which its browser has opened. */
export const ownTab: Surroundings = {
  headers: () => ({}),
  openStream: openEventSource,
  here: () => location.pathname + location.search,
  moveTo(address, how) {
    if (how === 'step') history.pushState(null, '', address)
    else history.replaceState(null, '', address)
  },
  leaveFor(address) {
    location.assign(address)
  },
  changed: () => undefined,
  renew: () => Promise.resolve(false),
  hasFocus: () => true,
}

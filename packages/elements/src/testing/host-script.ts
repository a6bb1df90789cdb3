import type { ConnectionState, ConnectSession, ElementError, FetchSession } from '../connection-state.ts'
import * as elements from '../elements.ts'
import { stopClock } from './stopped-clock.ts'

/** An event as the outermost of the page hears it. */
export interface Heard {
  readonly from: string
  readonly type: string
  readonly detail: Partial<ConnectionState & ElementError> | null
  readonly flags: { readonly bubbles: boolean; readonly composed: boolean; readonly cancelable: boolean }
}

export type Tag = 'keyturn-connect' | 'keyturn-status' | 'keyturn-banner'
export type AnyElement = elements.KeyturnBanner | elements.KeyturnConnect | elements.KeyturnStatus

/** A host's script, with what a test reaches for. */
interface Host {
  readonly elements: typeof elements
  readonly heard: Heard[]
  /** What a test puts down for later. */
  kept?: AnyElement
  written?: string[]
  keptWeakly?: WeakRef<AnyElement>
  /** The same function for the same name: who is given it shares a session. */
  fetchSession(name: string): FetchSession
  /** Puts an element where it says. */
  put(tag: Tag, options?: PutOptions): AnyElement
  /** What a person reads in an element. */
  text(tag: Tag): string
  /** Moves the clock on. */
  pass(ms: number): Promise<void>
  /** The element there is. */
  at(tag: Tag): AnyElement
}

export interface PutOptions {
  readonly attributes?: Readonly<Record<string, string>>
  /** Who asks for a session; null: nobody. */
  readonly by?: string | null
  readonly inside?: ParentNode
  readonly slotted?: string
}

declare global {
  var host: Host
}

const heard: Heard[] = []
for (const name of ['state', 'connected', 'closed', 'open', 'error']) {
  addEventListener(`keyturn-${name}`, (event) => {
    const { target, type, bubbles, composed, cancelable } = event
    const { detail } = event as CustomEvent<Heard['detail']>
    heard.push({ from: (target as Element).localName, type, detail, flags: { bubbles, composed, cancelable } })
  })
}

const functions = new Map<string, FetchSession>()

globalThis.host = {
  elements,
  heard,
  pass: stopClock(),
  fetchSession(name) {
    const known = functions.get(name)
    if (known !== undefined) return known
    const made: FetchSession = async () => {
      const response = await fetch(`/session/${name}`, { method: 'POST' })
      if (!response.ok) throw new Error(`POST session: ${response.status}`)
      return (await response.json()) as ConnectSession
    }
    functions.set(name, made)
    return made
  },
  put(tag, { attributes = {}, by = 'page', inside = document.body, slotted = '' } = {}) {
    const element = document.createElement(tag) as AnyElement
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    if (by !== null) element.fetchSession = host.fetchSession(by)
    element.append(slotted)
    inside.append(element)
    return element
  },
  text(tag) {
    const parts = Array.from(host.at(tag).shadowRoot?.children ?? [])
    return parts
      .map((part) => (part instanceof HTMLSlotElement ? slotted(part) : (part as HTMLElement).innerText))
      .join('\n')
  },
  at(tag) {
    const element = document.querySelector(tag)
    if (element === null) throw new Error(`There is no ${tag}.`)
    return element as AnyElement
  },
}

const slotted = (slot: HTMLSlotElement): string =>
  slot.hidden
    ? ''
    : slot
        .assignedNodes()
        .map(({ textContent }) => textContent)
        .join('')

import type { ConnectionState, FetchSession, KeyturnEventMap } from './connection-state.ts'
import { watchOf } from './connection-watch.ts'
import type { ConnectionWatch, Seen } from './connection-watch.ts'

/** Where pages are only drawn, on a server, there is none to extend, and none is made. */
const HostElement = globalThis.HTMLElement ?? Object

const NOTHING: Pick<Seen, 'live' | 'error'> = { live: null, error: null }

/** What the three have in common: whose session they show, and what they tell their page. */
export abstract class KeyturnElement extends HostElement {
  #fetchSession: FetchSession | null = null
  #watch: ConnectionWatch | null = null
  #ignore: () => void = () => undefined
  #told = NOTHING

  /** Asks your back end for a session. Nothing is shown before it is set. */
  get fetchSession(): FetchSession | null {
    return this.#fetchSession
  }

  set fetchSession(fetchSession: FetchSession | null) {
    if (fetchSession === this.#fetchSession) return
    this.#end()
    this.#fetchSession = fetchSession
    if (this.isConnected) this.#begin()
  }

  connectedCallback(): void {
    // Set by a page before the element was defined, it hides what stands in the class.
    if (Object.hasOwn(this, 'fetchSession')) {
      const early = this.fetchSession
      Reflect.deleteProperty(this, 'fetchSession')
      this.fetchSession = early
    }
    this.#begin()
  }

  disconnectedCallback(): void {
    this.#end()
  }

  /** Reads the state again, now. */
  async refresh(): Promise<void> {
    await this.#watch?.refresh()
  }

  /** @internal */
  protected redraw(): void {
    if (this.#watch !== null) this.draw(this.#watch.seen)
  }

  /** @internal */
  protected begin(_watch: ConnectionWatch): void {}
  /** @internal */
  protected end(): void {}
  /** @internal */
  protected abstract draw(seen: Seen): void

  /** @internal */
  protected tell<Name extends keyof KeyturnEventMap>(name: Name, detail: KeyturnEventMap[Name]['detail']): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }))
  }

  #begin(): void {
    if (this.#fetchSession === null || this.#watch !== null) return
    const watch = watchOf(this.#fetchSession)
    this.#watch = watch
    this.#ignore = watch.listen(() => {
      this.#hear(watch.seen)
    })
    this.begin(watch)
    this.#hear(watch.seen)
  }

  #end(): void {
    if (this.#watch === null) return
    this.#watch = null
    this.#ignore()
    this.#told = NOTHING
    this.end()
  }

  #hear(seen: Seen): void {
    const before = this.#told
    this.#told = seen
    this.draw(seen)
    const { live, error } = seen
    if (live !== null && live !== before.live) {
      this.tell('keyturn-state', live)
      if (before.live !== null && hasNewKey(before.live, live)) this.tell('keyturn-connected', live)
    }
    if (error !== null && error.code !== before.error?.code) this.tell('keyturn-error', error)
  }
}

const hasNewKey = (before: ConnectionState, now: ConnectionState): boolean =>
  now.state === 'connected' && now.credential !== null && now.credential.id !== before.credential?.id

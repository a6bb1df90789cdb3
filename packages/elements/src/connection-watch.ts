import type { ShownStatus } from '@keyturn/connect/status'
import type { ConnectionState, ConnectSession, ElementError, FetchSession } from './connection-state.ts'

/** The body of `GET state` for a page that may embed it. */
interface LiveState extends ConnectionState {
  readonly checking: boolean
  /** Equal where nothing but time lies between. */
  readonly version: string
  readonly shown: ShownStatus
}

/** What is known of a connection at a moment. `live` is the same object for as long as nothing of it is different. */
export interface Seen {
  readonly live: LiveState | null
  /** On this machine's clock, in ms since 1970; 0: never. */
  readonly heardAt: number
  /** Keyturn's clock minus this machine's, as of then. */
  readonly aheadMs: number
  /** Nobody knows whether `live` is still true. */
  readonly isLost: boolean
  readonly session: ConnectSession | null
  readonly error: ElementError | null
}

const PAUSE_MS = 30_000
const SHORT_PAUSE_MS = 2_000
/** After a reading that brought nothing, and three times as long after each that follows. */
const AGAIN_MS = 3_000
/** Two readings and a little. */
const LOST_AFTER_MS = 2 * PAUSE_MS + 5_000
const TICK_MS = 5_000
const ANSWER_WITHIN_MS = 10_000
/** A session that ends so soon after it came would only be followed by others like it. */
const TOO_SOON_MS = 10_000

const watches = new WeakMap<FetchSession, ConnectionWatch>()

/** The one that all elements with this function share. */
export function watchOf(fetchSession: FetchSession): ConnectionWatch {
  const known = watches.get(fetchSession)
  if (known !== undefined) return known
  const made = new ConnectionWatch(fetchSession)
  watches.set(fetchSession, made)
  return made
}

/** Reads the state of one connection again and again while somebody listens and the page can be seen. */
export class ConnectionWatch {
  readonly #fetchSession: FetchSession
  readonly #listeners = new Set<() => void>()
  #seen: Seen = { live: null, heardAt: 0, aheadMs: 0, isLost: false, session: null, error: null }
  #coming: Promise<ConnectSession> | null = null
  #cameAt = 0
  #misses = 0
  #reading: Promise<void> | null = null
  #isOutdated = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #ticking: ReturnType<typeof setInterval> | undefined

  constructor(fetchSession: FetchSession) {
    this.#fetchSession = fetchSession
  }

  get seen(): Seen {
    return this.#seen
  }

  /** @param listener called after each change, and every few seconds, for what is said of times */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) this.#start()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#stop()
    }
  }

  /** @throws what `fetchSession` throws */
  session(): Promise<ConnectSession> {
    this.#coming ??= this.#fetch()
    return this.#coming
  }

  /** The session after one that has ended; whoever asks for the same gets the same. @throws as `session` */
  renew(endedId: string): Promise<ConnectSession> {
    if (this.#seen.session?.id === endedId) {
      this.#coming = null
      this.#see({ session: null })
    }
    return this.session()
  }

  /** Reads the state now. One reading at a time; what changes during it is read by the next. */
  refresh(): Promise<void> {
    this.#isOutdated = true
    this.#reading ??= this.#readAll()
    return this.#reading
  }

  async #readAll(): Promise<void> {
    clearTimeout(this.#timer)
    while (this.#isOutdated) {
      this.#isOutdated = false
      await this.#readOnce()
    }
    this.#reading = null
    this.#plan()
  }

  async #readOnce(): Promise<void> {
    try {
      const session = await this.session()
      let read = await readState(session)
      if (read === null && Date.now() - this.#cameAt > TOO_SOON_MS) read = await readState(await this.renew(session.id))
      if (read === null) throw new Error('Session ended')
      const { live } = this.#seen
      const heardAt = Date.now()
      this.#misses = 0
      this.#see({
        live: read.version === live?.version ? live : read,
        heardAt,
        aheadMs: Date.parse(read.shown.now) - heardAt,
        error: null,
      })
    } catch (cause) {
      this.#misses += 1
      this.#see({ error: { code: this.#seen.session === null ? 'no_session' : 'unreachable', cause } })
    }
  }

  async #fetch(): Promise<ConnectSession> {
    try {
      const session = await this.#fetchSession()
      if (!isSession(session)) throw new TypeError('fetchSession brought no connect session')
      this.#cameAt = Date.now()
      this.#see({ session })
      return session
    } catch (cause) {
      this.#coming = null
      throw cause
    }
  }

  #see(news: Partial<Seen>): void {
    const seen = { ...this.#seen, ...news }
    const isOld = Date.now() - seen.heardAt > LOST_AFTER_MS
    this.#seen = { ...seen, isLost: seen.live === null ? this.#misses > 0 : this.#misses > 1 || isOld }
    for (const listener of this.#listeners) listener()
  }

  readonly #look = (): void => {
    if (document.hidden) return
    this.#see({})
    void this.refresh()
  }

  #start(): void {
    this.#ticking = setInterval(() => this.#see({}), TICK_MS)
    document.addEventListener('visibilitychange', this.#look)
    void this.refresh()
  }

  /** Whoever comes later may be somebody else, so what is known of this one is not kept for them. */
  #stop(): void {
    watches.delete(this.#fetchSession)
    clearTimeout(this.#timer)
    clearInterval(this.#ticking)
    document.removeEventListener('visibilitychange', this.#look)
  }

  #plan(): void {
    clearTimeout(this.#timer)
    if (this.#listeners.size === 0 || document.hidden) return
    this.#timer = setTimeout(() => void this.refresh(), this.#pauseMs())
  }

  #pauseMs(): number {
    const { live } = this.#seen
    if (this.#misses > 0) return Math.min(PAUSE_MS, AGAIN_MS * 3 ** (this.#misses - 1))
    return live?.state === 'validating' || live?.checking === true ? SHORT_PAUSE_MS : PAUSE_MS
  }
}

const isSession = (value: unknown): value is ConnectSession => {
  const { id, token, url } = Object(value) as Partial<ConnectSession>
  return typeof id === 'string' && typeof token === 'string' && URL.canParse(url ?? '')
}

/** @returns null: the session has ended, or serves another browser now */
async function readState({ id, token, url }: ConnectSession): Promise<LiveState | null> {
  const response = await fetch(new URL(`/connect/${id}/state`, url), {
    headers: { accept: 'application/json', authorization: `Bearer ${token}` },
    cache: 'no-store',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  })
  if (response.status === 404 || response.status === 410) return null
  if (!response.ok) throw new Error(`GET state: ${response.status}`)
  return (await response.json()) as LiveState
}

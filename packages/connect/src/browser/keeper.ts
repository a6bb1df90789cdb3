import type { Action, Live, Notice, PageModel, Problem } from '../model.ts'
import type { Desk, Trouble } from '../view/desk.ts'
import { KeptDraft } from './draft.ts'
import { BEAT_MS, openLine } from './line.ts'
import { postAction, postKey, readPage } from './requests.ts'
import type { Answer } from './requests.ts'

/** Two beats and a little: after this nobody knows whether the page is still true. */
const NOT_KNOWN_AFTER_MS = 2 * BEAT_MS + 2000

/** A page about a connection; the others have nothing to keep true. */
export type LivePage = PageModel & { readonly live: Live }

export const isLive = (page: PageModel): page is LivePage => page.live !== null

/** What is shown now, beside the page itself. */
export interface Shown {
  readonly page: LivePage
  /** The page changed because of what the person did, or by itself. */
  readonly isEdited: boolean
  readonly isKept: boolean
  readonly trouble: Trouble | null
  readonly refusal: Problem | null
  readonly said: string
  /** When the server was last heard, by its own clock; null while that is recent. */
  readonly notKnownSince: number | null
  readonly now: number
}

/**
 * Keeps one page true: listens, sends what the person does, and shows what the server says. It decides nothing: the
 * server, not the browser, knows the state.
 */
export class PageKeeper {
  readonly draft = new KeptDraft()
  #shown: Shown
  readonly #show: (shown: Shown) => void
  /** Between the server's clock and this one. */
  #ahead: number
  #heardAt = Date.now()
  #lastState: string | null = null
  #isSending = false
  #reads = 0
  #hangUp: (() => void) | null = null
  #tick: ReturnType<typeof setInterval> | undefined

  constructor(page: LivePage, show: (shown: Shown) => void) {
    this.#show = show
    this.#ahead = Date.now() - page.now
    this.#shown = {
      page,
      isEdited: false,
      isKept: false,
      trouble: null,
      refusal: null,
      said: '',
      notKnownSince: null,
      now: page.now,
    }
  }

  get shown(): Shown {
    return this.#shown
  }

  open(): void {
    this.#heardAt = Date.now()
    this.#lastState = null
    this.#hangUp = openLine(this.#base, {
      heard: () => {
        this.#heard()
      },
      state: (text) => {
        this.#stateSaid(text)
      },
      ended: () => {
        this.#end()
      },
    })
    this.#tick = setInterval(() => {
      this.#tickOver()
    }, 1000)
  }

  close(): void {
    this.#hangUp?.()
    this.#hangUp = null
    clearInterval(this.#tick)
  }

  /** Shows another view of the page, or the same one anew. @returns whether the server answered */
  async read(address: string): Promise<boolean> {
    this.#reads += 1
    const read = this.#reads
    const page = await readPage(address)
    if (read !== this.#reads) return true
    if (page === 'ended') this.#end()
    if (page === 'ended' || page === 'unheard') return page === 'ended'
    if (isLive(page)) this.#take(page)
    else location.reload()
    return true
  }

  async submit(key: Uint8Array): Promise<void> {
    if (this.#isSending) {
      key.fill(0)
      return
    }
    this.#change({ refusal: null, trouble: null })
    await this.#send(
      () => postKey(this.#base, key),
      () => this.#submitAgain,
    )
  }

  async press(action: Action): Promise<void> {
    if (!('post' in action) || this.#isSending) return
    this.#change({ refusal: null, trouble: null })
    const isCancel = action.post.endsWith('/cancel')
    await this.#send(
      () => postAction(action),
      () => () => void this.press(action),
    )
    if (isCancel) this.draft.clear()
  }

  edited(): void {
    this.#change({ isEdited: true, refusal: null })
  }

  refuse(refusal: Problem): void {
    this.#change({ refusal: null })
    this.#change({ refusal, isEdited: true, isKept: this.draft.read() !== '' })
  }

  say(said: string): void {
    this.#change({ said })
  }

  desk(): Pick<Desk, 'draft' | 'edited' | 'refuse' | 'submit' | 'press' | 'say'> {
    return {
      draft: this.draft,
      edited: () => {
        this.edited()
      },
      refuse: (refusal) => {
        this.refuse(refusal)
      },
      submit: (key) => void this.submit(key),
      press: (action) => void this.press(action),
      say: (text) => {
        this.say(text)
      },
    }
  }
  get #base(): string {
    return this.#shown.page.live.base
  }

  get #address(): string {
    return `${location.pathname}${location.search}`
  }

  readonly #submitAgain = (): void => {
    void this.submit(new TextEncoder().encode(this.draft.read()))
  }

  /** Sends one thing at a time, so that a double click is one click; then shows what came of it. */
  async #send(send: () => Promise<Answer>, again: () => () => void): Promise<void> {
    this.#isSending = true
    try {
      const answer = navigator.onLine ? await send() : 'unheard'
      if (answer === 'taken' || answer === 'changed') await this.#afterTaken(answer)
      else if (answer === 'ended') this.#end()
      else this.#unsent(again())
    } finally {
      this.#isSending = false
    }
  }

  /** A form that was taken leads to the page itself, as it does without scripts. */
  async #afterTaken(answer: 'taken' | 'changed'): Promise<void> {
    if (this.#address !== this.#base) history.replaceState(null, '', this.#base)
    this.#change({ isEdited: false })
    await this.read(this.#base)
    const { live } = this.#shown.page
    if (answer === 'changed') this.#trouble(live.changed, null)
  }

  #unsent(again: () => void): void {
    const { offline, unsent, tryAgain } = this.#shown.page.live
    const isTyped = this.draft.read() !== ''
    this.#trouble(isTyped ? offline : unsent, { label: tryAgain, again })
  }

  #trouble(notice: Notice, retry: Trouble['retry']): void {
    this.#change({ trouble: { notice, retry, back: null }, isKept: this.draft.read() !== '' })
  }

  #end(): void {
    const { ended, back } = this.#shown.page.live
    this.close()
    this.#change({ trouble: { notice: ended, retry: null, back }, isKept: this.draft.read() !== '' })
  }

  #heard(): void {
    this.#heardAt = Date.now()
    if (this.#shown.notKnownSince !== null) this.#change({ notKnownSince: null })
  }

  /** The stream tells that something moved; the page itself is read anew, in its words. */
  #stateSaid(text: string): void {
    if (this.#lastState === text) return
    this.#lastState = text
    if (!this.#isSending) void this.read(this.#address)
  }

  #tickOver(): void {
    const silentMs = Date.now() - this.#heardAt
    const isLost = silentMs > NOT_KNOWN_AFTER_MS
    const since = this.#shown.notKnownSince ?? this.#heardAt - this.#ahead
    this.#change({ now: Date.now() - this.#ahead, notKnownSince: isLost ? since : null })
  }

  #take(page: LivePage): void {
    const before = this.#shown.page.live
    this.#ahead = Date.now() - page.now
    if (page.live.typed === 'clear') this.draft.clear()
    const isNewFailure = page.live.failureId !== before.failureId && page.live.failureId !== null
    this.#change({
      page,
      now: page.now,
      isEdited: isNewFailure ? false : this.#shown.isEdited,
      isKept: this.draft.read() !== '',
      said: page.live.said === before.said ? this.#shown.said : page.live.said,
    })
  }

  #change(change: Partial<Shown>): void {
    this.#shown = { ...this.#shown, ...change }
    this.#show(this.#shown)
  }
}

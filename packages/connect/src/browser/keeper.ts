import type { Action, Live, Notice, PageModel, Problem } from '../model.ts'
import { plain } from '../text.ts'
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
}

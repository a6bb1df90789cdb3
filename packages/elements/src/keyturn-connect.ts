import type { Scheme } from '@keyturn/connect/frame-protocol'
import type { ConnectSession } from './connection-state.ts'
import type { ConnectionWatch, Seen } from './connection-watch.ts'
import { focused, make, shadowOf } from './dom.ts'
import { FrameChannel, schemeAround } from './frame-channel.ts'
import { KeyturnElement } from './keyturn-element.ts'
import { CONNECT_LOOK } from './look.ts'
import { phrasesFor } from './phrases.ts'

/** A frame that has loaded says so at once; one that was refused says nothing. */
const HELLO_AFTER_LOAD_MS = 3_000
const HELLO_MS = 15_000
/** From there to a form is one answer of Keyturn. */
const FORM_AFTER_HELLO_MS = 8_000

const ENGLISH = {
  noFrame: 'The form could not be shown here',
  ownPage: 'It works on its own page.',
  openForm: 'Open the form',
  tryAgain: 'Try again',
} as const

/**
 * The form for the key, and everything after it: the check, the company, the connection, its replacement. It stands in a
 * frame of Keyturn's origin, so no script of your page can read what is typed.
 *
 * @tag keyturn-connect
 * @tagname keyturn-connect
 * @attr {boolean} closable - Your page takes the form away when `keyturn-closed` says so, and every screen has a way back; without it, the one after success leads to the `returnUrl` of the session.
 * @slot - What stands here before the form does, and where nothing could be asked for: a sentence, a link to your own page.
 * @fires {CustomEvent<ConnectionState>} keyturn-state - The state was read and is another one, or is known for the first time.
 * @fires {CustomEvent<ConnectionState>} keyturn-connected - A key was accepted: the first one, or a new one.
 * @fires {CustomEvent<null>} keyturn-closed - The person goes back to your page. The focus returns to where it was when the form appeared.
 * @fires {CustomEvent<ElementError>} keyturn-error - There is no session (`no_session`), the state cannot be read (`unreachable`), or the form does not appear (`no_frame`).
 * @cssprop --keyturn-accent - Colour of links and buttons.
 * @cssprop --keyturn-radius - Of corners.
 */
export class KeyturnConnect extends KeyturnElement {
  #watch: ConnectionWatch | null = null
  #frame: HTMLIFrameElement | null = null
  #channel: FrameChannel | null = null
  /** As the frame was told last; null: nothing was heard of it yet. */
  #scheme: Scheme | null = null
  #instead: 'no_session' | 'no_frame' | null = null
  #handed: ConnectSession | null = null
  #opener: Element | null = null
  #silence: ReturnType<typeof setTimeout> | undefined
  #over = new AbortController()

  /** Moves the focus into the form. */
  override focus(options?: FocusOptions): void {
    this.#frame?.focus(options)
  }

  override connectedCallback(): void {
    this.#opener = focused()
    super.connectedCallback()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    if (document.activeElement === document.body) this.#returnFocus()
  }

  /** @internal */
  protected override begin(watch: ConnectionWatch): void {
    const shadow = this.shadowRoot ?? shadowOf(this, CONNECT_LOOK)
    shadow.replaceChildren(make('slot'))
    this.#watch = watch
    this.#over = new AbortController()
    const { signal } = this.#over
    const repainted = (): void => this.#sendScheme()
    const painted = new MutationObserver(repainted)
    painted.observe(document.documentElement, { attributes: true })
    signal.addEventListener('abort', () => painted.disconnect())
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repainted, { signal })
    addEventListener('message', (event) => this.#hear(event), { signal })
  }

  /** @internal */
  protected override end(): void {
    this.#over.abort()
    clearTimeout(this.#silence)
    this.#watch = null
    this.#frame = null
    this.#channel = null
    this.#scheme = null
    this.#instead = null
    this.shadowRoot?.replaceChildren()
  }

  /** @internal */
  protected override draw({ live, session, error }: Seen): void {
    if (this.#frame === null && session !== null) this.#open(session)
    if (this.#frame === null && error !== null) void this.#showInstead('no_session')
    if (live !== null) this.#frame?.setAttribute('title', live.shown.title)
    if (this.#scheme !== null && session !== null && session !== this.#handed) this.#hand(session)
  }

  #open({ id, url }: ConnectSession): void {
    const { origin } = new URL(url)
    const frame = make('iframe', {
      allow: 'clipboard-write',
      referrerpolicy: 'no-referrer',
      title: 'Keyturn',
      src: `${origin}/connect/${id}/frame#${location.origin}`,
    })
    frame.addEventListener('load', () => {
      if (this.#scheme === null) this.#await(HELLO_AFTER_LOAD_MS)
    })
    this.#frame = frame
    this.#channel = new FrameChannel(frame, origin)
    this.#instead = null
    this.#await(HELLO_MS)
    this.shadowRoot?.replaceChildren(frame)
  }

  /** The frame has so long to say the next thing on the way to a form. */
  #await(ms: number): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => {
      void this.#showInstead('no_frame')
      this.tell('keyturn-error', { code: 'no_frame', cause: null })
    }, ms)
  }

  /** A message and a way, where the form cannot be; without a session there is only another try. */
  async #showInstead(why: 'no_session' | 'no_frame'): Promise<void> {
    if (this.#instead !== null) return
    this.#instead = why
    const words = await phrasesFor(this, ENGLISH)
    const session = this.#watch?.seen.session
    if (this.#instead !== why) return
    const instead = make('div', { lang: words.lang, role: 'alert' })
    instead.append(make('p', {}, make('strong', {}, `${words.noFrame}.`)))
    if (session == null) {
      const again = make('button', { class: 'button', type: 'button' }, words.tryAgain)
      again.addEventListener('click', () => void this.refresh())
      instead.append(make('slot'), again)
    } else {
      const way = { class: 'button', href: session.url, target: '_blank', rel: 'noopener noreferrer' }
      instead.append(make('p', {}, words.ownPage), make('a', way, words.openForm))
    }
    this.#frame?.toggleAttribute('hidden', true)
    this.shadowRoot?.append(instead)
  }

  #hear(event: MessageEvent<unknown>): void {
    const message = this.#channel?.read(event) ?? null
    if (message === null) return
    switch (message.type) {
      case 'hello':
        this.#greet()
        break
      case 'height':
        this.#showForm(message.height)
        break
      case 'changed':
        void this.refresh()
        break
      case 'ended':
        void this.#renew(message.id)
        break
      case 'closed':
        this.tell('keyturn-closed', null)
        if (this.hasAttribute('closable')) this.#returnFocus()
    }
  }

  /** It may come late, and again. */
  #greet(): void {
    if (this.#scheme === null) this.#await(FORM_AFTER_HELLO_MS)
    this.#scheme = schemeAround(this)
    const session = this.#watch?.seen.session
    if (session != null) this.#hand(session)
  }

  /** There is a form from now on, whatever was said before. */
  #showForm(height: number): void {
    clearTimeout(this.#silence)
    this.#instead = null
    this.#frame?.removeAttribute('hidden')
    this.shadowRoot?.querySelector('div')?.remove()
    if (height > 0) this.#frame?.setAttribute('height', String(height))
  }

  #hand(session: ConnectSession): void {
    this.#handed = session
    const { id, token } = session
    const closing = this.hasAttribute('closable') ? 'taken' : 'left'
    this.#channel?.send({ type: 'session', id, token, scheme: schemeAround(this), closing })
  }

  async #renew(endedId: string): Promise<void> {
    const session = await this.#watch?.renew(endedId).catch(() => null)
    if (session == null) this.#channel?.send({ type: 'over' })
    else this.#hand(session)
  }

  #sendScheme(): void {
    const scheme = schemeAround(this)
    if (this.#scheme === null || this.#scheme === scheme) return
    this.#scheme = scheme
    this.#channel?.send({ type: 'scheme', scheme })
  }

  #returnFocus(): void {
    if (this.#opener instanceof HTMLElement && this.#opener.isConnected) this.#opener.focus()
  }
}

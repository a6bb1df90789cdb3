import type { ToFrame } from '../frame-protocol.ts'
import type { HostLink } from './host-link.ts'
import { PageKeeper } from './keeper.ts'
import { readPage } from './read-page.ts'
import type { ReadPage } from './read-page.ts'
import type { Surroundings } from './surroundings.ts'
import { openTokenStream } from './token-stream.ts'
import { watchWays } from './ways.ts'

type Session = Extract<ToFrame, { readonly type: 'session' }>

/** A host that cannot say whether there is another session by then will not. */
const RENEWED_WITHIN_MS = 20_000
/** A session that ends so soon after it was handed over would only be followed by others like it. */
const TOO_SOON_MS = 10_000
const TRY_AGAIN_MS = 3_000

/**
 * The form in a frame: shows nothing before the host hands it a session, and shows its token with each request. Cookies
 * and storage do not exist here, and the host's history is left alone.
 */
export class Framed implements Surroundings {
  readonly #host: HostLink
  readonly openStream = openTokenStream(() => this.headers())
  #session: Session | null = null
  #hostScheme: Session['scheme'] | null = null
  /** What the theme of the session says; null: as the host is. */
  #ownScheme: string | null = null
  /** 0: long ago, for all that is known of the first one. */
  #handedAt = 0
  #again: ReturnType<typeof setTimeout> | undefined
  #here = ''
  #keeper: PageKeeper | null = null
  #renewed: ((isRenewed: boolean) => void) | null = null

  constructor(host: HostLink) {
    this.#host = host
  }

  start(): void {
    this.#host.listen((message) => {
      if (message.type === 'scheme') this.#showScheme(message.scheme)
      else if (message.type === 'over') this.#renewed?.(false)
      else this.#take(message)
    })
    this.#host.send({ type: 'hello' })
  }

  headers(): Readonly<Record<string, string>> {
    if (this.#session === null) return {}
    const { token, closing } = this.#session
    return {
      authorization: `Bearer ${token}`,
      ...(closing === 'taken' ? { 'keyturn-closes-to': this.#host.origin } : {}),
    }
  }

  here(): string {
    return this.#here
  }

  moveTo(address: string): void {
    this.#here = address
  }

  /** Nowhere: a frame stays where it is. */
  leaveFor(): void {}

  changed(): void {
    this.#host.send({ type: 'changed' })
  }

  hasFocus(): boolean {
    return document.hasFocus()
  }

  async renew(): Promise<boolean> {
    const ended = this.#session
    if (ended === null || Date.now() - this.#handedAt < TOO_SOON_MS) return false
    const answer = new Promise<boolean>((resolve) => {
      this.#renewed = resolve
      setTimeout(() => {
        resolve(false)
      }, RENEWED_WITHIN_MS)
    })
    this.#host.send({ type: 'ended', id: ended.id })
    const isRenewed = await answer
    this.#renewed = null
    return isRenewed
  }

  /** The same view of another session; the first view, as long as nothing could be shown. */
  #take(session: Session): void {
    const before = this.#session
    if (before?.token === session.token) return
    clearTimeout(this.#again)
    this.#session = session
    this.#handedAt = before === null ? 0 : Date.now()
    this.#showScheme(session.scheme)
    this.#here = this.#here.replace(/^[^?]*/, `/connect/${session.id}/`)
    const renewed = this.#renewed
    renewed?.(true)
    if (this.#keeper === null) void this.#openFirst(session)
    else if (renewed === null) void this.#keeper.goOn()
  }

  /** A form that is opened here shows nothing of a try before it. */
  async #openFirst(session: Session): Promise<void> {
    const reading = await readPage(`/connect/${session.id}/?opened=frame`, this)
    if (typeof reading === 'object') await dress(reading.page.ownerDocument)
    if (session !== this.#session) return
    if (typeof reading === 'object') this.#show(reading)
    else if (reading === 'ended') void this.renew()
    else this.#again = setTimeout(() => void this.#openFirst(session), TRY_AGAIN_MS)
  }

  #show({ page, facts }: ReadPage): void {
    this.#ownScheme = page.ownerDocument.documentElement.dataset['theme'] ?? null
    if (this.#hostScheme !== null) this.#showScheme(this.#hostScheme)
    const shown = document.importNode(page, true)
    document.body.replaceChildren(shown)
    this.#keeper = new PageKeeper({ page: shown, facts }, this)
    watchWays(this.#keeper)
    this.#watchLinks(this.#keeper)
    this.#watchHeight(shown)
    this.#keeper.open()
  }

  #showScheme(scheme: Session['scheme']): void {
    this.#hostScheme = scheme
    document.documentElement.dataset['theme'] = this.#ownScheme ?? scheme
  }

  /** Told at once as well: in a frame that is out of sight browsers observe nothing. */
  #watchHeight(page: HTMLElement): void {
    const tell = (): void => {
      this.#host.send({ type: 'height', height: Math.ceil(page.getBoundingClientRect().height) })
    }
    tell()
    new ResizeObserver(tell).observe(page)
  }

  /** Links that lead out of the form must not lead the frame away with them. */
  #watchLinks(keeper: PageKeeper): void {
    document.addEventListener(
      'click',
      (event) => {
        const link = event.target instanceof Element ? event.target.closest('a') : null
        if (link === null || link.target === '_blank') return
        if (link.getAttribute('href')?.startsWith('#') === true) {
          event.preventDefault()
          document.getElementById(link.hash.slice(1))?.focus()
        } else if (link.href === keeper.back) {
          link.target = '_top'
          if (this.#session?.closing === 'taken') event.preventDefault()
          this.#host.send({ type: 'closed' })
        } else if (link.origin !== location.origin) {
          link.target = '_blank'
          link.rel = 'noopener noreferrer'
        }
      },
      { capture: true },
    )
  }
}

/** The style sheet of the page that was read, where it is another one than the frame's: a theme has its own. */
async function dress(read: Document): Promise<void> {
  const hrefs = [...read.querySelectorAll('link[rel=stylesheet]')].map((link) => link.getAttribute('href') ?? '')
  const missing = hrefs.filter((href) => document.querySelector(`link[href="${CSS.escape(href)}"]`) === null)
  await Promise.all(missing.map(load))
}

function load(href: string): Promise<void> {
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = href
  return new Promise((resolve) => {
    for (const end of ['load', 'error']) {
      link.addEventListener(end, () => {
        resolve()
      })
    }
    document.head.append(link)
  })
}

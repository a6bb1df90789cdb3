import type { ShownStatus } from '@keyturn/connect/status'
import type { Clock } from '@keyturn/connect/times'
import type { Seen } from './connection-watch.ts'
import { make, shadowOf } from './dom.ts'
import { LinkingElement } from './linking-element.ts'
import { BANNER_LOOK } from './look.ts'
import { clockOf, write } from './shown-text.ts'
import { done, warning as sign } from './sign.ts'

/**
 * The warning for each page of your product: there while a connection needs a person, and nothing at all otherwise. It
 * can be folded, not dismissed, comes back on each page and after each log-in, and says so when the connection works again.
 *
 * @tag keyturn-banner
 * @tagname keyturn-banner
 * @attr {string} href - Where in your product the form stands; without it the action leads to the page of its own.
 * @fires {CustomEvent<ConnectionState>} keyturn-state - The state was read and is another one, or is known for the first time.
 * @fires {CustomEvent<ConnectionState>} keyturn-connected - A key was accepted: the first one, or a new one.
 * @fires {CustomEvent<null>} keyturn-open - The person follows the action. `preventDefault()` keeps them here, for a page that opens the form itself.
 * @fires {CustomEvent<ElementError>} keyturn-error - There is no session (`no_session`), or the state cannot be read (`unreachable`).
 * @cssprop --keyturn-accent - Colour of the action.
 * @cssprop --keyturn-on-accent - Colour of the words on it.
 * @cssprop --keyturn-radius - Of corners.
 */
export class KeyturnBanner extends LinkingElement {
  readonly #less = make('span', { class: 'less' })
  readonly #more = make('span', { class: 'more' })
  readonly #title = make('h2')
  readonly #text = make('p')
  readonly #link = this.link()
  readonly #warning = make(
    'details',
    { class: 'banner', 'data-tone': 'warn', open: '' },
    make('summary', { class: 'head' }, sign(), this.#title, make('span', { class: 'fold' }, this.#less, this.#more)),
    make('div', { class: 'words' }, this.#text, this.#link),
  )
  readonly #againTitle = make('h2')
  readonly #againText = make('p')
  readonly #again = make(
    'div',
    { class: 'banner', 'data-tone': 'ok' },
    make('div', { class: 'head' }, done(), this.#againTitle),
    make('div', { class: 'words' }, this.#againText),
  )
  /** Said when it begins to show something else: a region that was there before. */
  readonly #body = make('div', { 'aria-live': 'polite' })
  #isWarned = false

  /** @internal */
  protected override begin(): void {
    if (this.shadowRoot === null) shadowOf(this, BANNER_LOOK).append(this.#body)
  }

  /** @internal */
  protected override end(): void {
    this.#isWarned = false
    this.#body.replaceChildren()
  }

  /** @internal What it warned of stays while nobody can say how things are. */
  protected override draw(seen: Seen): void {
    const { live } = seen
    if (live === null) return
    const { shown, state } = live
    const clock = clockOf(shown, seen)
    this.#body.lang = shown.lang
    this.#body.dir = shown.dir
    this.#write(shown, seen, clock)
    if (shown.warning !== null) {
      this.#isWarned = true
      this.#showOnly(this.#warning)
    } else if (state !== 'validating') this.#showOnly(this.#isWarned && shown.again !== null ? this.#again : null)
  }

  #write({ warning, again, action }: ShownStatus, seen: Seen, clock: Clock): void {
    if (warning !== null) {
      write(this.#title, warning.title, clock)
      write(this.#text, warning.text, clock)
      this.#less.textContent = warning.less
      this.#more.textContent = warning.more
      this.direct(this.#link, seen, action)
    }
    write(this.#againTitle, again?.title ?? [], clock)
    write(this.#againText, again?.text ?? [], clock)
  }

  #showOnly(part: Element | null): void {
    if (this.#body.firstElementChild !== part) this.#body.replaceChildren(...(part === null ? [] : [part]))
  }
}

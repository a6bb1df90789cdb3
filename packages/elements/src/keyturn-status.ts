import type { ShownStatus } from '@keyturn/connect/status'
import type { Seen } from './connection-watch.ts'
import { make, shadowOf } from './dom.ts'
import { LinkingElement } from './linking-element.ts'
import { STATUS_LOOK } from './look.ts'
import { phrasesFor } from './phrases.ts'
import { asOf, clockOf, write } from './shown-text.ts'
import { SIGNS } from './sign.ts'

/**
 * How a connection is, wherever your page speaks of it: a badge, the company, since when, and the way to what can be done.
 * While a person must act it says why, for as long as it takes. It never shows as true what could not be confirmed.
 *
 * @tag keyturn-status
 * @tagname keyturn-status
 * @attr {string} href - Where in your product the form stands; without it the action leads to the page of its own.
 * @slot - What stands here until the state is known.
 * @fires {CustomEvent<ConnectionState>} keyturn-state - The state was read and is another one, or is known for the first time.
 * @fires {CustomEvent<ConnectionState>} keyturn-connected - A key was accepted: the first one, or a new one.
 * @fires {CustomEvent<null>} keyturn-open - The person follows the action. `preventDefault()` keeps them here, for a page that opens the form itself.
 * @fires {CustomEvent<ElementError>} keyturn-error - There is no session (`no_session`), or the state cannot be read (`unreachable`).
 * @cssprop --keyturn-accent - Colour of the action.
 * @cssprop --keyturn-radius - Of corners.
 */
export class KeyturnStatus extends LinkingElement {
  readonly #word = make('span')
  readonly #badge = make('p', { role: 'status' })
  readonly #company = make('bdi')
  readonly #named = make('p', {}, make('strong', {}, this.#company))
  readonly #detail = make('p')
  readonly #why = make('p')
  readonly #link = this.link()
  readonly #slot = make('slot')
  #isKnown = false
  readonly #body = make('div', {}, this.#badge, this.#named, this.#detail, this.#why, this.#link)

  /** @internal */
  protected override begin(): void {
    if (this.shadowRoot === null) shadowOf(this, STATUS_LOOK).append(this.#slot, this.#body)
  }

  /** @internal */
  protected override draw(seen: Seen): void {
    const { live, isLost } = seen
    this.#isKnown = live !== null
    this.#slot.hidden = this.#isKnown || isLost
    this.#body.hidden = !this.#slot.hidden
    if (live !== null) this.#show(live.shown, seen)
    else if (isLost) void this.#showUnknown()
  }

  #show(shown: ShownStatus, seen: Seen): void {
    const { isLost } = seen
    const { lang, dir, tone, icon, label, company, detail, lost, warning, action } = shown
    const clock = clockOf(shown, seen)
    this.#body.lang = lang
    this.#body.dir = dir
    this.#mark(isLost ? 'quiet' : tone, isLost ? 'clock' : icon)
    write(this.#word, isLost ? asOf(lost.label, seen) : label, clock)
    write(this.#detail, isLost ? asOf(lost.detail, seen) : detail, clock)
    write(this.#why, warning?.text ?? [], clock)
    write(this.#company, company === null ? [] : [company], clock)
    this.#named.hidden = company === null
    this.#link.hidden = isLost && warning === null
    this.direct(this.#link, seen, action)
  }

  async #showUnknown(): Promise<void> {
    const words = await phrasesFor(this, { notKnown: 'Not known at the moment' })
    if (this.#isKnown) return
    this.#body.lang = words.lang
    this.#mark('quiet', 'clock')
    this.#word.textContent = words.notKnown
    this.#link.hidden = true
  }

  #mark(tone: ShownStatus['tone'], icon: ShownStatus['icon']): void {
    const { dataset } = this.#badge
    if (dataset['icon'] !== icon) this.#badge.replaceChildren(SIGNS[icon](), this.#word)
    dataset['tone'] = tone
    dataset['icon'] = icon
  }
}

import type { Seen } from './connection-watch.ts'
import { make } from './dom.ts'
import { KeyturnElement } from './keyturn-element.ts'

/** An element with one action, which leads to the form. */
export abstract class LinkingElement extends KeyturnElement {
  static readonly observedAttributes = ['href']

  attributeChangedCallback(): void {
    this.redraw()
  }

  /** @internal */
  protected link(): HTMLAnchorElement {
    const link = make('a', { class: 'button' })
    link.addEventListener('click', (event) => {
      if (!this.tell('keyturn-open', null)) event.preventDefault()
    })
    return link
  }

  /** @internal */
  protected direct(link: HTMLAnchorElement, { session }: Seen, words: string): void {
    link.href = this.getAttribute('href') ?? session?.url ?? ''
    if (link.textContent !== words) link.textContent = words
  }
}

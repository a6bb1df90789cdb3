import type { Repair, TidiedPaste } from '../paste.ts'
import { counted } from '../text.ts'
import type { FieldWords, ScriptFacts } from '../view/facts-of.ts'
import type { Draft } from './draft.ts'
import { PastedText } from './pasted-text.ts'
import { fromReserve } from './reserve.ts'
import { canSeal } from './send-key.ts'
import { addShowButton } from './show-button.ts'

/** `InputEvent.inputType` of text that arrives at once. */
const INSERTED_AS_A_PIECE: ReadonlySet<string> = new Set(['insertFromPaste', 'insertFromDrop', 'insertReplacementText'])

export interface FieldEvents {
  /** The text is another one than that of the last failure. */
  edited(): void
  /** Takes over the bytes and wipes them. */
  submit(key: Uint8Array<ArrayBuffer>): void
  /** Nothing was sent: the text cannot be a key. */
  refused(title: string): void
  say(text: string): void
}

/** What the browser adds to the form: Show, the count, the paste check, a submit without reload. */
export class KeyField {
  readonly #draft: Draft
  readonly #events: FieldEvents
  #input: HTMLInputElement | null = null
  #words: FieldWords | null = null
  #lang = ''
  /** What the paste check has to say about the text as it is. */
  #said: HTMLElement | null = null
  #hide: () => void = () => undefined
  #pasted: PastedText | null = null

  constructor(draft: Draft, events: FieldEvents) {
    this.#draft = draft
    this.#events = events
  }

  /** The page was drawn, perhaps anew: sees to the field that is on it now, if one is. */
  attend({ field, lang }: ScriptFacts): void {
    const input = document.querySelector<HTMLInputElement>('#key')
    this.#words = field
    this.#lang = lang
    if (input !== this.#input) {
      this.#input = input
      this.#said = null
      this.#pasted = null
      if (input !== null && field !== null) this.#adopt(input, field)
    }
    if (input !== null) enableSubmit(input)
    this.#draw()
  }

  hide(): void {
    this.#hide()
  }

  /** As the form's own button does; without a field there is nothing to do. */
  submit(): void {
    this.#hide()
    const button = this.#input?.form?.querySelector('[type=submit]')
    if (this.#pasted === null || button?.getAttribute('aria-disabled') === 'true') return
    const paste = this.#pasted.tidy()
    if (paste.kind === 'key') {
      this.#events.submit(paste.bytes)
      return
    }
    this.#said = this.#sayingOf(paste)
    this.#draw()
    this.#events.refused(this.#said?.querySelector('strong')?.textContent.replace(/\.$/, '') ?? '')
  }

  /** The text was taken away. */
  cleared(): void {
    this.#hide()
    this.#said = null
    if (this.#input !== null) this.#input.value = ''
    this.#draw()
  }

  #adopt(input: HTMLInputElement, words: FieldWords): void {
    // What was typed before the script arrived stays, what was kept from the last try comes back.
    if (input.value === '') input.value = this.#draft.text
    this.#draft.write(input.value)
    this.#hide = addShowButton(input, words, this.#events.say)
    const pasted = new PastedText(input)
    this.#pasted = pasted
    input.addEventListener('paste', () => {
      // What was refused is replaced, not added to.
      if (input.getAttribute('aria-invalid') === 'true') input.select()
    })
    input.addEventListener('input', (event) => {
      const isPiece = event instanceof InputEvent && INSERTED_AS_A_PIECE.has(event.inputType)
      pasted.changed()
      this.#said = isPiece ? this.#check(input, pasted.tidy()) : null
      this.#draft.write(input.value)
      this.#events.edited()
      this.#draw()
    })
    input.form?.addEventListener('submit', (event) => {
      event.preventDefault()
      this.submit()
    })
  }

  /** The repaired text takes the place of the pasted one; what is typed by hand is left alone until it is sent. */
  #check(input: HTMLInputElement, paste: TidiedPaste): HTMLElement | null {
    if (paste.kind === 'key') {
      if (paste.repairs.length > 0) input.value = new TextDecoder().decode(paste.bytes)
      paste.bytes.fill(0)
    }
    return this.#sayingOf(paste)
  }

  #sayingOf(paste: TidiedPaste): HTMLElement | null {
    if (paste.kind === 'malformed') return fromReserve(paste.fault)
    const [hint] = paste.hints
    const saying = hint === undefined && paste.repairs.length === 0 ? null : fromReserve(hint ?? 'tidied')
    if (paste.repairs.length > 0) saying?.lastElementChild?.append(' ', this.#removed(paste.repairs))
    return saying
  }

  #removed(repairs: readonly Repair[]): string {
    const words = this.#words
    if (words === null) return ''
    const names = repairs.map(({ kind, count }) =>
      kind === 'invisible' ? counted(words.repairs.invisible, count, this.#lang) : words.repairs[kind],
    )
    return words.removed.replace('{list}', new Intl.ListFormat(this.#lang, { type: 'conjunction' }).format(names))
  }

  /** Puts what is known of the text around the field. */
  #draw(): void {
    const input = this.#input
    const field = document.querySelector<HTMLElement>('#key-field')
    const secret = document.querySelector('#key-secret')
    if (input === null || field === null || secret === null) return
    if (this.#said !== null) {
      field.querySelector('#key-said')?.remove()
      if (this.#said.dataset['tone'] === 'bad') secret.before(this.#said)
      else secret.after(this.#said)
    } else {
      field.querySelector('#key-said:not([data-failure])')?.remove()
    }
    const said = field.querySelector<HTMLElement>('#key-said')
    const tone = said?.dataset['tone']
    field.toggleAttribute('data-tone', tone === 'bad' || tone === 'ok')
    if (tone === 'bad' || tone === 'ok') field.dataset['tone'] = tone
    if (tone === 'bad') input.setAttribute('aria-invalid', 'true')
    else input.removeAttribute('aria-invalid')
    const counts = this.#drawCount(field, input)
    input.setAttribute(
      'aria-describedby',
      ['key-hint', ...(said === null ? [] : ['key-said']), ...(counts ? ['key-count'] : [])].join(' '),
    )
  }

  #drawCount(field: HTMLElement, input: HTMLInputElement): boolean {
    const count = [...input.value].length
    const before = field.querySelector('#key-count')
    if (count === 0 || this.#words === null) {
      before?.remove()
      return false
    }
    const line = before ?? document.createElement('p')
    line.id = 'key-count'
    line.className = 'field__count'
    line.textContent = counted(this.#words.count, count, this.#lang)
    field.append(line)
    return true
  }
}

/** Where the key must be sealed, the button waits for the script that does it; a browser that cannot says so. */
function enableSubmit({ form }: HTMLInputElement): void {
  const button = form?.querySelector<HTMLButtonElement>('[type=submit]:disabled')
  if (button == null) return
  button.disabled = !canSeal()
  if (!button.disabled || form?.querySelector('#insecure') !== null) return
  const notice = fromReserve('insecure')
  if (notice !== null) form.prepend(notice)
}

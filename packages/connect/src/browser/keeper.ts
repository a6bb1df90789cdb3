import type { Trouble } from '../model.ts'
import type { Clock } from '../times.ts'
import type { ScriptFacts } from '../view/facts-of.ts'
import { become } from './become.ts'
import { showTimes } from './clock.ts'
import { copyFrom, showCopyButtons } from './copy.ts'
import { Draft } from './draft.ts'
import { KeyField } from './key-field.ts'
import { BEAT_MS, openLine } from './line.ts'
import { ownNotice, UNHEARD } from './own-notice.ts'
import { ANSWER_WITHIN_MS, readPage } from './read-page.ts'
import type { ReadPage } from './read-page.ts'
import { placeAfter, postForm, TAKEN } from './requests.ts'
import type { Answer } from './requests.ts'
import { fromReserve } from './reserve.ts'
import { sendKey } from './send-key.ts'
import { holdButtons, releaseButtons } from './sending.ts'
import type { Sending } from './sending.ts'
import type { Surroundings } from './surroundings.ts'

/** A silence that leaves time for an answer within 15 s of pressing the button. */
const OUTCOME_EVERY_MS = 4_000
/** Between two questions what came of it; and how long what was cut off may still be on its way. */
const ASK_EVERY_MS = 3_000
/** Two beats and a little: after this nobody knows whether the page is still true. */
const NOT_KNOWN_AFTER_MS = 2 * BEAT_MS + 2000
const TICK_MS = 1000

const { documentElement: html } = document

/** What a screen reader is told. */
const said = (): Element | null => document.querySelector('#said')

const pause = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs))

/**
 * Keeps one page true: listens, sends what the person does, and shows the page that the server draws. It decides
 * nothing: the server knows the state and makes the words.
 */
export class PageKeeper {
  readonly #root: HTMLElement
  readonly #around: Surroundings
  readonly #draft = new Draft(() => {
    this.#field.cleared()
    this.#showKept()
  })
  readonly #field = new KeyField(this.#draft, {
    edited: () => {
      this.#edited()
    },
    submit: (key) => void this.#submit(key),
    refused: (title) => {
      this.#refuse(title)
    },
    say: (text) => {
      this.#say(text)
    },
  })
  #facts: ScriptFacts
  /** This clock minus the server's, in milliseconds. */
  #ahead: number
  #heardAt = Date.now()
  #readAt = 0
  /** The failure whose text has changed since. */
  #editedFailure: string | null = null
  #isRefused = false
  #isSending = false
  /** The person pressed something: what came of it is said, even where it is what was said before. */
  #owesAWord = false
  #renewing: Promise<boolean> | null = null
  #reads = 0
  #newestReading = Promise.resolve(true)
  #hangUp: () => void = () => undefined
  #ticking: ReturnType<typeof setInterval> | undefined

  constructor({ page, facts }: ReadPage, around: Surroundings) {
    this.#root = page
    this.#around = around
    this.#facts = facts
    this.#ahead = Date.now() - facts.now
    this.#dress()
  }

  get base(): string {
    return this.#facts.base
  }

  /** Where the way back to the host leads. */
  get back(): string | null {
    return this.#facts.back
  }

  open(): void {
    this.close()
    this.#heardAt = Date.now()
    const listener = {
      heard: () => {
        this.#heardAt = Date.now()
        this.#tick()
      },
      state: (version: string) => {
        if (version !== this.#facts.version) void this.#read()
      },
      ended: () => void this.#ended(),
    }
    this.#hangUp = openLine(this.base, () => this.#facts.version, listener, this.#around)
    this.#ticking = setInterval(() => {
      this.#tick()
    }, TICK_MS)
  }

  close(): void {
    this.#hangUp()
    clearInterval(this.#ticking)
  }

  /** The person turns away: nothing can be read over a shoulder. */
  hide(): void {
    this.#field.hide()
  }

  /** The person leaves: what was typed does not outlive the page. */
  leave(): void {
    this.#draft.clear()
    this.close()
  }

  /** Shows the page as it is now, however long that takes. */
  async catchUp(): Promise<void> {
    while (!(await this.#read())) {
      this.#sayUnheard()
      await pause(ASK_EVERY_MS)
    }
    this.#root.querySelector(UNHEARD)?.remove()
  }

  /** Shows the page as it is now. @returns whether the server answered */
  #read(): Promise<boolean> {
    this.#reads += 1
    this.#readAt = Date.now()
    this.#newestReading = this.#readOnce(this.#reads)
    return this.#newestReading
  }

  /** A reading that was overtaken shows nothing, and ends with the one that overtook it. */
  async #readOnce(turn: number): Promise<boolean> {
    const there = this.#around.here()
    const reading = await readPage(there, this.#around)
    if (turn !== this.#reads) return this.#newestReading
    if (reading === 'unheard') return false
    if (reading === 'ended') void this.#ended()
    else if (reading === 'other') this.#around.leaveFor(there)
    else this.#take(reading)
    return true
  }

  /** Shows another view of the page. */
  async follow(there: string): Promise<void> {
    this.#clearTrouble()
    if (!navigator.onLine) {
      this.#trouble('offline', () => void this.follow(there))
      return
    }
    this.#around.moveTo(there, 'step')
    await this.catchUp()
  }

  /** Goes on with the page that took the place of this one. */
  async goOn(): Promise<void> {
    this.close()
    this.#clearTrouble()
    delete html.dataset['ended']
    await this.catchUp()
    this.open()
  }

  /** Sends one of the page's one-button forms. */
  async press(form: HTMLFormElement, pressed: HTMLElement | null): Promise<void> {
    if (pressed?.getAttribute('aria-disabled') === 'true') return
    if (form.action.endsWith('/cancel')) this.#draft.clear()
    await this.#send({
      post: () => postForm(`${this.base}${form.action.split('/').at(-1) ?? ''}`, form, pressed, this.#around),
      again: () => void this.press(form, pressed),
      view: form.dataset['shows'] ?? null,
      mark: 'version',
    })
  }

  async copy(button: HTMLElement): Promise<void> {
    this.#say(await copyFrom(button))
  }

  /** However often it is asked to, it sends one key. */
  async #submit(key: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#send({
      post: () => sendKey(`${this.base}key`, key, this.#facts.seal, this.#around),
      again: () => {
        this.#field.submit()
      },
      view: null,
      mark: 'lastKey',
    })
    key.fill(0)
  }

  async #send(sending: Sending): Promise<void> {
    if (this.#isSending) return
    this.#clearTrouble()
    if (!navigator.onLine) {
      this.#trouble('offline', sending.again)
      return
    }
    const before = this.#facts
    this.#isSending = true
    holdButtons(this.#root)
    this.#say(before.sending)
    const late = setTimeout(() => {
      this.#sayUnheard()
    }, ANSWER_WITHIN_MS)
    const answer = await sending.post()
    const isRenewed = answer.kind === 'ended' && (await this.#ended())
    const trouble = answer.kind === 'ended' ? null : await this.#settle(sending, answer, before)
    clearTimeout(late)
    this.#isSending = false
    releaseButtons(this.#root)
    if (said()?.textContent === before.sending) this.#say('')
    if (trouble !== null) this.#trouble(trouble, trouble === 'unsent' ? sending.again : null)
    if (isRenewed) sending.again()
  }

  /** Has the page say what became of it. @returns what the page cannot say */
  async #settle(sending: Sending, answer: Answer, before: ScriptFacts): Promise<Trouble | null> {
    const { view, mark } = sending
    if (answer.kind === 'taken') {
      this.#owesAWord = true
      this.#around.moveTo(`${this.base}${placeAfter(answer, view)}`, 'silently')
    }
    if (answer.kind === 'unheard') {
      this.#sayUnheard()
      await pause(ASK_EVERY_MS)
    }
    await this.catchUp()
    if (this.#renewing !== null && !(await this.#renewing)) return null
    if (answer.kind === 'changed') return 'changed'
    if (answer.kind === 'refused') return this.#facts.failureId === before.failureId ? 'unsent' : null
    if (answer.kind !== 'unheard') return null
    if (this.#facts[mark] === before[mark]) return 'unsent'
    return this.#settle(sending, TAKEN, before)
  }

  #take({ page, facts }: ReadPage): void {
    const before = this.#facts
    const isNewScreen = facts.screen !== before.screen
    const isNews = isNewScreen || facts.failureId !== before.failureId
    this.#facts = facts
    this.#ahead = Date.now() - facts.now
    if (facts.version !== before.version) this.#around.changed()
    if (facts.typed === 'clear') this.#draft.clear()
    if (isNews) {
      this.#editedFailure = null
      this.#isRefused = false
    }
    const own = isNews ? [] : this.#ownNews()
    become(this.#root, page)
    this.#root.querySelector('.card__body')?.prepend(...own)
    this.#dress()
    if (isNews) this.#moveFocus()
    else if (facts.said !== before.said || this.#owesAWord) this.#say(facts.said)
    this.#owesAWord = false
  }

  /** What the browser itself has put at the head of the page. */
  #ownNews(): HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>('[data-own]')]
  }

  /** Everything that only the browser knows. Again and again without harm. */
  #dress(): void {
    html.lang = this.#facts.lang
    html.dir = this.#facts.dir
    if (this.#facts.failureId !== null && this.#facts.failureId === this.#editedFailure) this.#dropFailure()
    this.#field.attend(this.#facts)
    showCopyButtons(this.#root)
    this.#showKept()
    this.#tick()
    this.#showTitle()
  }

  /** Whether the text is still in the field, wherever the page speaks of it. */
  #showKept(): void {
    const words = this.#draft.text === '' ? this.#facts.emptied : this.#facts.kept
    for (const span of this.#root.querySelectorAll('[data-kept]')) span.textContent = words
  }

  #showTitle(): void {
    const refuses = this.#isRefused || (this.#facts.refuses && this.#editedFailure === null)
    document.title = refuses ? `${this.#facts.errorPrefix}${this.#facts.title}` : this.#facts.title
  }

  #edited(): void {
    this.#editedFailure = this.#facts.failureId
    this.#isRefused = false
    this.#dropFailure()
    for (const kept of this.#root.querySelectorAll('[data-own] [data-kept]')) kept.remove()
    this.#showTitle()
  }

  #dropFailure(): void {
    for (const part of this.#root.querySelectorAll('[data-failure]')) part.remove()
  }

  /** A text that cannot be a key: refused here, and nothing was sent. */
  #refuse(title: string): void {
    this.#dropFailure()
    this.#clearTrouble()
    this.#editedFailure = this.#facts.failureId
    this.#isRefused = true
    const summary = fromReserve('refused')
    if (summary === null) return
    summary.dataset['own'] = ''
    const link = summary.querySelector('a')
    if (link !== null) link.textContent = title
    this.#root.querySelector('.card__body')?.prepend(summary)
    this.#dress()
    this.#moveFocus()
  }

  #trouble(kind: Trouble, again: (() => void) | null): void {
    this.#clearTrouble()
    const isKept = this.#draft.text !== '' && this.#root.querySelector('#key') !== null
    const notice = ownNotice(kind, isKept ? this.#facts.kept : null, again)
    if (notice === null) return
    this.#root.querySelector('.card__body')?.prepend(notice)
    notice.scrollIntoView({ block: 'nearest' })
    this.#say(notice.querySelector('div')?.innerText ?? '')
  }

  #sayUnheard(): void {
    if (this.#root.querySelector(UNHEARD) === null) this.#trouble('unheard', null)
  }

  #clearTrouble(): void {
    for (const own of this.#ownNews()) own.remove()
  }

  /** Where another page takes the place of the one that ended, what was typed goes on with it. */
  #ended(): Promise<boolean> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null
    })
    return this.#renewing
  }

  async #renew(): Promise<boolean> {
    this.close()
    if (await this.#isElsewhereNow()) return false
    if (!(await this.#around.renew())) {
      this.#trouble('ended', null)
      html.dataset['ended'] = ''
      this.#showLost()
      return false
    }
    await this.goOn()
    return true
  }

  /** A page that is over may have left another in its place, complete without a script. */
  async #isElsewhereNow(): Promise<boolean> {
    const there = this.#around.here()
    const isOther = (await readPage(there, this.#around)) === 'other'
    if (isOther) this.#around.leaveFor(there)
    return isOther
  }

  #tick(): void {
    showTimes(this.#root, this.#clock())
    if (this.#isSending) holdButtons(this.#root)
    this.#askForOutcome()
    const isLost = Date.now() - this.#heardAt > NOT_KNOWN_AFTER_MS
    if (isLost) this.#showLost()
    else html.removeAttribute('data-lost')
  }

  /** A key is being checked and the line is silent: what came of it may be held back on the way. */
  #askForOutcome(): void {
    const isQuiet = Date.now() - Math.max(this.#heardAt, this.#readAt) > OUTCOME_EVERY_MS
    if (isQuiet && this.#facts.screen === 'checking') void this.#read()
  }

  #clock(): Clock {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
    return { lang: this.#facts.lang, timeZone, now: Date.now() - this.#ahead, zoneName: '' }
  }

  /** Chip and progress stand still: never a green that is not being confirmed. */
  #showLost(): void {
    html.dataset['lost'] = ''
    const time = this.#root.querySelector<HTMLTimeElement>('.chip--lost time')
    if (time !== null) time.dateTime = new Date(this.#heardAt - this.#ahead).toISOString()
    showTimes(this.#root, this.#clock())
  }

  /**
   * The focus goes to the news: a summary or notice of what failed, else the heading of a new screen. Outside the
   * page's own part it stays where it is, and the news is said instead.
   */
  #moveFocus(): void {
    const main = this.#root.querySelector('main')
    const target = main?.querySelector<HTMLElement>('[data-news]') ?? main?.querySelector('h1')
    const { activeElement, body } = document
    const isElsewhere = activeElement !== null && activeElement !== body && main?.contains(activeElement) === false
    if (isElsewhere || !this.#around.hasFocus()) {
      this.#say(target?.innerText ?? '')
      return
    }
    target?.focus({ preventScroll: true })
    scrollTo(0, 0)
    // In a frame as high as its page only the host's page scrolls.
    target?.scrollIntoView({ block: 'nearest' })
  }

  #say(text: string): void {
    const place = said()
    if (place !== null) place.textContent = text
  }
}

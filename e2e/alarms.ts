import type { Browser, BrowserContext } from '@playwright/test'

/** That something was refused or not there is what tests provoke, and what they look at by themselves. */
const REQUEST_THAT_FAILED = /^Failed to load resource: /
const BROKEN_POLICY = /Content Security Policy|Trusted ?(?:Type|HTML|Script)/i

/**
 * What a browser says against the pages in it, whoever opened them: policies that were broken, errors in the console,
 * errors that nobody caught.
 */
export class Alarms implements Disposable {
  readonly #browser: Browser
  #heard: string[] = []

  constructor(browser: Browser) {
    this.#browser = browser
    browser.on('context', this.#listen)
  }

  readonly #listen = (context: BrowserContext): void => {
    context.on('console', (message) => {
      const text = message.text()
      const isError = message.type() === 'error' && !REQUEST_THAT_FAILED.test(text)
      if (isError || BROKEN_POLICY.test(text)) this.#heard.push(text)
    })
    context.on('weberror', (error) => this.#heard.push(error.error().message))
  }

  /** What was heard so far, and no longer counts. */
  taken(): readonly string[] {
    const heard = this.#heard
    this.#heard = []
    return heard
  }

  [Symbol.dispose](): void {
    this.#browser.off('context', this.#listen)
  }
}

import type { BrowserContext } from '@playwright/test'
import { NOW } from '../gallery.ts'
import type { PageServer } from './page-server.ts'

/** The longest that server and browser may be apart while time passes. */
const STEP_MS = 10_000

/** One clock for a page server and the browser in front of it. It stands still until it is told to go on. */
export class BrowserClock {
  readonly #context: BrowserContext
  #now = NOW

  private constructor(context: BrowserContext) {
    this.#context = context
  }

  /** Takes over the time of both before any page is open. */
  static async install(context: BrowserContext, server: PageServer): Promise<BrowserClock> {
    const clock = new BrowserClock(context)
    server.now = () => clock.#now
    await context.clock.install({ time: NOW })
    await context.clock.pauseAt(NOW)
    await context.addInitScript(timeOutByTimers)
    return clock
  }

  async pass(ms: number): Promise<void> {
    const until = this.#now + ms
    while (this.#now < until) {
      const stepMs = Math.min(STEP_MS, until - this.#now)
      this.#now += stepMs
      await this.#context.clock.runFor(stepMs)
    }
  }
}

/** In the page: limits that the browser keeps by its own clock are kept by timers, which pass with the test's. */
function timeOutByTimers(): void {
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController()
    setTimeout(() => {
      controller.abort(new DOMException('The time is up.', 'TimeoutError'))
    }, ms)
    return controller.signal
  }
  Object.defineProperty(XMLHttpRequest.prototype, 'timeout', {
    set(this: XMLHttpRequest, ms: number) {
      setTimeout(() => {
        if (this.readyState === XMLHttpRequest.DONE) return
        this.abort()
        this.dispatchEvent(new ProgressEvent('timeout'))
      }, ms)
    },
  })
}

import type { Browser, BrowserContextOptions, CDPSession, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest'
import { HAS_BROWSER, openBrowser } from '@keyturn/scripts/test-browser'
import { aConnection, aPlace } from '../gallery.ts'
import { BrowserClock } from './browser-clock.ts'
import { PageServer } from './page-server.ts'

export const KEY = 'example-not-a-real-key-0000000000000001'
const PATIENCE_MS = 60_000

/** One page of one customer in a real browser, with the server's half in the hands of the test. */
export interface BrowserPages {
  readonly server: PageServer
  readonly page: Page
  /**
   * @param clock time stands still at `NOW` of the gallery, for server and browser, until the test lets it `pass`
   * @param before has the page as long as nothing is on it
   * @param insecure as at an http address of another machine: the browser has nothing to encrypt with
   */
  open(
    options?: BrowserContextOptions & { readonly clock?: 'by hand'; readonly insecure?: true },
    before?: (page: Page) => Promise<unknown>,
  ): Promise<void>
  /** Lets time pass for server and browser, and runs what was due by then. Needs a clock by hand. */
  pass(ms: number): Promise<void>
  /** What the browser has printed that is worth an alarm. A test that provokes it takes it away. */
  readonly alarms: string[]
}

/** A test is in a browser's hands only where there is one; a page that breaks its policy or fails, fails the test. */
export function describeInBrowser(name: string, tests: (at: BrowserPages) => void): void {
  describe.skipIf(!HAS_BROWSER)(name, { timeout: PATIENCE_MS }, () => {
    const held: { browser?: Browser; server?: PageServer; page?: Page; clock?: BrowserClock | undefined } = {}
    const alarms: string[] = []

    beforeAll(async () => {
      held.browser = await openBrowser()
    }, PATIENCE_MS)
    afterAll(() => held.browser?.close())
    beforeEach(async () => {
      alarms.length = 0
      held.server = await PageServer.start(aPlace(aConnection('not_connected')))
    }, PATIENCE_MS)
    afterEach(async () => {
      await held.page?.context().close()
      await held.server?.close()
      expect(alarms).toEqual([])
    })

    tests({
      alarms,
      get server() {
        return there(held.server)
      },
      get page() {
        return there(held.page)
      },
      async open({ clock, insecure, ...options } = {}, before) {
        const context = await there(held.browser).newContext({ timezoneId: 'Europe/Copenhagen', ...options })
        held.clock = clock && (await BrowserClock.install(context, there(held.server)))
        held.page = await context.newPage()
        held.page.setDefaultTimeout(20_000)
        listenForAlarms(held.page, alarms)
        if (insecure === true) {
          await held.page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { value: false }))
        }
        await before?.(held.page)
        await held.page.goto(there(held.server).pageUrl)
      },
      pass: (ms) => there(held.clock).pass(ms),
    })
  })
}

function there<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('Nothing was opened yet.')
  return thing
}

/** That something was not there to be had is the test's own doing. */
const FAILED_REQUEST = /^Failed to load resource/

function listenForAlarms(page: Page, alarms: string[]): void {
  page.on('pageerror', ({ message }) => alarms.push(message))
  page.on('console', (message) => {
    const isAlarm = message.type() === 'error' && !FAILED_REQUEST.test(message.text())
    if (isAlarm || /Content Security Policy|Trusted/i.test(message.text())) alarms.push(message.text())
  })
}

export const field = (page: Page) => page.locator('#key')

export const seen = async (page: Page, text: string | RegExp): Promise<void> => {
  await page.locator('main').getByText(text).first().waitFor()
}

export const heading = async (page: Page, text: string): Promise<void> => {
  await page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor()
}

/** What a screen reader was told last. */
export const said = (page: Page): Promise<string | null> => page.locator('#said').textContent()

/** Puts a text where a person's paste finds it. */
async function copy(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
}

/** The three ways in which a text arrives in one piece. */
export const WAYS_IN = {
  'the keyboard': async (page: Page, text: string): Promise<void> => {
    await copy(page, text)
    await field(page).focus()
    await page.keyboard.press('Control+V')
  },
  /** The command that the menu of the right mouse button gives. */
  'the menu': async (page: Page, text: string): Promise<void> => {
    await copy(page, text)
    await field(page).click({ button: 'right' })
    const devtools = await devtoolsOf(page)
    await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', commands: ['paste'] })
  },
  'drag and drop': async (page: Page, text: string): Promise<void> => {
    const box = await field(page).boundingBox()
    const devtools = await devtoolsOf(page)
    const data = { items: [{ mimeType: 'text/plain', data: text }], dragOperationsMask: 1 }
    const where = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await devtools.send('Input.dispatchDragEvent', { type, ...where, data })
    }
  },
} as const

export const paste = WAYS_IN['the keyboard']

const devtoolsOf = (page: Page): Promise<CDPSession> => page.context().newCDPSession(page)

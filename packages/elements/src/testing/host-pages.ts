import { fileURLToPath } from 'node:url'
import type { Browser, Frame, Page } from '@playwright/test'
import { rolldown } from 'rolldown'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest'
import { readFromFrame, readToFrame, sealed } from '@keyturn/connect/frame-protocol'
import type { FromFrame, ToFrame } from '@keyturn/connect/frame-protocol'
import { HAS_BROWSER, openBrowser } from '@keyturn/scripts/test-browser'
import type { Heard, PutOptions, Tag } from './host-script.ts'
import { HostServer } from './host-server.ts'

const PATIENCE_MS = 60_000
const SECOND_MS = 1_000

export const TAGS = ['keyturn-connect', 'keyturn-status', 'keyturn-banner'] as const satisfies readonly Tag[]

declare global {
  /** Set by the mutation runner alone. */
  var keyturnReached: ((unit: string) => void) | undefined
  /** Of the frame's script: see host-server.ts. */
  var frame: { readonly heard: readonly unknown[]; say(message: object): void }
}

/** A host's page in a real browser, whose clock stands still until the test moves it on. */
export interface HostPages {
  readonly page: Page
  readonly server: HostServer
  put(tag: Tag, options?: Omit<PutOptions, 'inside'>): Promise<void>
  remove(tag: Tag): Promise<void>
  /** Moves the page's clock on. */
  pass(seconds: number): Promise<void>
  /** Has the element read the state, and waits until it has. */
  refresh(tag: Tag): Promise<void>
  /** The page comes into sight. */
  look(): Promise<void>
  /** The events of one kind, of one element. */
  heard(type: string, from: Tag): Promise<readonly Heard[]>
  /** What a person reads in an element. */
  text(tag: Tag): Promise<string>
  /** What has come to the frame, each a message of the protocol. */
  readonly toFrame: () => Promise<readonly ToFrame[]>
  say(message: FromFrame): Promise<void>
}

/** Waits until something is so. */
export const eventually = <Value>(read: () => Value | Promise<Value>): ReturnType<typeof expect.poll<Value>> =>
  expect.poll(read, { interval: 25, timeout: 20_000 })

/** @param scripts of this folder that the page can load, besides the host's own, which it has loaded */
export function describeInHost(name: string, tests: (at: HostPages) => void, scripts: readonly string[] = []): void {
  describe.skipIf(!HAS_BROWSER)(name, { timeout: PATIENCE_MS }, () => {
    const held: { browser?: Browser; page?: Page; server?: HostServer } = {}
    const alarms: string[] = []

    beforeAll(async () => {
      held.server = await HostServer.start(await bundled(['host-script', ...scripts]))
      held.browser = await openBrowser()
      held.page = await held.browser.newPage({ locale: 'en-GB', timezoneId: 'Europe/Copenhagen', colorScheme: 'light' })
      held.page.setDefaultTimeout(20_000)
      await tellReach(held.page)
      held.page.on('pageerror', ({ message }) => alarms.push(message))
      held.page.on('console', (message) => {
        if (message.type() === 'error' && !FAILED_REQUEST.test(message.text())) alarms.push(message.text())
      })
    }, PATIENCE_MS)
    afterAll(async () => {
      await held.browser?.close()
      await held.server?.close()
    })
    beforeEach(async () => {
      const server = there(held.server)
      await there(held.page).goto(server.host)
      server.reset()
      alarms.length = 0
    }, PATIENCE_MS)
    afterEach(() => {
      expect(alarms).toEqual([])
    })

    tests(pagesOf(() => ({ page: there(held.page), server: there(held.server) })))
  })
}

/** That something was not there to be had is the test's own doing. */
const FAILED_REQUEST = /^Failed to load resource/

/** The mutation runner asks which functions a test reaches; those of the page answer as those beside it do. */
async function tellReach(page: Page): Promise<void> {
  const { keyturnReached } = globalThis
  if (keyturnReached !== undefined) await page.exposeFunction('keyturnReached', keyturnReached)
}

function there<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('Nothing was opened yet.')
  return thing
}

function pagesOf(held: () => Pick<HostPages, 'page' | 'server'>): HostPages {
  const { say, toFrame } = frameOf(held)
  return {
    get page() {
      return held().page
    },
    get server() {
      return held().server
    },
    put: (tag, options = {}) =>
      held().page.evaluate(([name, given]) => void host.put(name, given), [tag, options] as const),
    remove: (tag) => held().page.evaluate((name) => host.at(name).remove(), tag),
    pass: (seconds) => held().page.evaluate((ms) => host.pass(ms), seconds * SECOND_MS),
    refresh: (tag) => held().page.evaluate((name) => host.at(name).refresh(), tag),
    look: () => held().page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange'))),
    heard: (type, from) =>
      held().page.evaluate(([name, tag]) => host.heard.filter((each) => each.type === name && each.from === tag), [
        type,
        from,
      ] as const),
    text: (tag) => held().page.evaluate((name) => host.text(name), tag),
    say,
    toFrame,
  }
}

function frameOf(held: () => Pick<HostPages, 'page' | 'server'>): Pick<HostPages, 'say' | 'toFrame'> {
  const inside = async (): Promise<Frame> => {
    const { page, server } = held()
    const find = () => page.frames().find((each) => each.url().startsWith(`${server.keyturn}/connect/`))
    await eventually(find).toBeDefined()
    const found = there(find())
    await found.waitForLoadState()
    return found
  }
  return {
    async say(message) {
      expect(readFromFrame(sealed(message))).not.toBeNull()
      await (await inside()).evaluate((posted) => frame.say(posted), sealed(message))
    },
    async toFrame() {
      const heard = await (await inside()).evaluate(() => frame.heard)
      return heard.map((data) => {
        const message = readToFrame(data)
        if (message === null) throw new Error(`No message of the protocol: ${JSON.stringify(data)}`)
        return message
      })
    },
  }
}

/** Scripts of this folder, each with all it imports, by name; what is fetched only when it is needed is a file of its own. */
async function bundled(scripts: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const files = await Promise.all(scripts.map(bundledAlone))
  return new Map(files.flat())
}

async function bundledAlone(script: string): Promise<readonly (readonly [name: string, code: string])[]> {
  const bundle = await rolldown({
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    input: `./${script}.ts`,
    platform: 'browser',
    resolve: { conditionNames: ['@keyturn/source', 'import', 'default'] },
    transform: { define: { 'process.env.NODE_ENV': '"development"' } },
  })
  const { output } = await bundle.generate({ format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name].js' })
  await bundle.close()
  return output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file.code] as const] : []))
}

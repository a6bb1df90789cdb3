import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import type { Browser, BrowserContextOptions, ConsoleMessage, Page } from '@playwright/test'
import axe from 'axe-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { ACME, ACME_GROUP } from './companies.ts'
import { magicKey } from './magic-keys.ts'
import { startSimulator } from './simulator.ts'
import type { Simulator } from './simulator.ts'

const CHROMIUM = [
  process.env['KEYTURN_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  chromium.executablePath(),
].find((file) => file !== undefined && file !== '' && existsSync(file))

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
const PATIENCE_MS = 120_000
const SAYS = 'This is a stand-in for trying things out. It is not Pleo.'
const GO_TO = 'http://127.0.0.1:9/connect/pleo'
const KEY = /standin-key-not-real-[0-9a-f]{32}/

const DESKTOP = { width: 1280, height: 900 }
const PHONE = { width: 320, height: 640 }
/** The last is 400 % zoom of 1280 × 1024. */
const SIZES = [DESKTOP, { width: 768, height: 900 }, PHONE, { width: 320, height: 256 }] as const
const SIGHTS = [
  { media: { colorScheme: 'light' }, viewport: DESKTOP },
  { media: { colorScheme: 'dark' }, viewport: DESKTOP },
  { media: { forcedColors: 'active' }, viewport: DESKTOP },
  { media: { colorScheme: 'light' }, viewport: PHONE },
] as const
const AXE_RUN = `axe.run({ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })
  .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`
const OVERFLOW_PX = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'

const withChromium = describe.skipIf(CHROMIUM === undefined)

withChromium('the pages, in Chromium (skipped where there is none; name yours in KEYTURN_CHROMIUM)', () => {
  let browser: Browser
  let simulator: Simulator

  beforeAll(async () => {
    simulator = await startSimulator({ goToUrl: GO_TO })
    browser = await chromium.launch({ args: ARGS, ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }) })
  }, PATIENCE_MS)
  afterAll(async () => {
    await browser.close()
    await simulator.close()
  })
  beforeEach(() => simulator.control.reset())

  /** A fresh browser; whatever it reports against the page ends up in `complaints`. */
  async function visitor(options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ baseURL: simulator.url, ...options })
    onTestFinished(() => page.close())
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    return { page, complaints }
  }

  const heading = (page: Page): Promise<string> => page.getByRole('heading', { level: 1 }).innerText()
  /** Presses a link or a button and waits for the page it leads to. */
  async function follow(page: Page, role: 'link' | 'button', name: string | RegExp): Promise<void> {
    await page.getByRole(role, { name }).first().click()
    await page.waitForLoadState()
  }
  const link = (page: Page, name: string | RegExp): Promise<void> => follow(page, 'link', name)
  const press = (page: Page, name: string | RegExp): Promise<void> => follow(page, 'button', name)

  async function callWith(key: string, path = '/v1/introspect'): Promise<{ status: number; text: string }> {
    const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`
    const response = await fetch(`${simulator.url}${path}`, { headers: { authorization } })
    return { status: response.status, text: await response.text() }
  }

  /** Presses Allow without a browser. @returns The page of the new key. */
  async function allow(subject: string): Promise<URL> {
    const response = await fetch(`${simulator.url}/settings/accounting/${subject}/add`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: simulator.url },
      body: 'decision=allow',
    })
    return new URL(response.headers.get('location') ?? '', simulator.url)
  }

  /** From the start page to the permissions, as a person goes. */
  async function toPermissions(page: Page, subject: string): Promise<void> {
    await page.goto('/')
    await link(page, 'Open Settings')
    await link(page, 'Accounting')
    await link(page, subject)
    await link(page, /^Add/)
  }

  const shownKey = async (page: Page): Promise<string> => KEY.exec(await page.locator('main').innerText())?.[0] ?? ''

  async function addedKey(page: Page, subject: string): Promise<string> {
    await toPermissions(page, subject)
    await press(page, 'Allow')
    return shownKey(page)
  }

  it.each([
    { scripts: 'with scripts', options: {} },
    { scripts: 'without scripts', options: { javaScriptEnabled: false } },
  ])(
    'lead from Settings to a key that works, and by Delete to one that does not, $scripts',
    async ({ options }) => {
      const { page, complaints } = await visitor(options)
      await toPermissions(page, 'Acme ApS')
      expect(await heading(page)).toBe('Add Acme Books to Acme ApS')
      expect(await page.locator('.ticks li').allInnerTexts()).toEqual([
        'See exports',
        'Create and update exports',
        'See tags',
        'See the company name',
      ])
      await press(page, 'Cancel')
      expect(await page.locator('main').innerText()).toContain('Not added yet.')

      await link(page, 'Add Acme Books')
      await press(page, 'Allow')
      expect(await heading(page)).toBe('Your API key for Acme Books')
      const key = await shownKey(page)
      expect(key).toMatch(KEY)
      expect((await callWith(key)).text).toContain(`urn:pleo:company:${ACME.id}`)
      expect(await page.getByRole('link', { name: 'Go to Acme Books' }).getAttribute('href')).toBe(GO_TO)

      await page.reload()
      expect(await heading(page)).toBe('This key was shown already')
      expect(await page.content()).not.toContain(key)

      await link(page, 'See the keys')
      expect(await page.content()).not.toMatch(KEY)
      expect(await page.locator('.item').innerText()).toContain('Acme ApS')
      await press(page, /^Delete/)
      expect(await page.locator('main').innerText()).toContain('There are no keys.')
      expect((await callWith(key)).status).toBe(401)
      expect(complaints).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'copies the key with the copy button, and says so',
    async () => {
      const { page, complaints } = await visitor({ permissions: ['clipboard-read', 'clipboard-write'] })
      const key = await addedKey(page, 'Nordlys Bakery ApS')
      await press(page, 'Copy')
      await page.getByRole('status').filter({ hasText: 'Copied.' }).waitFor()
      expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(key)
      expect(complaints).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'selects the key where the browser does not let a page copy',
    async () => {
      const { page } = await visitor()
      const key = await addedKey(page, 'Acme ApS')
      await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error())')
      await press(page, 'Copy')
      await page.getByRole('status').filter({ hasText: 'Copy it with the keyboard' }).waitFor()
      expect(await page.evaluate<string>('getSelection().toString().trim()')).toBe(key)
    },
    PATIENCE_MS,
  )

  it(
    'offer no copy button without scripts, and the key as text',
    async () => {
      const { page } = await visitor({ javaScriptEnabled: false })
      expect(await addedKey(page, 'Acme ApS')).toMatch(KEY)
      expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0)
    },
    PATIENCE_MS,
  )

  it(
    'make a further key when the integration is added again, and keep the first',
    async () => {
      const { page } = await visitor()
      const first = await addedKey(page, 'Acme ApS')
      await link(page, 'Close')
      expect(await page.locator('main').innerText()).toContain('Added: 1 key. Adding it again makes a new key.')
      const second = await addedKey(page, 'Acme ApS')
      expect(second).not.toBe(first)
      expect([(await callWith(first)).status, (await callWith(second)).status]).toEqual([200, 200])
    },
    PATIENCE_MS,
  )

  it(
    'make a key of the organisation where a person chose that',
    async () => {
      const { page } = await visitor()
      const { text } = await callWith(await addedKey(page, 'Acme Group'))
      expect(text).toContain(`urn:pleo:organisation:${ACME_GROUP.id}`)
    },
    PATIENCE_MS,
  )

  it(
    'use up the one showing of a key only for a person, not for a browser that loads ahead',
    async () => {
      const address = await allow(ACME.id)
      const ahead = await fetch(address, { headers: { 'sec-purpose': 'prefetch' } })
      expect(await ahead.text()).not.toMatch(KEY)
      await fetch(address, { method: 'HEAD' })
      expect(await (await fetch(address)).text()).toMatch(KEY)
      expect(await (await fetch(address)).text()).not.toMatch(KEY)
    },
    PATIENCE_MS,
  )

  describe('the control page', () => {
    it(
      'fails everybody, for a time, and takes it back',
      async () => {
        const { page } = await visitor()
        await page.goto('/_simulator')
        await page.getByLabel('How to answer everybody').selectOption('unavailable')
        await page.getByLabel('For how long everybody').selectOption('for 1 minute')
        await press(page, 'Set for everybody')
        expect(await page.getByRole('status').innerText()).toBe('Set.')
        expect(await page.locator('main').innerText()).toMatch(/Answers: unavailable until \d\d:\d\d:\d\d UTC/)
        expect((await callWith(magicKey('ok'))).status).toBe(503)
        await page.getByLabel('How to answer everybody').selectOption('ok')
        await press(page, 'Set for everybody')
        expect((await callWith(magicKey('ok'))).status).toBe(200)
      },
      PATIENCE_MS,
    )

    it(
      'makes a key fail, drops a permission, switches the company, renames it and deletes the key',
      async () => {
        const { page, complaints } = await visitor()
        const key = await addedKey(page, 'Acme ApS')
        const company = (): Promise<{ status: number; text: string }> => callWith(key, `/v1/companies/${ACME.id}`)
        await page.goto('/_simulator')

        await page.getByLabel('How to answer key_1').selectOption('forbidden')
        await press(page, 'Set for key_1')
        expect((await callWith(key)).status).toBe(403)
        expect((await callWith(magicKey('ok'))).status).toBe(200)
        await page.getByLabel('How to answer key_1').selectOption('ok')
        await press(page, 'Set for key_1')

        const name = page.getByLabel(`Name of company ${ACME.id}`)
        await name.fill('Acme <Renamed> & Sons')
        await press(page, 'Rename Acme ApS')
        expect((await company()).text).toContain('Acme <Renamed> & Sons')
        expect(await name.inputValue()).toBe('Acme <Renamed> & Sons')

        await page.locator('summary', { hasText: '(key_1)' }).click()
        await page.locator('details', { hasText: '(key_1)' }).getByLabel('See exports').uncheck()
        await press(page, 'Save permissions of key_1')
        const { text } = await callWith(key)
        expect(text).not.toContain('export-jobs:read')
        expect(text).toContain('companies:read')

        await page.locator('summary', { hasText: '(key_1)' }).click()
        await page.getByLabel('Company opened by key_1').selectOption('Nordlys Bakery ApS')
        await press(page, 'Switch company of key_1')
        expect((await company()).status).toBe(404)

        await page.locator('summary', { hasText: '(key_1)' }).click()
        await press(page, 'Delete key_1')
        expect((await callWith(key)).status).toBe(401)
        expect(complaints).toEqual([])
      },
      PATIENCE_MS,
    )

    it(
      'shows what was sent, warns of a key in a URL, and shows no key',
      async () => {
        const key = simulator.control.createKey().key
        await callWith(key, `/v1/introspect?api_key=${key}`)
        const { page } = await visitor()
        await page.goto('/_simulator')
        expect(await page.locator('main').innerText()).toContain('KEY IN THE URL')
        expect(await page.content()).not.toContain(key)
        await press(page, 'Forget everything')
        expect(await page.locator('main').innerText()).toContain('Nothing yet.')
      },
      PATIENCE_MS,
    )
  })

  /** Something on every page. */
  async function busy(): Promise<string> {
    const { key } = simulator.control.createKey({ company: { name: `Company ${'of a very long name '.repeat(6)}` } })
    simulator.control.revoke({ key: simulator.control.createKey().key })
    simulator.control.setBehaviour({ key, behaviour: 'rate_limited_no_header', operation: 'introspect', forMs: 60_000 })
    await callWith(key, `/v1/introspect?${'x'.repeat(300)}=${key}`)
    await callWith(magicKey('not_json'))
    const allowed = await allow(ACME.id)
    return allowed.pathname
  }

  const PAGES: Readonly<Record<string, (keyPage: string) => string>> = {
    start: () => '/',
    settings: () => '/settings',
    accounting: () => '/settings/accounting',
    company: () => `/settings/accounting/${ACME.id}`,
    permissions: () => `/settings/accounting/${ACME_GROUP.id}/add`,
    key: (keyPage) => keyPage,
    'key shown already': (keyPage) => keyPage,
    'API keys': () => '/settings/api-keys',
    control: () => '/_simulator?done=rename',
    lost: () => '/settings/accounting/nobody',
  }

  /** One browser window for them all: opening one costs more than looking. */
  const looked = Promise.withResolvers<Page>()
  beforeAll(async () => looked.resolve(await browser.newPage({ baseURL: simulator.url })), PATIENCE_MS)

  it.each(Object.keys(PAGES))(
    'are accessible in light, dark and forced colours, say what they are, never scroll sideways: %s',
    async (name) => {
      const keyPage = await busy()
      if (name === 'key shown already') await fetch(new URL(keyPage, simulator.url))
      const page = await looked.promise
      const complaints: string[] = []
      const complain = (message: ConsoleMessage): unknown =>
        message.type() === 'error' && complaints.push(message.text())
      page.on('console', complain)
      onTestFinished(() => void page.off('console', complain))
      await page.setViewportSize(DESKTOP)
      await page.goto(PAGES[name]?.(keyPage) ?? '')
      expect(await page.locator('header').innerText()).toContain(SAYS)
      await page.evaluate('document.querySelectorAll("details").forEach((fold) => { fold.open = true })')
      await page.evaluate(axe.source)
      for (const { media, viewport } of SIGHTS) {
        await page.emulateMedia({ colorScheme: null, forcedColors: null, ...media })
        await page.setViewportSize(viewport)
        expect(await page.evaluate<string[]>(AXE_RUN)).toEqual([])
      }
      for (const viewport of SIZES) {
        await page.setViewportSize(viewport)
        expect(await page.evaluate<number>(OVERFLOW_PX)).toBe(0)
      }
      expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'can be used by keyboard alone',
    async () => {
      const { page } = await visitor()
      await toPermissions(page, 'Acme ApS')
      await page.keyboard.press('Tab')
      expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Skip to the content')
      await page.keyboard.press('Enter')
      const reached = new Set<string>()
      for (let step = 0; step < 12; step += 1) {
        await page.keyboard.press('Tab')
        reached.add(await page.evaluate<string>('document.activeElement.textContent.trim()'))
      }
      expect([...reached]).toEqual(expect.arrayContaining(['Allow', 'Cancel']))
      await page.getByRole('button', { name: 'Allow' }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: 'Your API key for Acme Books' }).waitFor()
    },
    PATIENCE_MS,
  )
})

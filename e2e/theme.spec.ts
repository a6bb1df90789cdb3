import { createServer } from 'node:http'
import { brotliCompressSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { aCustomer, heading } from './page-parts.ts'
import { expect, test, World } from './world.ts'

const WARM = {
  accent: '#6a2c70',
  surface: '#fffaf5',
  text: '#2b1a12',
  font: 'Georgia, serif',
  radius: 16,
} as const
const MARK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="red"/></svg>'

/** Serves a mark, or has none. */
async function logoHost(mark: string | null) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.headers.referer ?? 'no referrer')
    if (mark === null) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(mark)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    asked,
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/mark.svg`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Browsers ask for it by themselves, once a site. */
const BROWSERS_OWN = '/favicon.ico'

/** What the browser says against the page: blocked by the policy, or not found. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.location().url.endsWith(BROWSERS_OWN)) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return complaints
}

/** What a page is drawn from. */
const NEEDED: ReadonlySet<string> = new Set(['document', 'stylesheet', 'script'])

const styleOf = (page: Page, selector: string, property: string): Promise<string> =>
  page
    .locator(selector)
    .first()
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property)

test('a page wears the colours, the typeface and the corners of its session, under the strict policy', async ({
  page,
  world,
}) => {
  const complaints = complaintsOf(page)
  await aCustomer(page, world, { theme: WARM })
  expect(await styleOf(page, '.card', 'background-color')).toBe('rgb(255, 250, 245)')
  expect(await styleOf(page, 'h1', 'color')).toBe('rgb(43, 26, 18)')
  expect(await styleOf(page, 'h1', 'font-family')).toMatch(/^Georgia, serif|^"Georgia", serif/)
  expect(await styleOf(page, '.button--main', 'background-color')).toBe('rgb(106, 44, 112)')
  expect(await styleOf(page, '.button--main', 'border-top-left-radius')).toBe('16px')
  expect(complaints).toEqual([])
})

test('it follows the reader from light to dark, unless the theme says which', async ({ page, world }) => {
  await aCustomer(page, world, { theme: { accent: '#6a2c70' } })
  expect(await styleOf(page, '.card', 'background-color')).toBe('rgb(255, 255, 255)')
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await styleOf(page, '.card', 'background-color')).toBe('rgb(23, 32, 34)')
  await expect.poll(() => styleOf(page, '.button--main', 'background-color')).not.toBe('rgb(106, 44, 112)')

  await aCustomer(page, world, { theme: { appearance: 'light' } })
  expect(await styleOf(page, '.card', 'background-color')).toBe('rgb(255, 255, 255)')
  expect(await styleOf(page, 'html', 'color-scheme')).toBe('light')
  await page.emulateMedia({ colorScheme: 'light' })
  await aCustomer(page, world, { theme: { appearance: 'dark' } })
  expect(await styleOf(page, '.card', 'background-color')).toBe('rgb(23, 32, 34)')
  expect(await styleOf(page, 'html', 'color-scheme')).toBe('dark')
})

test('a theme costs no request and a few bytes: two before the form can be used, and under 20 kB', async ({
  browser,
  world,
}) => {
  const weigh = async (fields: object): Promise<readonly number[]> => {
    const session = await world.session({ tenantId: 'weighed', ...fields })
    const fresh = await browser.newPage()
    const bodies: Promise<Buffer>[] = []
    fresh.on('response', (response) => {
      const isNeeded = NEEDED.has(response.request().resourceType()) && response.status() === 200
      if (isNeeded) bodies.push(response.body())
    })
    await fresh.goto(session.url)
    const weights = (await Promise.all(bodies)).map((body) => brotliCompressSync(body).byteLength)
    await fresh.close()
    return weights
  }
  const sum = (weights: readonly number[]): number => weights.reduce((all, weight) => all + weight, 0)
  const [plain, themed] = [await weigh({}), await weigh({ theme: WARM })]
  expect([plain.length, themed.length]).toEqual([2, 2])
  expect(sum(themed) - sum(plain)).toBeLessThan(1_024)
  expect(sum(themed)).toBeLessThan(20_000)
  test.info().annotations.push({ type: 'brotli', description: `${sum(plain)} B plain, ${sum(themed)} B themed` })
})

test('a logo comes from its own origin and is told no address', async ({ page, world }) => {
  await using host = await logoHost(MARK)
  const complaints = complaintsOf(page)
  await aCustomer(page, world, { theme: { logoUrl: host.url } })
  await expect.poll(() => host.asked).toEqual(['no referrer'])
  const mark = page.locator('.page__logo')
  expect(await mark.boundingBox()).toMatchObject({ width: 24, height: 24 })
  await expect(page.locator('.page__host')).toHaveText('Acme Books')
  expect(complaints).toEqual([])
})

test('a logo that does not come leaves an empty place, and no broken picture', async ({ page, world }) => {
  await using host = await logoHost(null)
  await aCustomer(page, world, { theme: { logoUrl: host.url } })
  await expect.poll(() => host.asked.length).toBe(1)
  await expect(page.locator('.page__host')).toHaveText('Acme Books')
  await expect(page.locator('img')).toHaveCount(0)
  await expect(heading(page)).toHaveText('Connect Pleo to Acme Books')
})

test('a product tries its look on the real page, is told what cannot be read, and keeps what can', async ({ page }) => {
  // In a world of its own: other stories leave Acme Books with a connection that needs somebody.
  const world = await World.start()
  try {
    await page.goto(`${world.acme.url}/settings/look`)
    await page.getByRole('button', { name: /Sign in as Marie Holm/ }).click()
    await page.getByLabel('Links and buttons').fill('#ffcc00')
    await page.getByRole('button', { name: 'Show me' }).click()
    await expect(page.locator('#accent-fault')).toContainText(
      'has a contrast of 1.51:1 on light pages and needs 4.50:1',
    )

    await page.getByLabel('Links and buttons').fill('#6a2c70')
    await page.getByLabel('Show the mark of Acme Books').check()
    await page.getByRole('button', { name: 'Show me' }).click()
    await expect(heading(page)).toHaveText('Connect Pleo to Acme Books')
    expect(await styleOf(page, '.button--main', 'background-color')).toBe('rgb(106, 44, 112)')
    await expect(page.locator('.page__logo')).toBeVisible()

    await page.getByRole('link', { name: 'Back to Acme Books' }).click()
    await expect(page.getByLabel('Links and buttons')).toHaveValue('#6a2c70')
    await page.getByRole('button', { name: 'Use it from now on' }).click()
    await page
      .getByRole('button', { name: /^Connect Pleo|^Connect/ })
      .first()
      .click()
    expect(await styleOf(page, '.button--main', 'background-color')).toBe('rgb(106, 44, 112)')
  } finally {
    await world.close()
  }
})

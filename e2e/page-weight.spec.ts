import type { Page } from '@playwright/test'
import { watchNetwork } from './page-network.ts'
import { expect, test } from './world.ts'

const LIMIT_BYTES = 20_000
const LIMIT_REQUESTS = 3

const field = (page: Page) => page.getByLabel(/^API key/)

test('the connect page is at most 20 kB in three requests, its stream among them', async ({ page, world }) => {
  const session = await world.session({ tenantId: 'weight' })
  const network = await watchNetwork(page)
  await page.goto(session.url)
  await expect(page.getByRole('button', { name: 'Show API key' })).toBeVisible()
  await expect.poll(() => network.loaded().filter(({ url }) => url.includes('/events')).length).toBe(1)
  // The first beat is a sign that nothing else is asked for.
  await expect.poll(() => network.loaded().find(({ url }) => url.includes('/events'))?.bodyBytes).toBeGreaterThan(0)
  const loaded = network.loaded()
  const bytes = loaded.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0)
  test.info().annotations.push({ type: 'figure', description: `${bytes} bytes in ${loaded.length} requests` })
  expect(loaded.every(({ status }) => status === 200)).toBe(true)
  expect(loaded.length).toBeLessThanOrEqual(LIMIT_REQUESTS)
  expect(bytes).toBeGreaterThan(5_000)
  expect(bytes).toBeLessThanOrEqual(LIMIT_BYTES)
})

test('the form can be used before the script has arrived, and keeps what was typed until it has', async ({
  page,
  world,
}) => {
  const session = await world.session({ tenantId: 'before-the-script' })
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/*.js', async (route) => {
    await held
    await route.continue()
  })
  await page.goto(session.url, { waitUntil: 'commit' })
  await field(page).fill('typed-before-the-script')
  await expect(page.getByRole('button', { name: 'Connect', exact: true })).toBeEnabled()
  await expect(page.getByRole('button', { name: 'Show API key' })).toHaveCount(0)
  release()
  await expect(page.getByRole('button', { name: 'Show API key' })).toBeVisible()
  await expect(field(page)).toHaveValue('typed-before-the-script')
})

import type { Page } from '@playwright/test'
import { expect, test, World } from './world.ts'

const frame = (page: Page) => page.frameLocator('keyturn-connect iframe')
const heading = (page: Page) => frame(page).getByRole('heading', { level: 1 })
const field = (page: Page) => frame(page).getByLabel(/^API key/)
const banner = (page: Page) => page.locator('keyturn-banner')

let world: World
test.beforeAll(async () => {
  world = await World.start({ KEYTURN_CHECK_INTERVAL: '24h' })
})
test.afterAll(() => world.close())

/** The plain-HTML example, as a customer sees it: its page, its script, its policy. */
test('a customer of Acme Books connects without leaving it, is warned on another page when the key dies, and replaces it', async ({
  page,
}) => {
  const { acme, simulator } = world
  const HERE = `${acme.url}/settings/integrations/pleo/here?ledger=default`
  const { key, company } = simulator.control.createKey({ company: { name: 'Homely ApS' } })

  await test.step('signs in and stays', async () => {
    await page.goto(`${acme.url}/settings/integrations/pleo`)
    await page.getByRole('button', { name: /Marie Holm/ }).click()
    await page.getByRole('link', { name: 'Stay in Acme Books' }).click()
    await expect(page).toHaveURL(HERE)
    await expect(heading(page)).toHaveText('Connect Pleo to Acme Books')
    await expect(page.getByRole('button', { name: /Go there/ })).toBeHidden()
  })

  await test.step('connects, and goes back to the settings', async () => {
    await field(page).fill(key)
    await frame(page).getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(heading(page)).toHaveText('Connected to Homely ApS')
    await frame(page).getByRole('link', { name: 'Back to Acme Books' }).click()
    await expect(page).toHaveURL(`${acme.url}/settings/integrations/pleo?ledger=default`)
    await expect(page.locator('main')).toContainText('Homely ApS')
    await expect(banner(page)).toHaveCount(0)
  })

  await test.step('is warned on another page once the key is dead', async () => {
    simulator.control.revoke({ key })
    await page.goto(HERE)
    await frame(page).getByRole('button', { name: 'Check now' }).click()
    await expect(heading(page)).toHaveText('Your connection to Pleo is interrupted')
    await page.goto(`${acme.url}/invoices`)
    await expect(banner(page).getByRole('heading', { name: 'Your connection to Pleo is interrupted' })).toBeVisible()
    await banner(page).getByRole('link', { name: 'Replace API Key' }).click()
    await expect(page).toHaveURL(HERE)
  })

  await test.step('replaces it, and is warned no longer', async () => {
    await expect(heading(page)).toHaveText('Your connection to Pleo is interrupted')
    await frame(page).getByRole('link', { name: 'Replace API Key' }).click()
    await field(page).fill(world.key({ company: { id: company.id } }))
    await frame(page).getByRole('button', { name: 'Save new key' }).click()
    await expect(heading(page)).toHaveText('Connected to Homely ApS')
    await expect(banner(page).getByRole('heading', { name: 'Connected again' })).toBeVisible()
    await page.goto(`${acme.url}/invoices`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invoices')
    await expect(banner(page)).toHaveCount(0)
  })
})

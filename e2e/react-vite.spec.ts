import { join } from 'node:path'
import { build } from 'vite'
import { startBooks } from '@keyturn/example-react-vite/server'
import { expect, test, World } from './world.ts'

test('the React example is built, connects a key in its own page, and warns of it on each until it is solved', async ({
  page,
}) => {
  // In a world of its own: the doubts about a key that was revoked are nobody else's.
  test.setTimeout(120_000)
  const [world] = await Promise.all([
    World.start(),
    build({ root: join(import.meta.dirname, '../examples/react-vite'), logLevel: 'warn' }),
  ])
  const books = await startBooks({ port: 0, keyturnUrl: world.url, keyturnToken: world.token })
  try {
    await page.goto(books.url)
    await page.getByRole('button', { name: /^Marie Holm/ }).click()
    await expect(page.getByRole('status')).toHaveText('Receipts from Pleo do not come in: Not connected yet.')
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.locator('keyturn-status').getByRole('link', { name: 'Connect' }).click()
    const form = page.frameLocator('keyturn-connect iframe')
    const key = world.key({ company: { name: 'Reactive ApS' } })
    await form.getByLabel(/^API key/).fill(key)
    await form.getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(form.getByRole('heading', { level: 1 })).toHaveText('Connected to Reactive ApS')
    await expect(page.locator('keyturn-status').getByRole('status')).toHaveText('Connected')
    expect(await page.content()).not.toContain(key)

    world.simulator.control.revoke({ key })
    await form.getByRole('button', { name: 'Check now' }).click()
    const warning = page
      .locator('keyturn-banner')
      .getByRole('heading', { name: 'Your connection to Pleo is interrupted' })
    await expect(warning).toBeVisible()
    await page.getByRole('button', { name: 'Close' }).click()
    await expect(page.locator('keyturn-connect')).toHaveCount(0)
    await expect(page.locator('keyturn-status').getByRole('link', { name: 'Replace API Key' })).toBeFocused()
    await page.getByRole('link', { name: 'Ledger' }).click()
    await expect(page.getByRole('status')).toHaveText('Receipts from Pleo do not come in: Action required.')
    await expect(warning).toBeVisible()

    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('button', { name: /^Jonas Berg/ }).click()
    await expect(page.getByRole('status')).toHaveText('Receipts from Pleo do not come in: Not connected yet.')
    await expect(warning).toHaveCount(0)
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('button', { name: /^Marie Holm/ }).click()
    await expect(warning).toBeVisible()
  } finally {
    await books.close()
    await world.close()
  }
})

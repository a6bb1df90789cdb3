import type { Page } from '@playwright/test'
import { EmbeddingHost } from './embedding-host.ts'
import { embed, HostSite } from './host-site.ts'
import { expect, test } from './world.ts'

const field = /^API key/
const form = (page: Page) => page.frameLocator('iframe')
const heard = (page: Page) => page.evaluate(() => JSON.stringify(Reflect.get(window, 'heard')))

test('a key is connected through the frame, and the host page never has it', async ({ page, world }) => {
  await using host = await HostSite.start()
  const session = await world.session({ tenantId: 'framed', embedOrigins: [host.url], returnUrl: undefined })
  embed(host, { frame: `${world.url}/connect/${session.id}/frame`, sessions: [session] })
  const key = world.key({ company: { name: 'Framed ApS' } })
  await page.goto(host.url)
  await form(page).getByLabel(field).fill(key)
  await form(page).getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(form(page).getByRole('heading', { level: 1 })).toHaveText('Connected to Framed ApS')
  expect((await world.connection(session.connectionId)).state).toBe('connected')
  expect(await page.content()).not.toContain(key)
  expect(await heard(page)).not.toContain(key)
  expect(await page.context().cookies()).toEqual([])
  await expect(page.locator('iframe')).toHaveAttribute('height', /^[1-9]\d{2,}$/)
})

test('when the session ends, what was typed goes on with the next one', async ({ page, world }) => {
  await using host = await HostSite.start()
  const wish = { tenantId: 'renewed', embedOrigins: [host.url], returnUrl: undefined }
  const [first, second] = [await world.session(wish), await world.session(wish)]
  embed(host, { frame: `${world.url}/connect/${first.id}/frame`, sessions: [first, second] })
  await page.clock.install()
  await page.goto(host.url)
  const key = world.key({ company: { name: 'Renewed ApS' } })
  await form(page).getByLabel(field).fill(key)
  await page.clock.runFor(11_000)
  await world.api('DELETE', `/v1/connect-sessions/${first.id}`)
  await expect.poll(() => heard(page)).toContain('"ended"')
  await expect(form(page).getByLabel(field)).toHaveValue(key)
  await form(page).getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(form(page).getByRole('heading', { level: 1 })).toHaveText('Connected to Renewed ApS')
})

test('an origin that the session does not name sees nothing of the frame', async ({ page, world, alarms }) => {
  await using host = await HostSite.start()
  const session = await world.session({ tenantId: 'not-named', embedOrigins: ['https://books.example'] })
  embed(host, { frame: `${world.url}/connect/${session.id}/frame`, sessions: [session] })
  const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
  await page.goto(host.url)
  await refused
  expect(alarms.taken().join()).toContain('frame-ancestors')
  expect(await heard(page)).toBe('[]')
  await expect(form(page).getByLabel(field)).toHaveCount(0)
})

test('on a phone what is wrong with a key comes into view, wherever in its page the host has the form', async ({
  page,
  world,
}) => {
  await using host = await EmbeddingHost.start(world.url)
  host.session = () => world.session({ tenantId: 'in-view', embedOrigins: [host.url], returnUrl: undefined })
  host.body = `<main>${'<p>Something of the host.</p>'.repeat(10)}<keyturn-connect></keyturn-connect></main>`
  await page.setViewportSize({ width: 320, height: 568 })
  await page.goto(host.url)
  await form(page)
    .getByLabel(field)
    .fill(world.key({ behaviour: 'unauthorized' }))
  await form(page).getByRole('button', { name: 'Connect', exact: true }).click()
  const summary = form(page).locator('.problem')
  await expect(summary).toBeFocused()
  await expect(summary).toBeInViewport({ ratio: 0.99 })
})

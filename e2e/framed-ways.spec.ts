import { EmbeddingHost } from './embedding-host.ts'
import { expect, test } from './world.ts'

test('a link for a colleague is made in a frame, and opens for the colleague', async ({ page, browser, world }) => {
  await using host = await EmbeddingHost.start(world.url)
  host.session = () => world.session({ tenantId: 'framed-hand-off', embedOrigins: [host.url], returnUrl: undefined })
  const form = page.frameLocator('keyturn-connect iframe')
  await page.goto(host.url)
  await form.getByRole('link', { name: 'Send them a link' }).click()
  await form.getByRole('button', { name: 'Make the link' }).click()
  await expect(form.getByRole('heading', { level: 1 })).toHaveText('Your link is ready')
  const link = await form.getByLabel('Link for your colleague').inputValue()
  const colleague = await browser.newPage()
  await colleague.goto(link)
  await colleague.getByRole('button', { name: 'Continue' }).click()
  await colleague.getByLabel(/^API key/).fill(world.key({ company: { name: 'Handed ApS' } }))
  await colleague.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(form.getByRole('heading', { level: 1 })).toHaveText('Connected to Handed ApS')
  await colleague.close()
})

test('a key that finds its session over is sent with the next one', async ({ page, world }) => {
  await using host = await EmbeddingHost.start(world.url)
  const ids: string[] = []
  host.session = async () => {
    const made = await world.session({ tenantId: 'framed-late', embedOrigins: [host.url], returnUrl: undefined })
    ids.push(made.id)
    return made
  }
  const form = page.frameLocator('keyturn-connect iframe')
  await page.goto(host.url)
  await form.getByLabel(/^API key/).fill(world.key({ company: { name: 'Late ApS' } }))
  // The stream would tell that the session is over before the key is sent.
  await page.route('**/events', (route) => route.abort())
  await page.route('**/key', async (route) => {
    if (ids.length === 1) await world.api('DELETE', `/v1/connect-sessions/${ids[0]}`)
    await route.continue()
  })
  await form.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(form.getByRole('heading', { level: 1 })).toHaveText('Connected to Late ApS')
  expect(ids).toHaveLength(2)
})

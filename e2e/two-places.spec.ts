import { expect, test } from './world.ts'

const field = /^API key/

test('the link of one browser does not open in another, and comes back in its own', async ({
  page,
  browser,
  world,
}) => {
  const session = await world.session({ tenantId: 'two-browsers' })
  await page.goto(session.url)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connect Pleo to Acme Books')
  const elsewhere = await browser.newPage()
  await elsewhere.goto(session.url)
  await expect(elsewhere.getByRole('heading', { level: 1 })).toHaveText('This link was opened in another browser')
  await elsewhere.close()
  await page.goto(session.url)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connect Pleo to Acme Books')
  await page.goto(`${world.url}/connect/${'x'.repeat(43)}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link does not work')
})

test('Enter twice and a double click send one key', async ({ page, world }) => {
  const session = await world.session({ tenantId: 'twice' })
  await page.goto(session.url)
  const before = world.simulator.control.requests().last
  const key = world.key({ company: { name: 'Twice ApS' } })
  world.simulator.control.setBehaviour({ key, behaviour: 'slow', operation: 'introspect' })
  await page.getByLabel(field).fill(key)
  await page.getByLabel(field).press('Enter')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connected to Twice ApS', { timeout: 20_000 })
  const asked = world.simulator.control.requests(before).requests
  expect(asked.filter((request) => request.url.startsWith('/v1/introspect'))).toHaveLength(1)
})

test('of two tabs the newer key wins, and the older page says so', async ({ page, world }) => {
  const session = await world.session({ tenantId: 'two-tabs' })
  await page.goto(session.url)
  const other = await page.context().newPage()
  await other.goto(page.url())
  await page.getByLabel(field).fill(world.key({ company: { name: 'Older ApS' }, behaviour: 'slow' }))
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(page.locator('.chip:visible')).toContainText('Validation in progress')
  await other.goto(page.url())
  const { status } = await other.evaluate(
    async ([address, key]) => {
      const answer = await fetch(`${address}key`, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: `key=${key}`,
      })
      return { status: answer.status }
    },
    [new URL(page.url()).pathname, world.key({ company: { name: 'Newer ApS' } })],
  )
  expect(status).toBe(202)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connected to Newer ApS')
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Connected to Newer ApS')
})

test('a disconnect while a key is checked ends the check as well', async ({ page, world }) => {
  const session = await world.session({ tenantId: 'ended-early' })
  const key = world.key({ company: { name: 'Ended Early ApS' }, behaviour: 'slow' })
  await page.goto(session.url)
  await page.getByLabel(field).fill(key)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(page.locator('.chip:visible')).toContainText('Validation in progress')
  expect((await world.tell(session.connectionId, 'disconnect')).state).toBe('not_connected')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connect Pleo to Acme Books')
  await expect(page.getByLabel(field)).toBeVisible()
  expect((await world.connection(session.connectionId)).attempt).toBeNull()
})

test('[S74] a page that was ended keeps what was typed and says how to go on', async ({ page, world }) => {
  const session = await world.session({ tenantId: 'ended' })
  await page.goto(session.url)
  await page.getByLabel(field).fill('something-that-was-typed-here')
  await world.api('DELETE', `/v1/connect-sessions/${session.id}`)
  await expect(page.locator('main')).toContainText('This page is no longer active')
  await expect(page.getByLabel(field)).toHaveValue('something-that-was-typed-here')
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page is no longer active')
})

test('offline nothing is sent and nothing is lost', async ({ page, world }) => {
  const session = await world.session({ tenantId: 'offline' })
  const key = world.key({ company: { name: 'Offline ApS' } })
  await page.goto(session.url)
  await page.getByLabel(field).fill(key)
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(page.locator('main')).toContainText('You seem to be offline')
  await expect(page.getByLabel(field)).toHaveValue(key)
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connected to Offline ApS')
})

test('[S24, S31] in explicit mode the person says whether it is their company', async ({ page, world }) => {
  const session = await world.session({ tenantId: 'explicit', confirmation: 'explicit' })
  const key = world.key({ company: { name: 'Really Mine ApS' } })
  await page.goto(session.url)
  await page.getByLabel(field).fill(key)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Is this your company?')
  await page.getByRole('button', { name: 'No, use another key' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connect Pleo to Acme Books')
  await page.getByLabel(field).fill(key)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByRole('button', { name: 'Yes, connect Really Mine ApS' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connected to Really Mine ApS')
})

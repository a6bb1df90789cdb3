import { aCustomer, asked, chip, field, heading, installed, main, sends, submit } from './page-parts.ts'
import { expect, test } from './world.ts'

const FORM = 'Connect Pleo to Acme Books'

test('the link of one browser does not open in another, and comes back in its own', async ({
  page,
  browser,
  world,
}) => {
  const session = await world.session({ tenantId: 'two-browsers' })
  await page.goto(session.url)
  await expect(heading(page)).toHaveText(FORM)
  const elsewhere = await browser.newPage()
  await elsewhere.goto(session.url)
  await expect(heading(elsewhere)).toHaveText('This link was opened in another browser')
  await elsewhere.goto(page.url())
  await expect(heading(elsewhere)).toHaveText('This link does not work')
  const sent = await elsewhere.evaluate(async (address) => {
    const body = new URLSearchParams({ key: 'standin-key-not-real-and-never-made-00000003' })
    return (await fetch(address, { method: 'POST', body })).status
  }, `${page.url()}key`)
  expect(sent).toBe(404)
  expect((await world.connection(session.connectionId)).state).toBe('not_connected')
  await elsewhere.close()
  await page.goto(session.url)
  await expect(heading(page)).toHaveText(FORM)
  await page.goto(`${world.url}/connect/${'x'.repeat(43)}`)
  await expect(heading(page)).toHaveText('This link does not work')
})

test('Enter twice sends one key', async ({ page, world }) => {
  await aCustomer(page, world)
  const before = world.simulator.control.requests().last
  const { key, company } = world.simulator.control.createKey({ company: { name: 'Twice ApS' } })
  world.simulator.control.setBehaviour({ key, behaviour: 'slow', operation: 'introspect' })
  await field(page).fill(key)
  await field(page).press('Enter')
  await page.keyboard.press('Enter')
  await expect(heading(page)).toHaveText('Connected to Twice ApS')
  expect(asked(world, before)).toEqual({ introspections: 1, installs: 1 })
  expect(installed(world, company.id)).toBe(1)
})

test('a double click on any button does it once', async ({ page, world }) => {
  const { key, company } = world.simulator.control.createKey({ company: { name: 'Double ApS' } })
  const { connectionId } = await aCustomer(page, world, { confirmation: 'explicit' })
  const at = () => world.simulator.control.requests().last

  await test.step('Connect, and Yes', async () => {
    const before = at()
    await field(page).fill(key)
    await submit(page).dblclick()
    await page.getByRole('button', { name: 'Yes, connect Double ApS' }).dblclick()
    await expect(heading(page)).toHaveText('Connected to Double ApS')
    expect(asked(world, before)).toEqual({ introspections: 1, installs: 1 })
    expect(installed(world, company.id)).toBe(1)
  })
  await test.step('Check now', async () => {
    world.simulator.control.setBehaviour({ key, behaviour: 'slow', operation: 'introspect' })
    const before = at()
    await page.getByRole('button', { name: 'Check now' }).dblclick()
    await expect(page.getByRole('button', { name: 'Checking now' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Check now' })).toBeVisible()
    expect(asked(world, before).introspections).toBe(1)
  })
  await test.step('Disconnect', async () => {
    const before = at()
    await page.getByRole('link', { name: 'Disconnect' }).click()
    await page.getByRole('button', { name: 'Disconnect Double ApS' }).dblclick()
    await expect(heading(page)).toHaveText('Double ApS is disconnected')
    await expect.poll(() => installed(world, company.id)).toBe(0)
    const ended = world.simulator.control.requests(before).requests.filter(({ method }) => method === 'DELETE')
    expect(ended).toHaveLength(1)
    expect((await world.connection(connectionId)).state).toBe('disconnected')
  })
})

test('a double click without JavaScript connects once as well', async ({ browser, world }) => {
  const page = await browser.newPage({ javaScriptEnabled: false })
  const { key, company } = world.simulator.control.createKey({ company: { name: 'Plain Double ApS' } })
  const { tenantId } = await aCustomer(page, world)
  await field(page).fill(key)
  await submit(page).dblclick()
  await expect(heading(page)).toHaveText('Connected to Plain Double ApS')
  expect(installed(world, company.id)).toBe(1)
  expect(await world.connectionsOf(tenantId)).toHaveLength(1)
  await page.close()
})

test('of two tabs the newer key wins, and the older page says so', async ({ page, world }) => {
  const session = await world.session({ tenantId: 'two-tabs' })
  await page.goto(session.url)
  const other = await page.context().newPage()
  await other.goto(page.url())
  await field(page).fill(world.key({ company: { name: 'Older ApS' }, behaviour: 'slow' }))
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(chip(page)).toContainText('Validation in progress')
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
  await expect(heading(page)).toHaveText('Connected to Newer ApS')
  await expect(heading(other)).toHaveText('Connected to Newer ApS')
})

test('a disconnect while a key is checked ends the check as well', async ({ page, world }) => {
  const session = await world.session({ tenantId: 'ended-early' })
  const { key, company } = world.simulator.control.createKey({
    company: { name: 'Ended Early ApS' },
    behaviour: 'slow',
  })
  await page.goto(session.url)
  await field(page).fill(key)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(chip(page)).toContainText('Validation in progress')
  expect((await world.tell(session.connectionId, 'disconnect')).state).toBe('not_connected')
  await expect(heading(page)).toHaveText(FORM)
  await expect(field(page)).toBeVisible()
  expect(await world.connection(session.connectionId)).toMatchObject({ attempt: null, credential: null, usable: false })
  expect(installed(world, company.id)).toBe(0)
})

test('a disconnect in one tab ends the replacement that is checked in another, and both say so', async ({
  page,
  world,
}) => {
  const { key, company } = world.simulator.control.createKey({ company: { name: 'Cut Short ApS' } })
  const { connectionId } = await aCustomer(page, world)
  await sends(page, key)
  await expect(heading(page)).toHaveText('Connected to Cut Short ApS')
  const other = await page.context().newPage()
  await other.goto(`${new URL(page.url()).origin}${new URL(page.url()).pathname}?view=disconnect`)
  await page.getByRole('link', { name: 'Update API Key' }).click()
  await sends(page, world.key({ company: { id: company.id }, behaviour: 'slow' }))
  await expect(chip(page)).toContainText('Validation in progress')
  await other.getByRole('button', { name: 'Disconnect Cut Short ApS' }).click()
  await expect(heading(other)).toHaveText('Cut Short ApS is disconnected')
  await expect(heading(page)).toHaveText('Cut Short ApS is disconnected')
  await expect(field(page)).toHaveCount(0)
  expect(await world.connection(connectionId)).toMatchObject({ state: 'disconnected', attempt: null, credential: null })
  await expect.poll(() => installed(world, company.id)).toBe(0)
})

test('after a disconnect a different company takes the place, and the first is forgotten', async ({ page, world }) => {
  const first = world.simulator.control.createKey({ company: { name: 'Former ApS' } })
  const second = world.simulator.control.createKey({ company: { name: 'Latter ApS' } })
  const { connectionId, tenantId } = await aCustomer(page, world)
  await sends(page, first.key)
  await expect(heading(page)).toHaveText('Connected to Former ApS')
  await page.getByRole('link', { name: 'Disconnect' }).click()
  await page.getByRole('button', { name: 'Disconnect Former ApS' }).click()
  await page.getByRole('button', { name: 'Connect a different company' }).click()
  await expect(heading(page)).toHaveText(FORM)
  await expect(page.locator('html')).not.toContainText('Former ApS')
  await sends(page, second.key)
  await expect(heading(page)).toHaveText('Connected to Latter ApS')
  const [only, ...others] = await world.connectionsOf(tenantId)
  expect(others).toEqual([])
  expect(only).toMatchObject({ state: 'connected', account: { id: second.company.id } })
  expect(only?.id).not.toBe(connectionId)
  expect((await world.api('GET', `/v1/connections/${connectionId}`)).status).toBe(404)
  expect([installed(world, first.company.id), installed(world, second.company.id)]).toEqual([0, 1])
})

test('[S74] a page that was ended keeps what was typed and says how to go on', async ({ page, world }) => {
  const session = await world.session({ tenantId: 'ended' })
  await page.goto(session.url)
  await field(page).fill('something-that-was-typed-here')
  await world.api('DELETE', `/v1/connect-sessions/${session.id}`)
  await expect(main(page)).toContainText('This page is no longer active')
  await expect(field(page)).toHaveValue('something-that-was-typed-here')
  await page.reload()
  await expect(heading(page)).toHaveText('This page is no longer active')
})

test('offline nothing is sent and nothing is lost', async ({ page, world }) => {
  const session = await world.session({ tenantId: 'offline' })
  const key = world.key({ company: { name: 'Offline ApS' } })
  await page.goto(session.url)
  const before = world.simulator.control.requests().last
  await field(page).fill(key)
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(main(page)).toContainText('You seem to be offline')
  expect(world.simulator.control.requests().last).toBe(before)
  await expect(field(page)).toHaveValue(key)
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(heading(page)).toHaveText('Connected to Offline ApS')
  expect(asked(world, before)).toEqual({ introspections: 1, installs: 1 })
})

test('offline no other button does anything either, and each goes through afterwards', async ({ page, world }) => {
  const { key } = world.simulator.control.createKey({ company: { name: 'Cut Off ApS' } })
  const { connectionId } = await aCustomer(page, world)
  await sends(page, key)
  await expect(heading(page)).toHaveText('Connected to Cut Off ApS')
  await page.getByRole('link', { name: 'Disconnect' }).click()
  await expect(heading(page)).toHaveText('Disconnect Cut Off ApS?')
  const before = await world.connection(connectionId)
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Disconnect Cut Off ApS' }).click()
  const notice = page.getByRole('region', { name: 'You seem to be offline' })
  await expect(notice).toBeVisible()
  expect(await world.connection(connectionId)).toEqual(before)
  await page.context().setOffline(false)
  await notice.getByRole('button', { name: 'Try again' }).click()
  await expect(heading(page)).toHaveText('Cut Off ApS is disconnected')
})

test('[S4, S24, S31] in explicit mode the person says whether it is their company', async ({ page, world }) => {
  const session = await world.session({ tenantId: 'explicit', confirmation: 'explicit' })
  const key = world.key({ company: { name: 'Really Mine ApS' } })
  await page.goto(session.url)
  await field(page).fill(key)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(heading(page)).toHaveText('Is this your company?')
  await page.getByRole('button', { name: 'No, use another key' }).click()
  await expect(heading(page)).toHaveText(FORM)
  await field(page).fill(key)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByRole('button', { name: 'Yes, connect Really Mine ApS' }).click()
  await expect(heading(page)).toHaveText('Connected to Really Mine ApS')
})

test('[S10, S42] a key that is shown is hidden when another tab comes to the front', async ({
  page,
  context,
  world,
}) => {
  await aCustomer(page, world)
  await field(page).pressSequentially('abc')
  await page.getByRole('button', { name: 'Show API key' }).click()
  await expect(field(page)).toHaveAttribute('type', 'text')
  // Playwright tells each page that it is in front; here the browser shall say who is.
  const devtools = await context.newCDPSession(page)
  await devtools.send('Emulation.setFocusEmulationEnabled', { enabled: false })
  const other = await context.newPage()
  await other.bringToFront()
  await expect(field(page)).toHaveAttribute('type', 'password')
})

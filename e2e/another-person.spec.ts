import { aCustomer, chip, heading, sends } from './page-parts.ts'
import { expect, test, World } from './world.ts'

test('[S48, S71] a connection outlives who made it: a colleague finds it connected, and replaces the key', async ({
  page,
  browser,
  world,
}) => {
  const { key, company } = world.simulator.control.createKey({ company: { name: 'Inherited ApS' } })
  const marie = await aCustomer(page, world, { user: { id: 'u-7', name: 'Marie Holm' } })
  await sends(page, key)
  await expect(heading(page)).toHaveText('Connected to Inherited ApS')
  await world.api('DELETE', `/v1/connect-sessions/${marie.id}`)

  const context = await browser.newContext()
  const colleague = await context.newPage()
  await aCustomer(colleague, world, { tenantId: marie.tenantId, user: { id: 'u-8', name: 'Jonas Lind' } })
  await expect(heading(colleague)).toHaveText('Connected to Inherited ApS')
  await colleague.getByRole('link', { name: 'Update API Key' }).click()
  await sends(colleague, world.key({ company: { id: company.id } }))
  await expect(colleague.getByRole('main')).toContainText('The new key is in use')
  expect((await world.connectionsOf(marie.tenantId)).map(({ id, state }) => [id, state])).toEqual([
    [marie.connectionId, 'connected'],
  ])
  await context.close()
})

/** Noticing takes six minutes and more, so that no fault of Pleo's is held against a key. Here in seconds, with the rest in proportion. */
const QUICK = { KEYTURN_CHECK_INTERVAL: '2s', KEYTURN_CONFIRM_AFTER: '1s,1s,2s' }

test('[S59, S60, S61] a key that dies is noticed without anybody looking, and the page warns until it is replaced', async ({
  page,
}) => {
  test.setTimeout(90_000)
  const world = await World.start(QUICK)
  try {
    const { key, company } = world.simulator.control.createKey({ company: { name: 'Unwatched ApS' } })
    const { connectionId } = await aCustomer(page, world)
    await sends(page, key)
    await expect(heading(page)).toHaveText('Connected to Unwatched ApS')
    world.simulator.control.revoke({ key })
    await expect(heading(page)).toHaveText('Your connection to Pleo is interrupted', { timeout: 60_000 })
    await expect(chip(page)).toContainText('Action required')
    expect(await world.connection(connectionId)).toMatchObject({ state: 'action_required', usable: false })
    await page.reload()
    await expect(chip(page)).toContainText('Action required')
    await page.getByRole('link', { name: 'Replace API Key' }).click()
    await sends(page, world.key({ company: { id: company.id } }))
    await expect(heading(page)).toHaveText('Connected to Unwatched ApS')
    await expect(chip(page)).toContainText('Connected')
  } finally {
    await world.close()
  }
})

import { aCustomer, chip, field, heading, main, newKeysShown, sends, submit } from './page-parts.ts'
import { expect, test } from './world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const GONE = 'This page is no longer active'
/** A page that only listens learns it with the next beat of its stream. */
const BY_THE_NEXT_BEAT = { timeout: 25_000 }

test.describe('a page that nobody used for an hour', () => {
  test('[S74] says so by itself, keeps what was typed, sends nothing more, and opens again from the product', async ({
    page,
    world,
  }) => {
    const { connectionId } = await aCustomer(page, world, { tenantId: 'asleep' })
    const before = await world.connection(connectionId)
    const asked = world.simulator.control.requests().last
    const key = world.key({ company: { name: 'Asleep ApS' } })
    await field(page).fill(key)
    await world.passTime(59 * MINUTE)
    await page.reload()
    await field(page).fill(key)
    await world.passTime(61 * MINUTE)
    const notice = page.getByRole('region', { name: GONE })
    await expect(notice).toContainText(
      'Open it again from Acme Books. Nothing was lost or changed. Your key is still in the field.',
      BY_THE_NEXT_BEAT,
    )
    await expect(chip(page)).toContainText(/Not known since/)
    await expect(main(page)).not.toContainText(/session|expired|time-?out/i)
    await expect(submit(page)).toBeHidden()
    await field(page).press('Enter')
    await expect(notice).toBeVisible()
    await expect(field(page)).toHaveValue(key)
    expect(newKeysShown(world, asked)).toEqual([])
    expect(await world.connection(connectionId)).toEqual(before)

    await expect(notice.getByRole('link', { name: 'Back to Acme Books' })).toBeVisible()
    await page.reload()
    await expect(heading(page)).toHaveText(GONE)
    await expect(main(page)).toContainText('You find it there under')
    const again = await world.session({ tenantId: 'asleep' })
    expect(again.connectionId).toBe(connectionId)
    await page.goto(again.url)
    await sends(page, key)
    await expect(heading(page)).toHaveText('Connected to Asleep ApS')
  })

  test.describe('without JavaScript', () => {
    test.use({ javaScriptEnabled: false })

    test('says so where the key is sent, and the key goes nowhere', async ({ page, world }) => {
      const { connectionId } = await aCustomer(page, world)
      const asked = world.simulator.control.requests().last
      await world.passTime(61 * MINUTE)
      await sends(page, world.key())
      await expect(heading(page)).toHaveText(GONE)
      await expect(page.getByRole('link', { name: 'Back to Acme Books' })).toBeVisible()
      expect(newKeysShown(world, asked)).toEqual([])
      expect((await world.connection(connectionId)).state).toBe('not_connected')
    })
  })
})

test('[S74] a page in constant use ends after eight hours', async ({ page, world }) => {
  await aCustomer(page, world)
  for (let hours = 0; hours < 7.5; hours += 0.75) {
    await world.passTime(0.75 * HOUR)
    await page.reload()
    await expect(heading(page)).toHaveText('Connect Pleo to Acme Books')
  }
  await world.passTime(0.6 * HOUR)
  await page.reload()
  await expect(heading(page)).toHaveText(GONE)
})

test('a link that was not opened in its time says how to go on, and is good for nothing', async ({ page, world }) => {
  const session = await world.session({ tenantId: 'unopened', expiresInSeconds: 60 })
  await world.passTime(61_000)
  await page.goto(session.url)
  await expect(heading(page)).toHaveText(GONE)
  await expect(page.getByRole('link', { name: 'Back to Acme Books' })).toBeVisible()
  expect(await page.context().cookies()).toEqual([])
})

test('[D19, D21] a question that nobody answers lapses after ten minutes, and the key is thrown away', async ({
  page,
  world,
}) => {
  const { key, company } = world.simulator.control.createKey({ company: { name: 'Unanswered ApS' } })
  const { connectionId } = await aCustomer(page, world, { confirmation: 'explicit' })
  await sends(page, key)
  await expect(heading(page)).toHaveText('Is this your company?')
  await expect(main(page)).toContainText('Nothing is connected before that.')
  await world.passTime(10 * MINUTE + 1_000)
  const notice = page.getByRole('region', { name: 'The time to answer has passed' })
  await expect(notice).toContainText(
    'You had ten minutes to say whether it is your company, so the key was thrown away. Paste it again to be asked once more.',
  )
  await expect(notice).toContainText('Nothing has been connected or saved.')
  await expect(field(page)).toHaveValue('')
  expect(await world.connection(connectionId)).toMatchObject({
    state: 'failed',
    usable: false,
    credential: null,
    attempt: { issue: { code: 'confirmation_expired' } },
  })
  const resource = `urn:pleo:company:${company.id}`
  expect(world.simulator.control.installations().installations.map((made) => made.resource)).not.toContain(resource)
  await sends(page, key)
  await page.getByRole('button', { name: 'Yes, connect Unanswered ApS' }).click()
  await expect(heading(page)).toHaveText('Connected to Unanswered ApS')
})

import { expect, test } from './world.ts'

test.use({ javaScriptEnabled: false })

test('[S5, S23, S39, S40, S41] without JavaScript a key is refused, tried again, connected, and ended', async ({
  page,
  world,
}) => {
  const session = await world.session({ tenantId: 'no-script' })
  await page.goto(session.url)
  await expect(page).toHaveURL(/\/connect\/cs_[^/]+\/$/)

  await test.step('an empty field is explained before any call', async () => {
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(page.locator('main')).toContainText('The field is empty')
  })

  await test.step('a key that Pleo does not know', async () => {
    await page.getByLabel(/^API key/).fill('standin-nobody-knows-this-one-0000000000')
    await page.getByRole('button').and(page.locator('[type=submit].button--main')).click()
    await expect(page.locator('main')).toContainText('Pleo does not recognise this key')
    await expect(page).toHaveTitle(/^Error: /)
    await expect(page.getByLabel(/^API key/)).toHaveValue('')
    expect((await world.connection(session.connectionId)).usable).toBe(false)
  })

  await test.step('the right one', async () => {
    await page.getByLabel(/^API key/).fill(world.key({ company: { name: 'No Script ApS' } }))
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connected to No Script ApS')
  })

  await test.step('disconnected, and a different company takes the place', async () => {
    await page.goto(`${new URL(page.url()).pathname}?view=disconnect`.replace(/^/, world.url))
    await page.locator('form[action*="/disconnect?"] button').click()
    expect((await world.connection(session.connectionId)).state).toBe('disconnected')
    await page.getByRole('button', { name: 'Connect a different company' }).click()
    await page.getByLabel(/^API/).fill(world.key({ company: { name: 'Another ApS' } }))
    await page.locator('form[action$="/key"] [type=submit]').click()
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Another ApS')
    const [only, ...others] = await world.connectionsOf('no-script')
    expect(others).toEqual([])
    expect(only?.id).not.toBe(session.connectionId)
  })

  await test.step('in Danish', async () => {
    await page.getByRole('link', { name: /Language/ }).click()
    await page.getByRole('button', { name: 'Dansk' }).click()
    await expect(page.locator('html')).toHaveAttribute('lang', 'da')
  })
})

import { expect, test } from './world.ts'

/** What the person copied: read from the page, as a hand and eyes would. */
const keyShown = /standin-[A-Za-z0-9_-]+/

test('[D10, D45] [I1, I2, I3, I4, I6, I7, I8, I9, S17, S18, S19, S20, S21, S22, S25, S26, S27, S28, S29, S30] a customer brings a key from Pleo, replaces it, and is warned when it dies', async ({
  page,
  world,
}) => {
  await world.apart()
  await test.step('in Pleo, the customer adds Acme Books and copies the key', async () => {
    await page.goto(world.simulator.url)
    await page.getByRole('link', { name: 'Settings' }).first().click()
    await page.getByRole('link', { name: 'Accounting' }).first().click()
    await page
      .getByRole('link', { name: /Acme ApS/ })
      .first()
      .click()
    await page
      .getByRole('link', { name: /Acme Books/ })
      .first()
      .click()
    await page.getByRole('button', { name: 'Allow' }).click()
  })
  let company = ''
  const key = keyShown.exec(await page.locator('main').innerText())?.[0] ?? ''
  expect(key.length).toBeGreaterThan(30)

  await test.step('a person who is not signed in signs in and still lands on the form', async () => {
    await page.getByRole('link', { name: 'Go to Acme Books' }).click()
    await page.getByRole('button', { name: /Marie Holm/ }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connect Pleo to Acme Books')
  })

  await test.step('the key is pasted, checked, and the company is named', async () => {
    await page.getByLabel(/^API key/).fill(key)
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connected to Acme ApS')
    await expect(page.locator('main')).toContainText('Connected to Company ID')
    company = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(await page.locator('main').innerText())?.[0] ?? ''
    await expect(page.locator('.chip:visible')).toContainText('Connected')
  })

  await test.step('back in Acme Books the connection shows', async () => {
    await page.getByRole('link', { name: 'Back to Acme Books' }).click()
    await expect(page).toHaveURL(/connection=conn_.*state=connected/)
    await expect(page.getByText('Acme ApS').first()).toBeVisible()
    await page.getByRole('button', { name: /Manage/ }).click()
  })

  await test.step('[S31, S49, S50, S53, S54, S56] a key of another company is refused, both are named, the old one serves', async () => {
    const other = world.key({ company: { name: 'Borealis A/S' } })
    await page.getByRole('link', { name: 'Update API Key' }).click()
    await page.getByLabel(/^API key/).fill(other)
    await page.getByRole('button', { name: 'Save new key' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This key opens another company')
    await expect(page.locator('main')).toContainText('Borealis A/S')
    await expect(page.locator('main')).toContainText('Acme ApS')
    await expect(page.locator('main')).toContainText('is still connected with its current key')
  })

  await test.step('[S51, S52, S55, S57] a good one takes its place', async () => {
    const good = world.key({ company: { id: company } })
    await page.getByRole('link', { name: 'Use another key' }).click()
    await page.getByLabel(/^API key/).fill(good)
    await page.getByRole('button', { name: 'Save new key' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connected to Acme ApS')
    await expect(page.locator('main')).toContainText('The new key is in use')
    world.simulator.control.revoke({ key: good })
  })

  await test.step('[S32, S58, S61, S63, S73] the key dies, and Check now says so with the way out', async () => {
    await page.getByRole('button', { name: 'Check now' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your connection to Pleo is interrupted')
    await expect(page.locator('.chip:visible')).toContainText('Action required')
    await expect(page.getByRole('link', { name: 'Replace API Key' })).toBeVisible()
    await page.reload()
    await expect(page.locator('.chip:visible')).toContainText('Action required')
  })
})

import { axeFindsNothing, pasteByKeyboard, tabTo } from './accessibility.ts'
import { aCustomer, chip, field, heading, main } from './page-parts.ts'
import { expect, SOON_AGAIN, test } from './world.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

test('[S9, B3] the whole main job goes by keyboard alone, and axe finds nothing on any screen on the way', async ({
  page,
  world,
}) => {
  test.setTimeout(180_000)
  await world.apart()
  const { key, company } = world.simulator.control.createKey({ company: { name: 'Keyboard ApS' } })
  const another = (): string => world.key({ company: { id: company.id } })
  const { connectionId } = await aCustomer(page, world, { confirmation: 'explicit' })

  const isAt = async (title: string | RegExp): Promise<void> => {
    await expect(heading(page)).toHaveText(title)
    await axeFindsNothing(page)
  }
  const press = async (name: string | RegExp, how: 'Enter' | 'Space' = 'Enter'): Promise<void> => {
    await tabTo(page, name)
    await page.keyboard.press(how)
  }
  const paste = async (text: string): Promise<void> => {
    await tabTo(page, /^API key/)
    await pasteByKeyboard(page, text)
  }

  await test.step('connect: the guidance opens, the key is pasted, shown and hidden', async () => {
    await isAt('Connect Pleo to Acme Books')
    await press('Where to find your key')
    await expect(page.locator('details')).toHaveJSProperty('open', true)
    world.simulator.control.setBehaviour({ key, behaviour: 'slow', operation: 'introspect' })
    await paste(key)
    await expect(field(page)).toHaveValue(key)
    await press(/^Show API key/, 'Space')
    await expect(field(page)).toHaveAttribute('type', 'text')
    await axeFindsNothing(page)
    await press(/^Connect$/)
  })
  await test.step('the check says what it does', async () => {
    await isAt('Checking your key with Pleo')
    await expect(heading(page)).toBeFocused()
  })
  await test.step('the company is confirmed', async () => {
    await isAt('Is this your company?')
    await expect(heading(page)).toBeFocused()
    world.simulator.control.setBehaviour({ key, behaviour: 'ok' })
    await press('Yes, connect Keyboard ApS')
    await isAt('Connected to Keyboard ApS')
  })
  await test.step('update: a key that Pleo does not know', async () => {
    await press('Update API Key')
    await isAt('Update the API key')
    await paste('standin-key-not-real-and-never-made-00000004')
    await page.keyboard.press('Enter')
    const summary = page.getByRole('region', { name: 'There is a problem' })
    await expect(summary).toBeFocused()
    await axeFindsNothing(page)
    await press('Pleo does not recognise this key')
    await expect(field(page)).toBeFocused()
  })
  await test.step('update: a key of another company', async () => {
    await pasteByKeyboard(page, world.key({ company: { name: 'Wrong Keys A/S' } }))
    await page.keyboard.press('Enter')
    await isAt('This key opens another company')
    await press('Use another key')
    await isAt('Update the API key')
  })
  await test.step('update: the right one', async () => {
    await paste(another())
    await page.keyboard.press('Enter')
    await isAt('Is this your company?')
    await press('Yes, use the new key')
    await expect(main(page)).toContainText('The new key is in use')
    await isAt('Connected to Keyboard ApS')
  })
  const latest = another()
  await test.step('check: all well is said, and the focus stays', async () => {
    await press('Update API Key')
    await paste(latest)
    await page.keyboard.press('Enter')
    await press('Yes, use the new key')
    await isAt('Connected to Keyboard ApS')
    await press('Check now', 'Space')
    await expect(page.locator('#said')).toHaveText('Checked: all well')
    await axeFindsNothing(page)
  })
  await test.step('check: the key was revoked', async () => {
    world.simulator.control.revoke({ key: latest })
    await world.passTime(SOON_AGAIN)
    await press('Check now', 'Space')
    await isAt('Your connection to Pleo is interrupted')
    await expect(heading(page)).toBeFocused()
    await press('Replace API Key')
    await isAt('Update the API key')
    await paste(another())
    await page.keyboard.press('Enter')
    await press('Yes, use the new key')
    await isAt('Connected to Keyboard ApS')
  })
  await test.step('the language', async () => {
    await press(/^Language: English$/)
    await isAt('Choose your language')
    await press('Go back')
    await expect(heading(page)).toHaveText('Connected to Keyboard ApS')
  })
  await test.step('disconnect', async () => {
    await press('Disconnect')
    await isAt('Disconnect Keyboard ApS?')
    await press('Disconnect Keyboard ApS', 'Space')
    await isAt('Keyboard ApS is disconnected')
    await expect(chip(page)).toContainText('Disconnected')
    expect(await world.connection(connectionId)).toMatchObject({ state: 'disconnected', credential: null })
  })
  await test.step('and connect again', async () => {
    await press('Connect Keyboard ApS again')
    await isAt('Connect Keyboard ApS again')
    await press('Not now')
    await press('Connect a different company')
    await isAt('Connect Pleo to Acme Books')
  })
})

test('axe finds nothing where a link leads nowhere or a page has ended', async ({ page, browser, world }) => {
  const session = await aCustomer(page, world)
  const elsewhere = await browser.newPage()
  await elsewhere.goto(session.url)
  await expect(heading(elsewhere)).toHaveText('This link was opened in another browser')
  await axeFindsNothing(elsewhere)
  await elsewhere.goto(`${world.url}/connect/${'x'.repeat(43)}`)
  await expect(heading(elsewhere)).toHaveText('This link does not work')
  await axeFindsNothing(elsewhere)
  await elsewhere.close()
  await field(page).fill('something-that-was-typed-here')
  await world.api('DELETE', `/v1/connect-sessions/${session.id}`)
  await expect(page.getByRole('region', { name: 'This page is no longer active' })).toBeVisible()
  await axeFindsNothing(page)
  await page.reload()
  await axeFindsNothing(page)
})

test('axe finds nothing on the pages of the example product on the way', async ({ page, world }) => {
  await page.goto(`${world.acme.url}/connect/pleo`)
  await axeFindsNothing(page)
  await tabTo(page, /^Sign in as Jonas Lind/)
  await page.keyboard.press('Enter')
  await expect(heading(page)).toHaveText('Which ledger is the key for?')
  await axeFindsNothing(page)
  await page.goto(`${world.acme.url}/settings/integrations/pleo`)
  await axeFindsNothing(page)
})

import type { Page } from '@playwright/test'
import { aCustomer, asked, chip, field, heading, installed, main, sends } from './page-parts.ts'
import { expect, test } from './world.ts'
import type { World } from './world.ts'

/** The back button and reload: each ends in a clear screen, and nothing is sent or made a second time. */

const FORM = 'Connect Pleo to Acme Books'

/** The customer's way to the page starts in the product, so that there is something to go back to. */
async function fromAcmeBooks(page: Page, world: World) {
  await page.goto(`${world.acme.url}/sign-in`)
  return aCustomer(page, world)
}

function aCompany(world: World, name: string) {
  const { key, company } = world.simulator.control.createKey({ company: { name } })
  return { key, id: company.id, another: () => world.key({ company: { id: company.id } }) }
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('[I12] back after connecting leaves the page, and forward shows the connection and no key', async ({
      page,
      world,
    }) => {
      const { connectionId } = await fromAcmeBooks(page, world)
      const { key, id } = aCompany(world, 'There And Back ApS')
      const before = world.simulator.control.requests().last
      await sends(page, key)
      await expect(heading(page)).toHaveText('Connected to There And Back ApS')
      for (let steps = 0; steps < 4 && page.url().startsWith(world.url); steps += 1) {
        await page.goBack()
        if (page.url().startsWith(world.url)) {
          await expect(heading(page)).toHaveText('Connected to There And Back ApS')
          await expect(field(page)).toHaveCount(0)
        }
      }
      expect(page.url()).toContain(world.acme.url)
      await page.goForward()
      await expect(heading(page)).toHaveText('Connected to There And Back ApS')
      await expect(field(page)).toHaveCount(0)
      expect(await page.content()).not.toContain(key)
      expect(asked(world, before)).toEqual({ introspections: 1, installs: 1 })
      expect(installed(world, id)).toBe(1)
      expect((await world.connection(connectionId)).state).toBe('connected')
    })

    test('back after a replacement never shows the field with a key, and nothing is replaced twice', async ({
      page,
      world,
    }) => {
      const { connectionId } = await fromAcmeBooks(page, world)
      const { key, id, another } = aCompany(world, 'Changed Over ApS')
      await sends(page, key)
      await expect(heading(page)).toHaveText('Connected to Changed Over ApS')
      await page.getByRole('link', { name: 'Update API Key' }).click()
      await expect(heading(page)).toHaveText('Update the API key')
      const before = world.simulator.control.requests().last
      await sends(page, another())
      await expect(main(page)).toContainText('The new key is in use')
      const { credential } = await world.connection(connectionId)
      await page.goBack()
      await expect(chip(page)).toContainText('Connected')
      await expect(heading(page)).toHaveText(/Connected to Changed Over ApS|Update the API key/)
      if ((await field(page).count()) > 0) await expect(field(page)).toHaveValue('')
      await page.goForward()
      await expect(heading(page)).toHaveText('Connected to Changed Over ApS')
      expect(asked(world, before).introspections).toBe(1)
      expect(installed(world, id)).toBe(1)
      expect((await world.connection(connectionId)).credential).toEqual(credential)
    })

    test('back and forward walk between the views of a connection, and change nothing', async ({ page, world }) => {
      const { connectionId } = await fromAcmeBooks(page, world)
      await sends(page, aCompany(world, 'Walked Through ApS').key)
      await expect(heading(page)).toHaveText('Connected to Walked Through ApS')
      const before = await world.connection(connectionId)
      await page.getByRole('link', { name: 'Update API Key' }).click()
      await expect(heading(page)).toHaveText('Update the API key')
      await page.getByRole('link', { name: 'Keep the current key' }).click()
      await expect(heading(page)).toHaveText('Connected to Walked Through ApS')
      await page.getByRole('link', { name: 'Disconnect' }).click()
      await expect(heading(page)).toHaveText('Disconnect Walked Through ApS?')
      for (const title of [
        'Connected to Walked Through ApS',
        'Update the API key',
        'Connected to Walked Through ApS',
      ]) {
        await page.goBack()
        await expect(heading(page)).toHaveText(title)
      }
      for (const title of ['Update the API key', 'Connected to Walked Through ApS', 'Disconnect Walked Through ApS?']) {
        await page.goForward()
        await expect(heading(page)).toHaveText(title)
      }
      expect(await world.connection(connectionId)).toEqual(before)
    })

    test('back after a disconnect says that it is disconnected, and the old question does nothing', async ({
      page,
      world,
    }) => {
      const { connectionId } = await fromAcmeBooks(page, world)
      const { key, id } = aCompany(world, 'Gone ApS')
      await sends(page, key)
      await expect(heading(page)).toHaveText('Connected to Gone ApS')
      await page.getByRole('link', { name: 'Disconnect' }).click()
      await page.getByRole('button', { name: 'Disconnect Gone ApS' }).click()
      await expect(heading(page)).toHaveText('Gone ApS is disconnected')
      await page.goBack()
      await expect(heading(page)).toHaveText('Gone ApS is disconnected')
      await expect(chip(page)).toContainText('Disconnected')
      await expect.poll(() => installed(world, id)).toBe(0)
      expect((await world.connection(connectionId)).state).toBe('disconnected')
    })
  })
}

test('[S60, S64, S65, S66, S67, S68] reload shows the same state in every state, and sends nothing again', async ({
  page,
  world,
}) => {
  await world.apart()
  const { connectionId } = await aCustomer(page, world, { confirmation: 'explicit' })
  const { key, id, another } = aCompany(world, 'Reloaded ApS')
  const state = async () => (await world.connection(connectionId)).state

  async function reloaded(word: string, title: string): Promise<void> {
    const before = world.simulator.control.requests().last
    await page.reload()
    await expect(chip(page)).toContainText(word)
    await expect(heading(page)).toHaveText(title)
    expect(asked(world, before)).toEqual({ introspections: 0, installs: 0 })
  }

  await test.step('not connected', async () => {
    await reloaded('Not connected yet', FORM)
    expect(await state()).toBe('not_connected')
  })
  await test.step('failed', async () => {
    await sends(page, 'standin-key-not-real-and-never-made-00000002')
    await expect(chip(page)).toContainText('Connection failed')
    await reloaded('Connection failed', FORM)
    await expect(page.getByRole('region', { name: 'There is a problem' })).toContainText(
      'Nothing has been connected or saved. For safety the field was emptied: please paste the key again.',
    )
    await expect(field(page)).toHaveValue('')
    expect(await state()).toBe('failed')
  })
  await test.step('validating', async () => {
    world.simulator.control.setBehaviour({ key, behaviour: 'slow', operation: 'introspect' })
    await sends(page, key)
    await expect(chip(page)).toContainText('Validation in progress')
    await reloaded('Validation in progress', 'Checking your key with Pleo')
  })
  await test.step('awaiting confirmation', async () => {
    await expect(heading(page)).toHaveText('Is this your company?')
    await reloaded('Validation in progress', 'Is this your company?')
    expect(installed(world, id)).toBe(0)
  })
  await test.step('connected', async () => {
    await page.getByRole('button', { name: 'Yes, connect Reloaded ApS' }).click()
    await expect(heading(page)).toHaveText('Connected to Reloaded ApS')
    await reloaded('Connected', 'Connected to Reloaded ApS')
    expect(installed(world, id)).toBe(1)
  })
  await test.step('action required', async () => {
    world.simulator.control.revoke({ key })
    await page.getByRole('button', { name: 'Check now' }).click()
    await expect(chip(page)).toContainText('Action required')
    await reloaded('Action required', 'Your connection to Pleo is interrupted')
    expect(await state()).toBe('action_required')
  })
  await test.step('validating a replacement', async () => {
    const next = another()
    world.simulator.control.setBehaviour({ key: next, behaviour: 'slow', operation: 'introspect' })
    await page.getByRole('link', { name: 'Replace API Key' }).click()
    await sends(page, next)
    await expect(chip(page)).toContainText('Validation in progress')
    await reloaded('Validation in progress', 'Checking the new key with Pleo')
    await page.getByRole('button', { name: 'Yes, use the new key' }).click()
    await expect(main(page)).toContainText('The new key is in use')
  })
  await test.step('disconnected', async () => {
    await page.getByRole('link', { name: 'Disconnect' }).click()
    await page.getByRole('button', { name: 'Disconnect Reloaded ApS' }).click()
    await expect(heading(page)).toHaveText('Reloaded ApS is disconnected')
    await reloaded('Disconnected', 'Reloaded ApS is disconnected')
    expect(await state()).toBe('disconnected')
    await expect.poll(() => installed(world, id)).toBe(0)
  })
})

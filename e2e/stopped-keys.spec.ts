import type { Page } from '@playwright/test'
import { aCustomer, chip, heading, main, sends } from './page-parts.ts'
import { expect, SOON_AGAIN, test, World } from './world.ts'

test.describe('of a key that stopped working', () => {
  const company = (name: string) => ({ company: { name } })

  async function isConnected(page: Page, world: World, name: string) {
    const key = world.key(company(name))
    const session = await aCustomer(page, world)
    await sends(page, key)
    await expect(heading(page)).toHaveText(`Connected to ${name}`)
    return { key, ...session }
  }

  async function replacesIt(page: Page, world: World, connectionId: string, name: string): Promise<void> {
    const { account } = await world.connection(connectionId)
    await page.getByRole('link', { name: 'Replace API Key' }).click()
    await sends(page, world.key({ company: { id: account?.id ?? '' } }))
    await expect(heading(page)).toHaveText(`Connected to ${name}`)
    expect(await world.connection(connectionId)).toMatchObject({ state: 'connected', usable: true, issue: null })
  }

  test('[S58, S60, S61, S63, S73, X39] the reason is that Pleo refuses it, and stays until it is solved', async ({
    page,
    world,
  }) => {
    await world.apart()
    const { key, connectionId } = await isConnected(page, world, 'Revoked ApS')
    world.simulator.control.revoke({ key })
    await page.getByRole('button', { name: 'Check now' }).click()
    await expect(heading(page)).toHaveText('Your connection to Pleo is interrupted')
    await expect(main(page)).toContainText(
      'Pleo no longer accepts the key for Revoked ApS. It may have been deleted or replaced in Pleo. Your settings are kept: a new key restores everything.',
    )
    await expect(page.locator('.button--main')).toHaveText('Replace API Key')
    await page.reload()
    await expect(heading(page)).toHaveText('Your connection to Pleo is interrupted')
    expect(await world.connection(connectionId)).toMatchObject({
      state: 'action_required',
      usable: false,
      issue: { code: 'key_revoked' },
    })
    await replacesIt(page, world, connectionId, 'Revoked ApS')
  })

  test('[S58] the reason is a permission it lost, and what is left keeps working', async ({ page }) => {
    // In a world of its own: in a small one, a third key in doubt within minutes is a storm, and then nobody is judged.
    const world = await World.start({ KEYTURN_CONFIRM_AFTER: '2s,2s,2s' })
    try {
      const { key, connectionId } = await isConnected(page, world, 'Narrowed ApS')
      const { permissions } = await world.connection(connectionId)
      const scopes = permissions.map(({ scope }) => scope).filter((scope) => scope !== 'tag-groups:read')
      world.simulator.control.setScopes({ key, scopes })
      await page.getByRole('button', { name: 'Check now' }).click()
      await expect(heading(page)).toHaveText('We are checking whether your key still works')
      await expect(heading(page)).toHaveText('The key for Narrowed ApS has lost a permission', { timeout: 20_000 })
      await expect(main(page)).toContainText(
        'it may no longer: See tags. Everything else keeps working. Acme Books support can ask Pleo to restore it; if Pleo gave you a new key, replace it here.',
      )
      await expect(page.locator('.button--main')).toHaveText('Contact Acme Books support')
      expect(await world.connection(connectionId)).toMatchObject({
        state: 'action_required',
        usable: true,
        issue: { code: 'permissions_lost', details: { missing: ['tag-groups:read'] } },
      })
      await replacesIt(page, world, connectionId, 'Narrowed ApS')
    } finally {
      await world.close()
    }
  })

  test('[S62, S69] an outage is no reason: the connection stays, and says since when it is not confirmed', async ({
    page,
    world,
  }) => {
    const { key, connectionId } = await isConnected(page, world, 'Weathered ApS')
    const outages = [
      ['unavailable', 'Pleo is not answering at the moment'],
      ['rate_limited', 'Pleo asks us to wait a moment'],
    ] as const
    for (const [behaviour, title] of outages) {
      world.simulator.control.setBehaviour({ key, behaviour })
      await page.getByRole('button', { name: 'Check now' }).click()
      const notice = page.getByRole('region', { name: title })
      await expect(notice).toContainText('Your connection is unchanged and there is nothing to do.')
      await expect(chip(page)).toContainText(/Connected, last confirmed \d\d:\d\d/)
      expect(await world.connection(connectionId)).toMatchObject({ state: 'connected', usable: true, issue: null })
      world.simulator.control.setBehaviour({ key, behaviour: 'ok' })
      await world.passTime(SOON_AGAIN)
      await page.getByRole('button', { name: 'Check now' }).click()
      await expect(notice).toHaveCount(0)
      await expect(chip(page)).toContainText(/^Status: Connected$/)
      await world.passTime(SOON_AGAIN)
    }
  })

  test('a key that was checked just now is not asked about again, and the page says from when it would be', async ({
    page,
    world,
  }) => {
    const { key } = await isConnected(page, world, 'Impatient ApS')
    await page.getByRole('button', { name: 'Check now' }).click()
    await expect(page.locator('#said')).toHaveText('Checked: all well')
    world.simulator.control.setBehaviour({ key, behaviour: 'unavailable' })
    await page.getByRole('button', { name: 'Check now' }).click()
    const notice = page.getByRole('region', { name: /^Checked \d+ seconds? ago$/ })
    await expect(notice).toContainText(/Try again in \d+ seconds?/)
    await expect(page.locator('#said')).toContainText('Try again in')
    await expect(chip(page)).toContainText(/^Status: Connected$/)
    await expect(notice).toHaveCount(0, { timeout: 12_000 })
    await page.getByRole('button', { name: 'Check now' }).click()
    await expect(page.getByRole('region', { name: 'Pleo is not answering at the moment' })).toBeVisible()
  })

  test('[S61] the reason is another company it opens now, and both are named', async ({ page }) => {
    // In a world of its own too.
    const world = await World.start()
    try {
      const { key, connectionId } = await isConnected(page, world, 'Moved ApS')
      const before = await world.connection(connectionId)
      const other = { id: '7a0c2f5e-3333-4222-8333-000000000003', name: 'Elsewhere ApS' }
      world.simulator.control.switchCompany({ key, company: other })
      await page.getByRole('button', { name: 'Check now' }).click()
      await expect(heading(page)).toHaveText('This key opens another company')
      await expect(main(page)).toContainText(
        `It opens ${other.id}. Acme DK, main ledger belongs to Moved ApS and stays with it.`,
      )
      await expect(page.locator('.button--main')).toHaveText('Replace API Key')
      expect(await world.connection(connectionId)).toMatchObject({
        state: 'action_required',
        usable: false,
        account: before.account,
        issue: { code: 'account_mismatch' },
      })
      await replacesIt(page, world, connectionId, 'Moved ApS')
    } finally {
      await world.close()
    }
  })
})

import { randomUUID } from 'node:crypto'
import type { FrameLocator, Page } from '@playwright/test'
import { EmbeddingHost } from './embedding-host.ts'
import { expect, test } from './world.ts'

const frame = (page: Page): FrameLocator => page.frameLocator('keyturn-connect iframe')
const WIDTHS = [
  { of: 'a desktop', width: 1_024, height: 700 },
  { of: 'a phone', width: 320, height: 640 },
]

for (const { of, ...viewport } of WIDTHS) {
  test.describe(`in an element, on ${of}`, () => {
    test.use({ viewport })

    test('every step of a connection goes on in its frame, which is as high as what it shows, with the focus in it', async ({
      page,
      world,
    }) => {
      await using host = await EmbeddingHost.start(world.url)
      const wish = {
        tenantId: `steps-${viewport.width}`,
        embedOrigins: [host.url],
        returnUrl: undefined,
        confirmation: 'explicit',
      }
      host.session = () => world.session(wish)
      const company = { id: randomUUID(), name: 'Stepwise ApS' }
      const form = frame(page)
      const press = (name: string | RegExp) => form.getByRole('button', { name }).click()
      const follow = (name: string | RegExp) => form.getByRole('link', { name }).first().click()
      const paste = (key: string) => form.getByLabel(/^API key/).fill(key)

      const at = async (title: string): Promise<void> => {
        await expect(form.getByRole('heading', { level: 1 })).toHaveText(title)
        const inner = page.frames().find((each) => each.url().startsWith(world.url))
        const rest = () =>
          inner?.evaluate(() => {
            const { scrollHeight, scrollWidth, clientHeight, clientWidth } = document.documentElement
            return { over: scrollHeight - clientHeight, wide: scrollWidth - clientWidth }
          })
        await expect.poll(rest).toEqual({ over: 0, wide: 0 })
        await expect
          .poll(() => inner?.evaluate(() => innerHeight - document.body.getBoundingClientRect().height))
          .toBeLessThanOrEqual(1)
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(sideways).toBeLessThanOrEqual(0)
      }
      const hasFocus = () => page.evaluate(() => document.activeElement?.localName === 'keyturn-connect')

      await page.goto(host.url)
      await at('Connect Pleo to Acme Books')
      await form.getByText('Where to find your key').click()
      await at('Connect Pleo to Acme Books')
      await paste('standin-key-not-real-and-never-made-00000077')
      await press('Connect')
      await expect(form.getByRole('region', { name: 'There is a problem' })).toBeFocused()
      await at('Connect Pleo to Acme Books')
      await paste(world.key({ company }))
      await press('Try again')
      await at('Is this your company?')
      expect(await hasFocus()).toBe(true)
      await press('Yes, connect Stepwise ApS')
      await at('Connected to Stepwise ApS')
      await follow('Update API Key')
      await at('Update the API key')
      await paste(world.key({ company: { name: 'Sideways A/S' } }))
      await press('Save new key')
      await at('This key opens another company')
      await follow('Use another key')
      await at('Update the API key')
      await paste(world.key({ company }))
      await press('Save new key')
      await at('Is this your company?')
      await press('Yes, use the new key')
      await expect(form.locator('main, body').first()).toContainText('The new key is in use')
      await at('Connected to Stepwise ApS')
      expect(await hasFocus()).toBe(true)
      await form.locator('a[href*="view=disconnect"]').first().click()
      await at('Disconnect Stepwise ApS?')
      await form.locator('.button--ends').click()
      await at('Stepwise ApS is disconnected')
      expect((await world.connectionsOf(wish.tenantId)).map(({ state }) => state)).toEqual(['disconnected'])
      expect(page.url()).toBe(`${host.url}/`)
      expect(await page.context().cookies()).toEqual([])
    })
  })
}

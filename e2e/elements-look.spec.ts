import type { Page } from '@playwright/test'
import { axeFindsNothing } from './accessibility.ts'
import { EmbeddingHost } from './embedding-host.ts'
import { expect, test } from './world.ts'
import type { World } from './world.ts'

const BODY =
  '<link rel="stylesheet" href="/host.css"><header><keyturn-banner></keyturn-banner></header>' +
  '<main><h1>Pleo</h1><keyturn-status></keyturn-status><keyturn-connect></keyturn-connect></main>'
const GROUND = `
body { margin: 1rem; font: 1rem/1.5 system-ui, sans-serif; background: #f6f4ef; color: #1b2429 }
@media (prefers-color-scheme: dark) { body { background: #1b2124; color: #e7ecea } }
`

/** A host with a ground of its own in light and in dark, and a customer whose key has died: all three have much to say. */
async function aWarnedHost(page: Page, world: World, locale: string): Promise<EmbeddingHost> {
  await world.apart()
  const tenantId = `elements-look-${locale}`
  const host = await EmbeddingHost.start(world.url)
  host.body = BODY
  host.lang = locale
  host.style = GROUND
  host.policy = { 'style-src': "'self'" }
  host.session = () => world.session({ tenantId, embedOrigins: [host.url], locale })
  const key = world.key({ company: { name: 'Acme ApS' } })
  expect((await world.api('POST', '/v1/connections/import', { tenantId, provider: 'pleo', key })).status).toBe(201)
  world.simulator.control.revoke({ key })
  await page.goto(host.url)
  const form = page.frameLocator('keyturn-connect iframe')
  await form.locator('form[action$="/check"] button').click()
  await expect(page.locator('keyturn-banner').getByRole('heading')).toBeVisible()
  await expect(form.locator('.notice, .problem, [data-tone=warn]').first()).toBeVisible()
  return host
}

for (const { locale, width } of [
  { locale: 'en', width: 1_024 },
  { locale: 'de', width: 320 },
]) {
  test.describe(`in ${locale} at ${width} px`, () => {
    test.use({ viewport: { width, height: 700 } })

    test('the three elements in a host’s page can be used and read by everyone', async ({ page, world }) => {
      await using host = await aWarnedHost(page, world, locale)
      expect(host.asked).toBe(1)
      await axeFindsNothing(page)
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' })
      await axeFindsNothing(page)
      for (const frame of page.frames()) {
        const sideways = await frame.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement
          return scrollWidth - clientWidth
        })
        expect(sideways, frame.url()).toBeLessThanOrEqual(0)
      }
    })
  })
}

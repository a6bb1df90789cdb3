import type { Browser, Page } from '@playwright/test'
import { EmbeddingHost } from './embedding-host.ts'
import { chip, heading, main, sends } from './page-parts.ts'
import { expect, test, World } from './world.ts'

/** A key stops working, or Pleo does, and nobody looks: what the open page says by itself. On a clock made short. */
const SHORT = { KEYTURN_CHECK_INTERVAL: '2s', KEYTURN_CONFIRM_AFTER: '1s,1s,2s', KEYTURN_PLEO_BUDGET: '60000' }

const CHECKING = 'We are checking whether your key still works'
const INTERRUPTED = 'Your connection to Pleo is interrupted'
const STORM = 'Pleo is refusing all connections right now'
const AWAY = 'Pleo is not answering at the moment'

test.describe('without anybody looking', () => {
  test.describe.configure({ timeout: 120_000 })
  let world: World
  test.beforeAll(async () => {
    world = await World.start(SHORT)
    // With a handful of others a dead key is one in many.
    for (let number = 1; number <= 5; number += 1) await imported(`neighbour-${number}`)
  })
  test.afterAll(() => world.close())

  async function imported(tenantId: string): Promise<string> {
    const key = world.key({ company: { name: `${tenantId} ApS` } })
    expect((await world.api('POST', '/v1/connections/import', { tenantId, provider: 'pleo', key })).status).toBe(201)
    return key
  }

  /** A customer whose page stays open. */
  async function watched(browser: Browser, name: string, fields: object = {}) {
    const { key, company } = world.simulator.control.createKey({ company: { name } })
    const tenantId = `customer-${name.replaceAll(' ', '-')}`
    const session = await world.session({ tenantId, ...fields })
    const page = await (await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Copenhagen' })).newPage()
    await page.goto(session.url)
    await sends(page, key)
    await expect(heading(page)).toHaveText(`Connected to ${name}`)
    const behave = (behaviour: 'ok' | 'unauthorized') => world.simulator.control.setBehaviour({ key, behaviour })
    return { page, behave, company, tenantId, ...session }
  }

  const happened = (page: Page) => page.locator('.events li p')
  /** Grey says that nobody has to act. */
  async function isCalm(page: Page): Promise<void> {
    await expect(page.locator('[data-tone="bad"], [data-tone="warn"]')).toHaveCount(0)
    await expect(chip(page)).toContainText(/Connected, last confirmed \d\d:\d\d/)
  }

  test('[S59, S60, S61, S62] a refused key is doubted first, then named; the warning stays, and a new key or the old one ends it', async ({
    browser,
  }) => {
    const replaced = await watched(browser, 'Replaced ApS', { tenantId: 'acme-42', reference: 'default' })
    const passing = await watched(browser, 'Passing ApS')
    for (const { behave } of [replaced, passing]) behave('unauthorized')
    for (const { page } of [replaced, passing]) await expect(heading(page)).toHaveText(CHECKING)
    await expect(main(replaced.page)).toContainText('so we ask a few more times before we say anything about your key')
    await expect(happened(replaced.page).first()).toHaveText('Pleo refused the key. We are asking again.')
    for (const { page } of [replaced, passing]) await expect(heading(page)).toHaveText(INTERRUPTED)

    // Over a reload, over a change of language and back, and for whoever comes by a new link.
    const { page } = replaced
    await page.reload()
    await expect(heading(page)).toHaveText(INTERRUPTED)
    await page.getByRole('link', { name: /^Language/ }).click()
    await page.goBack()
    await expect(heading(page)).toHaveText(INTERRUPTED)
    const later = await browser.newPage()
    await later.goto((await world.session({ tenantId: 'acme-42', reference: 'default' })).url)
    await expect(heading(later)).toHaveText(INTERRUPTED)
    // And in the product, signed in anew.
    for (let times = 0; times < 2; times += 1) {
      await later.goto(`${world.acme.url}/sign-in`)
      await later.getByRole('button', { name: /Marie Holm/ }).click()
      await expect(later.locator('.warning')).toContainText(INTERRUPTED)
      await later.getByRole('button', { name: 'Sign out' }).click()
    }

    passing.behave('ok')
    await expect(heading(passing.page)).toHaveText('Connected again')
    await expect(main(passing.page)).toContainText('You do not need to do anything.')
    const back = await browser.newPage()
    await back.goto((await world.session({ tenantId: passing.tenantId })).url)
    await expect(heading(back)).toHaveText('Connected again')

    await page.getByRole('link', { name: 'Replace API Key' }).click()
    await sends(page, world.key({ company: { id: replaced.company.id } }))
    await expect(heading(page)).toHaveText('Connected to Replaced ApS')
    await expect(happened(page)).toHaveText([
      'New key in use',
      'Pleo refused the key. Action required.',
      'Pleo refused the key. We are asking again.',
      'Connected to Replaced ApS',
    ])
    await later.goto(`${world.acme.url}/sign-in`)
    await later.getByRole('button', { name: /Marie Holm/ }).click()
    await expect(later.locator('.warning')).toHaveCount(0)
  })

  test('[S62, S69] an outage is a quiet notice, and leaves by itself', async ({ browser }) => {
    const { page, connectionId } = await watched(browser, 'Weathered ApS')
    world.simulator.control.setBehaviour({ behaviour: 'unavailable' })
    await expect(page.getByRole('region', { name: AWAY })).toContainText('there is nothing to do')
    await isCalm(page)
    expect(await world.connection(connectionId)).toMatchObject({ state: 'connected', usable: true, issue: null })
    world.simulator.control.setBehaviour({ behaviour: 'ok' })
    await expect(page.getByRole('region', { name: AWAY })).toHaveCount(0)
    await expect(chip(page)).toContainText(/^Status: Connected$/)
  })

  test('[S62, S69] a storm is named as Pleo’s, blames nobody for as long as it lasts, and leaves by itself', async ({
    browser,
  }) => {
    const { page, connectionId } = await watched(browser, 'Stormy ApS')
    world.simulator.control.setBehaviour({ behaviour: 'unauthorized' })
    await expect(page.getByRole('region', { name: STORM })).toContainText('This is not about your key.')
    await isCalm(page)
    // More questions than the three that a single dead key would be told by.
    const asked = world.simulator.control.requests().last
    await expect.poll(() => world.simulator.control.requests().last, { timeout: 30_000 }).toBeGreaterThan(asked + 5)
    await isCalm(page)
    const { text } = await world.api('GET', '/v1/connections?state=action_required')
    expect(JSON.parse(text)).toMatchObject({ data: [] })
    expect(await world.connection(connectionId)).toMatchObject({
      state: 'connected',
      usable: true,
      health: { state: 'unverified', reason: 'provider_refusing_all' },
    })
    world.simulator.control.setBehaviour({ behaviour: 'ok' })
    await expect(page.getByRole('region', { name: STORM })).toHaveCount(0, { timeout: 30_000 })
    await expect(chip(page)).toContainText(/^Status: Connected$/)
    await page.reload()
    await expect(happened(page).first()).toHaveText(
      /^Pleo refused all connections until \d\d:\d\d\. The connection is unchanged\.$/,
    )
  })

  test('[S69] a storm is named by the badge in a page of the product, which is not green and warns of nothing', async ({
    browser,
  }) => {
    const { tenantId } = await watched(browser, 'Embedded ApS')
    await using host = await EmbeddingHost.start(world.url)
    host.session = () => world.session({ tenantId, embedOrigins: [host.url], returnUrl: undefined })
    host.body = '<keyturn-banner></keyturn-banner><main><keyturn-status></keyturn-status></main>'
    const page = await browser.newPage()
    await page.goto(host.url)
    const status = page.locator('keyturn-status')
    const badge = status.getByRole('status')
    await expect(badge).toHaveText('Connected')
    await expect(badge).toHaveAttribute('data-tone', 'ok')
    world.simulator.control.setBehaviour({ behaviour: 'unauthorized' })
    await expect(async () => {
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
      await expect(status).toContainText(STORM, { timeout: 1_000 })
    }).toPass()
    await expect(badge).toHaveText(/^Connected, last confirmed \d\d:\d\d$/)
    await expect(badge).toHaveAttribute('data-tone', 'quiet')
    await expect(page.locator('[data-tone="ok"], [data-tone="bad"], [data-tone="warn"]')).toHaveCount(0)
    await expect(page.locator('keyturn-banner')).toHaveText('')
    world.simulator.control.setBehaviour({ behaviour: 'ok' })
    await expect(async () => {
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
      await expect(badge).toHaveText('Connected', { timeout: 1_000 })
    }).toPass({ timeout: 30_000 })
    await expect(badge).toHaveAttribute('data-tone', 'ok')
    await expect(status).not.toContainText(STORM)
  })
})

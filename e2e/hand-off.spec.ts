import type { Browser, BrowserContext, Page } from '@playwright/test'
import { expect, test } from './world.ts'
import type { World } from './world.ts'

const MARIE = { id: 'u-7', name: 'Marie Holm' }
const field = /^API key/
const heading = (page: Page) => page.getByRole('heading', { level: 1 })

interface Story {
  readonly asker: Page
  readonly colleague: Page
  readonly connectionId: string
}

/** Two people, two browsers. The link travels between them as text. */
async function story(
  browser: Browser,
  world: World,
  options: { readonly tenantId: string; readonly script: 'on' | 'off'; readonly confirmation?: 'explicit' },
): Promise<Story & AsyncDisposable> {
  const { tenantId, script, confirmation = 'automatic' } = options
  const open = (locale: string): Promise<BrowserContext> =>
    browser.newContext({ javaScriptEnabled: script === 'on', locale })
  const [first, second] = [await open('en-GB'), await open('en-GB')]
  const session = await world.session({ tenantId, label: 'Acme DK, main ledger', user: MARIE, confirmation })
  const asker = await first.newPage()
  await asker.goto(session.url)
  return {
    asker,
    colleague: await second.newPage(),
    connectionId: session.connectionId,
    async [Symbol.asyncDispose]() {
      await first.close()
      await second.close()
    },
  }
}

async function linkFrom(asker: Page): Promise<string> {
  await asker.getByRole('link', { name: 'Send them a link' }).click()
  await expect(heading(asker)).toHaveText('Someone else has the key')
  await asker.getByRole('button', { name: 'Make the link' }).click()
  await expect(heading(asker)).toHaveText('Your link is ready')
  await expect(asker.locator('main')).toContainText(/Not opened yet\. The link works until tomorrow at \d\d:\d\d/)
  return asker.getByLabel('Link for your colleague').inputValue()
}

async function followed(colleague: Page, link: string): Promise<void> {
  await colleague.goto(link)
  await expect(heading(colleague)).toHaveText('Marie Holm asks you for a Pleo API key')
  await expect(colleague.locator('main')).toContainText('Acme DK, main ledger')
  await colleague.getByRole('button', { name: 'Continue' }).click()
  await expect(heading(colleague)).toHaveText('Add the API key for Marie Holm')
}

async function entered(colleague: Page, key: string): Promise<void> {
  await colleague.getByLabel(field).fill(key)
  await colleague.locator('form[action$="/key"] .button--main').click()
}

test('a colleague adds the key by a link, and the page of the one who asked says so by itself', async ({
  browser,
  world,
}) => {
  await using both = await story(browser, world, { tenantId: 'hand-off', script: 'on' })
  const { asker, colleague } = both
  await asker.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const link = await linkFrom(asker)

  await test.step('the link is copied by a button', async () => {
    await asker.getByRole('button', { name: 'Copy the link' }).click()
    await expect(asker.getByRole('button', { name: 'Copied' })).toBeVisible()
    expect(await asker.evaluate(() => navigator.clipboard.readText())).toBe(link)
  })

  await test.step('scanners and previews follow it, and change nothing', async () => {
    const scanner = await browser.newContext()
    for (const headers of [{}, { 'sec-purpose': 'prefetch;prerender' }, { 'user-agent': 'Mail scanner' }]) {
      for (const ask of [scanner.request.get(link, { headers }), scanner.request.head(link, { headers })])
        expect((await ask).status()).toBe(200)
    }
    const preview = await scanner.newPage()
    await preview.goto(link)
    await expect(heading(preview)).toHaveText('Marie Holm asks you for a Pleo API key')
    expect(await scanner.cookies()).toEqual([])
    await scanner.close()
    await asker.reload()
    await expect(asker.locator('main')).toContainText('Not opened yet')
  })

  await test.step('it is opened: the other page hears of it', async () => {
    await followed(colleague, link)
    await expect(asker.locator('main')).toContainText('Opened at')
    await expect(asker.getByLabel('Link for your colleague')).toHaveValue(link)
  })

  await test.step('a key that Pleo does not know is said only to the colleague’s field', async () => {
    await entered(colleague, 'standin-nobody-knows-this-one-0000000000')
    await expect(colleague.locator('main')).toContainText('Pleo does not recognise this key')
  })

  await test.step('the right one: thanks there, and news here', async () => {
    await entered(colleague, world.key({ company: { name: 'Handed ApS' } }))
    await expect(heading(colleague)).toHaveText('Thank you, the key was added')
    await expect(colleague.locator('main')).toContainText('Handed ApS')
    await expect(heading(asker)).toHaveText('Connected to Handed ApS')
    await expect(asker.locator('main')).toContainText('The link from Marie Holm was used at')
  })

  await test.step('the link is dead, the other page stays as it was', async () => {
    await colleague.goto(link)
    await expect(heading(colleague)).toHaveText('Thank you, the key was added')
    const third = await browser.newPage()
    await third.goto(link)
    await expect(heading(third)).toHaveText('This link was used already')
    await third.close()
  })
})

test('[S5] the same without JavaScript: the link can be read and selected, and every step is a form', async ({
  browser,
  world,
}) => {
  await using both = await story(browser, world, { tenantId: 'hand-off-no-script', script: 'off' })
  const { asker, colleague } = both
  const link = await linkFrom(asker)
  await expect(asker.getByRole('button', { name: 'Copy the link' })).toBeHidden()
  await expect(asker.getByLabel('Link for your colleague')).toHaveJSProperty('readOnly', true)
  await asker.reload()
  await expect(asker.getByLabel('Link for your colleague')).toHaveValue(link)

  await followed(colleague, link)
  await asker.reload()
  await expect(asker.locator('main')).toContainText('Opened at')
  await entered(colleague, world.key({ company: { name: 'Plain ApS' } }))
  await expect(heading(colleague)).toHaveText('Thank you, the key was added')
  await asker.goto(new URL('.', asker.url()).href)
  await expect(heading(asker)).toHaveText('Connected to Plain ApS')
  await expect(asker.locator('main')).toContainText('Your link was used')
})

for (const script of ['on', 'off'] as const) {
  test(`a link that is withdrawn ends the page it opened, with scripts ${script}`, async ({ browser, world }) => {
    await using both = await story(browser, world, { tenantId: `withdrawn-${script}`, script })
    const { asker, colleague } = both
    const link = await linkFrom(asker)
    await followed(colleague, link)
    await asker.getByRole('button', { name: 'Withdraw the link' }).click()
    await expect(heading(asker)).toHaveText('Connect Pleo to Acme Books')
    if (script === 'off') await colleague.reload()
    await expect(colleague.locator('main')).toContainText(
      script === 'off' ? 'This link was withdrawn' : 'Ask Marie Holm for a new link',
    )
    await colleague.goto(link)
    await expect(heading(colleague)).toHaveText('This link was withdrawn')
    expect((await world.connection(both.connectionId)).state).toBe('not_connected')
  })
}

test('whoever asked says whether it is the right company, and the colleague’s page follows', async ({
  browser,
  world,
}) => {
  await using both = await story(browser, world, {
    tenantId: 'hand-off-explicit',
    script: 'on',
    confirmation: 'explicit',
  })
  const { asker, colleague } = both
  await followed(colleague, await linkFrom(asker))
  await entered(colleague, world.key({ company: { name: 'Wrong ApS' } }))
  await expect(heading(colleague)).toHaveText('The key works')
  await expect(heading(asker)).toHaveText('Is this your company?')
  await asker.getByRole('button', { name: 'No, use another key' }).click()
  await expect(colleague.locator('main')).toContainText('It was not the right company')

  await entered(colleague, world.key({ company: { name: 'Right ApS' } }))
  await asker.getByRole('button', { name: 'Yes, connect Right ApS' }).click()
  await expect(heading(asker)).toHaveText('Connected to Right ApS')
  await expect(heading(colleague)).toHaveText('Thank you, the key was added')
})

test('without JavaScript the colleague’s page follows the answer by itself as well', async ({ browser, world }) => {
  const tenantId = 'hand-off-explicit-plain'
  await using both = await story(browser, world, { tenantId, script: 'off', confirmation: 'explicit' })
  const { asker, colleague } = both
  await followed(colleague, await linkFrom(asker))
  await entered(colleague, world.key({ company: { name: 'Waited For ApS' } }))
  await expect(heading(colleague)).toHaveText('The key works')
  await asker.goto(new URL('.', asker.url()).href)
  await asker.getByRole('button', { name: 'Yes, connect Waited For ApS' }).click()
  await expect(heading(colleague)).toHaveText('Thank you, the key was added')
})

test('of one page one link is open at most: the next takes its place, and it is the only one that leads anywhere', async ({
  browser,
  world,
}) => {
  await using both = await story(browser, world, { tenantId: 'hand-off-again', script: 'on' })
  const { asker, colleague, connectionId } = both
  const first = await linkFrom(asker)
  await asker.goto(`${new URL('.', asker.url()).href}?view=handoff`)
  await asker.evaluate(
    async (address) => {
      await fetch(address, { method: 'POST', body: new URLSearchParams({ link: 'make' }) })
    },
    `${new URL('.', asker.url()).href}handoff`,
  )
  await asker.reload()
  const second = await asker.getByLabel('Link for your colleague').inputValue()
  expect(second).not.toBe(first)
  await colleague.goto(first)
  await expect(heading(colleague)).toHaveText('This link was withdrawn')
  await followed(colleague, second)
  const { text } = await world.api('GET', `/v1/connections/${connectionId}/connect-sessions`)
  expect(JSON.parse(text)).toMatchObject({ data: { length: 2 } })
})

test('a link ends after a day', async ({ browser, world }) => {
  await using both = await story(browser, world, { tenantId: 'hand-off-late', script: 'on' })
  const link = await linkFrom(both.asker)
  await world.passTime(24 * 3_600_000 - 60_000)
  await both.colleague.goto(link)
  await expect(heading(both.colleague)).toHaveText('Marie Holm asks you for a Pleo API key')
  await world.passTime(60_000)
  await both.colleague.getByRole('button', { name: 'Continue' }).click()
  await expect(heading(both.colleague)).toHaveText('This link has ended')
  await expect(both.colleague.locator('main')).toContainText(
    /It could be opened until \d\d:\d\d UTC\. Ask Marie Holm for a new one/,
  )
})

import type { FrameLocator, Page } from '@playwright/test'
import { EmbeddingHost } from './embedding-host.ts'
import config from './playwright.config.ts'
import { expect, SOON_AGAIN, test } from './world.ts'
import type { World } from './world.ts'

const { launchOptions = {} } = config.use ?? {}
test.use({
  launchOptions: { ...launchOptions, args: [...(launchOptions.args ?? []), '--test-third-party-cookie-phaseout'] },
})

/** As long as a frame may show nothing. */
const GIVEN_UP_AFTER_MS = 20_000

const frame = (page: Page): FrameLocator => page.frameLocator('keyturn-connect iframe')
const field = (page: Page) => frame(page).getByLabel(/^API key/)
const connect = (page: Page) => frame(page).getByRole('button', { name: 'Connect', exact: true })
const heading = (page: Page) => frame(page).getByRole('heading', { level: 1 })
const heard = (page: Page) => page.evaluate(() => Reflect.get(window, 'heard') as [string, string, string | null][])

/** A page of Acme Books whose back end asks for sessions of one customer. */
async function aHost(world: World, tenantId: string, fields: object = {}): Promise<EmbeddingHost> {
  const host = await EmbeddingHost.start(world.url)
  host.session = () => world.session({ tenantId, embedOrigins: [host.url], returnUrl: undefined, ...fields })
  return host
}

test('a key is connected through the elements of a strict page, without cookies, and the page never has it', async ({
  page,
  world,
}) => {
  await using host = await aHost(world, 'elements-connect')
  host.body =
    '<keyturn-banner></keyturn-banner><main><keyturn-status></keyturn-status><keyturn-connect></keyturn-connect></main>'
  const key = world.key({ company: { name: 'Embedded ApS' } })
  await page.goto(host.url)
  const status = page.locator('keyturn-status')
  await expect(status.getByRole('status')).toHaveText('Not connected yet')
  await expect(status.getByRole('link')).toHaveText('Connect')
  await field(page).fill(key)
  const inFrame = page.frames().find((each) => each.url().startsWith(world.url))
  expect(await inFrame?.evaluate(() => document.hasStorageAccess())).toBe(false)
  const iframe = page.locator('keyturn-connect iframe')
  await expect(iframe).toHaveAttribute('allow', 'clipboard-write')
  await expect(iframe).toHaveAttribute('title', 'Connect Pleo to Acme Books')
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(frame(page).locator('html')).toHaveAttribute('data-theme', colorScheme)
  }
  const { height = 0 } = (await iframe.boundingBox()) ?? {}
  await connect(page).click()
  await expect(heading(page)).toHaveText('Connected to Embedded ApS')
  await expect.poll(async () => (await iframe.boundingBox())?.height).not.toBe(height)
  const inner = await inFrame?.evaluate(() => ({ all: document.body.scrollHeight, shown: innerHeight }))
  expect(inner?.shown).toBeGreaterThanOrEqual(inner?.all ?? 0)
  await expect(status.getByRole('status')).toHaveText('Connected')
  await expect(status).toContainText('Embedded ApS')
  await expect(page.locator('keyturn-banner').getByRole('heading')).toHaveCount(0)
  const events = await heard(page)
  expect(events).toContainEqual(['keyturn-connect', 'keyturn-state', 'not_connected'])
  expect(
    events
      .filter(([, type]) => type === 'keyturn-connected')
      .map(([from]) => from)
      .toSorted(),
  ).toEqual(['keyturn-banner', 'keyturn-connect', 'keyturn-status'])
  expect(host.asked).toBe(1)
  expect(JSON.stringify(events) + (await page.content())).not.toContain(key)
  expect(await page.context().cookies()).toEqual([])
})

test('the focus goes through the form and out of it, and returns to what opened it when it closes', async ({
  page,
  world,
}) => {
  await using host = await aHost(world, 'elements-focus', { returnUrl: `${world.acme.url}/settings` })
  host.body = '<main><button id="opener">Connect Pleo</button></main><footer><a href="/help">Help</a></footer>'
  await page.goto(host.url)
  await page.getByRole('button', { name: 'Connect Pleo' }).press('Enter')
  await field(page).focus()
  const isInFrame = () => page.evaluate(() => document.activeElement?.localName === 'keyturn-connect')
  expect(await isInFrame()).toBe(true)
  for (let presses = 0; presses < 40 && (await isInFrame()); presses += 1) await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Help' })).toBeFocused()
  await page.keyboard.press('Shift+Tab')
  expect(await isInFrame()).toBe(true)
  await field(page).fill(world.key({ company: { name: 'Focused ApS' } }))
  await connect(page).click()
  await frame(page).getByRole('link', { name: 'Back to Acme Books' }).first().click()
  await expect(page.locator('keyturn-connect')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Connect Pleo' })).toBeFocused()
  expect(page.url()).toBe(`${host.url}/`)
  expect(await heard(page)).toContainEqual(['keyturn-connect', 'keyturn-closed', null])
})

test('a form that closes has a way back on each screen, also where its session names no address', async ({
  page,
  world,
}) => {
  await using host = await aHost(world, 'elements-closable')
  host.body = '<main><button id="opener">Connect Pleo</button></main>'
  await page.goto(host.url)
  const opener = page.getByRole('button', { name: 'Connect Pleo' })
  const back = frame(page).getByRole('link', { name: 'Back to Acme Books' })
  const goBack = async () => {
    await back.click()
    await expect(page.locator('keyturn-connect')).toHaveCount(0)
    await expect(opener).toBeFocused()
    expect(page.url()).toBe(`${host.url}/`)
    expect((await heard(page)).filter(([, type]) => type === 'keyturn-closed')).toHaveLength(1)
    await page.evaluate(`heard.length = 0`)
  }
  await opener.press('Enter')
  await expect(field(page)).toBeVisible()
  await goBack()
  await opener.press('Enter')
  await field(page).fill(world.key({ company: { name: 'Closable ApS' } }))
  await connect(page).click()
  await expect(heading(page)).toHaveText('Connected to Closable ApS')
  await expect(back).toHaveAttribute('href', `${host.url}/`)
  await goBack()
})

test('what was typed goes on with the next session when one has ended', async ({ page, world }) => {
  await using host = await aHost(world, 'elements-renewed')
  const ids: string[] = []
  const { session } = host
  host.session = async () => {
    const made = (await session()) as { id: string }
    ids.push(made.id)
    return made
  }
  await page.clock.install()
  await page.goto(host.url)
  const key = world.key({ company: { name: 'Resumed ApS' } })
  await field(page).fill(key)
  await page.clock.runFor(11_000)
  await world.api('DELETE', `/v1/connect-sessions/${ids[0]}`)
  await expect.poll(() => ids.length).toBe(2)
  await expect(field(page)).toHaveValue(key)
  await connect(page).click()
  await expect(heading(page)).toHaveText('Connected to Resumed ApS')
})

test.describe('where the form cannot be', () => {
  test('because the page refuses frames, a message and a link stand in its place', async ({ page, world, alarms }) => {
    await using host = await aHost(world, 'elements-refused')
    host.policy = { 'frame-src': "'none'" }
    host.lang = 'da'
    await page.goto(host.url)
    const instead = page.locator('keyturn-connect').getByRole('alert')
    await expect(instead).toHaveText(/^Formularen kunne ikke vises her\.\s*Den virker på sin egen side\./)
    expect(alarms.taken().join()).toContain('frame-src')
    expect(await heard(page)).toContainEqual(['keyturn-connect', 'keyturn-error', 'no_frame'])
    const opened = page.context().waitForEvent('page')
    await instead.getByRole('link', { name: 'Åbn formularen' }).click()
    const tab = await opened
    await expect(tab.getByRole('heading', { level: 1 })).toHaveText('Connect Pleo to Acme Books')
    await tab.close()
  })

  test('because no script runs in the frame, the same: its own words are no dead way', async ({ page, world }) => {
    await using host = await aHost(world, 'elements-no-script')
    await page.route('**/assets/frame-*.js', (route) => route.abort())
    await page.goto(host.url)
    const opened = page.context().waitForEvent('page')
    await page.locator('keyturn-connect').getByRole('link', { name: 'Open the form' }).click()
    await expect((await opened).getByRole('heading', { level: 1 })).toHaveText('Connect Pleo to Acme Books')
  })

  test('because the session names another origin, the same', async ({ page, world, alarms }) => {
    await using host = await aHost(world, 'elements-elsewhere', { embedOrigins: ['https://books.example'] })
    await page.goto(host.url)
    await expect(page.locator('keyturn-connect').getByRole('link', { name: 'Open the form' })).toBeVisible()
    await expect.poll(() => heard(page)).toContainEqual(['keyturn-connect', 'keyturn-error', 'unreachable'])
    expect(alarms.taken().join()).toMatch(/frame-ancestors[^]*CORS policy/)
  })

  test('because the page behind it does not answer, the same, until it does', async ({ page, world }) => {
    await using host = await aHost(world, 'elements-unanswered')
    await page.route('**/*opened=frame*', (route) => route.fulfill({ status: 503 }))
    await page.goto(host.url)
    const instead = page.locator('keyturn-connect').getByRole('alert')
    await expect(instead.getByRole('link', { name: 'Open the form' })).toBeVisible({ timeout: 12_000 })
    await expect(page.locator('keyturn-connect iframe')).toBeHidden()
    expect(await heard(page)).toContainEqual(['keyturn-connect', 'keyturn-error', 'no_frame'])
    await page.unroute('**/*opened=frame*')
    await expect(field(page)).toBeVisible()
    await expect(instead).toHaveCount(0)
  })

  test('because something else answers in its place, the same, until the page does', async ({ page, world }) => {
    await using host = await aHost(world, 'elements-other')
    await page.route('**/*opened=frame*', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Log in to the network</title>' }),
    )
    await page.goto(host.url)
    const instead = page.locator('keyturn-connect').getByRole('alert')
    await expect(instead).toContainText('The form could not be shown here.', { timeout: 12_000 })
    await page.unroute('**/*opened=frame*')
    await expect(field(page)).toBeVisible()
    await expect(instead).toHaveCount(0)
  })

  test('because there is no session, what the page has for it, and another try', async ({ page, world }) => {
    await using host = await aHost(world, 'elements-nobody')
    const { session } = host
    host.session = () => Promise.reject(new Error('Nobody is logged in.'))
    host.body = '<main><keyturn-connect>Log in to go on.</keyturn-connect><keyturn-status></keyturn-status></main>'
    await page.goto(host.url)
    const element = page.locator('keyturn-connect')
    await expect(element.getByRole('alert')).toContainText('The form could not be shown here.')
    await expect(page.getByText('Log in to go on.')).toBeVisible()
    await expect(page.locator('keyturn-status').getByRole('status')).toHaveText('Not known at the moment')
    expect(await heard(page)).toContainEqual(['keyturn-connect', 'keyturn-error', 'no_session'])
    host.session = session
    await element.getByRole('button', { name: 'Try again' }).click()
    await expect(field(page)).toBeVisible()
    await expect(element.getByRole('alert')).toHaveCount(0)
  })
})

test.describe('a session that was over before the form opened', () => {
  /** As a page that was drawn with its session in it: the first ones are old, and what comes then is good. */
  async function aHostWithOld(world: World, tenantId: string, old: number): Promise<EmbeddingHost> {
    const host = await aHost(world, tenantId)
    const { session } = host
    host.session = async () => {
      const made = (await session()) as { id: string }
      if (host.asked <= old) await world.api('DELETE', `/v1/connect-sessions/${made.id}`)
      return made
    }
    return host
  }

  test('is followed by the next one, at once', async ({ page, world }) => {
    await using host = await aHostWithOld(world, 'elements-old', 1)
    await page.goto(host.url)
    await expect(field(page)).toBeVisible({ timeout: 5_000 })
    expect(host.asked).toBe(2)
    await field(page).fill(world.key({ company: { name: 'Drawn ApS' } }))
    await connect(page).click()
    await expect(heading(page)).toHaveText('Connected to Drawn ApS')
  })

  test('as the one after it was: a message and a way, and the form when a good one comes', async ({ page, world }) => {
    await using host = await aHostWithOld(world, 'elements-older', 2)
    await page.goto(host.url)
    const instead = page.locator('keyturn-connect').getByRole('alert')
    await expect(instead).toContainText('The form could not be shown here.', { timeout: 12_000 })
    await expect(field(page)).toBeVisible({ timeout: 30_000 })
    await expect(instead).toHaveCount(0)
    expect(host.asked).toBe(3)
  })

  test('because its link was followed in another tab, is followed by the next one as well', async ({ page, world }) => {
    await using host = await aHost(world, 'elements-taken')
    const { session } = host
    const taken = (await session()) as { url: string }
    host.session = async () => (host.asked === 1 ? taken : session())
    const other = await page.context().newPage()
    await other.goto(taken.url)
    await expect(other.getByRole('heading', { level: 1 })).toHaveText('Connect Pleo to Acme Books')
    await page.goto(host.url)
    await expect(field(page)).toBeVisible({ timeout: 5_000 })
  })
})

test('a form that stands out of sight is there when it comes into sight', async ({ page, world }) => {
  await using host = await aHost(world, 'elements-out-of-sight')
  host.body = `<main><button>Show</button>${'<p>Something else</p>'.repeat(200)}<div hidden><keyturn-connect></keyturn-connect></div><keyturn-connect></keyturn-connect></main>`
  await page.clock.install()
  await page.goto(host.url)
  const shown = page.locator('main > keyturn-connect')
  await expect(shown.locator('iframe')).toHaveAttribute('height', /^[1-9]\d{2,}$/)
  await page.clock.runFor(GIVEN_UP_AFTER_MS)
  expect((await heard(page)).map(([, type]) => type)).not.toContain('keyturn-error')
  await page.locator('div[hidden]').evaluate((part) => part.removeAttribute('hidden'))
  const hidden = page.locator('div > keyturn-connect')
  await hidden.scrollIntoViewIfNeeded()
  await expect(hidden.locator('iframe')).toHaveAttribute('height', /^[1-9]\d{2,}$/)
  await expect(page.locator('keyturn-connect').getByRole('alert')).toHaveCount(0)
})

test('messages of another window, or of another origin, are not heard', async ({ page, world }) => {
  await using host = await aHost(world, 'elements-forged')
  const other = await world.session({ tenantId: 'elements-forged-too', embedOrigins: [host.url] })
  const foreign = `${world.url}/connect/${other.id}/frame#${host.url}`
  host.body = `<main><keyturn-connect></keyturn-connect><iframe id="foreign" src="${foreign}"></iframe></main>`
  await page.goto(host.url)
  await expect(field(page)).toBeVisible()
  const iframe = page.locator('keyturn-connect iframe')
  await expect(iframe).toHaveAttribute('height', /^[1-9]\d{2,}$/)
  const height = await iframe.getAttribute('height')
  const forged = [{ type: 'height', height: 7 }, { type: 'closed' }, { type: 'ended', id: other.id }, { type: 'hello' }]
  const inForeign = page.frames().find((each) => each.url().includes(other.id))
  await inForeign?.evaluate((messages) => {
    for (const message of messages) parent.postMessage({ keyturn: 1, ...message }, '*')
  }, forged)
  await page.evaluate((messages) => {
    const { contentWindow = null } =
      document.querySelector('keyturn-connect')?.shadowRoot?.querySelector('iframe') ?? {}
    for (const message of messages) {
      const data = { keyturn: 1, ...message }
      window.postMessage(data, '*')
      // As a page that lies about who sends.
      dispatchEvent(new MessageEvent('message', { data, origin: location.origin, source: contentWindow }))
    }
  }, forged)
  await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))))
  expect(await iframe.getAttribute('height')).toBe(height)
  expect((await heard(page)).map(([, type]) => type)).not.toContain('keyturn-closed')
  expect(host.asked).toBe(1)
  await expect(page.frameLocator('#foreign').getByLabel(/^API key/)).toHaveCount(0)
})

test.describe('what cannot be confirmed is not shown as true', () => {
  async function isConnected(world: World, host: EmbeddingHost, page: Page, name: string) {
    const key = world.key({ company: { name } })
    await page.goto(host.url)
    await field(page).fill(key)
    await connect(page).click()
    await expect(heading(page)).toHaveText(`Connected to ${name}`)
    const { id = '' } = (await world.connectionsOf(`elements-${name}`))[0] ?? {}
    return { key, id }
  }
  const body = '<main><keyturn-status></keyturn-status><keyturn-connect></keyturn-connect></main>'
  const status = (page: Page) => page.locator('keyturn-status')
  const badge = (page: Page) => status(page).getByRole('status')
  const look = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))

  test('[S62] while Pleo does not answer, or a key is in doubt, the badge says since when, and what is going on', async ({
    page,
    world,
  }) => {
    await using host = await aHost(world, 'elements-Doubted')
    host.body = body
    await world.apart()
    const { key, id } = await isConnected(world, host, page, 'Doubted')
    await expect(badge(page)).toHaveText('Connected')
    await expect(status(page)).toContainText(/Checked \d+ seconds? ago/)
    world.simulator.control.setBehaviour({ key, behaviour: 'unavailable' })
    await world.tell(id, 'check')
    await look(page)
    await expect(badge(page)).toHaveText(/^Connected, last confirmed \d\d:\d\d$/)
    await expect(status(page)).toContainText('Pleo is not answering. There is nothing to do.')
    world.simulator.control.setBehaviour({ key, behaviour: 'ok' })
    await world.passTime(SOON_AGAIN)
    await world.tell(id, 'check')
    await look(page)
    await expect(badge(page)).toHaveText('Connected')
    world.simulator.control.setBehaviour({ key, behaviour: 'unauthorized' })
    await world.passTime(SOON_AGAIN)
    await world.tell(id, 'check')
    await look(page)
    await expect(status(page)).toContainText('We are checking whether your key still works')
    await expect(badge(page)).toHaveText(/^Connected, last confirmed \d\d:\d\d$/)
    world.simulator.control.setBehaviour({ key, behaviour: 'ok' })
    await world.passTime(SOON_AGAIN)
    await world.tell(id, 'check')
    await look(page)
    await expect(badge(page)).toHaveText('Connected')
  })

  test('while Keyturn cannot be reached, it says since when nothing is known', async ({ page, world }) => {
    await using host = await aHost(world, 'elements-Faraway')
    host.body = '<main><keyturn-status></keyturn-status></main>'
    await page.clock.install()
    await page.goto(host.url)
    await expect(badge(page)).toHaveText('Not connected yet')
    await page.route('**/state', (route) => route.abort())
    await page.clock.runFor(31_000)
    await page.clock.runFor(5_000)
    await expect(badge(page)).toHaveText(/^Not known since \d\d:\d\d$/)
    await expect(status(page)).toContainText(
      /^Not known since .*This page cannot reach Acme Books\. Shown as of \d\d:\d\d\./,
    )
    expect(await heard(page)).toContainEqual(['keyturn-status', 'keyturn-error', 'unreachable'])
    await page.unroute('**/state')
    await expect(async () => {
      await page.clock.runFor(31_000)
      await expect(badge(page)).toHaveText('Not connected yet', { timeout: 2_000 })
    }).toPass()
  })
})

test('a state is told once for as long as nothing changes, and its times go on', async ({ page, world }) => {
  await using host = await aHost(world, 'elements-told-once')
  host.body = '<main><keyturn-status></keyturn-status></main>'
  const { connectionId } = await world.session({ tenantId: 'elements-told-once' })
  await world.api('POST', '/v1/connections/import', {
    tenantId: 'elements-told-once',
    provider: 'pleo',
    key: world.key({ company: { name: 'Told ApS' } }),
  })
  await page.goto(host.url)
  const status = page.locator('keyturn-status')
  await expect(status.getByRole('status')).toHaveText('Connected')
  const readAgain = async () => {
    for (let time = 0; time < 3; time += 1) await page.evaluate(`document.querySelector('keyturn-status').refresh()`)
  }
  const told = async () => (await heard(page)).filter(([, type]) => type === 'keyturn-state').length
  await readAgain()
  expect(await told()).toBe(1)
  await expect(status).toContainText(/Checked [2-9] seconds ago/)
  await readAgain()
  await expect(status).toContainText(/Checked [2-9] seconds ago/)
  await world.tell(connectionId, 'check')
  await readAgain()
  expect(await told()).toBe(2)
})

test.describe('the warning of a key that stopped working', () => {
  test('[S60, S61] is on each page until it is solved, is folded and not dismissed, and then says so', async ({
    page,
    world,
  }) => {
    await world.apart()
    await using host = await aHost(world, 'elements-warned')
    host.body = '<keyturn-banner href="/pleo"></keyturn-banner><main><keyturn-status></keyturn-status></main>'
    const key = world.key({ company: { name: 'Warned ApS' } })
    const { url, connectionId } = await world.session({ tenantId: 'elements-warned' })
    const own = await page.context().newPage()
    await own.goto(url)
    await own.getByLabel(/^API key/).fill(key)
    await own.getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(own.getByRole('heading', { level: 1 })).toHaveText('Connected to Warned ApS')

    await page.goto(host.url)
    const banner = page.locator('keyturn-banner')
    const badge = page.locator('keyturn-status').getByRole('status')
    await expect(badge).toHaveText('Connected')
    await expect(banner).toHaveText('')
    world.simulator.control.revoke({ key })
    await own.getByRole('button', { name: 'Check now' }).click()
    await expect(own.getByRole('heading', { level: 1 })).toHaveText('Your connection to Pleo is interrupted')
    const title = banner.getByRole('heading', { name: 'Your connection to Pleo is interrupted' })
    for (const path of ['/', '/ledger', '/settings']) {
      await page.goto(host.url + path)
      await expect(title).toBeVisible()
      await expect(badge).toHaveText('Action required')
    }
    await expect(banner).toContainText('Pleo no longer accepts the key for Warned ApS.')
    await expect(banner.getByRole('link', { name: 'Replace API Key' })).toHaveAttribute('href', '/pleo')
    await banner.getByText('Show less').click()
    await expect(banner.getByRole('link')).toBeHidden()
    await expect(title).toBeVisible()

    const { account } = await world.connection(connectionId)
    await own.getByRole('link', { name: 'Replace API Key' }).click()
    await own.getByLabel(/^API key/).fill(world.key({ company: { id: account?.id ?? '' } }))
    await own.getByRole('button', { name: 'Save new key' }).click()
    await expect(own.getByRole('heading', { level: 1 })).toHaveText('Connected to Warned ApS')
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await expect(banner.getByRole('heading', { name: 'Connected again' })).toBeVisible()
    await expect(badge).toHaveText('Connected')
    await page.reload()
    await expect(badge).toHaveText('Connected')
    await expect(banner).toHaveText('')
  })
})

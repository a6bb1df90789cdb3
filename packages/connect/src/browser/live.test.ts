import type { Locator } from '@playwright/test'
import { expect, it } from 'vitest'
import { aCheck, ACME, aConnection, aFailure, NOW } from '../gallery.ts'
import { describeInBrowser, heading, seen } from '../testing/browser-pages.ts'

const MINUTE_MS = 60_000
/** For what happens by itself, asked about a second of the page's time after the other. */
const IN_STEPS = { timeout: 40_000, interval: 300 }

/** In the page: tells the test that the page has heard its stream open. */
function markOpenStream(): void {
  const Native = EventSource
  window.EventSource = class extends Native {
    constructor(...how: ConstructorParameters<typeof EventSource>) {
      super(...how)
      this.addEventListener('open', () => {
        document.documentElement.dataset['stream'] = 'open'
      })
    }
  }
}

describeInBrowser('a page that is open', (at) => {
  const chip = () => at.page.locator('.chip:visible')
  /** What a part says a second later. */
  const later = async (part: Locator): Promise<string> => {
    await at.pass(1_000)
    return part.innerText()
  }
  const stepNames = () => at.page.locator('[data-step=done]').count()

  it('listens from what it shows, and is not read a second time for that', async () => {
    await at.open()
    await expect.poll(() => at.server.resumed).toEqual(['v7'])
    expect(at.server.reads).toBe(1)
    at.server.show({ connection: aCheck('not_connected') })
    await heading(at.page, 'Checking your key with Pleo')
    expect(at.server.reads).toBe(2)
  })

  it('[S23, S52] after a break shows what it has missed, once, and says that it has it', async () => {
    await at.open()
    await expect.poll(() => at.server.resumed.length).toBe(1)
    at.server.breakStreams()
    at.server.show({ connection: aCheck('not_connected', { step: 'company' }) })
    at.server.show({ connection: aConnection('connected'), note: 'just_connected' })
    await heading(at.page, 'Connected to Acme ApS')
    expect(at.server.reads).toBe(2)
    at.server.breakStreams()
    await expect.poll(() => at.server.resumed).toEqual(['v7', 'v7', 'v2'])
    at.server.breakStreams()
    await expect.poll(() => at.server.resumed).toEqual(['v7', 'v7', 'v2', 'v2'])
    expect(at.server.reads).toBe(2)
  })

  it('is not read again for a change that its own form has brought', async () => {
    at.server.show({ connection: aConnection('connected') })
    await at.open()
    at.server.onPost = () => {
      at.server.show({ connection: aConnection('connected', { checking: true }) })
    }
    await at.page.getByRole('button', { name: 'Check now' }).click()
    await seen(at.page, 'Asking Pleo')
    at.server.breakStreams()
    await expect.poll(() => at.server.resumed.at(-1)).toBe('v2')
    const { reads } = at.server
    // The change comes by the answer and by the stream: at most one reading each.
    expect(reads).toBeLessThanOrEqual(3)
    at.server.breakStreams()
    await expect.poll(() => at.server.resumed.length).toBe(3)
    expect(at.server.reads).toBe(reads)
  })

  it('[S16] sends a key once, also where the stream has the page read anew before the first reading is there', async () => {
    await at.open()
    const held: (() => Promise<void>)[] = []
    await at.page.route('**/connect/cs_gallery/*', (route) => {
      if (route.request().resourceType() !== 'xhr') return route.continue()
      held.push(() => route.continue())
      return undefined
    })
    await at.page.locator('#key').fill('example-not-a-real-key-0000000000000001')
    await at.page.locator('#key').press('Enter')
    await expect.poll(() => held.length).toBe(1)
    at.server.show({ connection: aCheck('not_connected', { id: 'att_9' }) })
    await expect.poll(() => held.length).toBe(2)
    const overtaken = at.page.waitForResponse((response) => response.request().resourceType() === 'xhr')
    await held[0]?.()
    await (await overtaken).finished()
    // What its arrival starts has run by the frame after the next.
    await at.page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))))
    await at.page.locator('#key').press('Enter')
    await held[1]?.()
    await heading(at.page, 'Checking your key with Pleo')
    expect(at.server.posted).toHaveLength(1)
  })

  it('[S23] asks every few seconds where no stream comes through, and goes back to it when one does', async () => {
    at.server.streams = 'refused'
    await at.open({ clock: 'by hand' })
    await expect.poll(() => at.server.asked).toBe(1)
    at.server.show({ connection: aCheck('not_connected') })
    await at.pass(3_000)
    await heading(at.page, 'Checking your key with Pleo')
    at.server.streams = 'open'
    const resumed = async (): Promise<number> => {
      await at.pass(3_000)
      return at.server.resumed.length
    }
    await expect.poll(resumed, { timeout: 20_000 }).toBe(1)
    expect(at.server.asked).toBeGreaterThanOrEqual(20)
    const { asked } = at.server
    at.server.show({ connection: aConnection('connected') })
    await heading(at.page, 'Connected to Acme ApS')
    expect(at.server.asked).toBe(asked)
  })

  it('[S23] shows what came of a key where the stream is held back on the way, within 6 s', async () => {
    at.server.streams = 'silent'
    at.server.show({ connection: aCheck('not_connected') })
    await at.open({ clock: 'by hand' }, (page) => page.addInitScript(markOpenStream))
    await at.page.locator('html[data-stream=open]').waitFor()
    at.server.show({ connection: aConnection('connected') })
    await at.pass(4_000)
    await heading(at.page, 'Checking your key with Pleo')
    await at.pass(2_000)
    await heading(at.page, 'Connected to Acme ApS')
    const { reads } = at.server
    await at.pass(10_000)
    expect(at.server.reads).toBe(reads)
  })

  it('[S23] asks at once where the stream is cut whenever it is opened', async () => {
    await at.open({ clock: 'by hand' })
    await expect.poll(() => at.server.resumed.length).toBe(1)
    await at.page.route('**/events?*', (route) => route.abort())
    at.server.breakStreams()
    // The browser itself tries once more, after three seconds of its own.
    await expect.poll(() => at.server.asked, { timeout: 20_000 }).toBeGreaterThan(0)
    at.server.show({ connection: aCheck('not_connected') })
    await at.pass(3_000)
    await heading(at.page, 'Checking your key with Pleo')
  })

  it('[S64] lets the time since the last check pass by itself', async () => {
    const { health } = aConnection('connected')
    at.server.show({
      connection: aConnection('connected', {
        standingSince: NOW - 40 * MINUTE_MS,
        health: { ...health, checkedAt: NOW - 2 * MINUTE_MS, confirmedAt: NOW - 2 * MINUTE_MS },
      }),
    })
    await at.open({ clock: 'by hand' })
    await seen(at.page, /2 minutes ago/)
    await at.pass(MINUTE_MS)
    await seen(at.page, /3 minutes ago/)
    await at.pass(2 * MINUTE_MS)
    await seen(at.page, /5 minutes ago/)
    expect(at.server.reads).toBe(1)
  })

  it('[S64, S69] within two silent beats says since when it knows nothing, with a clock and in grey, and green nowhere', async () => {
    at.server.show({ connection: aConnection('connected') })
    await at.open({ clock: 'by hand' })
    expect(await chip().getAttribute('data-tone')).toBe('ok')
    const colour = () => at.page.locator('.plate').evaluate((plate) => getComputedStyle(plate).backgroundColor)
    const green = await colour()
    at.server.streams = 'refused'
    at.server.breakStreams()
    await at.page.route('**/state', (route) => route.abort())
    await at.pass(21_000)
    expect(await chip().innerText()).toContain('Connected')
    await at.pass(2_000)
    expect(await chip().innerText()).toMatch(/Not known since \d\d:\d\d/)
    expect(await chip().count()).toBe(1)
    expect(await chip().getAttribute('data-tone')).toBe('quiet')
    expect(await colour()).not.toBe(green)
    expect(await at.page.locator('.plate:visible .chip[data-tone=ok]:visible').count()).toBe(0)
    await at.page.unroute('**/state')
    await at.pass(3_000)
    await expect.poll(() => chip().innerText()).toMatch(/Connected$/)
    expect(await colour()).toBe(green)
  })

  it('[S64, S69] says so too when the whole network is gone, and recovers by itself', async () => {
    at.server.show({ connection: aConnection('connected') })
    await at.open({ clock: 'by hand' })
    await expect.poll(() => at.server.resumed.length).toBe(1)
    await at.page.context().setOffline(true)
    at.server.breakStreams()
    await expect.poll(() => later(chip()), IN_STEPS).toContain('Not known since')
    at.server.show({ connection: aConnection('action_required') })
    await at.page.context().setOffline(false)
    await expect.poll(() => later(at.page.locator('h1')), IN_STEPS).toBe('Your connection to Pleo is interrupted')
    expect(await chip().innerText()).toContain('Action required')
  })

  it('[S52] shows each step when it happens: none before its time, none going back', async () => {
    at.server.show({ connection: aCheck('not_connected') })
    await at.open()
    await heading(at.page, 'Checking your key with Pleo')
    expect(await stepNames()).toBe(0)
    const steps = ['company', 'permissions', 'installation'] as const
    for (const [index, step] of steps.entries()) {
      at.server.show({ connection: aCheck('not_connected', { step, account: ACME }) })
      await expect.poll(stepNames).toBe(index + 1)
    }
  })

  it('[S23] notes after three seconds that it takes longer, and that an answer will come', async () => {
    at.server.show({ connection: aCheck('not_connected', { startedAt: NOW }) })
    await at.open({ clock: 'by hand' })
    const slow = () => at.page.getByText('Pleo is taking a little longer than usual').isVisible()
    await at.pass(2_000)
    expect(await slow()).toBe(false)
    await at.pass(1_000)
    expect(await slow()).toBe(true)
  })

  it('[S40] counts down what the provider asks to wait, leaves the button free, and then says so', async () => {
    const failed = aFailure('not_connected', 'provider_busy')
    const issue = failed.attempt?.issue
    if (failed.attempt === null || issue == null) throw new Error('no failure')
    const retryAt = NOW + 40_000
    const attempt = { ...failed.attempt, issue: { ...issue, details: { retryAt } } }
    at.server.show({ connection: { ...failed, attempt } })
    await at.open({ clock: 'by hand' })
    await seen(at.page, 'Try again in 40 seconds')
    await at.pass(6_000)
    await seen(at.page, 'Try again in 34 seconds')
    await at.pass(34_000)
    expect(await at.page.locator('main').innerText()).not.toMatch(/Try again in/)
    expect(await at.page.locator('.button--main').getAttribute('aria-disabled')).toBeNull()
  })

  it('[S40] counts down where tries are slowed, and enables the button at nought', async () => {
    const failed = aFailure('not_connected', 'too_many_tries')
    const issue = failed.attempt?.issue
    if (failed.attempt === null || issue == null) throw new Error('no failure')
    const retryAt = NOW + 40_000
    const attempt = { ...failed.attempt, issue: { ...issue, details: { retryAt } } }
    at.server.show({ connection: { ...failed, attempt } })
    await at.open({ clock: 'by hand' })
    const button = at.page.locator('.button--main')
    expect(await button.innerText()).toBe('Try again in 40 seconds')
    expect(await button.getAttribute('aria-disabled')).toBe('true')
    await seen(at.page, 'Please wait 40 seconds before the next try')
    await at.pass(25_000)
    expect(await button.innerText()).toBe('Try again in 15 seconds')
    await at.pass(15_000)
    expect(await button.innerText()).toBe('Try again')
    expect(await button.getAttribute('aria-disabled')).toBeNull()
    expect(await at.page.locator('main').innerText()).not.toContain('Please wait')
  })

  it('[S59, S60, S62] follows what happens elsewhere: a key that dies, and one that comes back', async () => {
    at.server.show({ connection: aConnection('connected') })
    await at.open()
    await heading(at.page, 'Connected to Acme ApS')
    at.server.show({ connection: aConnection('action_required') })
    await heading(at.page, 'Your connection to Pleo is interrupted')
    at.server.show({ connection: aConnection('connected'), note: 'recovered' })
    await heading(at.page, 'Connected again')
  })

  it('[S23] in two tabs shows in each what the other does', async () => {
    await at.open()
    const other = await at.page.context().newPage()
    await other.goto(at.server.pageUrl)
    at.server.onPost = () => {
      at.server.show({ connection: aCheck('not_connected', { id: 'att_2' }) })
    }
    await at.page.locator('#key').fill('example-not-a-real-key-0000000000000001')
    await at.page.locator('#key').press('Enter')
    for (const page of [at.page, other]) await heading(page, 'Checking your key with Pleo')
    at.server.show({ connection: aConnection('connected') })
    for (const page of [at.page, other]) await heading(page, 'Connected to Acme ApS')
  })
})

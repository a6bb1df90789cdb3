import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HAS_BROWSER, openBrowser } from '@keyturn/scripts/test-browser'
import { ACME, aCheck, aConnection, aFailure, aPlace, NOW } from '../gallery.ts'
import { BrowserClock } from '../testing/browser-clock.ts'
import { PageServer } from '../testing/page-server.ts'

const KEY = 'example-not-a-real-key-0000000000000001'
const PATIENCE_MS = 60_000

describe.skipIf(!HAS_BROWSER)('in a browser, the page', { timeout: PATIENCE_MS }, () => {
  let browser: Browser
  let server: PageServer
  let page: Page
  let violations: string[]

  beforeAll(async () => {
    browser = await openBrowser()
  }, PATIENCE_MS)
  afterAll(() => browser.close())
  beforeEach(async () => {
    server = await PageServer.start(aPlace(aConnection('not_connected')))
    violations = []
  }, PATIENCE_MS)
  afterEach(async () => {
    await page.context().close()
    await server.close()
    expect(violations).toEqual([])
  })

  async function open(options: BrowserContextOptions = {}, address = server.pageUrl): Promise<void> {
    const context = await browser.newContext({ timezoneId: 'Europe/Copenhagen', ...options })
    page = await context.newPage()
    page.setDefaultTimeout(20_000)
    page.on('pageerror', ({ message }) => violations.push(message))
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted/i.test(message.text())) violations.push(message.text())
    })
    await page.goto(address)
  }
  async function openWithClock(): Promise<BrowserClock> {
    const context = await browser.newContext({ timezoneId: 'Europe/Copenhagen' })
    const clock = await BrowserClock.install(context, server)
    page = await context.newPage()
    await page.goto(server.pageUrl)
    return clock
  }
  const field = () => page.locator('#key')
  const main = () => page.locator('main').innerText()
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim().slice(0, 60) ?? '')
  const seen = async (text: string | RegExp): Promise<void> => {
    await page.locator('main').getByText(text).first().waitFor()
  }
  const heading = async (text: string): Promise<void> => {
    await page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor()
  }
  /** As a clipboard does it: at once, as one piece. */
  const paste = async (text: string): Promise<void> => {
    await field().focus()
    await page.evaluate((pasted) => {
      const input = document.querySelector<HTMLInputElement>('#key')
      input?.dispatchEvent(new ClipboardEvent('paste', { bubbles: true }))
      const { selectionStart, selectionEnd, value } = input ?? { selectionStart: 0, selectionEnd: 0, value: '' }
      if (input !== null) input.value = value.slice(0, selectionStart ?? 0) + pasted + value.slice(selectionEnd ?? 0)
      input?.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste', data: pasted }))
    }, text)
  }
  const status = () => page.locator('#said').textContent()

  it('[S10, S16, S19, S20, S21, S22, S23, S27, S40] takes a key by Enter once, shows each step, and ends at the company', async () => {
    await open()
    server.onPost = () => {
      server.show({ connection: aCheck('not_connected', { id: 'att_9' }) })
    }
    await paste(KEY)
    await field().press('Enter')
    await page.keyboard.press('Enter')
    await heading('Checking your key with Pleo')
    expect(await focused()).toBe('Checking your key with Pleo')
    expect(await page.title()).toBe('Checking your key with Pleo - Acme Books')
    server.show({ connection: aCheck('not_connected', { id: 'att_9', step: 'company' }) })
    await page.locator('[data-step=now]', { hasText: 'Finding the company' }).waitFor()
    expect(await status()).toBe('Finding the company')
    expect(await focused()).toBe('Checking your key with Pleo')
    server.show({ connection: aConnection('connected'), note: 'just_connected' })
    await heading('Connected to Acme ApS')
    expect(await focused()).toBe('Connected to Acme ApS')
    await seen(ACME.id)
    expect(server.posted.map(({ path }) => path)).toEqual(['/connect/cs_gallery/key'])
    expect(decodeURIComponent(server.posted[0]?.body ?? '')).toBe(`key=${KEY}`)
    expect(page.url()).toBe(`${server.pageUrl}?attempt=att_9`)
  })

  it('[S11, X22] leaves nothing of a saved key behind: not in the page, nor in storage, nor in the address', async () => {
    await open()
    server.onPost = () => {
      server.show({ connection: aConnection('connected') })
    }
    await paste(KEY)
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await heading('Connected to Acme ApS')
    const left = await page.evaluate(() =>
      JSON.stringify([
        document.documentElement.outerHTML,
        { ...localStorage },
        { ...sessionStorage },
        document.cookie,
        history.state,
        location.href,
      ]),
    )
    expect(left).not.toContain('example-not-a-real')
    server.show({ connection: aConnection('disconnected') })
    await page.getByRole('link', { name: 'Connect Acme ApS again' }).click()
    await heading('Connect Acme ApS again')
    expect(await field().inputValue()).toBe('')
  })

  it('[S32, S33, S40, S41] after a refusal keeps the text, puts the focus on the summary, and lets the message go with the text', async () => {
    await open()
    server.onPost = () => {
      server.show({ connection: aFailure('not_connected', 'key_invalid') })
    }
    await paste(KEY)
    await field().press('Enter')
    await seen('Nothing has been connected or saved. Your key is still in the field.')
    expect(await field().inputValue()).toBe(KEY)
    expect(await page.title()).toBe('Error: Connect Pleo to Acme Books - Acme Books')
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('problem')
    expect(await field().getAttribute('aria-invalid')).toBe('true')
    expect(await field().getAttribute('aria-describedby')).toBe('key-hint key-said key-count')
    await page.getByRole('link', { name: 'Pleo does not recognise this key' }).click()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('key')
    await paste('another-not-a-real-key-00000000000000002')
    expect(await field().inputValue()).toBe('another-not-a-real-key-00000000000000002')
    expect(await page.locator('.problem, #key-said').count()).toBe(0)
    expect(await field().getAttribute('aria-invalid')).toBeNull()
    expect(await page.title()).toBe('Connect Pleo to Acme Books - Acme Books')
    const reading = page.waitForResponse((response) => response.request().resourceType() === 'xhr')
    server.show({ connection: { ...aFailure('not_connected', 'key_invalid'), revision: 8 } })
    await (await reading).finished()
    // What its arrival starts has run by the frame after the next.
    await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))))
    expect(await page.locator('.problem').count()).toBe(0)
  })

  it('[S9, I11, X28] repairs a paste and says so, and names a mistake without sending anything', async () => {
    await open()
    await paste(` “${KEY}”`)
    await seen('Tidied up. We removed a space before or after the key and the quotation marks around it.')
    expect(await field().inputValue()).toBe(KEY)
    expect(await page.locator('#key-count').innerText()).toBe('39 characters pasted')
    await field().fill('')
    await paste('••••••••••••')
    await seen('These are dots, not the key.')
    expect(await page.title()).toBe('Connect Pleo to Acme Books - Acme Books')
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await seen('There is a problem')
    expect(await page.title()).toBe('Error: Connect Pleo to Acme Books - Acme Books')
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('problem')
    await paste('Summer!2026#')
    await seen('This looks like a password.')
    expect(await field().inputValue()).toBe('Summer!2026#')
    await field().fill('')
    await field().press('Enter')
    await seen('The field is empty')
    expect(server.posted).toEqual([])
  })

  it('[S10, S42] shows the key for ten seconds, and hides it whenever the person turns away', async () => {
    const clock = await openWithClock()
    const show = page.getByRole('button', { name: 'Show API key' })
    const type = () => field().getAttribute('type')
    await field().pressSequentially('abc')
    await show.click()
    expect(await type()).toBe('text')
    expect(await status()).toBe('Your key is visible for 10 seconds.')
    await clock.pass(10_000)
    expect(await type()).toBe('password')
    expect(await status()).toBe('Your key is hidden.')
    await show.click()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await type()).toBe('password')
    await show.click()
    await page.evaluate(() => window.dispatchEvent(new Event('blur')))
    expect(await type()).toBe('password')
    await show.click()
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    expect(await type()).toBe('password')
    await clock.pass(600_000)
    expect(await field().inputValue()).toBe('')
  })

  it('[S64, S69] says since when nothing is known, and never leaves a green that nobody confirms', async () => {
    server.show({ connection: aConnection('connected') })
    const clock = await openWithClock()
    await page.locator('.chip', { hasText: 'Connected' }).waitFor()
    server.streams = 'refused'
    server.breakStreams()
    await page.route('**/state', (route) => route.abort())
    await clock.pass(23_000)
    await page.locator('.chip', { hasText: /^Status: Not known since \d\d:\d\d/ }).waitFor()
    expect(await page.locator('.chip', { hasText: 'Connected' }).isVisible()).toBe(false)
    await page.unroute('**/state')
    await clock.pass(4_000)
    await page.locator('.chip', { hasText: 'Connected' }).waitFor()
    expect(server.asked).toBeGreaterThan(0)
    server.show({ connection: aConnection('action_required') })
    await clock.pass(4_000)
    await heading('Your connection to Pleo is interrupted')
  })

  it('[S60, I12] offline sends nothing and loses nothing; ended it keeps the text and says how to go on', async () => {
    await open()
    await paste(KEY)
    await page.context().setOffline(true)
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await seen('You seem to be offline')
    await seen('Nothing was sent. Your key is still in the field.')
    expect(await field().inputValue()).toBe(KEY)
    await page.context().setOffline(false)
    server.isEnded = true
    await page.getByRole('button', { name: 'Try again' }).click()
    await seen('This page is no longer active')
    await seen('Open it again from Acme Books. Nothing was lost or changed. Your key is still in the field.')
    expect(await page.getByRole('button', { name: 'Connect', exact: true }).isVisible()).toBe(false)
    expect(await field().inputValue()).toBe(KEY)
    expect(await page.locator('.chip--lost').isVisible()).toBe(true)
  })

  it('a form that is refused without a reason, and one that came too late, say so', async () => {
    server.show({ connection: aConnection('connected') })
    await open()
    server.postStatus = 500
    await page.getByRole('button', { name: 'Check now' }).click()
    await seen('That did not go through')
    server.postStatus = 409
    await page.getByRole('button', { name: 'Check now' }).click()
    await seen('This page was out of date')
  })

  it('[S23] says what a check came to, also where it is what was said before', async () => {
    server.show({ connection: aConnection('connected') })
    await open()
    for (let presses = 0; presses < 2; presses += 1) {
      await page.evaluate(() => document.querySelector('#said')?.replaceChildren())
      await page.getByRole('button', { name: 'Check now' }).click()
      await expect.poll(status).toBe('Checked: all well')
    }
  })

  it('[S49, S53, S54, I12] goes between its views by links and back, without a reload', async () => {
    server.show({ connection: aConnection('connected') })
    await open()
    await page.evaluate(() => (document.body.dataset['same'] = 'yes'))
    await page.getByRole('link', { name: 'Update API Key' }).click()
    await heading('Update the API key')
    expect(await focused()).toBe('Update the API key')
    await page.goBack()
    await heading('Connected to Acme ApS')
    await page.getByRole('link', { name: 'Disconnect' }).click()
    await heading('Disconnect Acme ApS?')
    server.onPost = () => {
      server.show({ connection: aConnection('disconnected') })
    }
    await page.getByRole('button', { name: 'Disconnect Acme ApS' }).click()
    await heading('Acme ApS is disconnected')
    expect(await page.evaluate(() => document.body.dataset['same'])).toBe('yes')
    await page.reload()
    await heading('Acme ApS is disconnected')
  })

  it('shows times in the zone of the reader and lets them pass; without scripts it names the zone', async () => {
    server.show({ connection: aConnection('connected', { standingSince: Date.UTC(2025, 8, 1, 10, 56) }) })
    await open()
    await page.locator('time', { hasText: '1 September 2025, 12:56' }).waitFor()
    await page.context().close()
    await open({ javaScriptEnabled: false })
    expect(await main()).toContain('1 September 2025, 10:56 UTC')
  })

  it('[S40] counts down where the next try has to wait, and then takes it', async () => {
    const failed = aFailure('not_connected', 'too_many_tries')
    const issue = failed.attempt?.issue
    if (failed.attempt === null || issue == null) throw new Error('no failure')
    const clock = await openWithClock()
    const retryAt = NOW + 9_000
    server.show({
      connection: { ...failed, attempt: { ...failed.attempt, issue: { ...issue, details: { retryAt } } } },
    })
    const button = page.locator('.button--main')
    await page.locator('.button--main', { hasText: 'Try again in 9 seconds' }).waitFor()
    await paste(KEY)
    await field().press('Enter')
    expect(server.posted).toEqual([])
    await clock.pass(9_000)
    await page.locator('.button--main', { hasText: /^Try again$/ }).waitFor()
    await button.click()
    await expect.poll(() => server.posted.length).toBe(1)
  })

  it('[S5, S41] works without scripts: the same form, the same answer, and the field comes back empty', async () => {
    await open({ javaScriptEnabled: false })
    expect(await page.getByRole('button', { name: 'Show' }).count()).toBe(0)
    server.onPost = () => {
      server.show({ connection: aFailure('not_connected', 'key_invalid') })
    }
    await field().fill(KEY)
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await seen('For safety the field was emptied: please paste the key again.')
    expect(await field().inputValue()).toBe('')
    expect(server.posted[0]?.body).toBe(`key=${KEY}`)
  })

  it('is walked by keyboard alone, in the order in which it is read', async () => {
    await open()
    const stops: string[] = []
    for (let stop = 0; stop < 10; stop += 1) {
      await page.keyboard.press('Tab')
      stops.push(
        await page.evaluate(() => {
          const { activeElement } = document
          return activeElement?.id === 'key' ? 'the field' : (activeElement?.textContent?.trim() ?? '')
        }),
      )
    }
    expect(stops.slice(0, 9)).toEqual([
      'Back to Acme Books',
      'Where to find your key',
      'the field',
      'Show',
      'Connect',
      'Send them a link',
      'Language: English',
      'Ask Acme Books support',
      'Privacy',
    ])
  })
})

import type { Route } from '@playwright/test'
import { expect, it } from 'vitest'
import { aCheck, aConnection } from '../gallery.ts'
import { describeInBrowser, field, heading, KEY, paste, said, seen } from '../testing/browser-pages.ts'

/** Between two readings of a page that does not come. */
const ASK_EVERY_MS = 3_000
const NO_ANSWER_AFTER_MS = 10_000
const ALL_SAID_WITHIN_MS = 15_000
const PAGE = /\/connect\/cs_gallery\/(?:\?.*)?$/

describeInBrowser('a page whose answers do not come', (at) => {
  const button = (name: string) => at.page.getByRole('button', { name, exact: true })
  const main = () => at.page.locator('main').innerText()

  /** The page can be read neither by itself nor in parts, until the test lets it. */
  const cutOff = async (how: (route: Route) => unknown = (route) => route.abort()): Promise<void> => {
    at.server.streams = 'refused'
    at.server.breakStreams()
    for (const what of [PAGE, '**/state'] as const) await at.page.route(what, how)
  }
  const reconnect = async (): Promise<void> => {
    for (const what of [PAGE, '**/state'] as const) await at.page.unroute(what)
  }
  /** What becomes of a form on its way. */
  const onItsWay = async (name: string, how: (route: Route) => unknown): Promise<void> => {
    await at.page.route(`**/${name}*`, how)
  }
  /** The server takes the form, and its answer is lost on the way back. */
  const loseAnswer = async (route: Route): Promise<void> => {
    await route.fetch()
    await route.abort()
  }
  const openDisconnect = async (): Promise<void> => {
    at.server.show({ connection: aConnection('connected') })
    await at.open({ clock: 'by hand' })
    await at.page.getByRole('link', { name: 'Disconnect' }).click()
    await heading(at.page, 'Disconnect Acme ApS?')
  }

  it('[S23] does not know what came of a form whose answer was lost, says so, and shows it once it does', async () => {
    await openDisconnect()
    at.server.onPost = () => {
      at.server.show({ connection: aConnection('disconnected') })
    }
    await onItsWay('disconnect', loseAnswer)
    await cutOff()
    await button('Disconnect Acme ApS').click()
    await seen(at.page, 'There is no answer yet')
    expect(await said(at.page)).toContain('We do not know yet what came of your last click.')
    expect(await main()).not.toContain('Nothing was sent')
    expect(await button('Try again').count()).toBe(0)
    expect(await button('Disconnect Acme ApS').getAttribute('aria-disabled')).toBe('true')
    await reconnect()
    await at.pass(ASK_EVERY_MS)
    await heading(at.page, 'Acme ApS is disconnected')
    await expect.poll(() => at.page.url()).toBe(at.server.pageUrl)
    expect(await main()).not.toContain('There is no answer yet')
    expect(at.server.posted).toHaveLength(1)
  })

  it('[S16, S23] never offers to send again what was taken, only reads again', async () => {
    await at.open({ clock: 'by hand' })
    await paste(at.page, KEY)
    at.server.onPost = () => {
      at.server.show({ connection: aCheck('not_connected', { id: 'att_9' }) })
    }
    await cutOff()
    await button('Connect').click()
    await seen(at.page, 'There is no answer yet')
    await seen(at.page, 'Your key is still in the field.')
    expect(await button('Try again').count()).toBe(0)
    await field(at.page).press('Enter')
    await reconnect()
    await at.pass(ASK_EVERY_MS)
    await heading(at.page, 'Checking your key with Pleo')
    expect(at.page.url()).toBe(`${at.server.pageUrl}?attempt=att_9`)
    expect(at.server.posted).toHaveLength(1)
  })

  it('offers to send again what did not arrive, once the state says that nothing came of it', async () => {
    await openDisconnect()
    await onItsWay('disconnect', (route) => route.abort())
    await button('Disconnect Acme ApS').click()
    await seen(at.page, 'There is no answer yet')
    await at.pass(ASK_EVERY_MS)
    await seen(at.page, 'That did not go through')
    await seen(at.page, 'Nothing was changed.')
    expect(await main()).not.toContain('There is no answer yet')
    await at.page.unroute('**/disconnect*')
    at.server.onPost = () => {
      at.server.show({ connection: aConnection('disconnected') })
    }
    await button('Try again').click()
    await heading(at.page, 'Acme ApS is disconnected')
    expect(at.server.posted).toHaveLength(1)
  })

  it('shows what came of a form that something on the way answered in place of the server', async () => {
    await openDisconnect()
    at.server.onPost = () => {
      at.server.show({ connection: aConnection('disconnected') })
    }
    await onItsWay('disconnect', async (route) => {
      await route.fetch()
      await route.fulfill({ status: 502 })
    })
    at.server.streams = 'refused'
    at.server.breakStreams()
    await button('Disconnect Acme ApS').click()
    await seen(at.page, 'There is no answer yet')
    await at.pass(ASK_EVERY_MS)
    await heading(at.page, 'Acme ApS is disconnected')
    await expect.poll(() => at.page.url()).toBe(at.server.pageUrl)
    await expect.poll(() => said(at.page)).not.toContain('There is no answer yet')
    expect(await main()).not.toContain('That did not go through')
  })

  it('does not take another change for a key that was lost', async () => {
    at.server.show({ connection: aConnection('connected') })
    await at.open({ clock: 'by hand' })
    await at.page.getByRole('link', { name: 'Update API Key' }).click()
    await heading(at.page, 'Update the API key')
    await paste(at.page, KEY)
    await onItsWay('key', (route) => {
      at.server.show({ connection: aConnection('connected', { checking: true }) })
      return route.abort()
    })
    await button('Save new key').click()
    await seen(at.page, 'There is no answer yet')
    await at.pass(ASK_EVERY_MS)
    await seen(at.page, 'That did not go through')
    await heading(at.page, 'Update the API key')
    expect(await field(at.page).inputValue()).toBe(KEY)
  })

  it('[S23] says at once that a key is being sent, and within 15 seconds what is known where no answer comes', async () => {
    await at.open({ clock: 'by hand' })
    await paste(at.page, KEY)
    await onItsWay('key', () => undefined)
    await button('Connect').click()
    expect(await said(at.page)).toBe('Sending')
    expect(await button('Connect').getAttribute('aria-disabled')).toBe('true')
    await at.pass(NO_ANSWER_AFTER_MS)
    await seen(at.page, 'There is no answer yet')
    await at.pass(ALL_SAID_WITHIN_MS - NO_ANSWER_AFTER_MS)
    await seen(at.page, 'That did not go through')
    expect(await button('Connect').getAttribute('aria-disabled')).toBeNull()
    expect(await field(at.page).inputValue()).toBe(KEY)
    await at.page.unroute('**/key*')
    await button('Try again').click()
    await expect.poll(() => at.server.posted.length).toBe(1)
    await expect.poll(() => said(at.page)).not.toBe('Sending')
  })

  it('[S23] within 15 seconds says what is known where a key was taken and the reading hangs', async () => {
    await at.open({ clock: 'by hand' })
    await paste(at.page, KEY)
    at.server.onPost = () => {
      at.server.show({ connection: aCheck('not_connected', { id: 'att_9' }) })
    }
    await cutOff(() => undefined)
    await button('Connect').click()
    await at.pass(ALL_SAID_WITHIN_MS)
    await seen(at.page, 'There is no answer yet')
    await reconnect()
    await at.pass(ASK_EVERY_MS)
    await heading(at.page, 'Checking your key with Pleo')
    expect(at.server.posted).toHaveLength(1)
  })

  it('[S23] says that a view does not come, stays on the page, and shows it when it does', async () => {
    at.server.show({ connection: aConnection('connected') })
    await at.open({ clock: 'by hand' })
    await at.page.evaluate(() => (document.body.dataset['same'] = 'yes'))
    await cutOff(() => undefined)
    await at.page.getByRole('link', { name: 'Update API Key' }).click()
    await at.pass(NO_ANSWER_AFTER_MS)
    await seen(at.page, 'There is no answer yet')
    await reconnect()
    await at.pass(ASK_EVERY_MS)
    await heading(at.page, 'Update the API key')
    expect(await main()).not.toContain('There is no answer yet')
    expect(await at.page.evaluate(() => document.body.dataset['same'])).toBe('yes')
  })

  it('offline follows no link, and goes on from there afterwards', async () => {
    at.server.show({ connection: aConnection('connected') })
    await at.open({ clock: 'by hand' })
    await at.page.context().setOffline(true)
    await at.page.getByRole('link', { name: 'Update API Key' }).click()
    await seen(at.page, 'You seem to be offline')
    expect(at.page.url()).toBe(at.server.pageUrl)
    await at.page.context().setOffline(false)
    await button('Try again').click()
    await heading(at.page, 'Update the API key')
  })
})

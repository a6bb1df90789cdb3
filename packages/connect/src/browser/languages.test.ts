import { expect, it } from 'vitest'
import { aConnection, aFailure, NOW } from '../gallery.ts'
import { describeInBrowser, field, heading, KEY, paste, said, seen } from '../testing/browser-pages.ts'
import { shippedLocales } from '../words/catalogue.ts'

const MINUTE_MS = 60_000

/** The server's half: it remembers what was chosen. */
const remembering = (at: Parameters<Parameters<typeof describeInBrowser>[1]>[0]): void => {
  at.server.onPost = ({ path, body }) => {
    const locale = new URLSearchParams(body).get('locale')
    if (path.endsWith('/language') && locale !== null) at.server.show({ locale })
  }
}

describeInBrowser('the choice of a language', (at) => {
  const document = () =>
    at.page.evaluate(() => [globalThis.document.documentElement.lang, globalThis.document.documentElement.dir])
  const choose = async (from: string, to: string): Promise<void> => {
    await at.page.getByRole('link', { name: from }).click()
    await at.page.getByRole('button', { name: to, exact: true }).click()
  }

  it('offers all twelve by their own names and marks the one in use', async () => {
    await at.open()
    await at.page.getByRole('link', { name: 'Language: English' }).click()
    await heading(at.page, 'Choose your language')
    const offered = await at.page.locator('button[name=locale]').allInnerTexts()
    expect(offered).toEqual(shippedLocales().map(({ ownName }) => ownName))
    expect(await at.page.locator('button[aria-current=true]').innerText()).toBe('English')
  })

  it('keeps what was typed, the focus and the page, and says all of it in the new language', async () => {
    remembering(at)
    await at.open()
    await at.page.evaluate(() => (globalThis.document.body.dataset['same'] = 'yes'))
    await paste(at.page, KEY)
    await choose('Language: English', 'Suomi')
    await heading(at.page, 'Yhdistä Pleo ja Acme Books')
    expect(await field(at.page).inputValue()).toBe(KEY)
    expect(await document()).toEqual(['fi', 'ltr'])
    expect(await at.page.title()).toBe('Yhdistä Pleo ja Acme Books - Acme Books')
    expect(await at.page.locator('#key-count').innerText()).toBe('39 merkkiä liitetty')
    expect(await at.page.locator(':focus').innerText()).toBe('Yhdistä Pleo ja Acme Books')
    await at.page.getByRole('button', { name: 'Näytä API-avain' }).click()
    expect(await said(at.page)).toBe('Avain näkyy 10 sekuntia.')
    expect(await at.page.evaluate(() => globalThis.document.body.dataset['same'])).toBe('yes')
    await field(at.page).press('Enter')
    expect(new URLSearchParams(at.server.posted.at(-1)?.body).get('key')).toBe(KEY)
  })

  it('comes back to the form it left, with what was typed there', async () => {
    remembering(at)
    at.server.show({ connection: aConnection('connected') })
    await at.open()
    await at.page.getByRole('link', { name: 'Update API Key' }).click()
    await paste(at.page, KEY)
    await choose('Language: English', 'Deutsch')
    await heading(at.page, 'API-Schlüssel aktualisieren')
    expect(await field(at.page).inputValue()).toBe(KEY)
    expect(new URL(at.page.url()).search).toBe('?view=replace')
    await at.page.getByRole('link', { name: 'Sprache: Deutsch' }).click()
    await at.page.getByRole('link', { name: 'Zurück', exact: true }).click()
    await heading(at.page, 'API-Schlüssel aktualisieren')
    expect(await field(at.page).inputValue()).toBe(KEY)
  })

  it('keeps a failure, and names a mistake in a paste in the new language', async () => {
    remembering(at)
    at.server.show({ connection: aFailure('not_connected', 'key_invalid') })
    await at.open()
    await choose('Language: English', 'Français')
    await seen(at.page, 'Pleo ne reconnaît pas cette clé')
    expect(await at.page.title()).toMatch(/^Erreur\u00a0: /)
    await paste(at.page, ` «\u00a0${KEY}\u00a0»`)
    await seen(at.page, 'Nettoyé.')
    await paste(at.page, '••••••••')
    await seen(at.page, 'Ce sont des points, pas la clé.')
  })

  it('made in another tab shows here too: field, words and direction', async () => {
    await at.open()
    await paste(at.page, KEY)
    at.server.show({ locale: 'ar-XB' })
    await at.page.locator('html[lang=ar-XB][dir=rtl]').waitFor()
    expect(await field(at.page).inputValue()).toBe(KEY)
    expect(await at.page.locator('.secret__show').innerText()).toContain('\u202e')
    at.server.show({ locale: 'pl' })
    await at.page.getByRole('button', { name: 'Pokaż klucz API' }).waitFor()
    expect(await document()).toEqual(['pl', 'ltr'])
    expect(await field(at.page).inputValue()).toBe(KEY)
  })

  it.each([
    ['en', 'Today, 11:54', 'Connected since'],
    ['fi', 'Tänään, 11.54', 'Yhdistetty'],
    ['pt', 'Hoje, 11:54', 'Conectado desde'],
    ['pl', 'Dzisiaj, 11:54', 'Połączono od'],
  ])('writes times in %s as people do there, in the zone of the browser', async (locale, time, label) => {
    await at.open({ clock: 'by hand' })
    at.server.show({ locale, connection: aConnection('connected', { standingSince: NOW - 2 * MINUTE_MS }) })
    await at.page.locator('dt', { hasText: label }).first().waitFor()
    await expect.poll(() => at.page.locator('dl.facts time').first().innerText()).toBe(time)
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { languageOf, shippedLocales } from '@keyturn/connect/words'
import { aTenant, connectionOf, RunningKeyturn } from '../testing/running-keyturn.ts'
import { Visitor } from '../testing/visitor.ts'
import type { Page } from '../testing/visitor.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

const languageIn = ({ text }: Page): string => /<html lang="([^"]+)"/.exec(text)?.[1] ?? ''
const titleOf = ({ text }: Page): string => /<title>([^<]+)<\/title>/.exec(text)?.[1] ?? ''

async function visit(browser: string, fields: object = {}) {
  const session = await keyturn.session({ tenantId: aTenant(), ...fields })
  const visitor = new Visitor(keyturn, browser)
  return { visitor, session, page: await visitor.open(session.url) }
}

describe('the language of a page', () => {
  it.each(shippedLocales())('is $ownName for a browser that asks for it', async ({ locale, lang }) => {
    const { page } = await visit(`${locale}-ZZ, en;q=0.5`)
    expect(languageIn(page)).toBe(lang)
    expect(page.headers.get('content-language')).toBe(locale)
    expect(page.headers.get('vary')).toContain('accept-language')
    expect(titleOf(page)).toContain(languageOf(locale).words.connect.title.replace('{provider}', 'Pleo').split('{')[0])
  })

  it('is the one the integrator wished for, whatever the browser has, and the one the person chose after that', async () => {
    const { visitor, page } = await visit('fi, en;q=0.5', { locale: 'de-AT' })
    expect(languageIn(page)).toBe('de')
    expect(languageIn(await visitor.post(`${page.path}language`, { locale: 'pl' }))).toBe('pl')
    expect(languageIn(await visitor.open(page.path))).toBe('pl')
  })

  it('is kept to what is shipped: neither a pseudo-language nor noise is taken', async () => {
    const { visitor, page } = await visit('sv')
    for (const locale of ['en-XA', 'ar-XB', 'xx', '', '__proto__', 'toString']) {
      const body = new URLSearchParams({ locale }).toString()
      const headers = { accept: 'application/json' }
      const answer = await visitor.ask('POST', `${page.path}language`, { body, headers })
      expect(answer.status, locale).toBe(400)
    }
    expect(languageIn(await visitor.open(page.path))).toBe('sv')
    expect(languageIn((await visit('nl', { locale: 'ar-XB' })).page)).toBe('nl')
  })

  it('holds for a link that leads nowhere as well', async () => {
    const page = await new Visitor(keyturn, 'it').open(`/connect/${'x'.repeat(43)}`)
    expect([page.status, languageIn(page)]).toEqual([404, 'it'])
    expect(page.text).toContain('Questo link non funziona')
  })
})

describe('the choice of a language', () => {
  it('names all twelve in their own words, marks the one in use, and works without scripts', async () => {
    const { visitor, page } = await visit('da')
    const link = /href="([^"]+view=language[^"]*)"/.exec(page.text)?.[1] ?? ''
    const choices = await visitor.open(link)
    for (const { locale, lang, dir, ownName } of shippedLocales()) {
      const button = new RegExp(`<button[^>]* value="${locale}"[^>]*>${ownName}</button>`).exec(choices.text)?.[0] ?? ''
      expect(button, ownName).toContain(`lang="${lang}" dir="${dir}"`)
      expect(button.includes('aria-current="true"'), ownName).toBe(locale === 'da')
    }
    expect(choices.text).toContain('i brug nu')
  })

  it('leads back to where the person was', async () => {
    const tenantId = aTenant()
    const { connection } = await keyturn.connected(tenantId)
    const session = await keyturn.session({ tenantId })
    expect(session.connectionId).toBe(connection.id)
    const visitor = new Visitor(keyturn, 'en')
    const { path } = await visitor.open(session.url)
    const replace = await visitor.open(`${path}?view=replace`)
    const link = (/href="([^"]+view=language[^"]*)"/.exec(replace.text)?.[1] ?? '').replace('&amp;', '&')
    const choices = await visitor.open(link)
    const view = /<input type="hidden" name="view" value="([^"]+)"/.exec(choices.text)?.[1] ?? ''
    expect(choices.text).toContain(`href="${path}?view=replace"`)
    const after = await visitor.post(`${path}language`, { locale: 'fr', view })
    expect(after.path).toBe(`${path}?view=replace`)
    expect(titleOf(after)).toBe('Mettre à jour la clé API - Acme Books')
  })

  it('never leads anywhere but to a view of the page', async () => {
    const { visitor, page } = await visit('en')
    for (const view of ['language', 'https://evil.example', '//evil.example', '"><script>', '']) {
      expect((await visitor.post(`${page.path}language`, { locale: 'es', view })).path, view).toBe(page.path)
    }
    const choices = await visitor.open(`${page.path}?view=language&from=%22%3E%3Cscript%3E`)
    expect(choices.text).not.toContain('"><script>')
  })
})

describe('the language of the API', () => {
  it.each([
    ['sv', 'sv', 'Det finns ett mellanrum i nyckeln'],
    ['pl-PL', 'pl', 'Wewnątrz klucza jest przerwa'],
    ['nn, en;q=0.9', 'nb', 'Det er et mellomrom inne i nøkkelen'],
    ['xx', 'en', 'There is a gap inside the key'],
  ])('tells what went wrong in the language asked for: %s', async (accepted, locale, title) => {
    const { visitor, page, session } = await visit('de')
    await visitor.post(`${page.path}key`, { key: 'half-a-key and-another' })
    const headers = { 'accept-language': accepted }
    const answer = await keyturn.call('GET', `/v1/connections/${session.connectionId}`, { headers })
    expect(connectionOf(answer).attempt?.issue?.title).toBe(title)
    expect(answer.headers.get('content-language')).toBe(locale)
    expect(answer.headers.get('vary')).toContain('accept-language')
  })

  it('tells why a key was refused in the language asked for', async () => {
    const headers = { 'accept-language': 'es-MX, en;q=0.5' }
    const answer = await keyturn.import(aTenant(), 'standin-nobody-knows-this-one-0000000000', {}, { headers })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('Pleo no reconoce esta clave')
    expect(answer.headers.get('content-language')).toBe('es')
  })

  it('names the state of a page in the language of its session', async () => {
    const { visitor, page } = await visit('en', { locale: 'fi' })
    const answer = await visitor.ask('GET', `${page.path}state`, { headers: { accept: 'application/json' } })
    expect(JSON.parse(answer.text)).toMatchObject({ state: 'not_connected', label: 'Ei vielä yhdistetty' })
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageVisit } from '../testing/page-visit.ts'
import { aTenant, RunningKeyturn } from '../testing/running-keyturn.ts'
import { Visitor } from '../testing/visitor.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

const settled = () => keyturn.server.engine.running.drain()
const OUT_OF_DATE = 'This page was out of date'

/** Where the form that does this leads. */
const formNamed = ({ text }: { readonly text: string }, name: string): string =>
  new RegExp(`action="[^"]*/(${name}\\?[^"]*)"`).exec(text)?.[1] ?? 'no such form'

/** A page that asks whether this company is the right one. */
async function asks(page: PageVisit, name: string) {
  const issued = keyturn.key({ company: { name } })
  await page.post('key', { key: issued.key })
  await settled()
  const asked = await page.page()
  expect(asked.text).toContain('Is this your company?')
  return { yes: formNamed(asked, 'confirmation'), issued }
}

async function connectedPage(tenantId: string) {
  const { connection } = await keyturn.connected(tenantId)
  return { page: await PageVisit.open(keyturn, { tenantId }), connection }
}

describe('a page that another tab has left behind', () => {
  it.each(['accept', 'decline'])('[S4, S24, S31] answers no question but its own: %s', async (decision) => {
    const page = await PageVisit.open(keyturn, { tenantId: aTenant(), confirmation: 'explicit' })
    const first = await asks(page, 'First ApS')
    await page.post(first.yes, { decision: 'decline' })
    const second = await asks(page, 'Second ApS')
    expect(second.yes).not.toBe(first.yes)
    const late = await page.post(first.yes, { decision }, 'text/html')
    expect(late.headers.get('location')).toBe(`${page.base}?changed`)
    expect(await keyturn.connection(page.connectionId)).toMatchObject({ state: 'validating', account: null })
    expect(await page.post(first.yes, { decision })).toMatchObject({ status: 409 })
    await page.post(second.yes, { decision: 'accept' })
    await settled()
    const { account } = await keyturn.connection(page.connectionId)
    expect(account?.id).toBe(second.issued.company.id)
  })

  it('[S4, S24] answers nothing where it does not say what it was asked', async () => {
    const page = await PageVisit.open(keyturn, { tenantId: aTenant(), confirmation: 'explicit' })
    await asks(page, 'Only ApS')
    expect(await page.post('confirmation', { decision: 'accept' })).toMatchObject({ status: 409 })
    expect(await keyturn.connection(page.connectionId)).toMatchObject({ state: 'validating' })
  })

  it('disconnects no connection but the one it showed, and forgets no other', async () => {
    const tenantId = aTenant()
    const { page } = await connectedPage(tenantId)
    const stale = formNamed(await page.page('?view=disconnect'), 'disconnect')
    await page.post(stale, {})
    const different = formNamed(await page.page(), 'different')
    await page.post(different, {})
    const second = keyturn.key({ company: { name: 'Second ApS' } })
    await page.post('key', { key: second.key })
    await settled()
    for (const name of [stale, different]) {
      expect((await page.post(name, {}, 'text/html')).headers.get('location')).toBe(`${page.base}?changed`)
    }
    const { text } = await page.page('?changed')
    expect(text).toContain('Connected to Second ApS')
    expect(text).toContain(OUT_OF_DATE)
  })

  it('goes on in every session of the customer when another company takes the place', async () => {
    const tenantId = aTenant()
    const { page } = await connectedPage(tenantId)
    const [other, unopened] = [await PageVisit.open(keyturn, { tenantId }), await keyturn.session({ tenantId })]
    await page.post(formNamed(await page.page('?view=disconnect'), 'disconnect'), {})
    const different = formNamed(await page.page(), 'different')
    await page.post(different, {})
    expect((await other.page()).text).toContain('Connect Pleo to')
    const late = new Visitor(keyturn)
    expect((await late.open(unopened.url)).text).toContain('Connect Pleo to')
  })

  it('is a page that has ended once its connection was forgotten, and no link that never worked', async () => {
    const page = await PageVisit.open(keyturn, { tenantId: aTenant() })
    expect(await keyturn.call('DELETE', `/v1/connections/${page.connectionId}`)).toMatchObject({ status: 204 })
    const gone = await page.page()
    expect(gone.status).toBe(410)
    expect(gone.text).toContain('This page is no longer active')
  })
})

describe('a form that is refused', () => {
  it('leads a person to the page as it is, whatever it was refused for', async () => {
    const page = await PageVisit.open(keyturn, { tenantId: aTenant(), capabilities: ['check'] })
    const refused = await page.post('key', { key: keyturn.key().key }, 'text/html')
    expect(refused).toMatchObject({ status: 303 })
    const { text } = await page.page('?changed')
    expect(text).toContain(OUT_OF_DATE)
    expect(text).not.toContain('id="key"')
    expect(text).toContain('Not connected')
  })

  it('is a page of its own where it did not come from the page', async () => {
    const page = await PageVisit.open(keyturn, { tenantId: aTenant() })
    const refused = await page.post('check', {}, 'text/html', { 'sec-fetch-site': 'cross-site' })
    expect(refused).toMatchObject({ status: 403 })
    expect(refused.text).toContain('<h1')
  })

  it('[S23] says so where a paste cannot be a key and another key is being checked', async () => {
    const page = await PageVisit.open(keyturn, { tenantId: aTenant() })
    const good = keyturn.key({ company: { name: 'Slow ApS' } })
    keyturn.simulator.control.setBehaviour({ key: good.key, behaviour: 'slow', operation: 'introspect' })
    await page.post('key', { key: good.key })
    const second = await page.post('key', { key: 'has a gap' }, 'text/html')
    expect(second.headers.get('location')).toBe(`${page.base}?unsent`)
    const { text } = await page.page('?unsent')
    expect(text).toContain('That did not go through')
    expect(text).toContain('Checking your key')
    await settled()
    expect(await keyturn.connection(page.connectionId)).toMatchObject({ account: { name: 'Slow ApS' } })
  })
})

describe('the way back', () => {
  it.each([
    ['https://books.acme.example/pleo?flag&b=%20c&sig=a%2Fb+c~', 'flag&b=%20c&sig=a%2Fb+c~&connection='],
    ['https://books.acme.example/pleo', 'pleo?connection='],
    ['https://books.acme.example/pleo?', 'pleo?connection='],
    ['https://books.acme.example/pleo?a=1#part', 'pleo?a=1&connection='],
  ])('keeps the query of %s as it was spelled', async (returnUrl, kept) => {
    const page = await PageVisit.open(keyturn, { tenantId: aTenant(), returnUrl })
    const { text } = await page.page()
    const back = /href="(https:\/\/books\.acme\.example[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(back).toContain(kept)
    expect(back).toMatch(new RegExp(`connection=${page.connectionId}&state=not_connected${new URL(returnUrl).hash}$`))
  })
})

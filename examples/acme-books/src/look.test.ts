import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startAcmeBooks } from './acme-books.ts'
import type { AcmeBooks } from './acme-books.ts'
import { KEYTURNS_LOOK } from './look.ts'
import { Browser, textOf } from './testing/browser.ts'
import { startKeyturnStandIn, TOKEN } from './testing/keyturn-stand-in.ts'
import type { KeyturnStandIn } from './testing/keyturn-stand-in.ts'

const LOOK = '/settings/look'
const PLUM = { ...KEYTURNS_LOOK, accent: '#6a2c70', radius: '16', mark: 'shown' }

let keyturn: KeyturnStandIn
let acme: AcmeBooks
let browser: Browser

beforeEach(async () => {
  keyturn = await startKeyturnStandIn()
  acme = await startAcmeBooks({ port: 0, keyturnUrl: keyturn.url, keyturnToken: TOKEN })
  browser = new Browser(acme.url)
  await browser.signInAs('marie@acme.example')
})
afterEach(async () => {
  await acme.close()
  await keyturn.close()
})

const asked = () => keyturn.asked.filter(({ method }) => method === 'POST').map(({ body }) => body)
const THEME = { appearance: 'auto', accent: '#6a2c70', radius: 16 }

describe('the look of the page where the key is entered', () => {
  it('is shown on that very page, from where the customer’s way back leads to the same choices', async () => {
    const { status, location } = await browser.submit(LOOK, { ...PLUM, do: 'try' })
    expect({ status, location }).toEqual({ status: 303, location: `${keyturn.url}/connect/kt_session_1` })
    const [body] = asked()
    expect(body?.['theme']).toEqual({ ...THEME, logoUrl: `${acme.url}/acme-books.svg` })
    const back = await browser.open(new URL(String(body?.['returnUrl'])).href.replace(acme.url, ''))
    expect(back.html).toMatch(/value="#6a2c70"/)
    expect(back.html).toMatch(/type="checkbox" value="shown" checked/)
  })

  it('is sent with each page from when it is kept, and not before', async () => {
    await browser.submit('/settings/integrations/pleo/connect', { ledger: 'default' })
    await browser.submit(LOOK, { ...PLUM, mark: '', do: 'try' })
    await browser.submit('/settings/integrations/pleo/connect', { ledger: 'default' })
    expect((await browser.submit(LOOK, { ...PLUM, mark: '', do: 'keep' })).location).toBe('/settings/integrations/pleo')
    await browser.submit('/settings/integrations/pleo/connect', { ledger: 'default' })
    expect(asked().map(({ theme }) => theme)).toEqual([undefined, THEME, undefined, THEME, THEME])
    expect((await browser.open(LOOK)).html).toContain('value="#6a2c70"')
  })

  it('leaves to Keyturn what nobody chose', async () => {
    await browser.submit(LOOK, { do: 'try' })
    expect(asked()[0]?.['theme']).toEqual({ appearance: 'auto' })
  })

  it('is refused in Keyturn’s own words, at the field, and nothing is kept', async () => {
    const message = 'accent #ffcc00 on surface #ffffff has a contrast of 1.51:1 on light pages and needs 4.50:1'
    keyturn.themeFaults = [{ pointer: '/theme/accent', code: 'contrast', message }]
    const refused = await browser.submit(LOOK, { ...PLUM, accent: '#ffcc00', do: 'keep' })
    expect(refused.status).toBe(422)
    expect(textOf(refused)).toContain(message)
    expect(refused.html).toMatch(/id="accent"[^>]*value="#ffcc00"[^>]*aria-invalid="true"[^>]*"accent-fault"/s)
    expect((await browser.open(LOOK)).html).toContain(`value="${KEYTURNS_LOOK.accent}"`)
  })

  it('needs somebody who is signed in, and a form of ours', async () => {
    expect((await new Browser(acme.url).open(LOOK)).location).toMatch(/^\/sign-in/)
    expect((await browser.submit(LOOK, PLUM, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect(asked()).toEqual([])
  })

  it('says so when Keyturn does not answer', async () => {
    keyturn.mood = 'unavailable'
    const page = await browser.submit(LOOK, { ...PLUM, do: 'try' })
    expect(page.status).toBe(503)
    expect(textOf(page)).toContain('Nothing was changed')
  })
})

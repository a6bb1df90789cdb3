import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aTenant, RunningKeyturn } from '../testing/running-keyturn.ts'
import { Visitor } from '../testing/visitor.ts'
import type { Page } from '../testing/visitor.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

async function pageWith(theme?: object): Promise<Page & { readonly visitor: Visitor; readonly url: string }> {
  const { url } = await keyturn.session({ tenantId: aTenant(), ...(theme === undefined ? {} : { theme }) })
  const visitor = new Visitor(keyturn)
  return { ...(await visitor.open(url)), visitor, url }
}

type Visited = Awaited<ReturnType<typeof pageWith>>

/** The style sheets of a page that a script reads: in a page that is opened, the rules stand themselves. */
async function stylesOf({ visitor, path }: Pick<Visited, 'visitor' | 'path'>): Promise<string[]> {
  const { text } = await visitor.ask('GET', path, { headers: { 'sec-fetch-dest': 'empty' } })
  return [...text.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, href = '']) => href)
}
const rulesIn = (page: Page): string => /<style>(.*)<\/style>/s.exec(page.text)?.[1] ?? ''
const policyOf = (page: Page): string => page.headers.get('content-security-policy') ?? ''

const PLUM = { accent: '#6A2C70', surface: '#fffaf5', font: '"Segoe UI", serif', radius: 12 }

describe('a page without a theme', () => {
  it('knows nothing of themes: the usual style sheet, no logo, no appearance', async () => {
    const page = await pageWith()
    const [href, ...more] = await stylesOf(page)
    expect(more).toEqual([])
    expect(href).toMatch(/^\/assets\/[^/]+\.css$/)
    expect(page.text.replace(rulesIn(page), '')).not.toMatch(/data-theme|page__logo|themed/)
    expect(policyOf(page)).toContain("img-src 'self' data:;")
  })
})

describe('a page with a theme', () => {
  it('loads one style sheet as well: the usual one with the theme’s rules at its end', async () => {
    const page = await pageWith(PLUM)
    const [href = '', ...more] = await stylesOf(page)
    expect(more).toEqual([])
    const themed = await page.visitor.ask('GET', href)
    expect(themed.status).toBe(200)
    expect(themed.headers.get('content-type')).toMatch(/^text\/css/)
    expect(themed.headers.get('cache-control')).toContain('immutable')
    const usual = await page.visitor.ask('GET', href.replace(/themed\/[^/]+\//, ''))
    expect(themed.text.startsWith(usual.text)).toBe(true)
    const rules = themed.text.slice(usual.text.length)
    expect(rules).toContain('--kt-accent:#6a2c70')
    expect(rules).toContain('--kt-surface:#fffaf5')
    expect(rules).toContain("--kt-font:'Segoe UI',serif,")
    expect(rules).toContain('--kt-radius:0.75rem')
    expect(rules).toContain('@media (prefers-color-scheme:dark)')
    expect(rulesIn(page)).toBe(themed.text)
  })

  it('has no style in its mark-up but those rules, which the policy knows by their hash', async () => {
    for (const page of [await pageWith(PLUM), await pageWith()]) {
      expect(page.text).not.toMatch(/ style=|<link rel="stylesheet"/)
      expect(page.text.match(/<style/g)).toHaveLength(1)
      const hash = createHash('sha256').update(rulesIn(page)).digest('base64')
      expect(policyOf(page)).toContain(`style-src 'self' 'sha256-${hash}';`)
    }
  })

  it('shares its style sheet with every page of the same theme', async () => {
    const ofPlum = await stylesOf(await pageWith(PLUM))
    expect(ofPlum).toEqual(await stylesOf(await pageWith({ ...PLUM, accent: '#6a2c70' })))
    expect(ofPlum).not.toEqual(await stylesOf(await pageWith({ ...PLUM, radius: 13 })))
  })

  it.each(['light', 'dark'])('is %s for everybody where it says so', async (appearance) => {
    const page = await pageWith({ appearance })
    expect(page.text).toContain(`data-theme="${appearance}"`)
    expect(page.text).toContain(`<meta name="color-scheme" content="${appearance}"/>`)
  })

  it('keeps its look where it ends, and in the browser it was not opened in', async () => {
    const page = await pageWith(PLUM)
    const elsewhere = await new Visitor(keyturn).open(page.url)
    expect(elsewhere.text).toContain('another browser')
    expect(rulesIn(elsewhere)).toBe(rulesIn(page))
  })
})

describe('the logo of a theme', () => {
  const LOGO = 'https://cdn.acme.example:8443/mark.svg?v=2'

  it('stands before the product’s name as a ground, with room kept for it', async () => {
    const page = await pageWith({ logoUrl: LOGO })
    expect(page.text).toContain('<span class="page__logo" aria-hidden="true"></span><bdi>Acme Books</bdi>')
    expect(page.text).not.toContain('<img')
    const { headers, text } = await page.visitor.ask('GET', (await stylesOf(page))[0] ?? '')
    expect(text).toContain(`.page__logo{inline-size:1.5rem;block-size:1.5rem;background:url("${LOGO}") center`)
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })

  it('may come from exactly its origin, on this page only', async () => {
    const page = await pageWith({ logoUrl: LOGO })
    expect(policyOf(page)).toContain("img-src 'self' data: https://cdn.acme.example:8443;")
    expect(policyOf(await pageWith({ accent: '#6a2c70' }))).toContain("img-src 'self' data:;")
    expect(policyOf(await new Visitor(keyturn).open('/connect/nonsense'))).toContain("img-src 'self' data:;")
  })

  it('cannot leave its quotation marks', async () => {
    const page = await pageWith({ logoUrl: 'https://acme.example/a"b.svg?c=\\"){}*{color:red}#\\"' })
    const { text } = await page.visitor.ask('GET', (await stylesOf(page))[0] ?? '')
    expect(text).toContain('url("https://acme.example/a%22b.svg?c=%5C%22){}*{color:red}#%5C%22") center')
  })
})

describe('an address of a themed style sheet', () => {
  const code = (theme: unknown): string => Buffer.from(JSON.stringify(theme)).toString('base64url')
  const status = async (theme: string, file?: string): Promise<number> => {
    const [href = ''] = await stylesOf(await pageWith())
    return (await keyturn.call('GET', `/assets/themed/${theme}/${file ?? href.replace('/assets/', '')}`)).status
  }

  it('answers for what the contract takes, written as the server writes it', async () => {
    expect(await status(code({ appearance: 'auto', accent: '#6a2c70' }))).toBe(200)
  })

  it.each([
    ['colours that cannot be read', { appearance: 'auto', accent: '#ffcc00' }],
    ['CSS in a colour', { appearance: 'auto', accent: '#6a2c70}*{}' }],
    ['CSS in a font', { appearance: 'auto', font: 'a;}b' }],
    ['another order', { accent: '#6a2c70', appearance: 'auto' }],
    ['another spelling', { appearance: 'auto', accent: '#6A2C70' }],
    ['a logo over http', { appearance: 'auto', logoUrl: 'http://acme.example/m.svg' }],
    ['unknown fields', { appearance: 'auto', css: 'x' }],
    ['nothing', null],
  ])('is none with %s', async (_what, theme) => {
    expect(await status(code(theme))).toBe(404)
  })

  it('is none with bytes that are no JSON, with a file that is no style sheet, or far too long', async () => {
    expect(await status('AAAA')).toBe(404)
    expect(await status(code({ appearance: 'auto' }), 'client.js')).toBe(404)
    expect(await status(code({ appearance: 'auto', font: 'A'.repeat(3_000) }))).toBe(404)
  })
})

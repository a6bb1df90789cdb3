import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scaled } from '@keyturn/scripts/scale'
import { aConnection, aPlace, galleryPages } from '../gallery.ts'
import { findBrowser, launchBrowser } from '../testing/chromium.ts'
import { layoutFaults } from '../testing/layout-faults.ts'
import { PageServer } from '../testing/page-server.ts'

const executable = findBrowser()
const PATIENCE_MS = 600_000
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const PAGES = galleryPages()
/** A real language draws a failure in the same way at every standing; the pseudo-languages try them all. */
const SAME = /^failed-(?:action-required|disconnected|connected)-/
const DIFFERENT = PAGES.filter(({ name }) => !SAME.test(name))

/** `npm test` looks at each screen in both pseudo-languages and in one real one; `npm run verify` at all in each. */
const TURNS = scaled({ test: 4, verify: 1 })
const inTurn = (turn: number) => DIFFERENT.filter((_, index) => index % TURNS === turn % TURNS)
const IN_PSEUDO = scaled({ test: DIFFERENT, verify: PAGES })

/** Everything a screen can come to say is on it: what is folded, and what the browser keeps in reserve. */
const unfold = (): void => {
  for (const details of document.querySelectorAll('details')) details.open = true
  const body = document.querySelector('.card__body')
  for (const template of document.querySelectorAll('template')) body?.append(template.content.cloneNode(true))
}

describe.skipIf(executable === undefined)('every screen', () => {
  let browser: Browser
  let server: PageServer
  let page: Page

  beforeAll(async () => {
    browser = await launchBrowser(executable ?? '')
    server = await PageServer.start(aPlace(aConnection('not_connected')))
    server.streams = 'refused'
    page = await browser.newPage({ bypassCSP: true, reducedMotion: 'reduce' })
  }, PATIENCE_MS)
  afterAll(async () => {
    await browser.close()
    await server.close()
  })

  it.each([
    { locale: 'en-XA', pages: IN_PSEUDO, axeOn: inTurn(0) },
    { locale: 'ar-XB', pages: IN_PSEUDO, axeOn: inTurn(1) },
    { locale: 'de', pages: inTurn(0), axeOn: [] },
    { locale: 'fi', pages: inTurn(1), axeOn: [] },
    { locale: 'pl', pages: inTurn(2), axeOn: [] },
    { locale: 'fr', pages: inTurn(3), axeOn: [] },
  ])(
    'in $locale has room for its words, at 320 px and at 1280: nothing cut off, broken, or over anything else',
    { timeout: PATIENCE_MS },
    async ({ locale, pages, axeOn }) => {
      const faults: string[] = []
      for (const { name, facts } of pages) {
        await page.setViewportSize({ width: 320, height: 800 })
        await page.goto(server.hang(name, { ...facts, locale }))
        const findings = axeOn.some((other) => other.name === name) ? await axeFindings(page) : []
        await page.evaluate(unfold)
        const narrow = await page.evaluate(layoutFaults)
        await page.setViewportSize({ width: 1280, height: 800 })
        const wide = await page.evaluate(layoutFaults)
        faults.push(...[...findings, ...narrow, ...wide].map((fault) => `${name}: ${fault}`))
      }
      expect(faults).toEqual([])
    },
  )
})

describe.skipIf(executable === undefined)('the measure', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser(executable ?? '')
  }, PATIENCE_MS)
  afterAll(() => browser.close())

  const PLANTED = [
    { fault: 'wider than the screen', html: '<p style="width:500px">wide</p>' },
    { fault: 'more than it shows', html: '<p style="width:50px;white-space:nowrap">far too much text</p>' },
    { fault: 'cut off', html: '<div style="height:10px;overflow:hidden"><p>one</p><p>two</p></div>' },
    {
      fault: 'broken in the middle',
      html: '<p style="width:90px;overflow-wrap:anywhere">Verbindungsunterbrechung</p>',
    },
    {
      fault: 'one over the other',
      html: '<p style="margin:0">below</p><p style="margin:0;position:absolute;top:4px">above</p>',
    },
    { fault: 'off the screen', html: '<p style="position:absolute;left:-40px">away to the left</p>' },
  ]
  it.each(PLANTED)('finds what is $fault', { timeout: PATIENCE_MS }, async ({ fault, html }) => {
    const page = await browser.newPage({ viewport: { width: 320, height: 400 } })
    await page.setContent(`<body style="margin:0">${html}</body>`)
    expect((await page.evaluate(layoutFaults)).join()).toContain(fault)
    await page.setContent('<p lang="de">Alles in Ordnung, <bdi>ein sehr langer Name</bdi>.</p><button>Weiter</button>')
    expect(await page.evaluate(layoutFaults)).toEqual([])
    await page.close()
  })
})

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]
}

async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  const { violations }: AxeResults = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html.slice(0, 120)}`))
}

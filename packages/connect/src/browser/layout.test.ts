import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scaled } from '@keyturn/scripts/scale'
import { HAS_BROWSER, openBrowser } from '@keyturn/scripts/test-browser'
import { layoutFaults } from '../testing/layout-faults.ts'
import { describeStillGallery, EVERYWHERE } from '../testing/still-gallery.ts'

const PATIENCE_MS = 600_000

/** A real language draws a failure in the same way at every standing; the pseudo-languages try them all. */
const SAME = /^failed-(?:action-required|disconnected|connected)-/
const DIFFERENT = EVERYWHERE.filter(({ name }) => !SAME.test(name))

/** `npm test` looks at each screen in both pseudo-languages and in one real one; `npm run verify` at all in each. */
const TURNS = scaled({ test: 4, verify: 1 })
const inTurn = (turn: number) => DIFFERENT.filter((_, index) => index % TURNS === turn % TURNS)
const IN_PSEUDO = scaled({ test: DIFFERENT, verify: EVERYWHERE })

describeStillGallery('every screen', (gallery) => {
  it.each([
    { locale: 'en-XA', pages: IN_PSEUDO },
    { locale: 'ar-XB', pages: IN_PSEUDO },
    { locale: 'de', pages: inTurn(0) },
    { locale: 'fi', pages: inTurn(1) },
    { locale: 'pl', pages: inTurn(2) },
    { locale: 'fr', pages: inTurn(3) },
  ])(
    'in $locale has room for its words, at 320 px and at 1280: nothing cut off, broken, or over anything else',
    async ({ locale, pages }) => {
      for (const width of [320, 1280]) {
        await gallery.look({ width, locale, motion: 'reduced' })
        expect(await gallery.findOnEach(pages, layoutFaults, 'unfolded'), `${width} px`).toEqual([])
      }
    },
  )
})

describe.skipIf(!HAS_BROWSER)('the measure', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
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
    {
      fault: 'a line begins with the mark',
      html: '<p style="width:90px">Or <button style="width:90px">another</button>. Then</p>',
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

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aConnection, aPlace, galleryPages } from '../gallery.ts'
import { findBrowser, launchBrowser } from '../testing/chromium.ts'
import { PageServer } from '../testing/page-server.ts'
import { themeFaults } from '../theme.ts'
import type { ThemeStyle } from '../theme/theme-css.ts'

const executable = findBrowser()
const PATIENCE_MS = 240_000
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Failures draw the same blocks at every standing: in full for one, and one of each kind for another. */
const SAME = /^failed-(?:action-required|disconnected|connected-(?!key-invalid|account-mismatch|interrupted))/
const PAGES = galleryPages().filter(({ name }) => !SAME.test(name))

/** Every tone, every block, notices with links and buttons in them. */
const THEMED = PAGES.filter(({ name }) =>
  /^(?:connect|checking|confirm|connected-(?:just-now|provider-away)|suspected|action-required-key-revoked|replace|failed-not-connected-(?:key-invalid|permissions-missing|account-mismatch|provider-busy)|handoff-(?:ready|waiting)|link-asks|language)$/.test(
    name,
  ),
)

const NOTHING = { accent: null, onAccent: null, surface: null, text: null }
const SHAPE = { dark: null, font: null, radius: null, logoUrl: null }
const THEMES: readonly { readonly what: string; readonly theme: ThemeStyle }[] = [
  {
    what: 'a warm one',
    theme: {
      ...SHAPE,
      appearance: 'auto',
      colours: { accent: '#6a2c70', onAccent: '#fff3e6', surface: '#fffaf5', text: '#2b1a12' },
      font: ['Georgia', 'serif'],
      radius: 24,
    },
  },
  {
    what: 'accent and text that only just read',
    theme: { ...SHAPE, appearance: 'light', colours: { ...NOTHING, accent: '#767676', text: '#606060' } },
  },
  {
    what: 'always dark',
    theme: {
      ...SHAPE,
      appearance: 'dark',
      colours: { accent: '#ffd166', onAccent: null, surface: '#1b1020', text: '#f6eef8' },
      radius: 0,
    },
  },
  {
    what: 'colours of its own for the dark',
    theme: {
      ...SHAPE,
      appearance: 'auto',
      colours: { ...NOTHING, accent: '#0070e0' },
      dark: { accent: '#7ab8ff', onAccent: '#00172e', surface: '#000000', text: '#ffffff' },
    },
  },
]

interface Finding {
  readonly page: string
  readonly rule: string
  readonly where: string
}

describe.skipIf(executable === undefined)('every screen', () => {
  let browser: Browser
  let server: PageServer
  let page: Page

  beforeAll(async () => {
    browser = await launchBrowser(executable ?? '')
    server = await PageServer.start(aPlace(aConnection('not_connected')))
    page = await browser.newPage({ bypassCSP: true, javaScriptEnabled: true })
    await page.addInitScript({ content: axeSource })
  }, PATIENCE_MS)
  afterAll(async () => {
    await browser.close()
    await server.close()
  })

  it('gives axe nothing to find, in light and dark, in English and Danish', { timeout: PATIENCE_MS }, async () => {
    const findings: Finding[] = []
    for (const [index, { name, facts }] of PAGES.entries()) {
      const locale = index % 2 === 0 ? 'en' : 'da'
      await page.emulateMedia({ colorScheme: index % 4 < 2 ? 'light' : 'dark' })
      await page.goto(server.hang(name, { ...facts, locale }))
      findings.push(...(await findingsOn(page, name)))
    }
    expect(findings).toEqual([])
  })

  it.each(THEMES)('gives axe nothing to find under a theme: $what', { timeout: PATIENCE_MS }, async ({ theme }) => {
    expect(themeFaults(theme)).toEqual([])
    const findings: Finding[] = []
    server.theme = theme
    const look = { appearance: theme.appearance, logo: 'none' } as const
    for (const [index, { name, facts }] of THEMED.entries()) {
      await page.emulateMedia({ colorScheme: index % 2 === 0 ? 'light' : 'dark' })
      await page.goto(server.hang(name, { ...facts, host: { ...facts.host, look } }))
      findings.push(...(await findingsOn(page, name)))
    }
    server.theme = null
    expect(findings).toEqual([])
  })

  it(
    'fits a phone of 320 px, a zoom of 400 % and wide spacing, with nothing cut off',
    { timeout: PATIENCE_MS },
    async () => {
      const tooWide: string[] = []
      for (const [index, { name, facts }] of PAGES.entries()) {
        await page.setViewportSize(index % 2 === 0 ? { width: 320, height: 640 } : { width: 320, height: 256 })
        await page.goto(server.hang(name, { ...facts, locale: 'da' }))
        await page.addStyleTag({ content: TEXT_SPACING })
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        if (over > 0) tooWide.push(`${name}: ${over} px`)
      }
      expect(tooWide).toEqual([])
    },
  )

  it('has no target smaller than 24 px but links inside a sentence', { timeout: PATIENCE_MS }, async () => {
    const small: string[] = []
    await page.setViewportSize({ width: 390, height: 800 })
    for (const { name, facts } of PAGES) {
      await page.goto(server.hang(name, facts))
      small.push(...(await page.evaluate(smallTargets)).map((target) => `${name}: ${target}`))
    }
    expect(small).toEqual([])
  })
})

/** WCAG 2.2, criterion 1.4.12. */
const TEXT_SPACING =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }'

const smallTargets = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('a, button, summary, input')]
    .filter((target) => target.closest('p.else, p:not([class]), .problem') === null && target.offsetParent !== null)
    .filter((target) => target.getBoundingClientRect().height < 24)
    .map((target) => target.outerHTML.slice(0, 60))

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]
}

async function findingsOn(page: Page, name: string): Promise<Finding[]> {
  const { violations }: AxeResults = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => ({ page: name, rule: id, where: html.slice(0, 120) })),
  )
}

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HAS_BROWSER, openBrowser } from '@keyturn/scripts/test-browser'
import { ACME, issue } from '../gallery.ts'
import { renderMail } from '../mail.tsx'
import type { MailFacts } from '../mail.tsx'
import { layoutFaults } from '../testing/layout-faults.ts'
import { PSEUDO_TAGS, withPseudo } from '../testing/pseudo.ts'
import { shippedLocales } from '../words.ts'

const PATIENCE_MS = 120_000
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const AT = Date.UTC(2026, 10, 24, 10, 41)

const facts = (locale: string, news: MailFacts['news']): MailFacts => ({
  locale,
  host: {
    productName: 'Acme Books',
    productPath: 'Settings › Integrations › Pleo',
    supportUrl: 'https://acme.example/help',
  },
  provider: { name: 'Pleo', integrationName: 'Acme Books', environment: 'production', appUrl: null },
  label: 'Hovedregnskab for Acme og alle datterselskaber',
  reference: 'default',
  account: ACME,
  news,
})
const PROBLEM: MailFacts['news'] = {
  about: 'problem',
  issue: issue('permissions_lost'),
  link: { url: `https://keys.acme.example/connect/h/${'x'.repeat(43)}`, until: AT },
}
const SOLVED: MailFacts['news'] = { about: 'solved', by: 'key', at: AT }

describe.skipIf(!HAS_BROWSER)('a mail as it is read', () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await openBrowser()
    page = await browser.newPage()
  }, PATIENCE_MS)
  afterAll(() => browser.close())

  const LANGUAGES = [...shippedLocales().map(({ locale }) => locale), ...PSEUDO_TAGS]

  it('fits a phone and a desk, light and dark, in every language', { timeout: PATIENCE_MS }, async () => {
    const faults: string[] = []
    for (const [index, locale] of LANGUAGES.entries()) {
      await page.setViewportSize({ width: index % 2 === 0 ? 320 : 600, height: 800 })
      for (const news of [PROBLEM, SOLVED]) {
        await page.setContent(renderMail(facts(locale, news), withPseudo).html)
        faults.push(...(await page.evaluate(layoutFaults)).map((fault) => `${locale}, ${news.about}: ${fault}`))
      }
    }
    expect(faults).toEqual([])
  })

  it('gives axe nothing to find, in light and dark', { timeout: PATIENCE_MS }, async () => {
    const found: string[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const news of [PROBLEM, SOLVED]) {
        await page.setContent(renderMail(facts('da', news)).html)
        await page.evaluate(axeSource)
        // A mail is shown inside its reader, which has the landmarks.
        const { violations }: { violations: readonly { id: string }[] } = await page.evaluate(
          'axe.run(document, { rules: { region: { enabled: false } } })',
        )
        found.push(...violations.map(({ id }) => `${colorScheme}, ${news.about}: ${id}`))
      }
    }
    expect(found).toEqual([])
  })
})

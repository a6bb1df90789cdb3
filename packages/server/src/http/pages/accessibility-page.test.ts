import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { languageOf, shippedLocales } from '@keyturn/connect/words'
import { aTenant, RunningKeyturn } from '../testing/running-keyturn.ts'
import { Visitor } from '../testing/visitor.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

describe('the accessibility statement', () => {
  it.each(shippedLocales())('is public, and to be had in $ownName', async ({ locale, lang }) => {
    const { accessibility } = languageOf(locale).words
    for (const page of [
      await new Visitor(keyturn, 'sv').open(`/accessibility?lang=${locale}`),
      await new Visitor(keyturn, `${locale}-ZZ, en;q=0.5`).open('/accessibility'),
    ]) {
      expect(page.status).toBe(200)
      expect(page.text).toContain(`<html lang="${lang}"`)
      expect(page.text).toContain(accessibility.title)
      expect(page.text).toContain('WCAG 2.2')
      expect(page.headers.get('content-language')).toBe(locale)
    }
  })

  it('has the policy of the pages and sets no cookie', async () => {
    const { headers } = await new Visitor(keyturn, 'en').open('/accessibility')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('set-cookie')).toBeNull()
  })

  it('is English for a language that is not shipped, and for noise', async () => {
    for (const lang of ['xx', '', '__proto__', '<script>']) {
      const { text } = await new Visitor(keyturn, 'xx').open(`/accessibility?lang=${encodeURIComponent(lang)}`)
      expect(text, lang).toContain('<html lang="en-GB"')
      expect(text).not.toContain('<script>')
    }
  })

  it('is linked from the foot of the customer’s pages, in their language', async () => {
    const session = await keyturn.session({ tenantId: aTenant(), locale: 'pl' })
    const visitor = new Visitor(keyturn, 'en')
    for (const page of [await visitor.open(session.url), await visitor.open(`/connect/${'x'.repeat(43)}`)]) {
      const lang = /<html lang="([^"]+)"/.exec(page.text)?.[1]?.slice(0, 2)
      expect(page.text).toMatch(new RegExp(`<footer.*href="/accessibility\\?lang=${lang}".*</footer>`, 's'))
    }
  })
})

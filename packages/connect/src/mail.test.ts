import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACME, issue, STANDING_CODES } from './gallery.ts'
import { renderMail } from './mail.tsx'
import type { MailFacts } from './mail.tsx'
import { oneLine } from './one-line.ts'
import { shippedLocales } from './words.ts'

const AT = Date.UTC(2026, 10, 24, 10, 41)
const URL = 'https://keys.acme.example/connect/h/2mC7cJ0a0KkX7oO2b5Zg9yqkH0E7n6w1sVtUuWxYz01'

const facts = (over: Partial<MailFacts> = {}): MailFacts => ({
  locale: 'en',
  host: {
    productName: 'Acme Books',
    productPath: 'Settings › Integrations › Pleo',
    supportUrl: 'https://acme.example/help',
  },
  provider: { name: 'Pleo', integrationName: 'Acme Books', environment: 'production', appUrl: null },
  label: 'Acme DK, main ledger',
  reference: 'default',
  account: ACME,
  news: {
    about: 'problem',
    issue: { ...issue('key_revoked'), since: AT },
    link: { url: URL, until: AT + 7 * 24 * 60 * 60_000 },
  },
  ...over,
})
const SOLVED = { about: 'solved', by: 'key', at: AT } as const

describe('a mail about a problem', () => {
  it('says what it is, since when, for whom, what to do, and until when', () => {
    const { subject, text } = renderMail(facts())
    expect(subject).toBe('Action required: Your connection to Pleo is interrupted (Acme DK, main ledger)')
    expect(text).toBe(`Your connection to Pleo is interrupted

Pleo no longer accepts the key for Acme ApS. It may have been deleted or replaced in Pleo. Your settings are kept: a new key restores everything.

Product: Acme Books · Acme DK, main ledger
Company: Acme ApS
Interrupted since: 24 November 2026, 10:41 UTC

Replace API Key:
${URL}

The link works once, until 1 December 2026, 10:41 UTC. Whoever has this mail can add the new key there, and nothing else: pass it on only to a colleague who looks after Pleo.

You can also do it in Acme Books, under Settings › Integrations › Pleo.

Please never send a key by mail, not even as an answer to this one.

Contact Acme Books support:
https://acme.example/help

If you ask for help, give this number: K7Q-2MD.

You get this mail because Acme Books has your address for news of this connection. Acme Books support can change that.
`)
  })

  it('loads nothing, runs nothing, and has its link as an address that can be read', () => {
    const { html } = renderMail(facts())
    expect(html).not.toMatch(/<img|<script|<link|src=|url\(|@import/)
    expect(html).toContain(`href="${URL}"`)
    expect(html).toMatch(/^<!doctype html><html lang="en-GB" dir="ltr">/)
  })
})

describe('a mail about the end of a problem', () => {
  it('says that nothing is left to do, and has no link', () => {
    const { subject, text, html } = renderMail(facts({ news: SOLVED }))
    expect(subject).toBe('Connected: Pleo is connected again (Acme DK, main ledger)')
    expect(text).toContain(
      'A new key for Acme ApS is in use since 24 November 2026, 10:41 UTC. You do not need to do anything.',
    )
    expect(text + html).not.toContain('http')
    expect(renderMail(facts({ news: { ...SOLVED, by: 'itself' } })).text).toContain(
      'Pleo accepts the key for Acme ApS again',
    )
  })
})

describe.each(shippedLocales())('mails in $ownName', ({ locale, lang }) => {
  const all = [
    ...STANDING_CODES.map((code) =>
      renderMail(facts({ locale, news: { about: 'problem', issue: issue(code), link: { url: URL, until: AT } } })),
    ),
    renderMail(facts({ locale, news: SOLVED })),
    renderMail(facts({ locale, news: { ...SOLVED, by: 'itself' }, account: null, label: null })),
    renderMail(facts({ locale, host: { productName: 'Acme Books', productPath: null, supportUrl: null } })),
  ]

  it('have every name in its place and their dates written out, in text and in HTML alike', () => {
    for (const mail of all) {
      expect(mail.lang).toBe(lang)
      expect(mail.subject).toMatch(/^[^{}*[\]\p{Cc}]{10,250}$/u)
      expect(mail.text).not.toMatch(/[{}]|\*\*|\bundefined\b|\bnull\b|\bNaN\b|\[object/)
      const shown = mail.html.replace(/^.*<h1/s, '<h1').replace(/<[^>]+>/g, ' ')
      expect(shown).not.toMatch(/[{}]|\*\*|\bundefined\b|\bNaN\b|\[object/)
      for (const time of mail.text.match(/\d{2}[:.]\d{2} UTC/g) ?? []) expect(shown).toContain(time)
    }
  })
})

describe('names from outside', () => {
  const NASTY = [
    'Acme\r\nBcc: thief@evil.example',
    '</p><script>alert(1)</script>',
    '"><img src=x>',
    '\u202eevil',
    '\ud800',
    '\0',
    '😀'.repeat(4_000),
    '{product}',
    '**b**',
  ]
  const anyName = () => fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 300 }))

  it('never make another line of a subject, another element of a page, or a mail without end', () => {
    fc.assert(
      fc.property(anyName(), anyName(), anyName(), anyName(), (label, company, product, found) => {
        const named = { id: ACME.id, name: company }
        const wrong = { ...issue('account_mismatch'), details: { expected: named, found: { id: 'x', name: found } } }
        for (const news of [
          facts().news,
          { ...SOLVED },
          { about: 'problem' as const, issue: wrong, link: { url: URL, until: AT } },
        ]) {
          const mail = renderMail(
            facts({ label, account: named, news, host: { productName: product, productPath: null, supportUrl: null } }),
          )
          expect(mail.subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u)
          expect(mail.text).not.toMatch(/[^\P{Cc}\n]/u)
          expect(mail.html).not.toMatch(/<script|<img|onerror=[^&]*>/i)
          expect(mail.html.length).toBeLessThan(40_000)
          expect([...mail.html.matchAll(/<a /g)].length).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('are cut between what a person counts as characters', () => {
    expect(oneLine(' Acme\t\n ApS ', 20)).toBe('Acme ApS')
    expect(oneLine('👩‍👩‍👧‍👦'.repeat(3), 2)).toBe('👩‍👩‍👧‍👦…')
    expect(oneLine('é'.repeat(30), 10)).toBe(`${'é'.repeat(9)}…`)
    expect(oneLine('Acme ApS', 8)).toBe('Acme ApS')
  })
})

import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ACME, ATTEMPT_CODES, NOW, STANDING_CODES, issue } from './gallery.ts'
import { REASON_LOOKS } from './present/reasons.ts'
import type { Plural } from './text.ts'
import { da } from './words/da.ts'
import { en } from './words/en.ts'
import { LOCALES, chooseLocale, nextStepWords, reasonWords, shippedLocales, stateWords } from './words.ts'

type Entry = string | { readonly [key: string]: Entry }

/** Every sentence of a catalogue with the way to it. */
const sentencesOf = (entry: Entry, path = ''): readonly (readonly [string, string])[] =>
  typeof entry === 'string'
    ? [[path, entry]]
    : Object.entries(entry).flatMap(([key, value]) => sentencesOf(value, path === '' ? key : `${path}.${key}`))

const CATALOGUES: Readonly<Record<string, Entry>> = { en, da }
const CODES = [...ATTEMPT_CODES, ...STANDING_CODES]

/** Words a customer must never need. LOOK section 6, DESIGN section 5. */
const JARGON: Readonly<Record<string, readonly RegExp[]>> = {
  en: [
    /authenti/i,
    /\binvalid\b/i,
    /credential/i,
    /\btoken/i,
    /session/i,
    /unauthori[sz]ed/i,
    /\bscopes?\b/i,
    /endpoint/i,
    /\bservers?\b/i,
    /\bheader/i,
    /\b[1-5]\d\d\b/,
    /create an API key/i,
    /sign in|log ?in\b/i,
    /expired/i,
    /sorry|apolog|oops/i,
    /!/,
  ],
  da: [
    /autentific/i,
    /ugyldig/i,
    /legitimation/i,
    /\btoken/i,
    /session/i,
    /uautoriser/i,
    /\bscopes?\b/i,
    /endpoint/i,
    /\bserver/i,
    /\bheader/i,
    /\b[1-5]\d\d\b/,
    /opret en API-nøgle/i,
    /log ind|log på/i,
    /udløbet/i,
    /beklager|undskyld/i,
    /!/,
  ],
}

describe.each(Object.entries(CATALOGUES))('the words of %s', (locale, catalogue) => {
  const sentences = sentencesOf(catalogue)

  it('[S1, S34, S38, S70, S73, S74, S75, I1] speak of keys and companies, never of logging in or of machines', () => {
    for (const [path, sentence] of sentences) {
      if (path.startsWith('permissions')) continue
      for (const jargon of JARGON[locale] ?? []) expect(sentence, path).not.toMatch(jargon)
    }
  })

  it('has the places for names that English has', () => {
    const places = (sentence: string): string[] => [...new Set(sentence.match(/\{\w+\}|\*\*|[[\]]/g))].toSorted()
    const english = new Map(sentencesOf(en))
    for (const [path, sentence] of sentences)
      expect([path, places(sentence)]).toEqual([path, places(english.get(path) ?? '')])
  })

  it('shows the words of the provider as the provider does', () => {
    for (const [path, sentence] of sentences) {
      if (english(path).includes('Settings, Accounting')) expect(sentence).toContain('Settings, Accounting')
    }
  })

  it('ends no title with a full stop, and each explanation with one', () => {
    for (const [path, sentence] of sentences) {
      if (/^reasons\.\w+\.title/.test(path)) expect(sentence).not.toMatch(/\.$/)
      if (/^reasons\.\w+\.text/.test(path)) expect(sentence).toMatch(/[.:]$/)
    }
  })
})

const english = (path: string): string => new Map(sentencesOf(en)).get(path) ?? ''

describe('English', () => {
  it('says "error" only before a title, and "failed" only as the name of the state', () => {
    const said = sentencesOf(en).filter(([, sentence]) => /error|fail/i.test(sentence))
    expect(said.map(([path]) => path)).toEqual(['errorPrefix', 'state.failed'])
  })

  it('[S65, S66, S67, S68] names the four states as Pleo does', () => {
    expect(stateWords('en', 'connected')).toBe('Connected')
    expect(stateWords('en', 'validating')).toBe('Validation in progress')
    expect(stateWords('en', 'failed')).toBe('Connection failed')
    expect(stateWords('en', 'action_required')).toBe('Action required')
  })

  it('[S36, S37, S63] has a sentence of its own for a bad key, for missing permissions, and for an interruption', () => {
    expect(en.reasons.key_invalid.text).toContain('Copy it again and paste all of it.')
    expect(en.reasons.permissions_missing.title).toContain('may not do everything')
    expect(en.reasons.key_revoked.title).toBe('Your connection to {provider} is interrupted')
  })
})

describe('reasons in words', () => {
  const names = {
    productName: 'Acme Books',
    providerName: 'Pleo',
    integrationName: 'Acme Books',
    account: ACME,
    ledger: 'Acme DK, main ledger',
    now: NOW,
  }

  it.each(CODES.flatMap((code) => ['en', 'da'].map((locale) => [code, locale] as const)))(
    '[S33, S35, D21] %s in %s says what it is and what to do, with every name in place',
    (code, locale) => {
      const { title, message, nextStep } = reasonWords(locale, issue(code), names)
      for (const words of [title, message, nextStep]) expect(words).toMatch(/^[^{}*[\]]{5,}$/)
    },
  )

  it('names both companies of a mismatch', () => {
    expect(reasonWords('en', issue('account_mismatch'), names).message).toBe(
      'It opens Nordlys Holding ApS. Acme DK, main ledger belongs to Acme ApS and stays with it.',
    )
  })

  it('counts seconds by the rules of the language', () => {
    const wait = (seconds: number): string =>
      reasonWords('en', issue('too_many_tries', { retryAt: NOW + seconds * 1000 }), names).title
    expect(wait(1)).toBe('Please wait 1 second before the next try')
    expect(wait(20)).toBe('Please wait 20 seconds before the next try')
  })

  it('shows a permission we have no words for as the provider spells it', () => {
    const { message } = reasonWords(
      'en',
      issue('permissions_missing', { missing: ['tag-groups:read', 'new-thing:read'] }),
      names,
    )
    expect(message).toContain('See tags, new-thing:read')
  })

  it('speaks of the company without its name where the provider gave none', () => {
    const { message } = reasonWords('en', issue('key_revoked'), { ...names, account: { id: ACME.id, name: null } })
    expect(message).toContain('Pleo no longer accepts the key for your Pleo company.')
  })

  it('has a next step for every pair of standing and attempt', () => {
    expect(nextStepWords('en', 'replace_key', names)).toBe('Replace API Key')
    expect(nextStepWords('da', 'paste_key', names)).toBe('Indsæt API-nøglen fra Pleo')
  })
})

/** The document that fixes the English words; it is beside some checkouts only. */
const LOOK = new URL('../../../../shared/look/LOOK.md', import.meta.url)

describe('the table of reasons in LOOK section 8', () => {
  const rows = existsSync(LOOK)
    ? [...readFileSync(LOOK, 'utf8').matchAll(/^\| `(\w+)` \| ([FPNW]) \| (.+?) \| (.+?) \| (.+?) \|$/gm)]
    : []
  const SHOWN = { F: 'field', P: 'page', N: 'notice', W: 'warning' } as const
  const asInLook = (entry: string | Plural): string =>
    (typeof entry === 'string' ? entry : entry.other)
      .replace(/\{product\}|\{integration\}/g, 'Acme Books')
      .replaceAll('{provider}', 'Pleo')
      .replace(/\{ledger\}|\{elsewhere\}/g, '{label}')

  it.skipIf(rows.length === 0)('has the words of ours, one by one', () => {
    expect(new Set(rows.map(([, code]) => code))).toEqual(new Set(Object.keys(en.reasons)))
    for (const [, code = '', shown = '', title, text, next = ''] of rows) {
      const known = CODES.find((candidate) => candidate === code)
      if (known === undefined) throw new Error(code)
      expect(REASON_LOOKS[known].shown).toBe(Object.entries(SHOWN).find(([letter]) => letter === shown)?.[1])
      if (known === 'key_malformed') continue
      const words: { title: string | Plural; text: string; next: string | Plural } = en.reasons[known]
      expect([asInLook(words.title), asInLook(words.text)]).toEqual([title, text])
      expect(next).toContain(asInLook(words.next))
    }
  })
})

describe('the language of a page', () => {
  it.each([
    [null, null, 'en'],
    [null, 'da-DK,da;q=0.9,en;q=0.8', 'da'],
    [null, 'sv;q=0.9, da;q=0.5, en;q=0.7', 'en'],
    [null, 'en;q=0, da', 'da'],
    [null, 'xx, *;q=0.1', 'en'],
    [null, ';;;q=,,', 'en'],
    ['da', 'en', 'da'],
    ['da-DK', null, 'da'],
    ['zz', 'da', 'da'],
  ])('session %s and browser %s: %s', (session, accepted, locale) => {
    expect(chooseLocale(session, accepted)).toBe(locale)
  })

  it('lists twelve languages, and offers those that are shipped', () => {
    expect(Object.keys(LOCALES)).toHaveLength(12)
    const available = Object.entries(LOCALES).filter(([, { available: isAvailable }]) => isAvailable)
    expect(shippedLocales().map(({ locale }) => locale)).toEqual(available.map(([locale]) => locale))
  })
})

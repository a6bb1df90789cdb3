import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ACME, ATTEMPT_CODES, NOW, STANDING_CODES, issue } from './gallery.ts'
import { REASON_LOOKS } from './present/reasons.ts'
import type { Plural } from './text.ts'
import { en } from './words/en.ts'
import { LOCALES, nextStepWords, reasonWords, shippedLocales, stateWords } from './words.ts'

const CODES = [...ATTEMPT_CODES, ...STANDING_CODES]

describe('the states', () => {
  it('[S65, S66, S67, S68] are named as Pleo names them', () => {
    expect(stateWords('en', 'connected')).toBe('Connected')
    expect(stateWords('en', 'validating')).toBe('Validation in progress')
    expect(stateWords('en', 'failed')).toBe('Connection failed')
    expect(stateWords('en', 'action_required')).toBe('Action required')
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

  it.each(CODES.flatMap((code) => shippedLocales().map(({ locale }) => [code, locale] as const)))(
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

  it.skipIf(rows.length === 0)('has the words of ours, one by one (skipped where LOOK.md is not there)', () => {
    // A key that is pasted in a storm: docs/decisions/0010-when-a-storm-ends.md.
    const codes = [...rows.map(([, code]) => code), 'provider_refusing_all']
    expect(new Set(codes)).toEqual(new Set(Object.keys(en.reasons)))
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

describe('the languages', () => {
  it('are twelve, each offered by its own name', () => {
    const offered = shippedLocales()
    expect(offered.map(({ locale }) => locale)).toEqual(Object.keys(LOCALES))
    expect(new Set(offered.map(({ ownName }) => ownName)).size).toBe(12)
  })
})

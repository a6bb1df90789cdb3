import { describe, expect, it } from 'vitest'
import { JARGON, JARGON_EVERYWHERE } from '../testing/jargon.ts'
import { pluralsOf, sentencesOf } from '../testing/sentences.ts'
import { languageOf, shippedLocales } from './catalogue.ts'
import { en } from './en.ts'

const ENGLISH = new Map(sentencesOf(en))

/** What English says there; of the forms of a plural that English lacks, what its general form says. */
const english = (path: string): string =>
  ENGLISH.get(path) ?? ENGLISH.get(path.replace(/\.(?:zero|two|few|many)$/, '.other')) ?? ''

/** Where another language really says it as English does. */
const SAME_AS_ENGLISH: Readonly<Record<string, readonly string[]>> = {
  da: ['status'],
  sv: ['status'],
  nb: ['status'],
  de: ['status'],
  nl: ['status', 'privacy', 'plate.product'],
  es: ['errorPrefix'],
  it: ['privacy'],
}

/** What the provider itself shows, and what is called so in every language. */
const NOT_TRANSLATED = /Settings|Accounting|Allow|\((?:production|staging|custom)\)|API|Keyturn/g

const ENGLISH_WORDS =
  /\b(?:the|your|you|key|keys|this|and|with|again|nothing|company|companies|please|connected|connection|checking|opens)\b/i

describe.each(shippedLocales())('the words of $ownName', ({ locale }) => {
  const { words } = languageOf(locale)
  const sentences = sentencesOf(words)

  it('[S1, S34, S38, S70, S73, S74, S75, I1] speak of keys and companies, never of logging in or of machines', () => {
    const jargon = [...(JARGON[locale] ?? []), ...JARGON_EVERYWHERE]
    expect(jargon.length).toBeGreaterThan(JARGON_EVERYWHERE.length)
    for (const [path, sentence] of sentences) {
      if (path.startsWith('permissions')) continue
      for (const word of jargon) expect(sentence, path).not.toMatch(word)
    }
  })

  it('have the places for names that English has', () => {
    const places = (sentence: string): string[] => [...new Set(sentence.match(/\{\w+\}|\*\*|[[\]]/g))].toSorted()
    for (const [path, sentence] of sentences) expect([path, places(sentence)]).toEqual([path, places(english(path))])
  })

  it('leave every name as it is: no ending is put on one', () => {
    for (const [path, sentence] of sentences) expect(sentence, path).not.toMatch(/\}\p{L}/u)
  })

  it('count by exactly the plural rules of the language', () => {
    const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions()
    const plurals = pluralsOf(words)
    expect(plurals.map(([path]) => path)).toEqual(pluralsOf(en).map(([path]) => path))
    for (const [path, forms] of plurals)
      expect([path, forms.toSorted()]).toEqual([path, [...pluralCategories].toSorted()])
  })

  it('show the words of the provider as the provider does', () => {
    for (const [path, sentence] of sentences) {
      if (english(path).includes('Settings, Accounting')) expect(sentence).toContain('Settings, Accounting')
    }
  })

  it('end no title with a full stop, and each explanation with one', () => {
    for (const [path, sentence] of sentences) {
      if (/^reasons\.\w+\.title/.test(path)) expect(sentence).not.toMatch(/\.$/)
      if (/^reasons\.\w+\.text/.test(path)) expect(sentence).toMatch(/[.:]$/)
    }
  })

  it('call a step by the word that stands on its button', () => {
    const { nextStep, reasons, action, tryAgain, useAnother, contactSupport } = words
    for (const [code, reason] of Object.entries(reasons)) {
      const said = english(`reasons.${code}.next`)
      if (said === en.tryAgain) expect([code, reason.next]).toEqual([code, tryAgain])
      if (said === en.useAnother) expect([code, reason.next]).toEqual([code, useAnother])
      if (said === en.contactSupport) expect([code, reason.next]).toEqual([code, contactSupport])
      if (said === en.action.replace) expect([code, reason.next]).toEqual([code, action.replace])
    }
    expect(nextStep.replace_key).toBe(action.replace)
    expect(nextStep.correct_key).toBe(reasons.key_malformed.next)
  })

  it('are set as print is: one space, curled quotation marks, an ellipsis nowhere', () => {
    for (const [path, sentence] of sentences) {
      expect(sentence, path).not.toMatch(/["'`]|\.\.|…|\s{2}|^\s/)
      if (path !== 'errorPrefix') expect(sentence, path).not.toMatch(/\s$/)
    }
  })
})

const others = shippedLocales().filter(({ locale }) => locale !== 'en')

describe.each(others)('nothing in $ownName', ({ locale }) => {
  const sentences = sentencesOf(languageOf(locale).words)

  it('still stands in English, but what is the same word in both', () => {
    const same = sentences.filter(([path, sentence]) => /\p{L}/u.test(bare(sentence)) && sentence === english(path))
    expect(same.map(([path]) => path)).toEqual(SAME_AS_ENGLISH[locale] ?? [])
  })

  it('mixes English into a sentence', () => {
    for (const [path, sentence] of sentences) expect(bare(sentence), path).not.toMatch(ENGLISH_WORDS)
  })
})

const bare = (sentence: string): string => sentence.replace(/\{\w+\}/g, '').replace(NOT_TRANSLATED, '')

/** What may not stand around a name, because the name does not bend. `connected.title` has a name there at all times. */
const GRAMMAR = [
  {
    locale: 'fr',
    law: 'no name after a word that would be cut short before a vowel',
    never: /\b(?:de|que|le|la|ne|se|me|te|lorsque|puisque)\s\{(?!time|day)/i,
  },
  { locale: 'fr', law: 'the space before a colon and its like does not break', never: /[^\u00a0]:|[^\u202f][;?]/ },
  { locale: 'fr', law: 'the space inside quotation marks does not break', never: /«[^\u00a0]|[^\u00a0]»/ },
  {
    locale: 'de',
    law: 'the company is never in the dative: its stand-in is "Ihr Unternehmen"',
    never: /\b(?:mit|von|bei|zu|aus|nach|in|an|auf|unter) \{(?:company|expected|found)\}/i,
  },
  {
    locale: 'it',
    law: 'no preposition takes in the article of "la sua azienda"',
    never: /\b(?:di|a|da|in|su) \{(?:company|expected|found)\}/i,
  },
  {
    locale: 'pt',
    law: 'no preposition takes in the article of "a sua empresa"',
    never: /\b(?:de|a|em|por) \{(?:company|expected|found)\}/i,
  },
  {
    locale: 'fi',
    law: 'a common noun carries the case of the company',
    never: /(?<!\byrity\p{L}+ |: )\{(?:company|expected)\}/iu,
  },
  {
    locale: 'fi',
    law: 'a preposition governs a common noun, not a name',
    never: /\b(?:ilman|ennen|kohti|pitkin) \{/i,
  },
  {
    locale: 'pl',
    law: 'a common noun carries the case of the company',
    never: /(?<!\bfirm\p{L}+ |: )\{(?:company|expected)\}/iu,
  },
  {
    locale: 'pl',
    law: 'a common noun carries the gender of a verb in the past',
    never: /(?<!(?:system|program|firm|plan)\p{L}* )\{\w+\} (?:nie )?\p{L}+ł[ao]?(?!\p{L})/iu,
  },
] as const

describe('the grammar of names', () => {
  it.each(GRAMMAR)('$locale: $law', ({ locale, never }) => {
    for (const [path, sentence] of sentencesOf(languageOf(locale).words)) {
      if (path !== 'connected.title') expect(sentence, path).not.toMatch(never)
    }
  })
})

describe('English', () => {
  it('says "error" only before a title, and "failed" only as the name of the state', () => {
    const said = sentencesOf(en).filter(([, sentence]) => /error|fail/i.test(sentence))
    expect(said.map(([path]) => path)).toEqual(['errorPrefix', 'state.failed'])
  })

  it('[S36, S37, S63] has a sentence of its own for a bad key, for missing permissions, and for an interruption', () => {
    expect(en.reasons.key_invalid.text).toContain('Copy it again and paste all of it.')
    expect(en.reasons.permissions_missing.title).toContain('may not do everything')
    expect(en.reasons.key_revoked.title).toBe('Your connection to {provider} is interrupted')
  })
})

import type { PHRASES } from './phrase-table.ts'

export type Phrases = Readonly<Record<keyof typeof PHRASES | 'lang', string>>

/**
 * What an element says when Keyturn cannot be asked for words: in the language of the page around it, else of its reader.
 * They are fetched from where the element came from, and only then; where that fails as well, it says it in English.
 */
export async function phrasesFor(element: Element): Promise<Phrases> {
  try {
    const { PHRASES } = await import('./phrase-table.ts')
    const { lang } = element.closest<HTMLElement>('[lang]') ?? document.documentElement
    const spoken = [lang, ...navigator.languages].map(languageOf).find((each) => each in PHRASES.noFrame) ?? 'en'
    const said = Object.entries(PHRASES).map(([name, phrase]) => [name, phrase[spoken] ?? phrase.en] as const)
    return { ...ENGLISH, ...Object.fromEntries(said), lang: spoken }
  } catch {
    return ENGLISH
  }
}

const ENGLISH: Phrases = {
  lang: 'en',
  noFrame: 'The form could not be shown here',
  ownPage: 'It works on its own page.',
  openForm: 'Open the form',
  tryAgain: 'Try again',
  notKnown: 'Not known at the moment',
}

/** Of a tag of RFC 5646: `pt-BR` is read by those who read `pt`, `no` and `nn` by those who read `nb`. */
const languageOf = (tag: string): string => (tag.split('-')[0] ?? '').toLowerCase().replace(/^n[no]$/, 'nb')

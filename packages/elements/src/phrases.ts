import type { PHRASES } from './phrase-table.ts'

type Phrases<Name extends keyof typeof PHRASES> = Readonly<Record<Name | 'lang', string>>

/**
 * What an element says when Keyturn cannot be asked for words: in the language of the page around it, else of its reader.
 * They are fetched from where the element came from, and only then; where that fails as well, it says it in English.
 */
export async function phrasesFor<Name extends keyof typeof PHRASES>(
  element: Element,
  english: Readonly<Record<Name, string>>,
): Promise<Phrases<Name>> {
  try {
    const { PHRASES } = await import('./phrase-table.ts')
    const { lang } = element.closest<HTMLElement>('[lang]') ?? document.documentElement
    const spoken =
      [lang, ...navigator.languages].map(languageOf).find((each) => Object.hasOwn(PHRASES.noFrame, each)) ?? 'en'
    const said = Object.entries(PHRASES).map(([name, phrase]) => [name, phrase[spoken] ?? phrase.en] as const)
    return { ...english, ...Object.fromEntries(said), lang: spoken }
  } catch {
    return { ...english, lang: 'en' }
  }
}

/** Of a tag of RFC 5646: `pt-BR` is read by those who read `pt`, `no` and `nn` by those who read `nb`. */
const languageOf = (tag: string): string => (tag.split('-')[0] ?? '').toLowerCase().replace(/^n[no]$/, 'nb')

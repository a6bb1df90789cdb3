import { da } from './da.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { nb } from './nb.ts'
import { nl } from './nl.ts'
import type { Catalogue } from './shape.ts'
import { sv } from './sv.ts'

/** In the order in which a person chooses. */
const CATALOGUES = { en, da, sv, nb, de, nl, fr } as const satisfies Record<string, Catalogue>

export type Locale = keyof typeof CATALOGUES

interface OwnName {
  readonly ownName: string
  readonly dir: 'ltr' | 'rtl'
  readonly available: boolean
}

/** The twelve of DESIGN section 9, in their own words; `available` where a catalogue is shipped. */
export const LOCALES = {
  en: { ownName: 'English', dir: 'ltr', available: true },
  da: { ownName: 'Dansk', dir: 'ltr', available: true },
  sv: { ownName: 'Svenska', dir: 'ltr', available: true },
  nb: { ownName: 'Norsk bokmål', dir: 'ltr', available: true },
  fi: { ownName: 'Suomi', dir: 'ltr', available: false },
  de: { ownName: 'Deutsch', dir: 'ltr', available: true },
  nl: { ownName: 'Nederlands', dir: 'ltr', available: true },
  fr: { ownName: 'Français', dir: 'ltr', available: true },
  es: { ownName: 'Español', dir: 'ltr', available: false },
  it: { ownName: 'Italiano', dir: 'ltr', available: false },
  pt: { ownName: 'Português', dir: 'ltr', available: false },
  pl: { ownName: 'Polski', dir: 'ltr', available: false },
} as const satisfies Record<string, OwnName> & Record<Locale, OwnName & { available: true }>

const isLocale = (tag: string): tag is Locale => Object.hasOwn(CATALOGUES, tag)

/** What Norwegians ask for: the macrolanguage, and the other of the two written forms. */
const SAME_AS: Readonly<Partial<Record<string, Locale>>> = { no: 'nb', nn: 'nb' }

/** The shipped language of a tag such as `da-DK`, or undefined: without script and region, as by RFC 4647 section 3.4. */
export function localeOf(tag: string): Locale | undefined {
  const primary = tag.trim().toLowerCase().split(/[-_]/)[0] ?? ''
  return isLocale(primary) ? primary : SAME_AS[primary]
}

/** The catalogue of a tag; English where the language is not shipped. */
export const catalogueOf = (tag: string): { readonly locale: Locale; readonly words: Catalogue } => {
  const locale = localeOf(tag) ?? 'en'
  return { locale, words: CATALOGUES[locale] }
}

/** The languages a person can choose on the page. */
export const shippedLocales = (): readonly { readonly locale: Locale; readonly ownName: string }[] =>
  Object.keys(CATALOGUES).flatMap((tag) => (isLocale(tag) ? [{ locale: tag, ownName: LOCALES[tag].ownName }] : []))

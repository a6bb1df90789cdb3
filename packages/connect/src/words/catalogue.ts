import { da } from './da.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fi } from './fi.ts'
import { fr } from './fr.ts'
import { it } from './it.ts'
import { nb } from './nb.ts'
import { nl } from './nl.ts'
import { pl } from './pl.ts'
import { pt } from './pt.ts'
import type { Catalogue } from './shape.ts'
import { sv } from './sv.ts'

/** The twelve of DESIGN section 9, in the order in which a person chooses. */
const CATALOGUES = { en, da, sv, nb, fi, de, nl, fr, es, it, pt, pl } as const satisfies Record<string, Catalogue>

export type Locale = keyof typeof CATALOGUES

interface OwnName {
  /** As the language calls itself. */
  readonly ownName: string
  readonly dir: 'ltr' | 'rtl'
}

export const LOCALES = {
  en: { ownName: 'English', dir: 'ltr' },
  da: { ownName: 'Dansk', dir: 'ltr' },
  sv: { ownName: 'Svenska', dir: 'ltr' },
  nb: { ownName: 'Norsk bokmål', dir: 'ltr' },
  fi: { ownName: 'Suomi', dir: 'ltr' },
  de: { ownName: 'Deutsch', dir: 'ltr' },
  nl: { ownName: 'Nederlands', dir: 'ltr' },
  fr: { ownName: 'Français', dir: 'ltr' },
  es: { ownName: 'Español', dir: 'ltr' },
  it: { ownName: 'Italiano', dir: 'ltr' },
  pt: { ownName: 'Português', dir: 'ltr' },
  pl: { ownName: 'Polski', dir: 'ltr' },
} as const satisfies Record<Locale, OwnName>

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

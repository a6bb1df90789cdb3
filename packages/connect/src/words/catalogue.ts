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
  /** BCP 47, of the words as they are written: it says how dates and numbers stand, and which voice reads them. */
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
}

export interface Language extends OwnName {
  readonly locale: string
  readonly words: Catalogue
}

export const LOCALES = {
  en: { ownName: 'English', lang: 'en-GB', dir: 'ltr' },
  da: { ownName: 'Dansk', lang: 'da', dir: 'ltr' },
  sv: { ownName: 'Svenska', lang: 'sv', dir: 'ltr' },
  nb: { ownName: 'Norsk bokmål', lang: 'nb', dir: 'ltr' },
  fi: { ownName: 'Suomi', lang: 'fi', dir: 'ltr' },
  de: { ownName: 'Deutsch', lang: 'de', dir: 'ltr' },
  nl: { ownName: 'Nederlands', lang: 'nl', dir: 'ltr' },
  fr: { ownName: 'Français', lang: 'fr', dir: 'ltr' },
  es: { ownName: 'Español', lang: 'es', dir: 'ltr' },
  it: { ownName: 'Italiano', lang: 'it', dir: 'ltr' },
  pt: { ownName: 'Português', lang: 'pt-PT', dir: 'ltr' },
  pl: { ownName: 'Polski', lang: 'pl', dir: 'ltr' },
} as const satisfies Record<Locale, OwnName>

const isLocale = (tag: string): tag is Locale => Object.hasOwn(CATALOGUES, tag)

/** What Norwegians ask for: the macrolanguage, and the other of the two written forms. */
const SAME_AS: Readonly<Partial<Record<string, Locale>>> = { no: 'nb', nn: 'nb' }

/** The shipped language of a tag such as `da-DK`, or undefined: without script and region, as by RFC 4647 section 3.4. */
export function localeOf(tag: string): Locale | undefined {
  const primary = tag.trim().toLowerCase().split(/[-_]/)[0] ?? ''
  return isLocale(primary) ? primary : SAME_AS[primary]
}

/** The language of a tag; English where it is not shipped. */
export function languageOf(tag: string): Language & { readonly locale: Locale } {
  const locale = localeOf(tag) ?? 'en'
  return { locale, ...LOCALES[locale], words: CATALOGUES[locale] }
}

/** The languages a person can choose on the page. */
export const shippedLocales = (): readonly (OwnName & { readonly locale: Locale })[] =>
  Object.keys(CATALOGUES).flatMap((tag) => (isLocale(tag) ? [{ locale: tag, ...LOCALES[tag] }] : []))

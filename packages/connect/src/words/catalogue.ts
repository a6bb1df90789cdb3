import { da } from './da.ts'
import type { Catalogue } from './shape.ts'
import { en } from './en.ts'

const CATALOGUES = { en, da } as const satisfies Record<string, Catalogue>

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
  sv: { ownName: 'Svenska', dir: 'ltr', available: false },
  nb: { ownName: 'Norsk bokmål', dir: 'ltr', available: false },
  fi: { ownName: 'Suomi', dir: 'ltr', available: false },
  de: { ownName: 'Deutsch', dir: 'ltr', available: false },
  nl: { ownName: 'Nederlands', dir: 'ltr', available: false },
  fr: { ownName: 'Français', dir: 'ltr', available: false },
  es: { ownName: 'Español', dir: 'ltr', available: false },
  it: { ownName: 'Italiano', dir: 'ltr', available: false },
  pt: { ownName: 'Português', dir: 'ltr', available: false },
  pl: { ownName: 'Polski', dir: 'ltr', available: false },
} as const satisfies Record<string, OwnName> & Record<Locale, OwnName & { available: true }>

const isLocale = (tag: string): tag is Locale => Object.hasOwn(CATALOGUES, tag)

/** The shipped language of a tag such as `da-DK`, or undefined. Norwegian is asked for as `no`, `nb` and `nn`. */
export function localeOf(tag: string): Locale | undefined {
  const primary = tag.trim().toLowerCase().split(/[-_]/)[0] ?? ''
  return isLocale(primary) ? primary : undefined
}

/** The catalogue of a tag; English where the language is not shipped. */
export const catalogueOf = (tag: string): { readonly locale: Locale; readonly words: Catalogue } => {
  const locale = localeOf(tag) ?? 'en'
  return { locale, words: CATALOGUES[locale] }
}

/** The languages a person can choose on the page. */
export const shippedLocales = (): readonly { readonly locale: Locale; readonly ownName: string }[] =>
  Object.keys(CATALOGUES).flatMap((tag) => (isLocale(tag) ? [{ locale: tag, ownName: LOCALES[tag].ownName }] : []))

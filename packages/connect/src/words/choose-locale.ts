import { localeOf } from './catalogue.ts'
import type { Locale } from './catalogue.ts'

/**
 * The language of a page: what the integrator or the person chose, else the one the browser likes best of those that
 * are shipped, else English.
 * @param acceptLanguage the header as it came (RFC 9110 section 12.5.4)
 */
export function chooseLocale(chosen: string | null | undefined, acceptLanguage: string | null | undefined): Locale {
  const wished = chosen == null ? undefined : localeOf(chosen)
  return wished ?? lookUp(acceptLanguage ?? '') ?? 'en'
}

interface Range {
  readonly tag: string
  /** 0 to 1; 0 refuses the language. */
  readonly weight: number
}

/** The lookup of RFC 4647 section 3.4 over the ranges in the order of their weights; `*` matches nothing there. */
function lookUp(header: string): Locale | undefined {
  const ranges = header.split(',').flatMap(rangeIn)
  const refused = new Set(ranges.filter(({ tag, weight }) => weight === 0 && !tag.includes('-')).map(localeOfRange))
  return ranges
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
    .map(localeOfRange)
    .find((locale) => locale !== undefined && !refused.has(locale))
}

const localeOfRange = ({ tag }: Range): Locale | undefined => localeOf(tag)

const WEIGHT = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i

/** A range with anything but a weight after it is left out: it does not say what is wished for. */
function rangeIn(text: string): Range[] {
  const [tag = '', ...parameters] = text.split(';').map((part) => part.trim())
  const [parameter, ...more] = parameters
  if (parameter === undefined) return [{ tag, weight: 1 }]
  const weight = more.length > 0 ? undefined : WEIGHT.exec(parameter)?.[1]
  return weight === undefined ? [] : [{ tag, weight: Number(weight) }]
}

import type { IssueFacts, NamedAccount } from './facts.ts'
import { reasonText } from './present/reasons.ts'
import { companyName, name, speakerOf } from './present/names.ts'
import { plain } from './text.ts'
import type { Catalogue } from './words/shape.ts'
import type { Locale } from './words/catalogue.ts'
import { catalogueOf, localeOf } from './words/catalogue.ts'

export { LOCALES, shippedLocales } from './words/catalogue.ts'
export type { Locale } from './words/catalogue.ts'

/** Whose names stand in the words of an API answer. */
export interface ReasonNames {
  readonly productName: string
  readonly providerName: string
  readonly integrationName: string
  /** The company of the connection, or of the attempt. */
  readonly account: NamedAccount | null
  /** Label or reference of what is being connected; null: the product's name. */
  readonly ledger: string | null
  readonly now: number
}

export interface ReasonWords {
  readonly title: string
  readonly message: string
  readonly nextStep: string
}

/** A reason in plain words, for `issue` of the HTTP API. Times are in UTC. */
export function reasonWords(locale: string, issue: IssueFacts, names: ReasonNames): ReasonWords {
  const plainly = speakerOf({
    locale,
    now: names.now,
    host: { productName: names.productName, productPath: null, supportUrl: null, privacyUrl: null, returnUrl: null },
    provider: {
      name: names.providerName,
      integrationName: names.integrationName,
      environment: 'production',
      appUrl: null,
    },
  })
  const speaker = plainly.knows({
    company: companyName(names.account, plainly),
    ledger: name(names.ledger ?? names.productName),
  })
  const { title, text, next } = reasonText(issue, speaker)
  return { title: plain(title), message: plain(text), nextStep: plain(next) }
}

/** The label of a state, as everybody sees it. */
export const stateWords = (locale: string, state: keyof Catalogue['state']): string =>
  catalogueOf(locale).words.state[state]

/** The one next step of a connection without a failed attempt or an issue. */
export const nextStepWords = (
  locale: string,
  step: keyof Catalogue['nextStep'],
  names: { readonly providerName: string },
): string => catalogueOf(locale).words.nextStep[step].replace('{provider}', names.providerName)

/**
 * The language of a page: what the integrator or the person chose, else the first of the browser's that is shipped,
 * else English.
 * @param acceptLanguage the header as it came (RFC 9110 section 12.5.4)
 */
export function chooseLocale(
  sessionLocale: string | null | undefined,
  acceptLanguage: string | null | undefined,
): Locale {
  const chosen = sessionLocale == null ? undefined : localeOf(sessionLocale)
  return chosen ?? preferred(acceptLanguage ?? '') ?? 'en'
}

function preferred(header: string): Locale | undefined {
  const wishes = header.split(',').map((wish) => {
    const [tag = '', ...parameters] = wish.split(';')
    const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find((q) => q !== undefined)
    return { locale: localeOf(tag), weight: weight === undefined ? 1 : Number(weight) }
  })
  const known = wishes.filter((wish) => wish.locale !== undefined && wish.weight > 0)
  return known.toSorted((one, other) => other.weight - one.weight)[0]?.locale
}

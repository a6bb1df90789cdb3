import type { IssueFacts, NamedAccount } from './facts.ts'
import { reasonText } from './present/reasons.ts'
import { companyName, name, speakerOf } from './present/names.ts'
import { plain } from './text.ts'
import type { Catalogue } from './words/shape.ts'
import { languageOf } from './words/catalogue.ts'

export { LOCALES, languageOf, shippedLocales } from './words/catalogue.ts'
export type { Locale } from './words/catalogue.ts'
export { chooseLocale } from './words/choose-locale.ts'

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
    host: {
      productName: names.productName,
      productPath: null,
      supportUrl: null,
      privacyUrl: null,
      returnUrl: null,
      look: null,
    },
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
  languageOf(locale).words.state[state]

/** The one next step of a connection without a failed attempt or an issue. */
export const nextStepWords = (
  locale: string,
  step: keyof Catalogue['nextStep'],
  names: { readonly providerName: string },
): string => languageOf(locale).words.nextStep[step].replace('{provider}', names.providerName)

import type { NamedAccount, PageFacts, PlaceFacts } from '../facts.ts'
import { capitalised, counted, fill, secondsLeft } from '../text.ts'
import type { Plural, Target, Text, TimeForm, Values } from '../text.ts'
import { timeSpan } from '../times.ts'
import type { Clock } from '../times.ts'
import type { Catalogue } from '../words/shape.ts'
import type { Language } from '../words/catalogue.ts'
import { languageOf } from '../words/catalogue.ts'

/** Turns entries of the catalogue into text with this page's names in place. */
export interface Speaker {
  readonly language: Language
  readonly words: Catalogue
  readonly lang: string
  readonly now: number
  readonly names: Values
  say(template: string, more?: Values, target?: Target): Text
  /** A sentence that starts with a value written for the middle of one. */
  begin(template: string, more?: Values, target?: Target): Text
  when(at: number, form: TimeForm): Text
  countdown(forms: Plural, until: number, after: string | null): Text
  knows(more: Values): Speaker
}

/** Without a zone of the reader's own a time of day is UTC and says so; the browser shows it in its own zone. */
const clockOf = (lang: string, now: number): Clock => ({ lang, timeZone: 'UTC', now, zoneName: 'UTC' })

/** Finds the language of a tag: a shipped one, or one that only tests speak. */
export type FindLanguage = (tag: string) => Language

export function speakerOf(
  facts: Pick<PageFacts, 'locale' | 'host' | 'provider' | 'now'>,
  find: FindLanguage = languageOf,
): Speaker {
  return speakerWith(find(facts.locale), facts.now, {
    product: name(facts.host.productName),
    provider: name(facts.provider.name),
    integration: name(facts.provider.integrationName),
  })
}

/** For a page about a connection: company and ledger have names too. */
export function speakerAt(
  facts: Pick<PlaceFacts, 'locale' | 'host' | 'provider' | 'now' | 'connection'>,
  find: FindLanguage,
): Speaker {
  const plain = speakerOf(facts, find)
  const { connection } = facts
  const account = connection.account ?? connection.attempt?.account ?? null
  return plain.knows({
    company: companyName(account, plain),
    ledger: ledgerName(connection) ?? name(facts.host.productName),
  })
}

/** The name of a company, or words that stand for it. */
export const companyName = (account: NamedAccount | null, speaker: Speaker): Text =>
  account?.name == null ? speaker.say(speaker.words.company.yours) : name(account.name)

/** A company among several must be told apart: without a name by its id. */
export const toldApart = (account: NamedAccount): Text =>
  account.name === null ? [{ id: account.id }] : name(account.name)

/** What is being connected, if the integrator gave it a name of its own. */
export function ledgerName(entity: { readonly label?: string | null; readonly reference?: string }): Text | null {
  if (entity.label != null && entity.label !== '') return name(entity.label)
  return entity.reference === undefined || entity.reference === 'default' ? null : name(entity.reference)
}

export const name = (text: string): Text => [{ name: text }]
export const theirs = (word: string): Text => [{ there: word }]

function speakerWith(language: Language, now: number, names: Values): Speaker {
  const { lang, words } = language
  const clock = clockOf(lang, now)
  const say = (template: string, more: Values = {}, target?: Target): Text =>
    fill(template, { ...names, ...more }, target)
  return {
    language,
    words,
    lang,
    now,
    names,
    say,
    begin: (template, more, target) => capitalised(say(template, more, target)),
    when: (at, form) => [timeSpan(at, form, clock)],
    countdown: (forms, until, after) => {
      const left = secondsLeft(until, now)
      return [{ until, forms, after, text: left === 0 && after !== null ? after : counted(forms, left, lang) }]
    },
    knows: (more) => speakerWith(language, now, { ...names, ...more }),
  }
}

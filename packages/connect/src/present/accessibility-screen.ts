import type { StatementFacts } from '../facts.ts'
import type { Block } from '../model.ts'
import { shippedLocales } from '../words/catalogue.ts'
import type { Speaker } from './names.ts'
import { task } from './screen.ts'
import type { Drawn } from './screen.ts'

const PATH = '/accessibility'

/** Where the statement is to be had in a language. */
export const statementIn = (locale: string): string => `${PATH}?lang=${locale}`

/** What is promised, what is not kept yet, whom to tell. How each criterion is tested is in docs/accessibility.md. */
export function accessibilityScreen(facts: StatementFacts, speaker: Speaker): Drawn {
  const { accessibility } = speaker.words
  const title = speaker.say(accessibility.title)
  const { keyboard, reader, zoom, colours, paste, time, tools, native } = accessibility
  const points = (heading: string, sentences: readonly string[]): Block => ({
    kind: 'points',
    title: heading,
    items: sentences.map((sentence) => speaker.say(sentence)),
  })
  return {
    ...task('accessibility', title, [
      { kind: 'head', title, meta: null, lead: speaker.say(accessibility.lead) },
      { kind: 'paragraph', look: 'plain', text: speaker.say(accessibility.meets), form: null },
      points(accessibility.count, [keyboard, reader, zoom, colours, paste]),
      points(accessibility.limits, [time, tools, native]),
      points(accessibility.help, [accessibility.tell]),
      ...contact(facts, speaker),
      {
        kind: 'tongues',
        items: shippedLocales().map(({ locale, lang, dir, ownName }) => ({
          href: statementIn(locale),
          lang,
          dir,
          name: ownName,
          current: locale === speaker.language.locale,
        })),
      },
    ]),
    backInBody: true,
    typed: 'clear',
  }
}

const contact = ({ host }: StatementFacts, speaker: Speaker): readonly Block[] =>
  host.supportUrl === null
    ? []
    : [
        {
          kind: 'actions',
          actions: [{ text: speaker.say(speaker.words.contactSupport), look: 'plain', href: host.supportUrl }],
        },
      ]

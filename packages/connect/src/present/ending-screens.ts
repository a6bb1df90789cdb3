import type { EndFacts, PlaceFacts } from '../facts.ts'
import type { Action, Block, Notice } from '../model.ts'
import { ledgerName } from './names.ts'
import type { Speaker } from './names.ts'
import { stopsUse } from './reasons.ts'
import { may, task, view } from './screen.ts'
import type { Drawn } from './screen.ts'
import { shippedLocales } from '../words/catalogue.ts'

export function disconnectScreen(facts: PlaceFacts, speaker: Speaker): Drawn {
  const { disconnect } = speaker.words
  const title = speaker.say(disconnect.title)
  const lead = ledgerName(facts.connection) === null ? disconnect.leadPlain : disconnect.lead
  const stopped = stopsUse(facts.connection.issue)
  return task('disconnect', title, [
    { kind: 'head', title, meta: null, lead: speaker.say(lead) },
    { kind: 'paragraph', look: 'plain', text: speaker.say(disconnect.text), form: null },
    {
      kind: 'actions',
      actions: [
        { text: speaker.say(disconnect.yes), look: 'ends', post: ofThis(facts, 'disconnect') },
        { text: speaker.say(stopped ? disconnect.noStopped : disconnect.no), look: 'plain', href: facts.base },
      ],
    },
  ])
}

/** What the form ends is what its page showed, whatever another tab has made of the page since. */
const ofThis = ({ base, connection }: PlaceFacts, what: 'disconnect' | 'different'): string =>
  `${base}${what}?of=${encodeURIComponent(connection.id)}`

export function disconnectedScreen(facts: PlaceFacts, speaker: Speaker): Drawn {
  const { disconnected } = speaker.words
  const title = speaker.begin(disconnected.title)
  const { standingSince, account } = facts.connection
  const different: readonly Block[] =
    may(facts, 'connect_different') && account !== null
      ? [
          {
            kind: 'paragraph',
            look: 'aside',
            text: speaker.begin(disconnected.different, {}, { form: 'different' }),
            form: { id: 'different', post: ofThis(facts, 'different') },
          },
        ]
      : []
  return {
    ...task('disconnected', title, [
      {
        kind: 'head',
        title,
        meta: null,
        lead: speaker.say(disconnected.lead, {
          day: speaker.when(standingSince, 'day'),
          clock: speaker.when(standingSince, 'clock'),
        }),
      },
      oneThingLeft(speaker),
      { kind: 'paragraph', look: 'plain', text: speaker.say(disconnected.changedMind), form: null },
      ...nonEmpty([...backAction(facts, speaker), ...againAction(facts, speaker)]),
      ...different,
    ]),
    backInBody: facts.host.returnUrl !== null,
    typed: 'clear',
  }
}

const oneThingLeft = (speaker: Speaker): Notice => ({
  kind: 'notice',
  tone: 'info',
  icon: 'about',
  title: speaker.say(speaker.words.disconnected.left),
  text: speaker.say(speaker.words.disconnected.leftText, { path: [{ path: ['Settings', 'API Keys'] }] }),
  stays: null,
  next: null,
  ends: null,
})

const againAction = (facts: PlaceFacts, speaker: Speaker): readonly Action[] =>
  may(facts, 'connect')
    ? [{ text: speaker.say(speaker.words.disconnected.again), look: 'plain', href: view(facts, 'connect_again') }]
    : []

const backAction = (facts: PlaceFacts | EndFacts, speaker: Speaker): readonly Action[] =>
  facts.host.returnUrl === null
    ? []
    : [{ text: speaker.say(speaker.words.backToProduct), look: 'main', href: facts.host.returnUrl }]

const nonEmpty = (actions: readonly Action[]): readonly Block[] =>
  actions.length === 0 ? [] : [{ kind: 'actions', actions }]

export function languagesScreen(facts: PlaceFacts, speaker: Speaker): Drawn {
  const { languages } = speaker.words
  const title = speaker.say(languages.title)
  return task('languages', title, [
    { kind: 'head', title, meta: null, lead: speaker.say(languages.lead) },
    {
      kind: 'languages',
      post: `${facts.base}language`,
      shows: facts.from === 'state' ? null : facts.from,
      current: languages.current,
      items: shippedLocales().map(({ locale, lang, dir, ownName }) => ({
        locale,
        lang,
        dir,
        name: ownName,
        current: locale === speaker.language.locale,
      })),
    },
    {
      kind: 'actions',
      actions: [
        {
          text: speaker.say(languages.back),
          look: 'plain',
          href: facts.from === 'state' ? facts.base : view(facts, facts.from),
        },
      ],
    },
  ])
}

/** The link leads nowhere, or no longer: what to do instead. */
export function endScreen(facts: EndFacts, speaker: Speaker): Drawn {
  const words = speaker.words[facts.kind]
  const title = speaker.say(words.title)
  return {
    ...task(facts.kind, title, [
      { kind: 'head', title, meta: null, lead: speaker.say(words.lead) },
      ...whereBlock(facts, speaker),
      ...(facts.kind === 'busy' ? [] : nonEmpty(backAction(facts, speaker))),
    ]),
    backInBody: true,
    typed: 'clear',
  }
}

function whereBlock(facts: EndFacts, speaker: Speaker): readonly Block[] {
  const { productPath } = facts.host
  if (facts.kind !== 'ended' || productPath === null) return []
  const path = productPath.split('›').map((step) => step.trim())
  return [
    {
      kind: 'paragraph',
      look: 'plain',
      text: speaker.say(speaker.words.ended.where, { path: [{ path }] }),
      form: null,
    },
  ]
}

import type { HandOffFacts, PlaceFacts } from '../facts.ts'
import type { Action, Block, Notice } from '../model.ts'
import type { Text } from '../text.ts'
import { sentences } from '../text.ts'
import { name } from './names.ts'
import type { Speaker } from './names.ts'
import { may, task, view } from './screen.ts'
import type { Drawn } from './screen.ts'

const DAY_MS = 24 * 60 * 60_000

/** "Someone else has the key": the link that is on its way, or one to be made. Null: the state shows. */
export function handOffScreen(facts: PlaceFacts, speaker: Speaker): Drawn | null {
  const { handOff, wish } = facts
  if (!may(facts, 'handoff') || (wish !== 'handoff' && wish !== 'link')) return null
  if (handOff !== null && handOff.status !== 'used') return readyScreen(facts, handOff, speaker)
  return wish === 'handoff' ? makeScreen(facts, speaker) : null
}

function makeScreen(facts: PlaceFacts, speaker: Speaker): Drawn {
  const { handOff: words } = speaker.words
  const title = speaker.say(words.title)
  return task('handoff', title, [
    { kind: 'head', title, meta: null, lead: speaker.say(words.lead) },
    {
      kind: 'know',
      items: [speaker.say(words.once, { time: speaker.when(facts.now + DAY_MS, 'near') }), speaker.say(words.watch)],
    },
    { kind: 'actions', actions: [makeAction(facts, speaker, words.make, 'main'), backAction(facts, speaker)] },
  ])
}

function readyScreen(facts: PlaceFacts, handOff: HandOffFacts, speaker: Speaker): Drawn {
  const { handOff: words } = speaker.words
  const withdraw: Action = {
    text: speaker.say(words.withdraw),
    look: 'plain',
    post: `${facts.base}handoff`,
    fields: { link: 'withdraw' },
  }
  const { address } = handOff
  const title = speaker.say(address === null ? words.sent : words.ready)
  const made = { time: speaker.when(handOff.madeAt, 'at') }
  const lead = speaker.say(address === null ? words.sentLead : words.readyLead, made)
  const link: Block =
    address === null
      ? { kind: 'actions', actions: [withdraw, makeAction(facts, speaker, words.another, 'plain')] }
      : { kind: 'link', label: words.label, address, copy: words.copy, copied: words.copied, others: [withdraw] }
  return task('handoff_ready', title, [
    { kind: 'head', title, meta: null, lead },
    link,
    waitingNotice(handOff, speaker),
  ])
}

const makeAction = (facts: PlaceFacts, speaker: Speaker, label: string, look: 'main' | 'plain'): Action => ({
  text: speaker.say(label),
  look,
  post: `${facts.base}handoff`,
  fields: { link: 'make' },
  shows: 'link',
})

const backAction = (facts: PlaceFacts, speaker: Speaker): Action => ({
  text: speaker.say(speaker.words.handOff.mine),
  look: 'plain',
  href: may(facts, 'replace') ? view(facts, 'replace') : facts.base,
})

function waitingNotice(handOff: HandOffFacts, speaker: Speaker, more: Text = []): Notice {
  const { handOff: words } = speaker.words
  const { openedAt, opensUntil } = handOff
  const text =
    openedAt === null
      ? speaker.say(words.notOpened, { time: speaker.when(opensUntil, 'near') })
      : speaker.say(words.opened, { time: speaker.when(openedAt, 'at') })
  return notice('clock', 'quiet', speaker.say(words.waiting), sentences(text, more))
}

/** News of the link on the screens of state: it is on its way, or a key came through it. */
export function handOffNotice(facts: PlaceFacts, speaker: Speaker): readonly Notice[] {
  const { handOff } = facts
  const { handOff: words } = speaker.words
  if (handOff === null) return []
  if (handOff.status === 'used') return usedNotice(handOff, speaker)
  return [waitingNotice(handOff, speaker, speaker.say(words.see, {}, { href: view(facts, 'link') }))]
}

function usedNotice({ usedAt, askedBy }: HandOffFacts, speaker: Speaker): readonly Notice[] {
  const { handOff: words } = speaker.words
  if (usedAt === null) return []
  const time = speaker.when(usedAt, 'at')
  const text =
    askedBy === null
      ? speaker.say(words.usedPlain, { time })
      : speaker.say(words.usedBy, { time, person: name(askedBy) })
  return [notice('done', 'ok', speaker.say(words.used), text)]
}

const notice = (icon: Notice['icon'], tone: Notice['tone'], title: Text, text: Text): Notice => ({
  kind: 'notice',
  tone,
  icon,
  title,
  text,
  stays: null,
  next: null,
  ends: null,
})

/** The side path on a screen that asks for a key: somebody else has it. */
export function handOffOffer(facts: PlaceFacts, speaker: Speaker, words: 'ask' | 'askNew'): readonly Block[] {
  const isUnderWay = facts.handOff !== null && facts.handOff.status !== 'used'
  if (!may(facts, 'handoff') || isUnderWay) return []
  const text = speaker.say(speaker.words.handOff[words], {}, { href: view(facts, 'handoff') })
  return [{ kind: 'paragraph', look: 'aside', text, form: null }]
}

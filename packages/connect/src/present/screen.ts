import type { AskerFacts, HostFacts, PlaceFacts, Wish } from '../facts.ts'
import type { Block, Live, Notice, Screen } from '../model.ts'
import type { Text } from '../text.ts'
import { name } from './names.ts'
import type { Speaker } from './names.ts'

/** What a screen adds to the page that every screen shares. */
export interface Drawn {
  readonly screen: Screen
  readonly layout: 'task' | 'place'
  readonly title: Text
  /** "Error: " before the document's title. */
  readonly refuses: boolean
  readonly blocks: readonly Block[]
  /** The way back stands among the actions, so the page's head does not repeat it. */
  readonly backInBody: boolean
  readonly typed: Live['typed']
}

export const task = (screen: Screen, title: Text, blocks: readonly Block[]): Drawn => ({
  screen,
  layout: 'task',
  title,
  refuses: false,
  blocks,
  backInBody: false,
  typed: 'keep',
})

/** The one who asks, by name; else the product does. */
export const askerText = (asker: AskerFacts, host: HostFacts): Text => name(asker.name ?? host.productName)

export const place = (screen: Screen, title: Text, blocks: readonly Block[]): Drawn => ({
  ...task(screen, title, blocks),
  layout: 'place',
  typed: 'clear',
})

/** Views of the same page, as links that work without scripts. */
export const view = (facts: PlaceFacts, wish: Exclude<Wish, 'state'>): string => `${facts.base}?view=${wish}`

/** The choice of a language, and where it leads back to. */
export const languageView = (facts: PlaceFacts): string => {
  const from = facts.wish === 'language' ? facts.from : facts.wish
  return from === 'state' ? view(facts, 'language') : `${view(facts, 'language')}&from=${from}`
}

export const may = (
  facts: Pick<PlaceFacts, 'connection'>,
  action: PlaceFacts['connection']['allowed'][number],
): boolean => facts.connection.allowed.includes(action)

/** What came of the person's last press where it met a page that had moved on. */
export function pressNews(facts: PlaceFacts, speaker: Speaker): readonly Notice[] {
  const { note } = facts
  const { words, say } = speaker
  if (note === 'changed_meanwhile') return [quietNotice(say(words.away.changed), say(words.away.changedText))]
  if (note === 'checked_already' || note === 'check_later') return [checkNews(facts, speaker)]
  return note === 'not_taken' ? [quietNotice(say(words.offline.unsent), say(words.offline.press))] : []
}

/** A check that was not made, and from when one would be. */
export function checkNews(
  { note, connection, againAt, now }: PlaceFacts,
  { words, say, when, countdown }: Speaker,
): Notice {
  const checkedAt = connection.health.checkedAt ?? now
  const title =
    note === 'checked_already' ? say(words.host.checked, { time: when(checkedAt, 'passed') }) : say(words.busy.title)
  const text = countdown(words.reasons.too_many_tries.next, againAt ?? now, null)
  return { ...quietNotice(title, text), ends: againAt }
}

/** A notice that asks for nothing and stays until what it says is over. */
export const quietNotice = (title: Text, text: Text): Notice => ({
  kind: 'notice',
  tone: 'quiet',
  icon: 'about',
  title,
  text,
  stays: null,
  next: null,
  ends: null,
})

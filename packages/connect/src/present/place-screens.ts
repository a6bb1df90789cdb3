import type { HealthFacts, IssueFacts, PlaceFacts, ReasonCode } from '../facts.ts'
import type { Action, Actions, Aside, Facts, Head, Notice, Paragraph, Permissions, Sides } from '../model.ts'
import { sentences } from '../text.ts'
import type { Text } from '../text.ts'
import { environmentText } from './attempt-screens.ts'
import { happeningItem } from './happenings.ts'
import { handOffNotice, handOffOffer } from './handoff-screens.ts'
import { name } from './names.ts'
import type { Speaker } from './names.ts'
import { oneMain, permissionText, reasonText, stopsUse, supportAction } from './reasons.ts'
import { may, place, view } from './screen.ts'
import type { Drawn } from './screen.ts'

type Row = Facts['rows'][number]

export function connectedScreen(facts: PlaceFacts, speaker: Speaker): Drawn {
  const isNew = facts.note === 'just_connected' || facts.note === 'replaced'
  const ways = isNew ? waysBack(facts, speaker) : []
  const head = connectedHead(facts, speaker)
  return {
    ...place('connected', head.title, [
      head,
      ...handOffNotice(facts, speaker),
      ...healthNotice(facts, speaker),
      ...(ways.length > 0 ? [{ kind: 'actions', actions: ways } as const] : []),
      sides(facts, speaker, [
        { kind: 'facts', rows: connectedRows(facts, speaker) },
        ...heldPermissions(facts, speaker),
        { kind: 'actions', actions: connectedActions(facts, speaker) },
      ]),
    ]),
    backInBody: ways.length > 0 && facts.host.returnUrl !== null,
  }
}

function connectedHead(facts: PlaceFacts, speaker: Speaker): Head {
  const { connected } = speaker.words
  const { account } = facts.connection
  const company = account?.name == null ? name(facts.provider.name) : name(account.name)
  return {
    kind: 'head',
    title: facts.note === 'recovered' ? speaker.say(connected.recovered) : speaker.say(connected.title, { company }),
    meta: account === null ? null : speaker.say(connected.id, { id: [{ id: account.id }] }),
    lead: connectedLead(facts, speaker),
  }
}

function connectedLead(facts: PlaceFacts, speaker: Speaker): Text | null {
  const { connected } = speaker.words
  if (facts.note === 'replaced') return speaker.say(connected.replaced)
  if (facts.note === 'just_connected') return speaker.begin(connected.nothingToDo)
  if (facts.note !== 'recovered') return null
  return speaker.say(connected.recoveredText, { time: speaker.when(facts.connection.standingSince, 'at') })
}

/** Never an automatic redirect: the way back is a button after the company was shown. */
function waysBack(facts: PlaceFacts, speaker: Speaker): readonly Action[] {
  const { returnUrl } = facts.host
  const { appUrl } = facts.provider
  const back: readonly Action[] =
    returnUrl === null ? [] : [{ text: speaker.say(speaker.words.backToProduct), look: 'main', href: returnUrl }]
  const there: readonly Action[] =
    appUrl === null ? [] : [{ text: speaker.say(speaker.words.backToProvider), look: 'plain', href: appUrl }]
  return [...back, ...there]
}

const quietNotice = (title: Text, text: Text): Notice => ({
  kind: 'notice',
  tone: 'quiet',
  icon: 'clock',
  title,
  text,
  stays: null,
  next: null,
  ends: null,
})

/** An outage is grey and asks for nothing. */
function healthNotice(facts: PlaceFacts, speaker: Speaker): readonly Notice[] {
  const { away } = speaker.words
  const { state, reason } = facts.connection.health
  if (state !== 'unverified') return []
  const said = (title: string, text: string): readonly Notice[] => [quietNotice(speaker.say(title), speaker.say(text))]
  if (reason === 'provider_unreachable') return said(away.title, away.text)
  if (reason === 'provider_busy') return said(away.busy, away.text)
  if (reason === 'provider_refusing_all') return said(away.storm, away.stormText)
  return reason === 'environment_not_configured' ? said(away.unused, away.unusedText) : []
}

function connectedRows(facts: PlaceFacts, speaker: Speaker): readonly Row[] {
  const { connected } = speaker.words
  const { standingSince } = facts.connection
  const since = facts.note === null ? speaker.when(standingSince, 'moment') : speaker.when(standingSince, 'moment')
  return [
    { name: connected.since, values: [since] },
    { name: connected.lastCheck, values: lastCheck(facts, speaker) },
    { name: connected.environment, values: [environmentText(facts, speaker)] },
    ...keyRow(facts, speaker),
  ]
}

function lastCheck(facts: PlaceFacts, speaker: Speaker): readonly Text[] {
  const { connected } = speaker.words
  const { health, checking } = facts.connection
  const confirmed =
    health.confirmedAt === null
      ? speaker.say(connected.notYet)
      : speaker.say(connected.allWell, { time: speaker.when(health.confirmedAt, 'ago') })
  if (checking) return [confirmed, speaker.say(connected.asking)]
  const next = nextLook(health, speaker)
  return next.length === 0 ? [confirmed] : [confirmed, next]
}

function nextLook(health: HealthFacts, speaker: Speaker): Text {
  const { connected } = speaker.words
  const isAhead = health.nextCheckAt !== null && health.nextCheckAt > speaker.now
  const next = isAhead ? speaker.when(health.nextCheckAt, 'at') : null
  if (health.state !== 'unverified' || health.reason === 'environment_not_configured') {
    return next === null ? [] : speaker.say(connected.nextCheck, { time: next })
  }
  const { checkedAt, confirmedAt } = health
  // A refusal is an answer.
  const isSilent = health.reason === 'provider_unreachable' || health.reason === 'provider_busy'
  const tried = isSilent && checkedAt !== null && (confirmedAt === null || checkedAt > confirmedAt)
  return sentences(
    tried ? speaker.say(connected.triedAgain, { time: speaker.when(checkedAt, 'at') }) : [],
    next === null ? [] : speaker.say(connected.nextTry, { time: next }),
  )
}

/** A stored key is described in words, never as dots in a field. */
function keyRow(facts: PlaceFacts, speaker: Speaker): readonly Row[] {
  const { connected } = speaker.words
  const { credential } = facts.connection
  if (credential === null) return []
  const { addedByName } = credential
  return [
    {
      name: connected.key,
      values: [
        speaker.say(connected.storedOn, { time: speaker.when(credential.addedAt, 'day') }),
        addedByName === null
          ? speaker.say(connected.hidden)
          : speaker.say(connected.addedBy, { person: name(addedByName) }),
      ],
    },
  ]
}

function heldPermissions(facts: PlaceFacts, speaker: Speaker): readonly Permissions[] {
  const { connected } = speaker.words
  const shown = facts.connection.permissions.filter((permission) => permission.granted || permission.required)
  if (shown.length === 0) return []
  const required = shown.filter((permission) => permission.required)
  const isWhole = required.length > 0 && required.every((permission) => permission.granted)
  return [
    {
      kind: 'permissions',
      title: speaker.say(connected.may),
      form: shown.every((permission) => permission.granted) ? 'held' : 'needed',
      items: shown.map(({ scope, granted }) => ({
        granted,
        text: permissionText(scope, speaker),
        missing: granted ? null : connected.missing,
      })),
      note: isWhole ? speaker.say(connected.mayAll) : null,
    },
  ]
}

function connectedActions(facts: PlaceFacts, speaker: Speaker): readonly Action[] {
  return [
    ...linkIf(facts, 'replace', speaker.say(speaker.words.connected.update)),
    ...checkAction(facts, speaker, speaker.words.connected.check),
    ...disconnectLink(facts, speaker),
  ]
}

const linkIf = (facts: PlaceFacts, wish: 'replace', text: Text): readonly Action[] =>
  may(facts, wish) ? [{ text, look: 'plain', href: view(facts, wish) }] : []

const disconnectLink = (facts: PlaceFacts, speaker: Speaker): readonly Action[] =>
  may(facts, 'disconnect')
    ? [{ text: speaker.say(speaker.words.connected.disconnect), look: 'word-ends', href: view(facts, 'disconnect') }]
    : []

function checkAction(facts: PlaceFacts, speaker: Speaker, label: string): readonly Action[] {
  if (!may(facts, 'check')) return []
  const post = `${facts.base}check`
  return facts.connection.checking
    ? [{ text: speaker.say(speaker.words.connected.checking), look: 'plain', post, waiting: true }]
    : [{ text: speaker.say(label), look: 'plain', post }]
}

/** One 401 is a symptom, not a verdict: the page says what is being done about it. */
export function suspectedScreen(facts: PlaceFacts, speaker: Speaker): Drawn {
  const { suspected, action } = speaker.words
  const { health } = facts.connection
  const title = speaker.say(suspected.title)
  const first = health.since ?? facts.now
  const actions: Actions = {
    kind: 'actions',
    actions: [
      ...checkAction(facts, speaker, speaker.words.connected.check),
      ...linkIf(facts, 'replace', speaker.say(action.replace)),
    ],
  }
  return place('suspected', title, [
    {
      kind: 'head',
      title,
      meta: null,
      lead: speaker.say(suspected.lead, { time: speaker.when(first, 'at') }),
    },
    sides(facts, speaker, [
      { kind: 'facts', rows: suspectedRows(facts, first, speaker) },
      actions,
      ...(may(facts, 'replace')
        ? [{ kind: 'paragraph', look: 'small', text: speaker.say(suspected.only), form: null } as const]
        : []),
    ]),
  ])
}

function suspectedRows(facts: PlaceFacts, first: number, speaker: Speaker): readonly Row[] {
  const { suspected, connected, company } = speaker.words
  const { account, health, checking } = facts.connection
  const asked = health.checkedAt !== null && health.checkedAt > first
  const again: Text[] = [
    ...(checking ? [speaker.say(connected.asking)] : []),
    ...(asked && health.checkedAt !== null
      ? [speaker.say(suspected.lastAt, { time: speaker.when(health.checkedAt, 'at') })]
      : []),
    ...(health.nextCheckAt === null
      ? []
      : [speaker.say(connected.nextTry, { time: speaker.when(health.nextCheckAt, 'at') })]),
  ]
  return [
    { name: suspected.first, values: [speaker.when(first, 'moment')] },
    ...(again.length === 0 ? [] : [{ name: suspected.again, values: again }]),
    ...(account === null ? [] : [{ name: company.id, values: [[{ id: account.id }]] }]),
  ]
}

export function actionRequiredScreen(facts: PlaceFacts, issue: IssueFacts, speaker: Speaker): Drawn {
  const { title, text } = reasonText(issue, speaker)
  return place('action_required', title, [
    { kind: 'head', title, meta: null, lead: text },
    { kind: 'actions', actions: mendingActions(facts, issue, speaker) },
    ...handOffNotice(facts, speaker),
    sides(facts, speaker, [
      { kind: 'facts', rows: actionRows(facts, issue, speaker) },
      ...newKeyOffer(facts, speaker),
      { kind: 'actions', actions: disconnectLink(facts, speaker) },
    ]),
  ])
}

/** Among the facts it is a sentence like others. */
const newKeyOffer = (facts: PlaceFacts, speaker: Speaker): readonly Paragraph[] =>
  handOffOffer(facts, speaker, 'askNew').flatMap((block) =>
    block.kind === 'paragraph' ? [{ ...block, look: 'plain' } as const] : [],
  )

function mendingActions(facts: PlaceFacts, issue: IssueFacts, speaker: Speaker): readonly Action[] {
  const { action } = speaker.words
  const replace = linkIf(facts, 'replace', speaker.say(action.replace))
  const support = issue.code === 'permissions_lost' ? supportAction(facts, speaker) : []
  // Asking the provider again can mend these; a copy that we cannot read or trust it cannot.
  const check =
    issue.code === 'key_revoked' || issue.code === 'permissions_lost'
      ? checkAction(facts, speaker, action.checkAgain)
      : []
  return oneMain([...support, ...replace, ...check])
}

type StandingRow = 'interrupted' | 'noticed' | 'reported'
const SINCE: Partial<Record<ReasonCode, StandingRow>> = { permissions_lost: 'noticed', exposed: 'reported' }

function actionRows(facts: PlaceFacts, issue: IssueFacts, speaker: Speaker): readonly Row[] {
  const { action, company, connected } = speaker.words
  const { account, health } = facts.connection
  return [
    { name: action[SINCE[issue.code] ?? 'interrupted'], values: [speaker.when(issue.since, 'moment')] },
    ...(health.confirmedAt === null || !stopsUse(issue)
      ? []
      : [{ name: action.worked, values: [speaker.when(health.confirmedAt, 'moment')] }]),
    ...(account?.name == null ? [] : [{ name: action.company, values: [name(account.name)] }]),
    ...(account === null ? [] : [{ name: company.id, values: [[{ id: account.id }]] }]),
    { name: connected.environment, values: [environmentText(facts, speaker)] },
    ...storedRow(facts, issue, speaker),
  ]
}

function storedRow(facts: PlaceFacts, issue: IssueFacts, speaker: Speaker): readonly Row[] {
  const { action, connected } = speaker.words
  if (!stopsUse(issue)) return keyRow(facts, speaker)
  if (facts.connection.credential === null) return []
  const isUnreadable = issue.code === 'stored_key_unreadable'
  const values = isUnreadable ? [action.unreadable, action.unreadableText] : [action.unused, action.unusedText]
  return [{ name: connected.key, values: values.map((value) => speaker.say(value)) }]
}

function sides(facts: PlaceFacts, speaker: Speaker, main: Sides['main']): Sides {
  const kept = main.filter((block) => block.kind !== 'actions' || block.actions.length > 0)
  const items = facts.connection.happenings.map((happening) => happeningItem(happening, speaker))
  const aside: Aside = { kind: 'happenings', title: speaker.words.events.title, items }
  return { kind: 'sides', main: kept, aside: items.length === 0 ? null : aside }
}

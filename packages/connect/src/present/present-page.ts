import type { EndFacts, LinkFacts, LookFacts, PageFacts, PlaceFacts, StatementFacts } from '../facts.ts'
import type { Link, Live, PageModel } from '../model.ts'
import { plain, sentences } from '../text.ts'
import type { Text } from '../text.ts'
import { languageOf } from '../words/catalogue.ts'
import { accessibilityScreen, statementIn } from './accessibility-screen.ts'
import { checkingScreen, confirmScreen, refusedScreen, stepSaid } from './attempt-screens.ts'
import { colleagueScreen, linkScreen } from './colleague-screens.ts'
import { disconnectScreen, disconnectedScreen, endScreen, languagesScreen } from './ending-screens.ts'
import { handOffScreen } from './handoff-screens.ts'
import { connectScreen, replaceScreen } from './key-screens.ts'
import { speakerAt, speakerOf } from './names.ts'
import type { FindLanguage, Speaker } from './names.ts'
import { actionRequiredScreen, connectedScreen, suspectedScreen } from './place-screens.ts'
import { presentPlate } from './plate.ts'
import { REASON_LOOKS } from './reasons.ts'
import { askerText, checkNews, languageView, may, pressNews, quietNotice, task } from './screen.ts'
import type { Drawn } from './screen.ts'

/** Turns what the server knows into one page in one language. Pure. */
export function presentPage(facts: PageFacts, find: FindLanguage = languageOf): PageModel {
  if (facts.kind === 'accessibility') return statementPage(facts, find)
  if (facts.kind !== 'connection') return 'asker' in facts ? linkPage(facts, find) : endPage(facts, find)
  const speaker = speakerAt(facts, find)
  const screen = drawScreen(facts, speaker)
  const drawn = { ...screen, blocks: [...pressNews(facts, speaker), ...screen.blocks] }
  return {
    ...frame(facts, drawn, speaker),
    refreshes: isUnderWay(facts),
    plate: showsPlate(facts) ? presentPlate(facts, speaker) : null,
    live: presentLive(facts, drawn, speaker),
  }
}

/** What goes on without the person who reads: of a colleague also that somebody else is asked. */
function isUnderWay({ connection: { attempt, checking }, colleagueOf }: PlaceFacts): boolean {
  if (attempt?.status === 'awaiting_confirmation') return colleagueOf !== null
  return attempt?.status === 'validating' || checking
}

function endPage(facts: EndFacts, find: FindLanguage): PageModel {
  const speaker = speakerOf(facts, find)
  return { ...frame(facts, endScreen(facts, speaker), speaker), refreshes: false, plate: null, live: null }
}

function statementPage(facts: StatementFacts, find: FindLanguage): PageModel {
  const speaker = speakerOf(facts, find)
  return { ...frame(facts, accessibilityScreen(facts, speaker), speaker), refreshes: false, plate: null, live: null }
}

function linkPage(facts: LinkFacts, find: FindLanguage): PageModel {
  const speaker = speakerOf(facts, find)
  const drawn = linkScreen(facts, speaker)
  const isFirst = facts.kind === 'asks' && facts.needs === 'connect'
  const plate = isFirst ? presentPlate({ ...facts, note: null, connection: notConnected(facts) }, speaker) : null
  return { ...frame(facts, drawn, speaker), refreshes: false, plate, live: null }
}

const notConnected = ({ label, reference }: LinkFacts) =>
  ({
    state: 'not_connected',
    standing: 'not_connected',
    label,
    reference,
    account: null,
    attempt: null,
    health: { state: 'unknown', reason: null, since: null, checkedAt: null, confirmedAt: null, nextCheckAt: null },
  }) as const

/** How a connection stands is not for a colleague; only what becomes of their own key. */
const showsPlate = ({ colleagueOf, connection }: PlaceFacts): boolean =>
  colleagueOf === null || connection.state === 'validating' || connection.standing === 'not_connected'

/** The state decides; a wish is granted where the state allows it. */
function drawScreen(facts: PlaceFacts, speaker: Speaker): Drawn {
  const { attempt } = facts.connection
  if (facts.colleagueOf !== null) return colleagueScreen(facts, facts.colleagueOf, speaker)
  if (facts.wish === 'language') return languagesScreen(facts, speaker)
  if (facts.wish === 'disconnect' && may(facts, 'disconnect')) return disconnectScreen(facts, speaker)
  if (attempt?.status === 'validating') return checkingScreen(facts, attempt, speaker)
  if (attempt?.status === 'awaiting_confirmation') return confirmScreen(facts, attempt, speaker)
  const handingOn = handOffScreen(facts, speaker)
  if (handingOn !== null) return handingOn
  if (facts.wish === 'replace' && may(facts, 'replace')) return replaceScreen(facts, speaker)
  if (facts.wish === 'connect_again' && may(facts, 'connect')) return connectScreen(facts, speaker)
  return attempt?.status === 'failed' ? failedScreen(facts, speaker) : standingScreen(facts, speaker)
}

/** A failed attempt stays until the next one: on the form, or as a page of its own. */
function failedScreen(facts: PlaceFacts, speaker: Speaker): Drawn {
  const issue = facts.connection.attempt?.issue ?? null
  if (issue === null) return standingScreen(facts, speaker)
  if (REASON_LOOKS[issue.code].shown === 'page') return refusedScreen(facts, issue, speaker)
  if (may(facts, 'replace')) return replaceScreen(facts, speaker)
  return may(facts, 'connect') ? connectScreen(facts, speaker) : standingScreen(facts, speaker)
}

/** To look at only: this page may not connect. */
function notConnectedScreen({ host }: PlaceFacts, { words, say }: Speaker): Drawn {
  const title = [words.state.not_connected]
  const back =
    host.returnUrl === null ? [] : [{ text: say(words.backToProduct), look: 'main', href: host.returnUrl } as const]
  return {
    ...task('connect', title, [
      { kind: 'head', title, meta: null, lead: say(words.host.noCompany) },
      { kind: 'actions', actions: back },
    ]),
    backInBody: back.length > 0,
  }
}

function standingScreen(facts: PlaceFacts, speaker: Speaker): Drawn {
  const { standing, issue, health } = facts.connection
  if (standing === 'not_connected') {
    return may(facts, 'connect') ? connectScreen(facts, speaker) : notConnectedScreen(facts, speaker)
  }
  if (standing === 'disconnected') return disconnectedScreen(facts, speaker)
  if (standing === 'action_required' && issue !== null) return actionRequiredScreen(facts, issue, speaker)
  const isSuspected = health.state === 'unverified' && health.reason === 'suspected'
  return isSuspected ? suspectedScreen(facts, speaker) : connectedScreen(facts, speaker)
}

function frame(facts: PageFacts, drawn: Drawn, speaker: Speaker): Omit<PageModel, 'plate' | 'live' | 'refreshes'> {
  return {
    lang: speaker.lang,
    dir: speaker.language.dir,
    screen: drawn.screen,
    layout: drawn.layout,
    surface: facts.kind === 'connection' ? facts.surface : 'page',
    title: `${plain(drawn.title)} - ${facts.host.productName}`,
    errorPrefix: speaker.words.errorPrefix,
    refuses: drawn.refuses,
    product: facts.host.productName,
    logo: facts.host.look?.logo ?? 'none',
    scheme: schemeOf(facts.host.look),
    back: drawn.backInBody || !showsBack(facts) ? null : backLink(facts, speaker),
    blocks: drawn.blocks,
    foot: { keeper: speaker.say(speaker.words.keeper), links: footLinks(facts, speaker) },
    now: facts.now,
  }
}

/** The page around a frame has ways of its own. */
const showsBack = (facts: PageFacts): boolean => facts.kind !== 'connection' || facts.surface === 'page' || facts.closes

const schemeOf = (look: LookFacts | null): PageModel['scheme'] =>
  look === null || look.appearance === 'auto' ? null : look.appearance

const backLink = (facts: PageFacts, speaker: Speaker): Link | null =>
  facts.host.returnUrl === null ? null : { text: speaker.say(speaker.words.backToProduct), href: facts.host.returnUrl }

function footLinks(facts: PageFacts, speaker: Speaker): readonly Link[] {
  const { words } = speaker
  const { supportUrl, privacyUrl } = facts.host
  const language = speaker.say(words.languageIs, { language: [speaker.language.ownName] })
  return [
    ...(facts.kind === 'connection' ? [{ text: language, href: languageView(facts) }] : []),
    ...(supportUrl === null ? [] : [{ text: speaker.say(words.support), href: supportUrl }]),
    ...(privacyUrl === null ? [] : [{ text: speaker.say(words.privacy), href: privacyUrl }]),
    ...(facts.kind === 'accessibility'
      ? []
      : [{ text: speaker.say(words.accessibility.link), href: statementIn(speaker.language.locale) }]),
  ]
}

function presentLive(facts: PlaceFacts, drawn: Drawn, speaker: Speaker): Live {
  const { words } = speaker
  const { attempt, credential } = facts.connection
  return {
    base: facts.base,
    version: facts.version,
    failureId: attempt?.status === 'failed' ? attempt.id : null,
    said: plain(saidNow(facts, speaker)),
    typed: drawn.typed,
    seal: facts.seal,
    lastKey: `${attempt?.id ?? ''} ${credential?.addedAt ?? ''}`,
    kept: words.stays.kept,
    emptied: words.stays.emptied,
    sending: words.unheard.sending,
    troubles: {
      ended: quietNotice(speaker.say(words.ended.title), endedText(facts, speaker)),
      offline: quietNotice(speaker.say(words.offline.title), speaker.say(words.offline.sent)),
      unheard: quietNotice(speaker.say(words.unheard.title), speaker.say(words.unheard.text)),
      unsent: quietNotice(speaker.say(words.offline.unsent), speaker.say(words.offline.press)),
      changed: quietNotice(speaker.say(words.away.changed), speaker.say(words.away.changedText)),
    },
    back: backLink(facts, speaker),
    tryAgain: words.tryAgain,
  }
}

const endedText = ({ colleagueOf, host }: PlaceFacts, speaker: Speaker): Text =>
  colleagueOf === null
    ? speaker.say(speaker.words.ended.lead)
    : speaker.say(speaker.words.colleague.pageEnded, { asker: askerText(colleagueOf, host) })

function saidOfCheck(facts: PlaceFacts, speaker: Speaker): Text {
  const { title, text } = checkNews(facts, speaker)
  return sentences(title, text)
}

/** The news of a page whose screen stays: which step, what a check found. */
function saidNow(facts: PlaceFacts, speaker: Speaker): Text {
  const { attempt, checking, state, health } = facts.connection
  const { connected, events, state: states } = speaker.words
  if (attempt?.status === 'validating') return stepSaid(attempt, speaker)
  if (checking) return speaker.say(connected.asking)
  if (facts.againAt !== null) return saidOfCheck(facts, speaker)
  const isWell = state === 'connected' && health.state === 'healthy'
  return sentences(isWell ? speaker.say(events.allWell) : [states[state]])
}

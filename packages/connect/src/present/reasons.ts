import type { IssueFacts, PlaceFacts, ReasonCode } from '../facts.ts'
import type { Action, Tone } from '../model.ts'
import type { Plural, Text, Values } from '../text.ts'
import { sentences } from '../text.ts'
import { ledgerName, toldApart } from './names.ts'
import type { Speaker } from './names.ts'

/**
 * Where a reason is shown (LOOK section 8): a message at the field, a page of its own, a quiet notice above the form, or
 * a warning that stands until it is solved.
 */
type Shown = 'field' | 'page' | 'notice' | 'warning'

interface ReasonLook {
  readonly shown: Shown
  /** Of the state's chip; quiet where only time can mend it. */
  readonly tone: Tone
  /** The guidance stands open: it is the answer. */
  readonly guide: 'open' | 'closed'
}

const field: ReasonLook = { shown: 'field', tone: 'bad', guide: 'closed' }
const page: ReasonLook = { shown: 'page', tone: 'bad', guide: 'closed' }
const notice: ReasonLook = { shown: 'notice', tone: 'quiet', guide: 'closed' }
const warning: ReasonLook = { shown: 'warning', tone: 'warn', guide: 'closed' }

export const REASON_LOOKS = {
  key_malformed: field,
  key_invalid: field,
  permissions_missing: page,
  not_entitled: page,
  wrong_kind_of_key: { ...field, guide: 'open' },
  organisation_key: { ...field, guide: 'open' },
  account_unknown: page,
  account_mismatch: page,
  account_already_connected: page,
  key_in_use_elsewhere: page,
  provider_unreachable: notice,
  provider_busy: notice,
  provider_refusing_all: notice,
  provider_unexpected: notice,
  too_many_tries: notice,
  interrupted: notice,
  confirmation_expired: notice,
  key_revoked: warning,
  permissions_lost: warning,
  exposed: warning,
  stored_key_unreadable: warning,
  restored: warning,
} as const satisfies Record<ReasonCode, ReasonLook>

/** Under these nothing may be called: the connection is interrupted, not merely limited. */
const STOPS_USE: ReadonlySet<ReasonCode> = new Set([
  'key_revoked',
  'account_mismatch',
  'exposed',
  'stored_key_unreadable',
  'restored',
])

export const stopsUse = (issue: IssueFacts | null): boolean => issue !== null && STOPS_USE.has(issue.code)

export interface ReasonText {
  readonly title: Text
  readonly text: Text
  readonly next: Text
}

/** Title, sentence and next step of an issue, with its details in words. */
export function reasonText(issue: IssueFacts, speaker: Speaker): ReasonText {
  const known = speaker.knows(detailNames(issue, speaker))
  if (issue.code === 'key_malformed') return faultText(issue, known)
  const words = known.words.reasons[issue.code]
  const say = (template: string | Plural, after: string | null = null): Text =>
    typeof template === 'string'
      ? known.begin(template)
      : known.countdown(template, issue.details.retryAt ?? known.now, after)
  return {
    title: say(words.title),
    text:
      issue.code === 'permissions_missing' && !hasMissing(issue)
        ? known.begin(known.words.missing.unknown)
        : say(words.text),
    next:
      issue.code === 'provider_busy' && issue.details.retryAt === undefined
        ? known.say(known.words.tryAgain)
        : say(words.next, known.words.tryAgain),
  }
}

const hasMissing = (issue: IssueFacts): boolean => (issue.details.missing ?? []).length > 0

function faultText(issue: IssueFacts, speaker: Speaker): ReasonText {
  const { reasons, paste } = speaker.words
  const { fault } = issue.details
  const words = fault === undefined ? reasons.key_malformed : paste.fault[fault]
  return {
    title: speaker.say(words.title),
    text: sentences(speaker.say(words.text, { allow: [{ there: 'Allow' }] }), speaker.say(paste.nothingSent)),
    next: speaker.say(reasons.key_malformed.next),
  }
}

function detailNames(issue: IssueFacts, speaker: Speaker): Values {
  const { details } = issue
  const elsewhere = ledgerName({
    ...(details.label === undefined ? {} : { label: details.label }),
    reference: details.reference ?? 'default',
  })
  return {
    missing: permissionList(details.missing ?? [], speaker),
    reference: [{ id: issue.supportReference }],
    time: speaker.when(issue.since, 'at'),
    found: details.found === undefined ? speaker.say(speaker.words.company.another) : toldApart(details.found),
    expected: details.expected === undefined ? speaker.say('{company}') : toldApart(details.expected),
    elsewhere: elsewhere ?? speaker.names['product'] ?? [],
  }
}

/** A scope in plain words; one we have no words for stands as the provider spells it. */
export function permissionText(scope: string, speaker: Speaker): Text {
  const words: Readonly<Record<string, string>> = speaker.words.permissions
  const known = Object.hasOwn(words, scope) ? words[scope] : undefined
  return known === undefined ? [{ id: scope }] : [known]
}

/** As a list and not as a sentence: several of its items have an "and" of their own. */
function permissionList(scopes: readonly string[], speaker: Speaker): Text {
  const list = new Intl.ListFormat(speaker.lang, { type: 'unit', style: 'short' })
  return list
    .formatToParts(scopes)
    .flatMap(({ type, value }) => (type === 'element' ? permissionText(value, speaker) : [value]))
}

/** What a refusal leaves as it was, by standing. LOOK section 6. */
export function staysText({ connection, colleagueOf }: PlaceFacts, speaker: Speaker): Text {
  const { stays } = speaker.words
  const { standing, issue } = connection
  const isNew = standing === 'not_connected' || standing === 'disconnected'
  if (isNew || colleagueOf !== null) return speaker.say(stays.nothingSaved)
  return stopsUse(issue) ? speaker.say(stays.interrupted) : speaker.begin(stays.unchanged)
}

export function supportAction(facts: PlaceFacts, speaker: Speaker): readonly Action[] {
  const { supportUrl } = facts.host
  return supportUrl === null
    ? []
    : [{ text: speaker.say(speaker.words.contactSupport), look: 'main', href: supportUrl }]
}

/** At most one filled button: the first asks for the decision, the others stand back. */
export const oneMain = (actions: readonly Action[]): readonly Action[] =>
  actions.map((action, index) =>
    index === 0 ? { ...action, look: 'main' } : action.look === 'main' ? { ...action, look: 'plain' } : action,
  )

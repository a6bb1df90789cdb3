import type { IssueFacts, PlaceFacts } from '../facts.ts'
import type { Action, Block, Guide, Head, KeyForm, KeyWords, Notice, Problem, Stays } from '../model.ts'
import type { Text } from '../text.ts'
import { sentences } from '../text.ts'
import { handOffNotice, handOffOffer } from './handoff-screens.ts'
import { theirs } from './names.ts'
import type { Speaker } from './names.ts'
import { REASON_LOOKS, reasonText, staysText, stopsUse } from './reasons.ts'
import { may, quietNotice, task } from './screen.ts'
import type { Drawn } from './screen.ts'

/** The screens with the field: connect, connect again, replace. A failure of field or notice kind stands on them. */

export function connectScreen(facts: PlaceFacts, speaker: Speaker): Drawn {
  const { connect, again } = speaker.words
  const { account } = facts.connection
  const isAgain = facts.connection.standing === 'disconnected' && account !== null
  const title = speaker.say(isAgain ? again.title : connect.title)
  return keyScreen(facts, speaker, {
    screen: 'connect',
    head: { kind: 'head', title, meta: null, lead: speaker.say(isAgain ? again.lead : connect.lead) },
    hint: speaker.words.field.hint,
    submit: connect.submit,
    know: [...(isAgain ? [speaker.words.replace.sameCompany] : []), connect.opens, connect.stored, connect.once],
    keep: isAgain ? { text: speaker.say(speaker.words.notNow), look: 'plain', href: facts.base } : null,
    guideFirst: true,
    before: handOffNotice(facts, speaker),
    after: handOffOffer(facts, speaker, 'ask'),
  })
}

/** A colleague was asked for the key: the same form, and nothing about what is connected. */
export function colleagueKeyScreen(facts: PlaceFacts, speaker: Speaker, news: readonly Notice[]): Drawn {
  const { colleague, connect, replace, field } = speaker.words
  const isNew = may(facts, 'replace')
  const title = speaker.say(colleague.title)
  return keyScreen(facts, speaker, {
    screen: isNew ? 'replace' : 'connect',
    head: { kind: 'head', title, meta: null, lead: speaker.say(colleague.keyLead) },
    hint: isNew ? field.hintNew : field.hint,
    submit: isNew ? replace.submit : connect.submit,
    know: [...(isNew ? [replace.sameCompany] : []), connect.opens, connect.stored, connect.once],
    keep: null,
    guideFirst: true,
    before: news,
    after: [{ kind: 'paragraph', look: 'aside', text: speaker.say(colleague.told), form: null }],
  })
}

export function replaceScreen(facts: PlaceFacts, speaker: Speaker): Drawn {
  const { replace } = speaker.words
  const stopped = stopsUse(facts.connection.issue)
  return keyScreen(facts, speaker, {
    screen: 'replace',
    head: {
      kind: 'head',
      title: speaker.say(replace.title),
      meta: null,
      lead: speaker.say(stopped ? replace.leadStopped : replace.lead),
    },
    hint: speaker.words.field.hintNew,
    submit: replace.submit,
    know: [replace.sameCompany, replace.destroyed],
    keep: keepAction(facts, speaker),
    guideFirst: false,
    before: handOffNotice(facts, speaker),
    after: handOffOffer(facts, speaker, 'ask'),
  })
}

/** Leaves the stored key as it is; a failed attempt is put aside with it. */
export function keepAction(facts: PlaceFacts, speaker: Speaker): Action {
  const { keepCurrent, notNow } = speaker.words
  const text = speaker.say(stopsUse(facts.connection.issue) ? notNow : keepCurrent)
  return facts.connection.attempt?.status === 'failed' && may(facts, 'cancel')
    ? { text, look: 'plain', post: `${facts.base}cancel` }
    : { text, look: 'plain', href: facts.base }
}

interface KeyScreen {
  readonly screen: 'connect' | 'replace'
  readonly head: Head
  readonly hint: string
  readonly submit: string
  readonly know: readonly string[]
  readonly keep: Action | null
  readonly guideFirst: boolean
  readonly before: readonly Block[]
  readonly after: readonly Block[]
}

/** What went wrong, as far as it is said beside the field: the others have a page of their own. */
function failureOf(facts: PlaceFacts): IssueFacts | null {
  const issue = facts.connection.attempt?.issue ?? null
  if (issue === null) return null
  return REASON_LOOKS[issue.code].shown === 'page' ? null : issue
}

function keyScreen(facts: PlaceFacts, speaker: Speaker, screen: KeyScreen): Drawn {
  const failure = failureOf(facts)
  const guide = presentGuide(facts, speaker, failure)
  const form = presentForm(facts, speaker, screen, failure)
  const inOrder: readonly Block[] =
    failure === null && screen.guideFirst ? [screen.head, guide, form] : [screen.head, form, guide]
  return {
    ...task(screen.screen, screen.head.title, [
      ...(failure === null ? screen.before : failureBlocks(facts, speaker, failure)),
      ...inOrder,
      ...lostBlock(speaker, failure),
      ...(failure === null ? screen.after : []),
    ]),
    refuses: failure !== null && REASON_LOOKS[failure.code].shown === 'field',
  }
}

function presentForm(facts: PlaceFacts, speaker: Speaker, screen: KeyScreen, failure: IssueFacts | null): KeyForm {
  const { tryAgain } = speaker.words
  const atField = failure !== null && REASON_LOOKS[failure.code].shown === 'field'
  const submit = failure !== null && screen.screen === 'connect' ? tryAgain : screen.submit
  return {
    kind: 'key',
    action: `${facts.base}key`,
    failure: atField ? reasonText(failure, speaker) : null,
    hint: speaker.say(screen.hint),
    know: failure === null ? screen.know.map((sentence) => speaker.say(sentence)) : [],
    submit,
    wait: waitOf(failure, speaker),
    keep: screen.keep,
    sealedOnly: facts.seal?.required === true ? sealedOnly(speaker) : null,
    words: keyWords(facts, speaker, submit),
  }
}

const sealedOnly = (speaker: Speaker): NonNullable<KeyForm['sealedOnly']> => {
  const { withoutScript, insecure } = speaker.words.seal
  return {
    withoutScript: quietNotice(speaker.say(withoutScript.title), speaker.say(withoutScript.text)),
    insecure: quietNotice(speaker.say(insecure.title), speaker.say(insecure.text)),
  }
}

const waitOf = (failure: IssueFacts | null, speaker: Speaker): KeyForm['wait'] =>
  failure?.code === 'too_many_tries' && failure.details.retryAt !== undefined
    ? { until: failure.details.retryAt, forms: speaker.words.reasons.too_many_tries.next }
    : null

function failureBlocks(facts: PlaceFacts, speaker: Speaker, failure: IssueFacts | null): readonly (Problem | Notice)[] {
  if (failure === null) return []
  const stays = presentStays(facts, speaker)
  const { title, text: said, next } = reasonText(failure, speaker)
  const text = isUnanswered(facts, failure) ? speaker.say(speaker.words.colleague.unanswered) : said
  if (REASON_LOOKS[failure.code].shown === 'field') {
    return [{ kind: 'problem', title: speaker.words.problem, what: title, stays }]
  }
  const { retryAt } = failure.details
  const counts = failure.code === 'provider_busy' && retryAt !== undefined
  const ends = failure.code === 'too_many_tries' ? (retryAt ?? null) : null
  return [{ kind: 'notice', tone: 'quiet', icon: 'about', title, text, stays, next: counts ? next : null, ends }]
}

/** It was for somebody else to answer. */
const isUnanswered = (facts: PlaceFacts, failure: IssueFacts): boolean =>
  failure.code === 'confirmation_expired' && facts.colleagueOf !== null

const presentStays = (facts: PlaceFacts, speaker: Speaker): Stays => ({
  text: staysText(facts, speaker),
  kept: speaker.words.stays.kept,
  emptied: speaker.words.stays.emptied,
})

/** After a key that was not recognised: where a new one comes from. */
const lostBlock = (speaker: Speaker, failure: IssueFacts | null): readonly Block[] =>
  failure?.code === 'key_invalid'
    ? [{ kind: 'paragraph', look: 'aside', text: speaker.say(speaker.words.connect.lost), form: null }]
    : []

function presentGuide(facts: PlaceFacts, speaker: Speaker, failure: IssueFacts | null): Guide {
  const { guide } = speaker.words
  const path = [{ path: ['Settings', 'Accounting', facts.provider.integrationName] }]
  return {
    kind: 'guide',
    title: guide.title,
    open: failure !== null && REASON_LOOKS[failure.code].guide === 'open',
    steps: [
      { text: speaker.say(guide.open, { path }), more: speaker.say(guide.who) },
      { text: speaker.say(guide.allow, { allow: theirs('Allow') }), more: speaker.say(guide.makes) },
      { text: speaker.say(guide.copy), more: speaker.say(guide.waits) },
    ],
    note: speaker.say(guide.boxes),
    link:
      facts.provider.appUrl === null
        ? null
        : { text: speaker.say(guide.goThere), href: facts.provider.appUrl, newTab: true },
  }
}

function keyWords(facts: PlaceFacts, speaker: Speaker, submit: string): KeyWords {
  const { field, paste } = speaker.words
  const allow = theirs('Allow')
  const refused = (words: { title: string; text: string }): { title: Text; text: Text } => ({
    title: speaker.say(words.title),
    text: sentences(speaker.say(words.text, { allow }), speaker.say(paste.nothingSent)),
  })
  const hinted = (words: { title: string; text: string }): { title: Text; text: Text } => ({
    title: speaker.say(words.title),
    text: sentences(speaker.say(words.text), speaker.say(paste.ifYours, { button: [submit] })),
  })
  return {
    label: field.label,
    kind: field.kind,
    show: field.show,
    hide: field.hide,
    showLabel: field.showLabel,
    hideLabel: field.hideLabel,
    visible: field.visible,
    hidden: field.hidden,
    count: field.count,
    problem: speaker.words.problem,
    stays: presentStays(facts, speaker),
    faults: {
      empty: refused(paste.fault.empty),
      gap_inside: refused(paste.fault.gap_inside),
      foreign_character: refused(paste.fault.foreign_character),
      colon: refused(paste.fault.colon),
      settings_block: refused(paste.fault.settings_block),
      web_address: refused(paste.fault.web_address),
      masked: refused(paste.fault.masked),
      too_long: refused(paste.fault.too_long),
    },
    tidied: paste.tidied,
    removed: paste.removed,
    repairs: paste.repair,
    hints: {
      older_key: hinted(paste.hint.older_key),
      password: hinted(paste.hint.password),
      very_short: hinted(paste.hint.very_short),
    },
  }
}

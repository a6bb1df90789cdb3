import type { AttemptFacts, AttemptStep, IssueFacts, PlaceFacts } from '../facts.ts'
import type { Action, Block, Companies, Company, Notice, Permissions, Progress, Tone } from '../model.ts'
import type { Text } from '../text.ts'
import { sentences, wordingFor } from '../text.ts'
import { keepAction } from './key-screens.ts'
import { companyName, ledgerName, name } from './names.ts'
import type { Speaker } from './names.ts'
import { oneMain, permissionText, reasonText, staysText, stopsUse, supportAction } from './reasons.ts'
import { may, task, view } from './screen.ts'
import type { Drawn } from './screen.ts'

/** A note beside progress is shown from then on. */
const SLOW_AFTER_MS = 3000

/** While a key is checked. */
export function checkingScreen(facts: PlaceFacts, attempt: AttemptFacts, speaker: Speaker): Drawn {
  const { checking, cancel } = speaker.words
  const isNew = attempt.kind === 'replace'
  const keepsServing = isNew && !stopsUse(facts.connection.issue) && facts.colleagueOf === null
  const title = speaker.say(isNew ? checking.titleNew : checking.title)
  const stop: Action = {
    text: speaker.say(keepsServing ? checking.cancelNew : cancel),
    look: 'plain',
    post: `${facts.base}cancel`,
  }
  return task('checking', title, [
    ...(facts.note === 'superseded' ? [supersededNotice(speaker)] : []),
    { kind: 'head', title, meta: null, lead: speaker.say(keepsServing ? checking.leadNew : checking.lead) },
    presentProgress(facts, attempt, speaker),
    ...(may(facts, 'cancel') ? [{ kind: 'actions', actions: [stop] } as const] : []),
  ])
}

export const supersededNotice = (speaker: Speaker): Notice => ({
  kind: 'notice',
  tone: 'info',
  icon: 'about',
  title: speaker.say(speaker.words.checking.superseded),
  text: speaker.say(speaker.words.checking.supersededText),
  stays: null,
  next: null,
  ends: null,
})

const STEPS: readonly AttemptStep[] = ['key', 'company', 'permissions', 'installation']

/** What is being done now, for a listener. */
export const stepSaid = (attempt: AttemptFacts, speaker: Speaker): Text =>
  speaker.say(stepName(attempt.step ?? 'key', attempt, speaker))

function stepName(step: AttemptStep, attempt: AttemptFacts, speaker: Speaker): string {
  const { checking } = speaker.words
  return step === 'key' && attempt.kind === 'replace' ? checking.keyNew : checking[step]
}

function presentProgress(facts: PlaceFacts, attempt: AttemptFacts, speaker: Speaker): Progress {
  const { checking } = speaker.words
  const at = STEPS.indexOf(attempt.step ?? 'key')
  const stateOf = (index: number): 'done' | 'now' | 'next' => (index < at ? 'done' : index === at ? 'now' : 'next')
  const steps = STEPS.map((step, index) => ({
    state: stateOf(index),
    name: speaker.say(stepName(step, attempt, speaker)),
    say: stepNews(step, stateOf(index), facts, attempt, speaker),
    word: checking[stateOf(index)],
  }))
  const changeover = { state: 'next', name: speaker.say(checking.changeover), say: null, word: checking.next } as const
  const slowAt = attempt.startedAt + SLOW_AFTER_MS
  return {
    kind: 'progress',
    steps: attempt.kind === 'replace' ? [...steps, changeover] : steps,
    slow: { at: slowAt, shown: facts.now >= slowAt, text: speaker.say(checking.slow) },
  }
}

function stepNews(
  step: AttemptStep,
  state: 'done' | 'now' | 'next',
  facts: PlaceFacts,
  attempt: AttemptFacts,
  speaker: Speaker,
): Text | null {
  const { checking } = speaker.words
  if (step === 'key' && state === 'done') return speaker.say(checking.recognised)
  if (step !== 'company') return null
  if (state === 'done' && attempt.account !== null) {
    return speaker.say(checking.opens, { company: companyName(attempt.account, speaker) })
  }
  const mustBe = state === 'now' && attempt.kind === 'replace' && facts.connection.account !== null
  return mustBe ? speaker.say(checking.mustBe) : null
}

/** Explicit mode: a person says whether it is the right company. */
export function confirmScreen(facts: PlaceFacts, attempt: AttemptFacts, speaker: Speaker): Drawn {
  const { confirm } = speaker.words
  const known = speaker.knows({ company: companyName(attempt.account, speaker) })
  const title = speaker.say(confirm.title)
  return {
    ...task('confirm', title, [
      { kind: 'head', title, meta: null, lead: speaker.say(confirm.lead) },
      ...(attempt.account === null ? [] : [companyBlock(facts, attempt.account, 'info', null, speaker)]),
      { kind: 'paragraph', look: 'plain', text: ifYes(facts, attempt, known), form: null },
      { kind: 'actions', actions: answers(facts, attempt, known) },
    ]),
    typed: 'clear',
  }
}

function ifYes(facts: PlaceFacts, attempt: AttemptFacts, speaker: Speaker): Text {
  const { confirm } = speaker.words
  const first = ledgerName(facts.connection) === null ? confirm.ifYesPlain : confirm.ifYes
  const until =
    attempt.expiresAt === null ? [] : speaker.say(confirm.until, { time: speaker.when(attempt.expiresAt, 'clock') })
  return sentences(speaker.say(attempt.kind === 'replace' ? confirm.ifYesNew : first), until)
}

function answers(facts: PlaceFacts, attempt: AttemptFacts, speaker: Speaker): readonly Action[] {
  const { confirm } = speaker.words
  const isNew = attempt.kind === 'replace'
  const post = `${facts.base}confirmation?of=${encodeURIComponent(attempt.id)}`
  const yes: Action = {
    text: speaker.say(isNew ? confirm.yesNew : confirm.yes),
    look: 'main',
    post,
    fields: { decision: 'accept' },
  }
  const no: Action = {
    text: speaker.say(isNew ? confirm.noNew : confirm.no),
    look: 'plain',
    post,
    fields: { decision: 'decline' },
  }
  return [...(may(facts, 'confirm') ? [yes] : []), ...(may(facts, 'decline') ? [no] : [])]
}

/** A refusal with a page of its own: the key is right, or right for something else. */
export function refusedScreen(facts: PlaceFacts, issue: IssueFacts, speaker: Speaker): Drawn {
  const { title, text } = reasonText(issue, speaker)
  const stays = staysText(facts, speaker)
  const parts = refusedParts(facts, issue, speaker, { text, stays })
  return {
    ...task('refused', title, [
      { kind: 'head', title, meta: null, lead: parts.lead },
      ...parts.blocks,
      { kind: 'actions', actions: refusedActions(facts, issue, speaker) },
      ...parts.after,
    ]),
    refuses: true,
    backInBody: issue.code === 'account_already_connected',
    typed: issue.code === 'not_entitled' ? 'keep' : 'clear',
  }
}

interface RefusedParts {
  readonly lead: Text
  readonly blocks: readonly Block[]
  readonly after: readonly Block[]
}

function refusedParts(
  facts: PlaceFacts,
  issue: IssueFacts,
  speaker: Speaker,
  said: { readonly text: Text; readonly stays: Text },
): RefusedParts {
  if (issue.code === 'account_mismatch') return mismatchParts(facts, issue, speaker, said.stays)
  if (issue.code === 'permissions_missing') return missingParts(facts, issue, speaker, said.stays)
  return { lead: sentences(said.text, said.stays), blocks: [], after: [] }
}

function mismatchParts(facts: PlaceFacts, issue: IssueFacts, speaker: Speaker, stays: Text): RefusedParts {
  const { mismatch } = speaker.words
  const { expected, found } = issue.details
  const isNew = facts.connection.attempt?.kind === 'replace'
  const here = isNew ? mismatch.connectedHere : mismatch.belongsHere
  const there = isNew ? mismatch.byNewKey : mismatch.byThisKey
  const two: Companies = {
    kind: 'companies',
    two: [
      ...(expected === undefined ? [] : [companyBlock(facts, expected, 'ok', { icon: 'done', text: here }, speaker)]),
      ...(found === undefined ? [] : [companyBlock(facts, found, 'bad', { icon: 'cross', text: there }, speaker)]),
    ],
  }
  const meant: Block[] =
    found?.name == null || facts.colleagueOf !== null
      ? []
      : [
          {
            kind: 'paragraph',
            look: 'aside',
            text: speaker.say(mismatch.meant, { found: name(found.name) }),
            form: null,
          },
        ]
  return { lead: sentences(speaker.say(mismatch.lead), stays), blocks: two.two.length > 0 ? [two] : [], after: meant }
}

function missingParts(facts: PlaceFacts, issue: IssueFacts, speaker: Speaker, stays: Text): RefusedParts {
  const { missing } = speaker.words
  const scopes = issue.details.missing ?? []
  const account = facts.connection.attempt?.account ?? null
  const known = speaker.knows({
    company: companyName(account, speaker),
    n: [scopes.length.toLocaleString(speaker.lang)],
  })
  return {
    lead: sentences(
      known.say(scopes.length === 0 ? missing.unknown : wordingFor(missing.some, scopes.length, speaker.lang)),
      stays,
    ),
    blocks: [
      ...(scopes.length === 0 ? [] : [neededBlock(facts, scopes, speaker)]),
      { kind: 'paragraph', look: 'plain', text: speaker.say(missing.why), form: null },
    ],
    after: [],
  }
}

function neededBlock(facts: PlaceFacts, scopes: readonly string[], speaker: Speaker): Permissions {
  const required = facts.connection.permissions.filter((permission) => permission.required)
  const known = required.map(({ scope, granted }) => ({ scope, granted: granted && !scopes.includes(scope) }))
  const others = scopes.filter((scope) => !known.some((permission) => permission.scope === scope))
  return {
    kind: 'permissions',
    title: speaker.say(speaker.words.missing.title),
    form: 'needed',
    items: [...known, ...others.map((scope) => ({ scope, granted: false }))].map(({ scope, granted }) => ({
      granted,
      text: permissionText(scope, speaker),
      missing: granted ? null : speaker.words.connected.missing,
    })),
    note: null,
  }
}

function refusedActions(facts: PlaceFacts, issue: IssueFacts, speaker: Speaker): readonly Action[] {
  const { useAnother, tryAgain, backToProduct } = speaker.words
  const isNew = may(facts, 'replace')
  const form = view(facts, isNew ? 'replace' : 'connect_again')
  const mayTry = isNew || may(facts, 'connect')
  const another: readonly Action[] = mayTry ? [{ text: speaker.say(useAnother), look: 'plain', href: form }] : []
  const again: readonly Action[] = mayTry ? [{ text: speaker.say(tryAgain), look: 'plain', href: form }] : []
  const { returnUrl } = facts.host
  const back: readonly Action[] =
    returnUrl === null ? [] : [{ text: speaker.say(backToProduct), look: 'plain', href: returnUrl }]
  const keep: readonly Action[] = isNew && facts.colleagueOf === null ? [keepAction(facts, speaker)] : []
  if (issue.code === 'not_entitled') return oneMain([...again, ...keep])
  if (issue.code === 'account_mismatch') return oneMain([...another, ...keep])
  if (issue.code === 'account_already_connected') return oneMain([...back, ...another, ...keep])
  return oneMain([...supportAction(facts, speaker), ...another, ...keep])
}

function companyBlock(
  facts: PlaceFacts,
  account: { readonly id: string; readonly name: string | null },
  tone: Tone,
  which: Company['which'],
  speaker: Speaker,
): Company {
  return {
    kind: 'company',
    tone,
    which,
    name: account.name === null ? null : name(account.name),
    idLabel: speaker.words.company.id,
    id: account.id,
    environment: which === null ? environmentText(facts, speaker) : null,
  }
}

export function environmentText(facts: PlaceFacts, speaker: Speaker): Text {
  const { company } = speaker.words
  const { environment } = facts.provider
  if (environment === 'production' || environment === 'staging') return speaker.say(company[environment])
  return environment === 'custom' ? speaker.say(company.custom) : [environment]
}

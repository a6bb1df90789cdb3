import type { AskerFacts, AttemptFacts, LinkFacts, PlaceFacts } from '../facts.ts'
import type { Block, Notice } from '../model.ts'
import type { Text } from '../text.ts'
import { checkingScreen, refusedScreen, supersededNotice } from './attempt-screens.ts'
import { languagesScreen } from './ending-screens.ts'
import { colleagueKeyScreen } from './key-screens.ts'
import { companyName, ledgerName } from './names.ts'
import type { Speaker } from './names.ts'
import { REASON_LOOKS } from './reasons.ts'
import { askerText, task } from './screen.ts'
import type { Drawn } from './screen.ts'

/** The page a colleague has by a link: it asks for a key, and then it is finished. */
export function colleagueScreen(facts: PlaceFacts, asker: AskerFacts, speaker: Speaker): Drawn {
  const { attempt } = facts.connection
  const known = speaker.knows({ asker: askerText(asker, facts.host) })
  if (facts.wish === 'language') return languagesScreen(facts, known)
  if (attempt?.status === 'validating') return checkingScreen(facts, attempt, known)
  if (attempt?.status === 'awaiting_confirmation') return waitsScreen(attempt, known)
  const issue = attempt?.issue ?? null
  const isForm = facts.wish !== 'state' || issue === null || REASON_LOOKS[issue.code].shown !== 'page'
  return isForm ? colleagueKeyScreen(facts, known, newsOf(facts, known)) : refusedScreen(facts, issue, known)
}

/** Explicit mode: whoever asked for the key says whether it is the right company. */
function waitsScreen(attempt: AttemptFacts, speaker: Speaker): Drawn {
  const { colleague } = speaker.words
  const title = speaker.say(colleague.wait)
  const company: readonly Block[] =
    attempt.account === null
      ? []
      : [
          {
            kind: 'company',
            tone: 'info',
            which: null,
            name: companyName(attempt.account, speaker),
            idLabel: speaker.words.company.id,
            id: attempt.account.id,
            environment: null,
          },
        ]
  return {
    ...task('colleague_waits', title, [
      { kind: 'head', title, meta: null, lead: speaker.say(colleague.waitLead) },
      ...company,
    ]),
    typed: 'clear',
  }
}

function newsOf(facts: PlaceFacts, speaker: Speaker): readonly Notice[] {
  const { colleague } = speaker.words
  if (facts.note === 'superseded') return [supersededNotice(speaker)]
  if (facts.note !== 'declined') return []
  return [
    {
      kind: 'notice',
      tone: 'quiet',
      icon: 'about',
      title: speaker.say(colleague.declined),
      text: speaker.say(colleague.declinedText),
      stays: null,
      next: null,
      ends: null,
    },
  ]
}

/** What a link for a colleague leads to where it leads to no page of theirs. */
export function linkScreen(facts: LinkFacts, speaker: Speaker): Drawn {
  const known = speaker.knows({
    asker: askerText(facts.asker, facts.host),
    company: companyName(facts.account, speaker),
    ledger: ledgerName(facts) ?? [],
  })
  if (facts.kind === 'asks') return asksScreen(facts, known)
  const { title, lead } = saidOf(facts, known)
  return { ...task(facts.kind, title, [{ kind: 'head', title, meta: null, lead }]), typed: 'clear' }
}

function asksScreen(facts: LinkFacts, speaker: Speaker): Drawn {
  const { colleague } = speaker.words
  const title = speaker.say(colleague.asks)
  const first = ledgerName(facts) === null ? colleague.leadPlain : colleague.lead
  return task('asks', title, [
    { kind: 'head', title, meta: null, lead: speaker.say(facts.needs === 'replace' ? colleague.leadNew : first) },
    { kind: 'actions', actions: [{ text: speaker.say(colleague.go), look: 'main', post: facts.action }] },
    { kind: 'paragraph', look: 'aside', text: speaker.say(colleague.unexpected), form: null },
  ])
}

interface Said {
  readonly title: Text
  readonly lead: Text
}

function saidOf(facts: LinkFacts, speaker: Speaker): Said {
  const { colleague, elsewhere, ended } = speaker.words
  const said = (title: string, lead: string): Said => ({
    title: speaker.say(title),
    lead: speaker.say(lead, { time: speaker.when(facts.opensUntil, 'near') }),
  })
  switch (facts.kind) {
    case 'thanks':
      return said(colleague.thanks, colleague.thanksLead)
    case 'link_withdrawn':
      return said(colleague.withdrawn, colleague.withdrawnText)
    case 'link_used':
      return said(colleague.used, colleague.usedText)
    case 'link_elsewhere':
      return said(elsewhere.title, colleague.elsewhereText)
    case 'page_ended':
      return said(ended.title, colleague.pageEnded)
    case 'link_ended':
    case 'asks':
      return said(colleague.ended, colleague.endedText)
  }
}

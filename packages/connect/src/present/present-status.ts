import type { ConnectionFacts, IssueFacts, PlaceFacts } from '../facts.ts'
import type { ShownForm, ShownIcon, ShownStatus, ShownText, ShownWarning } from '../shown-status.ts'
import { plain } from '../text.ts'
import type { Span, Text, TimeForm } from '../text.ts'
import { languageOf } from '../words/catalogue.ts'
import { speakerAt } from './names.ts'
import type { Speaker } from './names.ts'
import { chipOf } from './plate.ts'
import { reasonText } from './reasons.ts'
import { may } from './screen.ts'

export type StatusFacts = Pick<PlaceFacts, 'locale' | 'host' | 'provider' | 'connection' | 'now'>

/** A connection in the few words that have room in somebody else's page. LOOK sections 2 and 7. */
export function presentStatus(facts: StatusFacts): ShownStatus {
  const speaker = speakerAt(facts, languageOf)
  const { words } = speaker
  const { connection } = facts
  const chip = chipOf(connection, speaker)
  return {
    lang: speaker.language.lang,
    dir: speaker.language.dir,
    now: new Date(facts.now).toISOString(),
    title: plain(speaker.say(words.connect.title)),
    tone: chip.tone,
    icon: isShownIcon(chip.icon) ? chip.icon : 'clock',
    label: shownText(chip.state),
    company: companyOf(connection),
    detail: shownText(detailOf(connection, speaker)),
    action: actionOf(facts, speaker),
    lost: {
      label: words.chip.notKnown,
      detail: plain(speaker.say(words.host.cannotReach)),
    },
    warning: connection.issue === null ? null : warningOf(connection.issue, speaker),
    again: connection.state === 'connected' ? againOf(connection, speaker) : null,
  }
}

const SHOWN_ICONS: ReadonlySet<string> = new Set<ShownIcon>([
  'done',
  'warning',
  'cross',
  'dashes',
  'arc',
  'turning',
  'clock',
  'bar',
])
const isShownIcon = (icon: string): icon is ShownIcon => SHOWN_ICONS.has(icon)

/** A company is named where it is connected, was, or is asked about; a try names none. */
const companyOf = ({ account }: ConnectionFacts): string | null =>
  account === null ? null : (account.name ?? account.id)

function detailOf(connection: ConnectionFacts, speaker: Speaker): Text {
  const { words } = speaker
  const { state, attempt, issue, standingSince } = connection
  const when = (at: number): { readonly time: Text } => ({ time: speaker.when(at, 'since') })
  switch (state) {
    case 'not_connected':
      return speaker.say(words.host.noCompany)
    case 'validating':
      if (attempt?.status === 'awaiting_confirmation') return speaker.say(words.confirm.title)
      return speaker.say(attempt?.kind === 'replace' ? words.checking.titleNew : words.checking.title)
    case 'connected':
      return healthText(connection, speaker)
    case 'action_required':
      return speaker.say(words.host.interrupted, when(issue?.since ?? standingSince))
    case 'failed':
      return attempt?.issue == null ? [] : reasonText(attempt.issue, speaker).title
    case 'disconnected':
      return speaker.say(words.host.since, when(standingSince))
  }
}

function healthText({ health }: ConnectionFacts, speaker: Speaker): Text {
  const { host, away, suspected, connected } = speaker.words
  if (health.reason === 'suspected') return speaker.say(suspected.title)
  if (health.reason === 'provider_unreachable') return speaker.say(host.away)
  if (health.reason === 'provider_busy') return speaker.say(away.busy)
  if (health.reason === 'provider_refusing_all') return speaker.say(away.storm)
  if (health.reason === 'environment_not_configured') return speaker.say(away.unused)
  if (health.confirmedAt === null) return speaker.say(connected.notYet)
  return speaker.say(host.checked, { time: speaker.when(health.confirmedAt, 'passed') })
}

/** The word on the way to the page where the next step is; what a session may not do, it does not promise. */
function actionOf(facts: StatusFacts, speaker: Speaker): string {
  const { words } = speaker
  const { state, standing } = facts.connection
  if (state === 'validating') return words.host.open
  if (state === 'action_required' && may(facts, 'replace')) return words.action.replace
  if (state === 'failed' && may(facts, 'connect')) return words.tryAgain
  if (standing === 'disconnected' && may(facts, 'connect')) return words.host.again
  if (standing === 'not_connected' && may(facts, 'connect')) return words.connect.submit
  return words.host.manage
}

function warningOf(issue: IssueFacts, speaker: Speaker): ShownWarning {
  const { host } = speaker.words
  const { title, text } = reasonText(issue, speaker)
  const isStopped = issue.code === 'key_revoked'
  const stopped = isStopped ? speaker.say(host.stopped, { time: speaker.when(issue.since, 'since') }) : text
  return { title: shownText(title), text: shownText(stopped), less: host.less, more: host.more }
}

function againOf({ standingSince }: ConnectionFacts, speaker: Speaker): ShownStatus['again'] {
  const { recovered, recoveredText } = speaker.words.connected
  const text = speaker.say(recoveredText, { time: speaker.when(standingSince, 'at') })
  return { title: shownText([recovered]), text: shownText(text) }
}

const SHOWN_FORMS = {
  clock: 'at',
  at: 'at',
  near: 'at',
  day: 'since',
  moment: 'since',
  event: 'since',
  since: 'since',
  ago: 'passed',
  passed: 'passed',
} as const satisfies Record<TimeForm, ShownForm>

const shownText = (text: Text): ShownText => text.flatMap(shownSpan)

function shownSpan(span: Span): ShownText {
  if (typeof span === 'string') return [span]
  if ('name' in span) return [{ name: span.name }]
  if ('time' in span) return [{ time: new Date(span.time).toISOString(), form: SHOWN_FORMS[span.form] }]
  if ('strong' in span) return shownText(span.strong)
  return [plain([span])]
}

import type { HappeningFacts, IncidentFacts } from '../facts.ts'
import type { Aside, Tone } from '../model.ts'
import { capitalised } from '../text.ts'
import type { Text } from '../text.ts'
import { name } from './names.ts'
import type { Speaker } from './names.ts'

const TONES: Record<HappeningFacts['what'], Tone> = {
  connected: 'ok',
  replaced: 'ok',
  recovered: 'ok',
  action_required: 'warn',
  disconnected: 'quiet',
  attempt_failed: 'quiet',
  cancelled: 'quiet',
  declined: 'quiet',
  unverified: 'quiet',
  verified: 'ok',
  checked_by_person: 'ok',
  link_made: 'quiet',
  link_opened: 'quiet',
  link_withdrawn: 'quiet',
  link_used: 'ok',
}

/** These begin with why. */
const LED_BY_REASON: ReadonlySet<HappeningFacts['what']> = new Set(['action_required', 'unverified'])

/** One line of "What happened". */
export function happeningItem(happening: HappeningFacts | IncidentFacts, speaker: Speaker): Aside['items'][number] {
  const when = speaker.when(happening.at, 'event')
  if ('until' in happening) return { tone: 'quiet', text: incidentText(happening, speaker), when }
  const { what, reason } = happening
  const tone = what === 'checked_by_person' && reason !== null ? 'quiet' : TONES[what]
  return { tone, text: happeningText(happening, speaker), when }
}

function happeningText({ what, reason, accountName }: HappeningFacts, speaker: Speaker): Text {
  const { events, reasons } = speaker.words
  const company = accountName === null ? speaker.say('{company}') : name(accountName)
  const why = reason === null ? [] : speaker.say(reasons[reason].why)
  if (what === 'checked_by_person') {
    return reason === null ? speaker.say(events.allWell) : speaker.say(events.checked, { why })
  }
  return speaker.say(events[what], { company, why: LED_BY_REASON.has(what) ? capitalised(why) : why })
}

const LASTING = {
  provider_unreachable: 'title',
  provider_busy: 'busy',
  provider_refusing_all: 'storm',
} as const satisfies Record<IncidentFacts['what'], string>

const OVER = {
  provider_unreachable: 'awayUntil',
  provider_busy: 'busyUntil',
  provider_refusing_all: 'stormUntil',
} as const satisfies Record<IncidentFacts['what'], string>

function incidentText({ what, until }: IncidentFacts, speaker: Speaker): Text {
  const { away, events } = speaker.words
  return until === null
    ? speaker.say(away[LASTING[what]])
    : speaker.say(events[OVER[what]], { time: speaker.when(until, 'at') })
}

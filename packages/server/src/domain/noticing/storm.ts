import type { Panel } from './panel.ts'
import { hasChanged, readPanel } from './panel.ts'
import type { StormRules } from './rules.ts'
import { totalSince } from './tally.ts'
import type { Tally } from './tally.ts'

/**
 * `calm`: the usual rule. `storm`: so many turn suspect at once that it is rather the provider; nobody is condemned, only
 * the panel is asked. `genuine`: the panel said that the refused keys are refused for good; suspects are condemned by the
 * strict rule, and the panel goes on watching.
 */
const PHASES = ['calm', 'storm', 'genuine'] as const
export type Phase = (typeof PHASES)[number]

export interface Weather {
  readonly phase: Phase
  readonly since: number
  /** Refusals from before this are forgotten: `Outlook`. */
  readonly evidenceSince: number
  /** What was counted before this says nothing about now. */
  readonly countedSince: number
  /** Until then a verdict takes the strict rule: refusals were taken back, so there are false ones. */
  readonly unsteadyUntil: number
  /** When the threshold of a storm was last passed. */
  readonly trippedAt: number
  /** Null while calm, and until it is picked. */
  readonly panel: Panel | null
  /** Since when nobody is found for it. */
  readonly vacantSince: number | null
  /** Since when (nearly) all of the panel are refused, without a change. */
  readonly refusingSince: number | null
  /** What was condemned since then is asked about first once it turns out that the provider was wrong. */
  readonly doubtSince: number
}

export const CALM: Weather = {
  phase: 'calm',
  since: 0,
  evidenceSince: 0,
  countedSince: 0,
  unsteadyUntil: 0,
  trippedAt: 0,
  panel: null,
  vacantSince: null,
  refusingSince: null,
  doubtSince: 0,
}

/** Do so many turn suspect at once that it is rather the provider? */
export function isTripped(rules: StormRules, tally: Tally, { countedSince }: Weather, now: number): boolean {
  const { asked, turned } = totalSince(tally, Math.max(now - rules.windowMs, countedSince))
  return turned >= suspectsOfStorm(rules, asked)
}

/**
 * Chance makes a larger share of few than of many, so the share falls as the number asked grows: on the line between the
 * two thresholds, both numbers as logarithms.
 */
function suspectsOfStorm({ few, many }: StormRules, asked: number): number {
  if (asked <= few.asked) return few.suspects
  if (asked >= many.asked) return (many.suspects / many.asked) * asked
  const slope = Math.log(many.suspects / few.suspects) / Math.log(many.asked / few.asked)
  return few.suspects * (asked / few.asked) ** slope
}

/** A key that is really refused is not accepted a minute later: so refusals at the moment are not to be trusted. */
export function takenBack(
  { windowMs, takenBackShare, unsteadyMs }: StormRules,
  tally: Tally,
  weather: Weather,
  now: number,
): Weather {
  const { asked, cleared } = totalSince(tally, Math.max(now - windowMs, weather.countedSince))
  return cleared >= takenBackShare * asked ? { ...weather, unsteadyUntil: now + unsteadyMs } : weather
}

/** What time and the counts make of the weather. */
export function weatherAt(rules: StormRules, weather: Weather, tripped: 'tripped' | 'quiet', now: number): Weather {
  if (weather.phase === 'calm') return tripped === 'tripped' ? storm(rules, weather, null, now) : weather
  if (weather.phase === 'storm') return duringStorm(rules, weather, now)
  const { panel } = weather
  if (panel !== null && hasChanged(rules, panel, now)) return storm(rules, weather, { ...panel, since: now }, now)
  if (tripped === 'tripped') return weather.trippedAt === now ? weather : { ...weather, trippedAt: now }
  return now - weather.trippedAt >= rules.quietMs
    ? { ...calm(weather, now), evidenceSince: weather.evidenceSince }
    : weather
}

function storm({ windowMs }: StormRules, weather: Weather, panel: Panel | null, now: number): Weather {
  const doubtSince = weather.phase === 'calm' ? now - windowMs : weather.doubtSince
  return { ...weather, phase: 'storm', since: now, trippedAt: now, panel, refusingSince: null, doubtSince }
}

function duringStorm(rules: StormRules, weather: Weather, now: number): Weather {
  if (weather.panel === null) return isDeserted(rules, weather, now) ? calm(weather, now) : weather
  const reading = readPanel(rules, weather.panel, now)
  if (reading === 'answering') return calm(weather, now)
  if (reading === 'steady') return genuine(weather, now)
  if (reading === 'unclear') return weather.refusingSince === null ? weather : { ...weather, refusingSince: null }
  const refusingSince = weather.refusingSince ?? now
  if (now - refusingSince >= rules.holdMs) return genuine(weather, now)
  return weather.refusingSince === null ? { ...weather, refusingSince } : weather
}

/** Nobody is connected, so nobody is wronged: who pastes a key is to hear what the provider says to it. */
const isDeserted = ({ windowMs }: StormRules, { vacantSince }: Weather, now: number): boolean =>
  vacantSince !== null && now - vacantSince >= windowMs

/** It was a false alarm: what was counted and what was held against keys is void. */
export const calm = (weather: Weather, now: number): Weather => ({
  ...CALM,
  since: now,
  evidenceSince: now,
  countedSince: now,
  doubtSince: weather.doubtSince,
})

/** The panel says so, or nobody said otherwise for long enough, or an operator knows it. */
export const genuine = (weather: Weather, now: number): Weather => ({
  ...weather,
  phase: 'genuine',
  since: now,
  trippedAt: now,
  refusingSince: null,
})

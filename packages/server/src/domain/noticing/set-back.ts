import { bounded } from './budget.ts'
import type { Budget, Pace } from './budget.ts'
import type { Circuit } from './circuit.ts'
import type { Panel } from './panel.ts'
import { isAhead } from './clocks.ts'
import type { Rules, StormRules } from './rules.ts'
import type { Weather } from './storm.ts'
import type { Tally } from './tally.ts'

interface Watched {
  readonly weather: Weather
  readonly circuit: Circuit
  readonly tally: Tally
  readonly budget: Budget
}

interface Setting {
  readonly now: number
  readonly rules: Rules
  readonly pace: Pace
}

/**
 * A clock that was set back leaves times that nobody meant. What waits for one of them waits no longer, and what is counted
 * from one counts from now. The same watch where there is none.
 */
export function setRight<Watch extends Watched>(watch: Watch, { now, rules, pace }: Setting): Watch {
  const budget = bounded(pace, watch.budget, now)
  if (!wasSetBack(watch, rules.storm, now)) return budget === watch.budget ? watch : { ...watch, budget }
  return {
    ...watch,
    budget,
    circuit: circuitNow(watch.circuit, now),
    tally: tallyNow(watch.tally, now),
    weather: { ...weatherNow(rules.storm, watch.weather, now), panel: panelNow(rules.storm, watch.weather.panel, now) },
  }
}

function wasSetBack({ weather, circuit, tally }: Watched, { panelEveryMs }: StormRules, now: number): boolean {
  const { panel } = weather
  const times = [
    circuit.openSince ?? 0,
    circuit.lastTrialAt,
    circuit.closedAt,
    tally.at(-1)?.at ?? 0,
    weather.since,
    weather.evidenceSince,
    weather.countedSince,
    weather.trippedAt,
    panel?.since ?? 0,
  ]
  const dues = panel?.members.map(({ dueAt }) => dueAt - panelEveryMs) ?? []
  return [...times, ...dues].some((at) => isAhead(at, now))
}

const circuitNow = (circuit: Circuit, now: number): Circuit => ({
  ...circuit,
  openSince: circuit.openSince === null ? null : Math.min(circuit.openSince, now),
  nextTrialAt: Math.min(circuit.nextTrialAt, now),
  lastTrialAt: Math.min(circuit.lastTrialAt, now),
  closedAt: Math.min(circuit.closedAt, now),
})

const tallyNow = (tally: Tally, now: number): Tally => tally.filter(({ at }) => at <= now)

const weatherNow = ({ unsteadyMs }: StormRules, weather: Weather, now: number): Weather => ({
  ...weather,
  since: Math.min(weather.since, now),
  evidenceSince: Math.min(weather.evidenceSince, now),
  countedSince: Math.min(weather.countedSince, now),
  trippedAt: Math.min(weather.trippedAt, now),
  doubtSince: Math.min(weather.doubtSince, now),
  unsteadyUntil: Math.min(weather.unsteadyUntil, now + unsteadyMs),
  vacantSince: weather.vacantSince === null ? null : Math.min(weather.vacantSince, now),
  refusingSince: weather.refusingSince === null ? null : Math.min(weather.refusingSince, now),
})

function panelNow({ panelEveryMs }: StormRules, panel: Panel | null, now: number): Panel | null {
  if (panel === null) return null
  const members = panel.members.map((member) => ({
    ...member,
    dueAt: member.dueAt > now + panelEveryMs ? now : member.dueAt,
    answers: member.answers.map(([at, weighs]) => [Math.min(at, now), weighs] as const),
  }))
  return { since: Math.min(panel.since, now), members }
}

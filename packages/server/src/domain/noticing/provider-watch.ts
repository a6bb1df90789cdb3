import type { IncidentKind } from '../events.ts'
import type { ConnectionId } from '../ids.ts'
import type { InconclusiveReason } from './answer.ts'
import { FRESH_BUDGET, usedByPeople } from './budget.ts'
import type { Budget, Pace } from './budget.ts'
import { answeredAgain, CLOSED_CIRCUIT, goodElsewhere, silenced, tried } from './circuit.ts'
import type { Circuit } from './circuit.ts'
import type { Evidence } from './evidence.ts'
import { called, heard, left, seated, thinned } from './panel.ts'
import type { Candidate, PanelMember } from './panel.ts'
import type { Rules } from './rules.ts'
import { LANES } from './schedule.ts'
import type { Lane } from './schedule.ts'
import { setRight } from './set-back.ts'
import type { Role } from './settle.ts'
import { CALM, calm, genuine, isTripped, takenBack, weatherAt } from './storm.ts'
import type { Weather } from './storm.ts'
import type { Outlook } from './suspicion.ts'
import { counted } from './tally.ts'
import type { Tally } from './tally.ts'

/** All that is known of one environment of a provider; the servers share it. */
export interface ProviderWatch {
  readonly weather: Weather
  readonly circuit: Circuit
  readonly tally: Tally
  readonly budget: Budget
  /** What is going on. `refusing`: a storm. `silent`: no answers to our checks. */
  readonly incidents: Readonly<Record<'refusing' | 'silent', Incident | null>>
}

/** How it shows on each connection that nobody has heard of since it began. */
export interface Incident {
  readonly kind: IncidentKind
  readonly since: number
}

export const FRESH_WATCH: ProviderWatch = {
  weather: CALM,
  circuit: CLOSED_CIRCUIT,
  tally: [],
  budget: FRESH_BUDGET,
  incidents: { refusing: null, silent: null },
}

export interface Setting {
  readonly now: number
  readonly rules: Rules
  readonly pace: Pace
  /** Evenly distributed from 0 to 1. */
  readonly roll: number
}

export type Observation =
  /** One of our questions was answered. */
  | {
      readonly kind: 'checked'
      readonly id: ConnectionId
      readonly evidence: Evidence
      readonly role: Role
    }
  /** People's calls, and whether the provider gave them an answer. */
  | { readonly kind: 'people_called'; readonly calls: number }
  | { readonly kind: 'answered_elsewhere' }
  | { readonly kind: 'trial_taken' }
  /** Without candidates: there is nobody to ask. */
  | { readonly kind: 'panel_seated'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'panel_called'; readonly ids: ReadonlySet<ConnectionId> }
  | { readonly kind: 'panel_left'; readonly id: ConnectionId }
  | { readonly kind: 'decided'; readonly as: Decision }
  | { readonly kind: 'time_passed' }

/** What an operator knows of a storm. `refused`: the refused keys are really refused. `false_alarm`: the provider erred. */
export const DECISIONS = ['refused', 'false_alarm'] as const
export type Decision = (typeof DECISIONS)[number]

export type Happening =
  | { readonly kind: 'incident_began' | 'incident_over'; readonly incident: Incident }
  /** The provider was wrong: what was condemned since then is asked about first. */
  | { readonly kind: 'doubt_condemned'; readonly since: number }

export interface Observed {
  readonly watch: ProviderWatch
  readonly happenings: readonly Happening[]
}

/** The whole rule for one environment of a provider. What changes nothing gives back the same watch. */
export function observe(before: ProviderWatch, observation: Observation, setting: Setting): Observed {
  const noted = note(before, observation, setting)
  const { now, rules } = setting
  const tripped = isTripped(rules.storm, noted.tally, noted.weather, now) ? 'tripped' : 'quiet'
  const weather = watching(noted.weather, weatherAt(rules.storm, noted.weather, tripped, now), setting)
  return withIncidents(before, weather === noted.weather ? noted : { ...noted, weather }, setting)
}

function note(watch: ProviderWatch, observation: Observation, setting: Setting): ProviderWatch {
  const { now, rules, pace, roll } = setting
  const { weather, circuit, budget } = watch
  switch (observation.kind) {
    case 'checked':
      return noteCheck(watch, observation, setting)
    case 'people_called':
      return { ...watch, budget: usedByPeople(pace, budget, observation.calls, now) }
    case 'answered_elsewhere':
      return circuit.openSince === null ? watch : { ...watch, circuit: goodElsewhere(rules.circuit, circuit, now) }
    case 'trial_taken':
      return { ...watch, circuit: tried(rules.circuit, circuit, now, roll) }
    case 'panel_seated':
      return withPanel(watch, observation.candidates, setting)
    case 'panel_called':
      if (weather.panel === null) return watch
      return { ...watch, weather: { ...weather, panel: called(rules.storm, weather.panel, observation.ids, now) } }
    case 'panel_left':
      return { ...watch, weather: withoutMember(weather, observation.id) }
    case 'decided':
      return decided(watch, observation.as, now)
    case 'time_passed':
      return setRight(watch, setting)
  }
}

function decided(watch: ProviderWatch, as: Decision, now: number): ProviderWatch {
  const { phase } = watch.weather
  if (as === 'refused' && phase === 'storm') return { ...watch, weather: genuine(watch.weather, now) }
  return as === 'false_alarm' && phase !== 'calm' ? { ...watch, weather: calm(watch.weather, now) } : watch
}

function withPanel(watch: ProviderWatch, candidates: readonly Candidate[], { now, rules }: Setting): ProviderWatch {
  const { weather } = watch
  if (weather.phase === 'calm' || weather.panel !== null) return watch
  if (candidates.length > 0) {
    return { ...watch, weather: { ...weather, panel: seated(rules.storm, candidates, now), vacantSince: null } }
  }
  const vacantSince = weather.vacantSince ?? now
  return vacantSince === weather.vacantSince ? watch : { ...watch, weather: { ...weather, vacantSince } }
}

/** An empty panel is picked anew. */
function withoutMember(weather: Weather, id: ConnectionId): Weather {
  if (weather.panel === null) return weather
  const panel = left(weather.panel, id)
  return { ...weather, panel: panel.members.length === 0 ? null : panel }
}

function noteCheck(
  watch: ProviderWatch,
  { id, evidence, role }: Extract<Observation, { kind: 'checked' }>,
  { now, rules, roll }: Setting,
): ProviderWatch {
  const isAnswer = evidence.weighs !== 'nothing'
  const counts = {
    asked: isAnswer && (role === 'asked' || role === 'turned') ? 1 : 0,
    turned: isAnswer && role === 'turned' ? 1 : 0,
    cleared: isAnswer && role === 'cleared' ? 1 : 0,
    calls: 1,
    unanswered: isAnswer ? 0 : 1,
  }
  const tally = counted(watch.tally, counts, Math.max(rules.storm.windowMs, rules.circuit.windowMs), now)
  const circuit = isAnswer
    ? answeredAgain(watch.circuit, now)
    : silenced(rules.circuit, watch.circuit, tally, evidence, { now, roll })
  const weather = role === 'cleared' ? takenBack(rules.storm, tally, watch.weather, now) : watch.weather
  const panel = weather.panel?.members.some((member) => member.id === id)
    ? heard(rules.storm, weather.panel, id, evidence.weighs, now)
    : weather.panel
  return { ...watch, tally, circuit, weather: panel === weather.panel ? weather : { ...weather, panel } }
}

function watching(before: Weather, after: Weather, { rules, pace }: Setting): Weather {
  if (after.phase !== 'genuine' || before.phase === 'genuine' || after.panel === null) return after
  return { ...after, panel: thinned(rules.storm, after.panel, pace.slotMs) }
}

function withIncidents(before: ProviderWatch, watch: ProviderWatch, { now, rules }: Setting): Observed {
  const { weather, circuit } = watch
  const settled = circuit.openSince === null && now - circuit.closedAt >= rules.circuit.settledMs
  const refusing = weather.phase === 'storm' ? 'on' : 'off'
  const closed = settled ? 'off' : 'as_it_was'
  const silent = circuit.openSince === null ? closed : 'on'
  const incidents = {
    refusing: lasting(before.incidents.refusing, refusing, 'provider_refusing_all', now),
    silent: lasting(before.incidents.silent, silent, SILENT_AS[circuit.reason], now),
  }
  const happenings: Happening[] = [
    ...turned(before.incidents.refusing, incidents.refusing),
    ...turned(before.incidents.silent, incidents.silent),
  ]
  const wasFalse = before.weather.phase !== 'calm' && weather.phase === 'calm' && weather.evidenceSince === now
  if (wasFalse) happenings.push({ kind: 'doubt_condemned', since: weather.doubtSince })
  return { watch: happenings.length === 0 ? watch : { ...watch, incidents }, happenings }
}

const SILENT_AS = {
  provider_unreachable: 'provider_unreachable',
  provider_busy: 'provider_busy',
  provider_unexpected: 'provider_unreachable',
} as const satisfies Record<InconclusiveReason, IncidentKind>

function lasting(before: Incident | null, now: 'on' | 'off' | 'as_it_was', kind: IncidentKind, since: number) {
  if (now === 'as_it_was') return before
  return now === 'off' ? null : (before ?? { kind, since })
}

function turned(before: Incident | null, after: Incident | null): readonly Happening[] {
  if (before === null && after !== null) return [{ kind: 'incident_began', incident: after }]
  return before !== null && after === null ? [{ kind: 'incident_over', incident: before }] : []
}

/** By which rule may a refusal become a verdict now? */
export function outlookOf({ weather, circuit }: ProviderWatch, now: number): Outlook {
  const { evidenceSince } = weather
  if (weather.phase === 'storm' || circuit.openSince !== null) return { leniency: 'held', evidenceSince }
  const strict = weather.phase === 'genuine' || now < weather.unsteadyUntil
  return { leniency: strict ? 'strict' : 'usual', evidenceSince }
}

/** What may be asked now. */
export interface Admission {
  readonly lanes: readonly Lane[]
  /** The panel's members whose turn it is; before any lane. */
  readonly panel: readonly PanelMember[]
  /** `trial`: one call, to see whether the provider answers again. */
  readonly calls: 'budget' | 'trial' | 'none'
}

export function admit({ weather, circuit }: ProviderWatch, now: number): Admission {
  const panel = weather.panel?.members.filter(({ dueAt }) => dueAt <= now) ?? []
  const lanes = weather.phase === 'storm' ? [] : LANES
  if (circuit.openSince === null) return { lanes, panel, calls: 'budget' }
  return { lanes, panel, calls: now >= circuit.nextTrialAt ? 'trial' : 'none' }
}

export const needsPanel = ({ weather }: ProviderWatch): boolean => weather.phase !== 'calm' && weather.panel === null

/** What is shown where nothing better is known. */
export const incidentOf = ({ incidents }: ProviderWatch): Incident | null => incidents.refusing ?? incidents.silent

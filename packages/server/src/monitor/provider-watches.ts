import type { AuditEvent } from '../domain/audit.ts'
import type { ProviderEvent } from '../domain/events.ts'
import { reserved, startable } from '../domain/noticing/budget.ts'
import type { Pace } from '../domain/noticing/budget.ts'
import { hasPassed } from '../domain/noticing/clocks.ts'
import { FRESH_WATCH, incidentOf, observe, outlookOf } from '../domain/noticing/provider-watch.ts'
import type {
  Decision,
  Happening,
  Incident,
  Observation,
  ProviderWatch,
  Setting,
} from '../domain/noticing/provider-watch.ts'
import type { Rules } from '../domain/noticing/rules.ts'
import type { Phase } from '../domain/noticing/storm.ts'
import { intervalFor } from '../domain/noticing/schedule.ts'
import type { Outlook } from '../domain/noticing/suspicion.ts'
import type { CheckStore, Place, WatchWrite } from '../engine/ports/check-store.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { Log } from '../engine/ports/log.ts'
import type { Noticing, Pacing } from '../engine/ports/noticing.ts'
import type { Random } from '../engine/ports/random.ts'
import { UnexpectedAnswers } from './unexpected-answers.ts'

export interface WatchPorts {
  readonly checks: CheckStore
  readonly clock: Clock
  readonly random: Pick<Random, 'id' | 'roll'>
  readonly log: Log
  readonly rules: Rules
  /** Of each provider, in its configured environment. */
  readonly paces: readonly (Place & { readonly pace: Pace })[]
  /** Called when an incident began or was over: every connection shows it. */
  readonly incidentTurned: () => void
}

/** What was seen here and is not written yet. */
interface Unwritten {
  readonly observation: Observation
  readonly setting: Setting
}

interface Held {
  readonly place: Place
  readonly pace: Pace
  /** As it was last read or written. */
  shared: ProviderWatch
  revision: number
  /** With what was seen here. */
  watch: ProviderWatch
  unwritten: Unwritten[]
  happenings: Happening[]
  /** Of what operators did here. */
  audit: AuditEvent[]
  connections: number
  countedAt: number
  writing: Promise<void>
}

const COUNT_EVERY_MS = 60_000
/** Counting very many takes longer, and a few more or less matter less. */
const COUNT_MANY_EVERY_MS = 10 * 60_000
const MANY = 100_000
const TRIES_AGAINST_OTHERS = 8

/** The state of each provider as this server sees it, and its turns with the others. */
export class ProviderWatches implements Noticing {
  readonly #ports: WatchPorts
  readonly #held: readonly Held[]
  readonly #unexpected: UnexpectedAnswers

  private constructor(ports: WatchPorts) {
    this.#ports = ports
    this.#unexpected = new UnexpectedAnswers(ports)
    this.#held = ports.paces.map(({ provider, environment, pace }) => ({
      place: { provider, environment },
      pace,
      shared: FRESH_WATCH,
      revision: 0,
      watch: FRESH_WATCH,
      unwritten: [],
      happenings: [],
      audit: [],
      connections: 0,
      countedAt: Number.NEGATIVE_INFINITY,
      writing: Promise.resolve(),
    }))
  }

  static async open(ports: WatchPorts): Promise<ProviderWatches> {
    const watches = new ProviderWatches(ports)
    await watches.shareAll()
    return watches
  }

  get rules(): Rules {
    return this.#ports.rules
  }

  /** Every environment that is configured. */
  get places(): readonly Place[] {
    return this.#held.map(({ place }) => place)
  }

  watch(place: Place): ProviderWatch {
    return this.#find(place)?.watch ?? FRESH_WATCH
  }

  connections(place: Place): number {
    return this.#find(place)?.connections ?? 0
  }

  intervalMs(place: Place): number {
    const held = this.#find(place)
    return held === undefined ? this.rules.intervalMs : intervalFor(this.rules, held.connections, held.pace.slotMs)
  }

  pacing(place: Place): Pacing {
    const intervalMs = this.intervalMs(place)
    const heldBy = intervalMs > this.rules.intervalMs ? 'budget' : 'settings'
    return { intervalMs, heldBy, keys: this.#find(place)?.connections ?? 0 }
  }

  outlook(place: Place): Outlook {
    return outlookOf(this.watch(place), this.#ports.clock.now())
  }

  incident(place: Place): Incident | null {
    return incidentOf(this.watch(place))
  }

  phase(place: Place): Phase {
    return this.watch(place).weather.phase
  }

  async decide(place: Place, as: Decision, audit: AuditEvent): Promise<boolean> {
    const held = this.#find(place)
    if (held === undefined) return false
    await this.#share(held)
    this.observe(place, { kind: 'time_passed' })
    const before = this.phase(place)
    this.observe(place, { kind: 'decided', as })
    if (this.phase(place) === before) return false
    held.audit.push(audit)
    await this.#share(held)
    return true
  }

  observe(place: Place, observation: Observation): void {
    const held = this.#find(place)
    if (held === undefined) return
    if (observation.kind === 'checked') this.#unexpected.note(place, observation.evidence)
    const setting = this.#settingOf(held)
    const before = held.watch
    const { watch, happenings } = observe(before, observation, setting)
    if (watch === before) return
    held.unwritten.push({ observation, setting })
    this.#moveTo(held, watch, happenings)
  }

  /** How many checks may start within that time. */
  startable(place: Place, withinMs: number): number {
    const held = this.#find(place)
    return held === undefined ? 0 : startable(held.pace, held.watch.budget, withinMs, this.#ports.clock.now())
  }

  /** Takes the next starts of checks out of what all servers share. They are written before they are used. */
  async reserve(place: Place, count: number): Promise<readonly number[]> {
    const held = this.#find(place)
    if (held === undefined || count === 0) return []
    let slots: readonly number[] = []
    await this.#share(held, (watch, now) => {
      const given = reserved(held.pace, watch.budget, count, now)
      slots = given.slots
      return { ...watch, budget: given.budget }
    })
    return slots
  }

  async share(place: Place): Promise<void> {
    const held = this.#find(place)
    if (held !== undefined) await this.#share(held)
  }

  async shareAll(): Promise<void> {
    for (const held of this.#held) {
      await this.#count(held)
      await this.#share(held)
    }
  }

  #find({ provider, environment }: Place): Held | undefined {
    return this.#held.find(({ place }) => place.provider === provider && place.environment === environment)
  }

  #settingOf({ pace }: Held): Setting {
    const { clock, random, rules } = this.#ports
    return { now: clock.now(), rules, pace, roll: random.roll() }
  }

  #moveTo(held: Held, watch: ProviderWatch, happenings: readonly Happening[]): void {
    const before = incidentOf(held.watch)
    held.watch = watch
    held.happenings.push(...happenings)
    const after = incidentOf(watch)
    if (after?.since !== before?.since || after?.kind !== before?.kind) this.#ports.incidentTurned()
  }

  async #count(held: Held): Promise<void> {
    const { clock, checks } = this.#ports
    const every = held.connections > MANY ? COUNT_MANY_EVERY_MS : COUNT_EVERY_MS
    if (!hasPassed(held.countedAt, every, clock.now())) return
    held.countedAt = clock.now()
    held.connections = await checks.countChecked(held.place)
  }

  /** One turn after the other: what is seen during one is written by the next. */
  #share(held: Held, change: (watch: ProviderWatch, now: number) => ProviderWatch = (watch) => watch): Promise<void> {
    const turn = held.writing.then(() => this.#turn(held, change))
    held.writing = turn.catch(() => undefined)
    return turn
  }

  async #turn(held: Held, change: (watch: ProviderWatch, now: number) => ProviderWatch): Promise<void> {
    const { checks, clock } = this.#ports
    for (let left = TRIES_AGAINST_OTHERS; left > 0; left -= 1) {
      await this.#read(held)
      const now = clock.now()
      held.watch = change(held.watch, now)
      if (held.watch === held.shared) return
      const write = { ...this.#writeOf(held), watch: held.watch, revision: held.revision }
      const written = held.unwritten.length
      const told = held.happenings.length
      if ((await checks.writeWatch(held.place, write, now)) === 'stale') continue
      held.shared = write.watch
      held.revision += 1
      held.unwritten.splice(0, written)
      held.happenings.splice(0, told)
      held.audit.splice(0, write.audit.length)
      this.#announce(held.place, write.events)
      return
    }
    throw new Error('The state of a provider was changed by others at each of several tries.')
  }

  /** Takes over what other servers wrote, and puts what was seen here on top of it. */
  async #read(held: Held): Promise<void> {
    const stored = await this.#ports.checks.readWatch(held.place)
    if (stored === undefined || stored.revision === held.revision) return
    held.shared = stored.watch
    held.revision = stored.revision
    held.happenings = []
    let watch = stored.watch
    const happenings: Happening[] = []
    for (const { observation, setting } of held.unwritten) {
      const observed = observe(watch, observation, setting)
      watch = observed.watch
      happenings.push(...observed.happenings)
    }
    this.#moveTo(held, watch, happenings)
  }

  #writeOf({ place, happenings, audit }: Held): Pick<WatchWrite, 'events' | 'audit' | 'doubtSince'> {
    const doubts = happenings.flatMap((happening) => (happening.kind === 'doubt_condemned' ? [happening.since] : []))
    return {
      events: happenings.flatMap((happening) =>
        happening.kind === 'doubt_condemned' ? [] : [this.#eventOf(place, happening.kind, happening.incident)],
      ),
      audit: [...audit],
      doubtSince: doubts.length === 0 ? null : Math.min(...doubts),
    }
  }

  #eventOf(place: Place, what: 'incident_began' | 'incident_over', { kind, since }: Incident): ProviderEvent {
    const { random, clock } = this.#ports
    return {
      id: random.id('event'),
      type: what === 'incident_began' ? 'provider.incident_suspected' : 'provider.incident_over',
      createdAt: clock.now(),
      tenantId: null,
      connectionId: null,
      reference: null,
      ...place,
      data: { incidentId: incidentId(place, kind, since), kind, since },
    }
  }

  #announce({ provider, environment }: Place, events: readonly ProviderEvent[]): void {
    const { log } = this.#ports
    for (const { type, data } of events) {
      const fields = { provider, environment, incidentId: data.incidentId, kind: data.kind }
      if (type === 'provider.incident_over') log.info(fields, 'the incident at the provider is over')
      else log.warn(fields, 'the provider seems to have an incident')
    }
  }
}

/** The same for both of its events, whichever server writes them. */
const incidentId = ({ provider, environment }: Place, kind: Incident['kind'], since: number): string =>
  `inc_${provider}_${environment}_${kind === 'provider_refusing_all' ? 'refusing' : 'silent'}_${since.toString(36)}`

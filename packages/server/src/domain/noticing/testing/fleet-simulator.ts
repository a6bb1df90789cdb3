import { randomNumbers } from '@keyturn/scripts/random-numbers'
import { parseId, parseTenantId } from '../../ids.ts'
import type { ConnectionId } from '../../ids.ts'
import type { StandingReason } from '../../reasons.ts'
import type { CheckAnswer } from '../answer.ts'
import { paceOf, reserved, startable } from '../budget.ts'
import type { Pace } from '../budget.ts'
import { evidenceIn } from '../evidence.ts'
import type { Known } from '../evidence.ts'
import { admit, FRESH_WATCH, needsPanel, observe, outlookOf } from '../provider-watch.ts'
import type { Happening, Observation, ProviderWatch } from '../provider-watch.ts'
import { CONFIRM_AFTER_MS, rulesFor } from '../rules.ts'
import type { Rules } from '../rules.ts'
import { intervalFor, LANES } from '../schedule.ts'
import type { Lane, NextCheck } from '../schedule.ts'
import { roleOf, settle } from '../settle.ts'
import type { Settlement, Subject } from '../settle.ts'
import { Queue } from './queue.ts'

/** How the provider answers a key at a moment, and after how long. */
interface SimulatedProvider {
  answer(connection: number, now: number, random: () => number): CheckAnswer
  latencyMs(now: number, random: () => number): number
}

export interface FleetPlan {
  readonly connections: number
  readonly callsPerMinute: number
  readonly intervalMs: number
  readonly seed: number
  readonly forMs: number
  /** `all`: as after a long stop. */
  readonly overdue?: 'all'
  readonly provider: SimulatedProvider
}

interface Flip {
  readonly connection: number
  readonly at: number
  readonly code: StandingReason
  /** The refusal that this verdict began with. */
  readonly firstAt: number
}

export interface FleetRecord {
  readonly flips: readonly Flip[]
  readonly repairs: readonly { readonly connection: number; readonly at: number }[]
  readonly happenings: readonly (Happening & { readonly at: number })[]
  /** When each call to the provider began. */
  readonly callsAt: readonly number[]
  /** Of each connection, when it first answered with a refusal, and when last with a good answer. */
  readonly refusedFirstAt: Float64Array
  readonly intervalMs: number
  readonly watch: ProviderWatch
  /** Who needs a person at the end. */
  readonly condemned: readonly number[]
}

const GRANTED: Known = { account: { id: 'account', name: null }, grantedScopes: ['read'] }
export const ALIVE: CheckAnswer = { kind: 'alive', accountId: 'account', grantedScopes: ['read'] }
export const REFUSED: CheckAnswer = { kind: 'unauthorized' }
export const FORBIDDEN: CheckAnswer = { kind: 'forbidden' }
export const NO_SCOPES: CheckAnswer = { ...ALIVE, grantedScopes: [] }
export const OTHER_ACCOUNT: CheckAnswer = { ...ALIVE, accountId: 'another account' }
export const sickAnswer = (retryAfterMs: number | null = null): CheckAnswer => ({
  kind: 'inconclusive',
  reason: 'provider_unreachable',
  retryAfterMs,
})

const TENANT = parseTenantId('simulated')
const AT_ONCE = 128
const TICK_MS = 1_000
const idOf = (connection: number): ConnectionId => parseId('connection', `conn_${String(connection).padStart(22, '0')}`)
const numberOf = (id: ConnectionId): number => Number(id.slice('conn_'.length))

interface Row {
  subject: Subject
  next: NextCheck
  flying: 'no' | 'yes'
}

/**
 * A fleet on a clock that jumps from event to event. It draws lots and keeps queues; every decision is the domain's: what
 * may be asked, when, what an answer means, and when a storm begins and ends.
 */
class FleetSimulator {
  readonly #plan: FleetPlan
  readonly #rules: Rules
  readonly #pace: Pace
  readonly #random: () => number
  readonly #rows: Row[]
  readonly #lanes: Readonly<Record<Lane, Queue>> = {
    confirmations: new Queue(),
    traffic: new Queue(),
    sweep: new Queue(),
  }
  readonly #arrivals = new Queue()
  readonly #answers = new Map<number, { readonly answer: CheckAnswer; readonly dueAt: number | null }>()
  readonly #flips: Flip[] = []
  readonly #repairs: { connection: number; at: number }[] = []
  readonly #happenings: (Happening & { at: number })[] = []
  readonly #callsAt: number[] = []
  readonly #refusedFirstAt: Float64Array
  readonly #intervalMs: number
  #watch = FRESH_WATCH
  #now = 0

  constructor(plan: FleetPlan) {
    this.#plan = plan
    this.#rules = rulesFor({ intervalMs: plan.intervalMs, confirmAfterMs: CONFIRM_AFTER_MS })
    this.#pace = paceOf(plan.callsPerMinute)
    this.#random = randomNumbers(plan.seed)
    this.#intervalMs = intervalFor(this.#rules, plan.connections, this.#pace.slotMs)
    this.#refusedFirstAt = new Float64Array(plan.connections).fill(Number.POSITIVE_INFINITY)
    this.#rows = Array.from({ length: plan.connections }, (_, connection) => this.#newRow(connection))
  }

  run(): FleetRecord {
    while (this.#now < this.#plan.forMs) this.#step()
    return {
      flips: this.#flips,
      repairs: this.#repairs,
      happenings: this.#happenings,
      callsAt: this.#callsAt,
      refusedFirstAt: this.#refusedFirstAt,
      intervalMs: this.#intervalMs,
      watch: this.#watch,
      condemned: this.#rows.flatMap(({ subject }, index) => (subject.standing === 'action_required' ? [index] : [])),
    }
  }

  #newRow(connection: number): Row {
    const at = this.#plan.overdue === 'all' ? 0 : this.#random() * this.#intervalMs
    const next = { at, lane: 'sweep' } as const
    this.#lanes.sweep.add(next.at, connection)
    const health = { state: 'healthy', reason: null, since: 0 } as const
    return {
      subject: { standing: 'connected', issue: null, suspicion: null, health, plan: { repairFrom: null } },
      next,
      flying: 'no',
    }
  }

  #row(connection: number): Row {
    const row = this.#rows[connection]
    if (row === undefined) throw new Error(`There is no connection ${connection}.`)
    return row
  }

  /** Takes in what has arrived, asks what may be asked now, and goes on to the next moment. */
  #step(): void {
    while (this.#arrivals.nextAt <= this.#now) this.#arrive(this.#arrivals.take() ?? 0)
    this.#observe({ kind: 'time_passed' })
    if (needsPanel(this.#watch)) this.#seatPanel()
    this.#now = this.#ask() === 'asked' ? this.#now : this.#nextMoment()
  }

  #observe(observation: Observation): void {
    const { watch, happenings } = observe(this.#watch, observation, {
      now: this.#now,
      rules: this.#rules,
      pace: this.#pace,
      roll: this.#random(),
    })
    this.#watch = watch
    for (const happening of happenings) {
      this.#happenings.push({ ...happening, at: this.#now })
      if (happening.kind === 'doubt_condemned') this.#bringForward(happening.since)
    }
  }

  #bringForward(since: number): void {
    for (const { connection, at } of this.#flips) {
      const row = this.#row(connection)
      if (at >= since && row.subject.standing === 'action_required') {
        this.#planCheck(connection, { at: this.#now, lane: 'confirmations' })
      }
    }
  }

  #planCheck(connection: number, next: NextCheck): void {
    this.#row(connection).next = next
    if (next.at !== null) this.#lanes[next.lane].add(next.at, connection)
  }

  #seatPanel(): void {
    const well = this.#drawn(({ standing, suspicion }) => standing === 'connected' && suspicion === null)
    const seats = well.size > 0 ? well : this.#drawn(({ standing }) => standing === 'connected')
    const candidates = [...seats].map((connection) => ({ tenantId: TENANT, id: idOf(connection) }))
    this.#observe({ kind: 'panel_seated', candidates })
  }

  #drawn(isFit: (subject: Subject) => boolean): ReadonlySet<number> {
    const { panelSize } = this.#rules.storm
    const drawn = new Set<number>()
    for (let tries = 0; tries < 20 * panelSize && drawn.size < panelSize; tries += 1) {
      const connection = Math.floor(this.#random() * this.#plan.connections)
      if (isFit(this.#row(connection).subject)) drawn.add(connection)
    }
    return drawn
  }

  #ask(): 'asked' | 'waits' {
    const { panel, lanes, calls } = admit(this.#watch, this.#now)
    if (calls === 'none' || this.#answers.size >= AT_ONCE) return 'waits'
    if (startable(this.#pace, this.#watch.budget, 0, this.#now) === 0) return 'waits'
    const member = panel[0]
    const connection = member === undefined ? this.#nextDue(lanes) : numberOf(member.id)
    if (connection === undefined) return 'waits'
    if (member !== undefined) this.#observe({ kind: 'panel_called', ids: new Set([member.id]) })
    if (calls === 'trial') this.#observe({ kind: 'trial_taken' })
    this.#watch = { ...this.#watch, budget: reserved(this.#pace, this.#watch.budget, 1, this.#now).budget }
    this.#send(connection)
    return 'asked'
  }

  #nextDue(lanes: readonly Lane[]): number | undefined {
    for (const lane of LANES) {
      if (!lanes.includes(lane)) continue
      const queue = this.#lanes[lane]
      while (queue.nextAt <= this.#now) {
        const at = queue.nextAt
        const connection = queue.take() ?? 0
        const { next, flying } = this.#row(connection)
        if (next.at === at && next.lane === lane && flying === 'no') return connection
      }
    }
    return undefined
  }

  #send(connection: number): void {
    const row = this.#row(connection)
    if (row.flying === 'yes') return
    row.flying = 'yes'
    this.#callsAt.push(this.#now)
    const { provider } = this.#plan
    this.#answers.set(connection, {
      answer: provider.answer(connection, this.#now, this.#random),
      dueAt: row.next.at,
    })
    this.#arrivals.add(this.#now + provider.latencyMs(this.#now, this.#random), connection)
  }

  #arrive(connection: number): void {
    const arrived = this.#answers.get(connection)
    if (arrived === undefined) throw new Error('An answer that nobody waits for.')
    this.#answers.delete(connection)
    const row = this.#row(connection)
    row.flying = 'no'
    const evidence = evidenceIn(arrived.answer, GRANTED)
    const { subject } = row
    if (evidence.weighs === 'refusal') {
      this.#refusedFirstAt[connection] = Math.min(this.#refusedFirstAt[connection] ?? 0, this.#now)
    }
    const outlook = outlookOf(this.#watch, this.#now)
    const settlement = settle(subject, evidence, {
      rules: this.#rules,
      outlook,
      source: 'probe',
      now: this.#now,
      dueAt: arrived.dueAt,
      intervalMs: this.#intervalMs,
      roll: this.#random(),
    })
    this.#apply(connection, settlement)
    this.#observe({ kind: 'checked', id: idOf(connection), evidence, role: roleOf(subject, settlement, outlook) })
  }

  #apply(connection: number, { suspicion, health, move, next, repairFrom }: Settlement): void {
    const row = this.#row(connection)
    const before = row.subject
    if (move?.kind === 'rejected' && before.standing === 'connected') {
      const firstAt = before.suspicion?.firstAt ?? this.#now
      this.#flips.push({ connection, at: this.#now, code: move.code, firstAt })
    }
    if (move?.kind === 'repaired') this.#repairs.push({ connection, at: this.#now })
    const same = before.health.state === health.state && before.health.reason === health.reason
    row.subject = {
      standing: move === null ? before.standing : move.kind === 'repaired' ? 'connected' : 'action_required',
      issue: move === null ? before.issue : move.kind === 'repaired' ? null : { code: move.code },
      suspicion,
      health: { ...health, since: same ? before.health.since : this.#now },
      plan: { repairFrom },
    }
    this.#planCheck(connection, next)
  }

  #nextMoment(): number {
    const { panel, lanes, calls } = admit(this.#watch, this.#now)
    const tick = this.#now + TICK_MS
    const arrival = this.#arrivals.nextAt
    if (calls === 'none') return Math.min(tick, arrival)
    const due = panel.length > 0 ? this.#now : Math.min(...lanes.map((lane) => this.#lanes[lane].nextAt))
    const slot = Math.max(due, this.#watch.budget.nextSlotAt)
    return Math.min(tick, arrival, slot > this.#now ? slot : tick)
  }
}

export const simulate = (plan: FleetPlan): FleetRecord => new FleetSimulator(plan).run()

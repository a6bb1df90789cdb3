import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomNumbers } from '@keyturn/scripts/random-numbers'
import { parseReference, parseTenantId } from '../../domain/ids.ts'
import type { ConnectionId } from '../../domain/ids.ts'
import { rulesFor } from '../../domain/noticing/rules.ts'
import { startPersonsCheck } from '../../engine/check-connection.ts'
import { TooManyChecks } from '../../engine/refusals.ts'
import { KEYTURN } from '../../engine/records.ts'
import { generateApiToken } from '../../vault/api-token.ts'
import { Guarantees } from './guarantees.ts'
import type { Known } from './guarantees.ts'
import { MachineClock } from './machine-clock.ts'
import { seededRandom } from './seeded-random.ts'
import { PLACE, ServerLife } from './server-life.ts'
import type { Surroundings } from './server-life.ts'
import { SimulatedPleo } from './simulated-pleo.ts'
import type { PleoWeather } from './simulated-pleo.ts'
import { VirtualClock } from './virtual-clock.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
/** A tenth of the usual times: an hour here is ten. */
const RULES = rulesFor({ intervalMs: 90 * SECOND, confirmAfterMs: [2 * SECOND, 10 * SECOND, 24 * SECOND] })
const CALLS_PER_MINUTE = 5_000
const MOST_BETWEEN_MS = 2 * MINUTE
const LOOK_EVERY_MS = 15 * SECOND
const SETTLES_WITHIN_MS = 12 * MINUTE
const ANSWERS_KEPT_MS = 20 * 60 * MINUTE
/** A file system in memory, where there is one: what is synced is not our question here. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export interface LifePlan {
  readonly seed: number
  readonly connections: number
  readonly forMs: number
}

interface Request {
  readonly known: Known
  readonly path: string
  readonly body: object | null
  readonly idempotencyKey: string
  /** The key that it leaves when it is done; null: none. */
  readonly leaves: string | null
}

/** People, programs, a provider and a machine, by lot; and the guarantees, after everything that happens. */
export class LivingWorld {
  readonly counts = { lives: 0, kills: 0, changes: 0, verdicts: 0, looks: 0 }
  readonly #plan: LifePlan
  readonly #random: () => number
  readonly #true = new VirtualClock(Date.UTC(2026, 2, 2))
  readonly #machine = new MachineClock(this.#true)
  readonly #pleo: SimulatedPleo
  readonly #surroundings: Surroundings
  readonly #guarantees = new Guarantees()
  readonly #known: readonly Known[]
  readonly #folder = mkdtempSync(join(FOLDER, 'keyturn-lives-'))
  readonly #killedAt: number[] = []
  #open: Request[] = []
  readonly #lost: Request[] = []
  #answered: { readonly request: Request; readonly status: number; readonly at: number } | null = null
  #fault: unknown = null
  #steppedAt = 0
  #files = 0
  #life: ServerLife | null = null

  constructor(plan: LifePlan) {
    this.#plan = plan
    this.#random = randomNumbers(plan.seed)
    this.#pleo = new SimulatedPleo(this.#true, randomNumbers(plan.seed + 1))
    this.#surroundings = {
      clock: this.#machine,
      random: seededRandom(randomNumbers(plan.seed + 2)),
      pleo: this.#pleo,
      rules: RULES,
      callsPerMinute: CALLS_PER_MINUTE,
      apiToken: generateApiToken(),
    }
    this.#known = Array.from({ length: plan.connections }, (_, company) => ({
      company,
      tenantId: parseTenantId(`tenant-${company}`),
      possible: new Set([null]),
      ever: new Set<string>(),
      open: 0,
      overlap: 'no' as const,
    }))
  }

  async run(): Promise<void> {
    try {
      await this.#start()
      for (const known of this.#known) this.#import(await this.#running(), known, this.#pleo.newKey(known.company))
      const until = this.#true.now() + this.#plan.forMs
      while (this.#true.now() < until) {
        await this.#passes(this.#lot(MOST_BETWEEN_MS))
        await this.#something(await this.#running())
        await this.#look()
      }
      await this.#settles()
      this.counts.verdicts = this.#guarantees.verdicts
    } finally {
      await this.#end()
    }
  }

  #lot(below: number): number {
    return Math.floor(this.#random() * below)
  }

  async #start(): Promise<void> {
    this.#life = await ServerLife.start(this.#file, this.#surroundings)
    this.counts.lives += 1
    await this.#guarantees.holdHistory(this.#life)
  }

  async #running(): Promise<ServerLife> {
    if (this.#life === null) await this.#start()
    if (this.#life === null) throw new Error('The server does not run.')
    return this.#life
  }

  get #file(): string {
    return join(this.#folder, `${this.#files}.db`)
  }

  async #passes(ms: number): Promise<void> {
    const until = this.#true.now() + ms
    while (this.#true.now() < until) {
      await this.#true.runUntil(Math.min(until, this.#true.now() + LOOK_EVERY_MS))
      if (this.#life?.isOver === true) await this.#buried(this.#life)
      await this.#look()
    }
  }

  async #look(): Promise<void> {
    await this.#true.runUntil(this.#true.now())
    if (this.#fault !== null) throw new Error('A request or the server failed.', { cause: this.#fault })
    if (this.#life === null || this.#life.isOver) return
    this.counts.looks += 1
    await this.#guarantees.hold(this.#life, this.#known, {
      pleo: this.#pleo,
      rules: RULES,
      aheadMs: this.#machine.aheadMs,
      steppedAt: this.#steppedAt,
      killedAt: this.#killedAt,
    })
  }

  /** Nobody knows what became of the requests that it had not answered. */
  async #buried(life: ServerLife): Promise<void> {
    for (const { known } of this.#open) {
      known.open = 0
      known.overlap = 'no'
    }
    this.#lost.push(...this.#open)
    this.#open = []
    this.#life = null
    await life.storage.close()
  }

  async #something(life: ServerLife): Promise<void> {
    const known = this.#known[this.#lot(this.#known.length)]
    if (known === undefined) return
    const { company } = known
    const happenings: readonly (readonly [number, () => unknown])[] = [
      [16, () => this.#import(life, known, this.#pleo.newKey(company))],
      [3, () => this.#import(life, known, this.#pleo.newKey(company + 1))],
      [3, () => this.#import(life, known, this.#revokedKey(company))],
      [5, () => this.#disconnect(life, known)],
      [12, () => this.#personChecks(life, known)],
      [4, () => this.#programChecks(life, known)],
      [12, () => this.#revoke(known)],
      [2, () => this.#revokeMost()],
      [3, () => this.#pleo.restoreAll()],
      [12, () => this.#changeWeather()],
      [5, () => this.#stop(life)],
      [10, () => this.#kill(life, known)],
      [4, () => this.#setClock()],
      [9, () => this.#repeat(life)],
    ]
    let lot = this.#lot(happenings.reduce((sum, [weight]) => sum + weight, 0))
    for (const [weight, happens] of happenings) {
      if (lot < weight) {
        await happens()
        return
      }
      lot -= weight
    }
  }

  #import(life: ServerLife, known: Known, key: string): void {
    const body = { tenantId: known.tenantId, provider: PLACE.provider, key }
    this.#send(life, { known, path: '/v1/connections/import', body, idempotencyKey: this.#newToken(), leaves: key })
  }

  async #disconnect(life: ServerLife, known: Known): Promise<void> {
    const id = await this.#idOf(life, known)
    if (id === undefined) return
    const path = `/v1/connections/${id}/disconnect`
    this.#send(life, { known, path, body: null, idempotencyKey: this.#newToken(), leaves: null })
  }

  async #personChecks(life: ServerLife, known: Known): Promise<void> {
    const id = await this.#idOf(life, known)
    if (id === undefined) return
    startPersonsCheck(life.engine, known.tenantId, id, KEYTURN).catch((error: unknown) => {
      if (!(error instanceof TooManyChecks)) this.#fault = error
    })
  }

  async #programChecks(life: ServerLife, known: Known): Promise<void> {
    const id = await this.#idOf(life, known)
    if (id === undefined) return
    life.request(`/v1/connections/${id}/check`, this.#init(null)).catch((error: unknown) => (this.#fault = error))
  }

  #revokedKey(company: number): string {
    const key = this.#pleo.newKey(company)
    this.#pleo.revoke(key)
    return key
  }

  #revoke({ possible }: Known): void {
    for (const key of possible) if (key !== null) this.#pleo.revoke(key)
  }

  #revokeMost(): void {
    for (const known of this.#known) if (this.#lot(5) < 3) this.#revoke(known)
  }

  #changeWeather(): void {
    const weathers: readonly PleoWeather[] = [
      { kind: 'well' },
      { kind: 'well' },
      { kind: 'down' },
      { kind: 'hanging' },
      { kind: 'erring', rate: 0.1 },
      { kind: 'erring', rate: 0.5 },
      { kind: 'erring', rate: 1 },
    ]
    this.#pleo.weather = weathers[this.#lot(weathers.length)] ?? { kind: 'well' }
  }

  async #stop(life: ServerLife): Promise<void> {
    life.stop().catch((error: unknown) => (this.#fault = error))
    // It may be killed while it stops.
    while (!life.isOver && this.#fault === null) await this.#true.runUntil(this.#true.now() + 100)
    await this.#buried(life)
  }

  #kill(life: ServerLife, known: Known): void {
    const next = this.#files + 1
    if (this.#lot(2) === 0) this.#import(life, known, this.#pleo.newKey(known.company))
    life.killAt({
      afterCalls: 1 + this.#lot(40),
      last: this.#lot(2) === 0 ? 'done' : 'not_done',
      leaves: join(this.#folder, `${next}.db`),
      killed: () => {
        this.#files = next
        this.counts.kills += 1
        this.#killedAt.push(this.#true.now())
      },
    })
  }

  /** Somebody corrects it, or the machine slept: forward or back. */
  #setClock(): void {
    const step = this.#lot(2) === 0 ? this.#lot(MINUTE) : this.#lot(2 * 60 * MINUTE)
    this.#machine.aheadMs += this.#lot(2) === 0 ? -step : step
    this.#steppedAt = this.#true.now()
  }

  /** The same request again: one that was answered, or one whose answer never came. */
  #repeat(life: ServerLife): void {
    const lost = this.#lost.pop()
    if (lost !== undefined && this.#lot(2) === 0) return this.#send(life, lost)
    const answered = this.#answered
    if (answered === null || this.#machine.now() - answered.at > ANSWERS_KEPT_MS) return
    this.#answered = null
    const { request, status } = answered
    const possible = request.known.possible
    life.request(request.path, this.#init(request)).then(
      (again) => {
        const isReplayed = again.headers.get('idempotency-replayed') === 'true'
        if (!isReplayed || again.status !== status) {
          this.#fault = new Error(`G6 is broken: ${status} and then ${again.status} for ${[...possible].join(', ')}`)
        }
        return undefined
      },
      (error: unknown) => (this.#fault = error),
    )
  }

  #send(life: ServerLife, request: Request): void {
    const { known, leaves } = request
    const before = known.possible
    known.open += 1
    if (known.open > 1) known.overlap = 'yes'
    known.possible = new Set([...before, leaves])
    if (leaves !== null) known.ever.add(leaves)
    this.#open.push(request)
    life.request(request.path, this.#init(request)).then(
      ({ status }) => this.#hear(request, before, status),
      (error: unknown) => (this.#fault = error),
    )
  }

  #hear(request: Request, before: Known['possible'], status: number): void {
    const { known, leaves } = request
    this.#open = this.#open.filter((open) => open !== request)
    known.open -= 1
    if (known.overlap === 'no') known.possible = status < 300 ? new Set([leaves]) : before
    if (known.open === 0) known.overlap = 'no'
    if (status === 200 || status === 201 || status === 422) {
      this.#answered = { request, status, at: this.#machine.now() }
    }
    if (status < 300) this.counts.changes += 1
  }

  #init(request: Pick<Request, 'body' | 'idempotencyKey'> | null): RequestInit {
    const { apiToken } = this.#surroundings
    const body = request?.body ?? null
    return {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiToken}`,
        ...(body === null ? {} : { 'content-type': 'application/json' }),
        ...(request === null ? {} : { 'idempotency-key': request.idempotencyKey }),
      },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    }
  }

  #newToken(): string {
    return this.#surroundings.random.token()
  }

  async #idOf({ storage }: Pick<ServerLife, 'storage'>, { tenantId }: Known): Promise<ConnectionId | undefined> {
    const identity = { ...PLACE, reference: parseReference('default') }
    return (await storage.connections.findByIdentity(tenantId, identity))?.id
  }

  /** Once the provider is well and all keys are good again, everything is: nothing stays stuck. */
  async #settles(): Promise<void> {
    this.#pleo.restoreAll()
    // A kill that is under way comes first.
    await this.#passes(MINUTE)
    const life = await this.#running()
    await this.#passes(SETTLES_WITHIN_MS)
    const phase = life.watches.phase(PLACE)
    if (phase !== 'calm') throw new Error(`In the end it is ${phase}.`)
    for (const { tenantId, company } of this.#known) {
      const identity = { ...PLACE, reference: parseReference('default') }
      const connection = await life.storage.connections.findByIdentity(tenantId, identity)
      if (connection?.credential == null) continue
      const { standing, health, suspicion } = connection
      if (standing === 'connected' && health.state === 'healthy' && suspicion === null) continue
      throw new Error(
        `In the end company ${company} is ${standing}: ${JSON.stringify({ now: this.#machine.now(), health, suspicion })}`,
      )
    }
  }

  async #end(): Promise<void> {
    if (this.#life !== null && !this.#life.isOver) await this.#stop(this.#life)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

import { randomNumbers } from '@keyturn/scripts/random-numbers'
import { paceOf } from '../../domain/noticing/budget.ts'
import { CONFIRM_AFTER_MS, rulesFor } from '../../domain/noticing/rules.ts'
import type { Phase } from '../../domain/noticing/storm.ts'
import type { EnginePorts } from '../../engine/ports/engine-ports.ts'
import type { ProviderHttp, ProviderResponse } from '../../engine/ports/provider-http.ts'
import type { Random } from '../../engine/ports/random.ts'
import { RunningAttempts } from '../../engine/running-attempts.ts'
import { createMetrics } from '../../metrics/prometheus.ts'
import { createPleoProvider } from '../../providers/pleo/pleo.ts'
import { json } from '../../providers/testing/scripted-http.ts'
import { openSqlite } from '../../storage/sqlite.ts'
import type { OpenSqlite } from '../../storage/sqlite.ts'
import {
  companyId,
  connectedCompany,
  FLEET_SCOPES,
  numberOfConnection,
  numberOfKey,
  rowsOf,
} from '../../testing/fleet-rows.ts'
import { systemRandom } from '../../vault/random.ts'
import { createSubmitKeys } from '../../vault/submit-keys.ts'
import { localMasterKey } from '../../vault/wrap.ts'
import { openVault } from '../../vault/vault.ts'
import { Monitor } from '../monitor.ts'
import { ProviderWatches } from '../provider-watches.ts'
import { ResultBatch } from '../result-batch.ts'
import { VirtualClock } from './virtual-clock.ts'

const INTERVAL_MS = 15 * 60_000
const PLACE = { provider: 'pleo', environment: 'custom' }
const MASTER_KEY = Buffer.alloc(32, 7)
const ROWS_AT_ONCE = 500

/** What the provider answers to the key of a company; `time` counts from the start of the world. */
export type Answers = (company: number, time: number, random: () => number) => ProviderResponse

export const ALIVE = (company: number): ProviderResponse =>
  json(200, {
    data: {
      authMethod: 'API_KEY',
      clientId: 'client',
      scope: FLEET_SCOPES.join(' '),
      subjectURN: `urn:pleo:company:${companyId(company)}`,
    },
  })
export const REFUSED = json(401, { message: 'Unauthorized' })

interface WorldPlan {
  readonly connections: number
  readonly callsPerMinute: number
  readonly seed: number
  readonly answer: Answers
  readonly latencyMs?: number
  /** `all`: as after a long stop. */
  readonly overdue?: 'all'
}

interface Call {
  readonly company: number
  /** Since the start of the world. */
  readonly at: number
}

/** The real monitor over a real database and a real vault; only the clock and the wire to the provider are stand-ins. */
export class NoticingWorld implements AsyncDisposable {
  readonly calls: Call[] = []
  /** When the first refusal of each company arrived. */
  readonly refusedAt = new Map<number, number>()
  readonly metrics = createMetrics()
  readonly watches: ProviderWatches
  /** What the operator was told of the provider. */
  readonly warnings: readonly object[]
  /** For whatever people and programs do meanwhile. */
  readonly engine: EnginePorts
  readonly #sqlite: OpenSqlite
  readonly #clock: VirtualClock
  readonly #start: number
  readonly #monitor: Monitor

  private constructor(plan: WorldPlan, sqlite: OpenSqlite, clock: VirtualClock, parts: Parts) {
    this.#sqlite = sqlite
    this.#clock = clock
    this.#start = clock.passed
    this.watches = parts.watches
    this.warnings = parts.warnings
    const random: Random = { ...systemRandom, roll: randomNumbers(plan.seed + 1) }
    const provider = createPleoProvider({
      http: this.#wire(plan),
      clock,
      environment: PLACE.environment,
      clientId: null,
      requiredScopes: [],
      initialStatus: 'ACTIVATED',
    })
    const providers = new Map([[provider.id, provider]])
    const { storage } = sqlite
    this.engine = {
      stores: storage,
      vault: parts.vault,
      submitKeys: createSubmitKeys({ masterKey: localMasterKey(MASTER_KEY), store: storage.submitKeys, clock }),
      clock,
      random,
      changes: storage.changes,
      log: QUIET,
      providers,
      running: new RunningAttempts(),
      noticing: parts.watches,
      metrics: this.metrics,
    }
    const batch = new ResultBatch({ checks: storage.checks, clock, log: QUIET })
    this.#monitor = new Monitor({ engine: this.engine, watches: parts.watches, providers, batch })
    this.#monitor.start()
  }

  static async open(plan: WorldPlan): Promise<NoticingWorld> {
    const clock = new VirtualClock(Date.UTC(2026, 2, 2))
    const sqlite = await openSqlite({ file: ':memory:', clock, role: 'server' })
    const vault = await openVault({ masterKey: localMasterKey(MASTER_KEY), keys: sqlite.storage.keys, clock })
    const rules = rulesFor({ intervalMs: INTERVAL_MS, confirmAfterMs: CONFIRM_AFTER_MS })
    const pace = paceOf(plan.callsPerMinute)
    await fill(plan, sqlite, vault, {
      now: clock.now(),
      sweepMs: Math.max(INTERVAL_MS, plan.connections * pace.slotMs),
    })
    const random = { ...systemRandom, roll: randomNumbers(plan.seed) }
    const warnings: object[] = []
    const watches = await ProviderWatches.open({
      checks: sqlite.storage.checks,
      clock,
      random,
      log: { ...QUIET, warn: (fields) => void warnings.push(fields) },
      rules,
      paces: [{ ...PLACE, pace }],
      incidentTurned: () => undefined,
    })
    return new NoticingWorld(plan, sqlite, clock, { watches, vault, warnings })
  }

  /** @param time since the start of the world */
  run(time: number): Promise<void> {
    return this.#clock.runUntil(this.#start + time)
  }

  /** Something that somebody does now, and the time until it is done. */
  async meanwhile<Result>(work: Promise<Result>): Promise<Result> {
    const progress: { isOver?: true } = {}
    const end = (): void => void (progress.isOver = true)
    work.then(end, end)
    while (progress.isOver !== true) await this.#clock.runUntil(this.#clock.passed + 100)
    return work
  }

  setClockBack(ms: number): void {
    this.#clock.setBack(ms)
  }

  get intervalMs(): number {
    return this.watches.intervalMs(PLACE)
  }

  get phase(): Phase {
    return this.watches.phase(PLACE)
  }

  /** When the standing of each company was lost that needs a person now. */
  async condemned(): Promise<ReadonlyMap<number, number>> {
    const rows = await this.#sqlite.db
      .selectFrom('connections')
      .select(['id', 'standing_since'])
      .where('standing', '=', 'action_required')
      .execute()
    return new Map(rows.map(({ id, standing_since: since }) => [numberOfConnection(id), since - this.#start]))
  }

  async events(): Promise<readonly { readonly type: string; readonly at: number }[]> {
    const rows = await this.#sqlite.db
      .selectFrom('outbox_events')
      .select(['type', 'created_at'])
      .orderBy('ordinal')
      .execute()
    return rows.map(({ type, created_at: at }) => ({ type, at: at - this.#start }))
  }

  /** A line of the published histogram, of what probes found. */
  async detection(line: 'count' | 'sum' | 'bucket', withinSeconds?: number): Promise<number> {
    const within = withinSeconds === undefined ? '' : `le="${withinSeconds}",`
    const name = `keyturn_time_to_detect_seconds_${line}{${within}source="probe"} `
    const found = (await this.metrics.text()).split('\n').find((text) => text.startsWith(name))
    return Number(found?.slice(name.length))
  }

  callsBetween(from: number, to: number): number {
    return this.calls.filter(({ at }) => at >= from && at < to).length
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const stopped = this.#monitor.stop()
    await this.#clock.runUntil(this.#clock.passed + 60_000)
    await stopped
    await this.#sqlite.storage.close()
  }

  #wire({ answer, latencyMs = 80, seed }: WorldPlan): ProviderHttp {
    const random = randomNumbers(seed + 2)
    return {
      send: async ({ credential, signal }) => {
        const company = numberOfKey(credential.use((bytes) => bytes.toString('latin1')))
        const at = this.#clock.passed - this.#start
        this.calls.push({ company, at })
        const response = answer(company, at, random)
        try {
          await this.#clock.sleep(latencyMs, signal)
        } catch {
          return { kind: 'silence', why: 'timeout' }
        }
        const arrived = this.#clock.passed - this.#start
        if (response === REFUSED && !this.refusedAt.has(company)) this.refusedAt.set(company, arrived)
        return response
      },
      async close() {},
    }
  }
}

interface Parts {
  readonly warnings: readonly object[]
  readonly watches: ProviderWatches
  readonly vault: EnginePorts['vault']
}

const QUIET = { info() {}, warn() {}, error() {}, debug() {} }

/** Spread over the sweep by lot, as in a fleet that has been running for long. */
async function fill(
  { connections, seed, overdue }: WorldPlan,
  { db }: OpenSqlite,
  vault: EnginePorts['vault'],
  { now, sweepMs }: { readonly now: number; readonly sweepMs: number },
): Promise<void> {
  const random = randomNumbers(seed + 3)
  for (let first = 0; first < connections; first += ROWS_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(ROWS_AT_ONCE, connections - first) }, (_, index) => first + index)
    const rows = await Promise.all(
      numbers.map((number) => {
        const nextCheckAt = overdue === 'all' ? now : now + Math.floor(random() * sweepMs)
        return rowsOf(
          vault,
          connectedCompany({ number, now, connectedAt: now - 60_000, nextCheckAt, tenants: connections }),
          number,
        )
      }),
    )
    await db.transaction().execute(async (trx) => {
      for (const { connection, credential } of rows) {
        await trx.insertInto('connections').values(connection).execute()
        await trx.insertInto('credentials').values(credential).execute()
      }
    })
  }
}

import { copyFileSync, existsSync } from 'node:fs'
import { TOKEN_SCOPES } from '../../domain/api-token.ts'
import { paceOf } from '../../domain/noticing/budget.ts'
import type { Rules } from '../../domain/noticing/rules.ts'
import { createApiToken } from '../../engine/api-tokens.ts'
import { expireAttempts, interruptOrphans } from '../../engine/end-attempt.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { EnginePorts } from '../../engine/ports/engine-ports.ts'
import { NO_METRICS } from '../../engine/ports/metrics.ts'
import type { Provider } from '../../engine/ports/provider.ts'
import type { ProviderHttp } from '../../engine/ports/provider-http.ts'
import type { Random } from '../../engine/ports/random.ts'
import { KEYTURN } from '../../engine/records.ts'
import { RunningAttempts } from '../../engine/running-attempts.ts'
import { createApp } from '../../http/app.ts'
import type { AssetStore } from '../../http/http-config.ts'
import { createPleoProvider } from '../../providers/pleo/pleo.ts'
import { openSqliteStorage } from '../../storage/sqlite.ts'
import type { Storage } from '../../storage/storage.ts'
import { isApiToken } from '../../vault/api-token.ts'
import { createSubmitKeys } from '../../vault/submit-keys.ts'
import { localMasterKey } from '../../vault/wrap.ts'
import { openVault } from '../../vault/vault.ts'
import { Monitor } from '../monitor.ts'
import { countedHttp } from '../peoples-http.ts'
import { ProviderWatches } from '../provider-watches.ts'
import { ResultBatch } from '../result-batch.ts'
import type { SimulatedPleo } from './simulated-pleo.ts'

export const PLACE = { provider: 'pleo', environment: 'custom' }
/** It is wiped by whoever takes it. */
const aMasterKey = (): Buffer => Buffer.alloc(32, 7)
const EXPIRY_EVERY_MS = 1_000
const QUIET = { info() {}, warn() {}, error() {}, debug() {} }
const NO_FILES = { scripts: [], styles: [] }
const NO_ASSETS: AssetStore = {
  assets: NO_FILES,
  rules: '',
  frame: NO_FILES,
  find: () => undefined,
  extended: async () => undefined,
}

export interface Surroundings {
  /** Of the machine: it may be set, and outlives the server. */
  readonly clock: Clock
  readonly random: Random
  readonly pleo: SimulatedPleo
  readonly rules: Rules
  readonly callsPerMinute: number
  readonly apiToken: string
}

/** At which call of the storage the process is killed, and whether that one is done. */
export interface Killing {
  readonly afterCalls: number
  readonly last: 'done' | 'not_done'
  /** What is left on the disk at that moment. */
  readonly leaves: string
  readonly killed: () => void
}

interface Parts {
  readonly engine: EnginePorts
  readonly storage: Storage
  readonly watches: ProviderWatches
  /** Whom the schedule asks, by provider id. */
  readonly asked: ReadonlyMap<string, Provider>
  readonly surroundings: Surroundings
}

const NEVER = new Promise<never>(() => undefined)

/** One process of the server on a database file, from its start until it is stopped or killed. */
export class ServerLife {
  readonly engine: EnginePorts
  readonly watches: ProviderWatches
  readonly request: (path: string, init: RequestInit) => Promise<Response>
  /** The storage itself, for whoever looks in from outside. */
  readonly storage: Storage
  readonly #file: string
  readonly #gate: Gate
  readonly #monitor: Monitor
  readonly #stopping = new AbortController()
  readonly #keeper: Promise<void>

  private constructor(file: string, gate: Gate, parts: Parts) {
    const { engine, storage, watches, asked } = parts
    this.#file = file
    this.#gate = gate
    this.engine = engine
    this.storage = storage
    this.watches = watches
    const app = createApp({
      engine,
      config: {
        publicUrl: 'https://keyturn.example',
        productName: 'Acme Books',
        productPath: null,
        supportUrl: null,
        privacyUrl: null,
        allowedOrigins: null,
        requireSealedSubmit: false,
        providers: new Map([['pleo', { name: 'Pleo', integrationName: 'Acme Books', appUrl: null }]]),
      },
      assets: NO_ASSETS,
      metrics: { contentType: 'text/plain', text: async () => '', isTokenRight: () => false },
      webhookHttp: { examine: async () => null },
      apiTokens: { isWellFormed: isApiToken, generate: () => parts.surroundings.apiToken },
      ready: () => storage.ready(),
      stopping: this.#stopping.signal,
    })
    this.request = async (path, init) => app.request(path, init)
    const batch = new ResultBatch({ checks: engine.stores.checks, clock: engine.clock, log: QUIET })
    this.#monitor = new Monitor({ engine, watches, providers: asked, batch })
    this.#monitor.start()
    this.#keeper = this.#keep()
  }

  static async start(file: string, surroundings: Surroundings): Promise<ServerLife> {
    const { random, pleo, rules, callsPerMinute, apiToken } = surroundings
    const gate = new Gate()
    const clock = gate.clock(surroundings.clock)
    const storage = await openSqliteStorage({ file, clock, role: 'server' })
    const stores = gate.stores(storage)
    const masterKey = localMasterKey(aMasterKey())
    const vault = await openVault({ masterKey, keys: storage.keys, clock })
    const watches = await ProviderWatches.open({
      checks: stores.checks,
      clock,
      random,
      log: QUIET,
      rules,
      paces: [{ ...PLACE, pace: paceOf(callsPerMinute) }],
      incidentTurned: () => undefined,
    })
    const asPleo = (http: ProviderHttp): Provider =>
      createPleoProvider({
        http,
        clock,
        environment: PLACE.environment,
        clientId: null,
        requiredScopes: [],
        initialStatus: 'ACTIVATED',
      })
    const people = asPleo(
      countedHttp(pleo.http(clock), {
        made: () => watches.observe(PLACE, { kind: 'people_called', calls: 1 }),
        answered: () => watches.observe(PLACE, { kind: 'answered_elsewhere' }),
      }),
    )
    const asked = new Map([[people.id, asPleo(pleo.http(clock))]])
    const engine: EnginePorts = {
      stores,
      vault,
      submitKeys: createSubmitKeys({ masterKey, store: storage.submitKeys, clock }),
      clock,
      random,
      changes: storage.changes,
      log: QUIET,
      providers: new Map([[people.id, people]]),
      running: new RunningAttempts(),
      noticing: watches,
      metrics: NO_METRICS,
    }
    await interruptOrphans(engine)
    if ((await storage.apiTokens.findByHash(random.hash(apiToken))) === undefined) {
      const request = { name: 'simulation', scopes: TOKEN_SCOPES, tenants: null, expiresAt: null }
      await createApiToken(engine, apiToken, request, KEYTURN)
    }
    return new ServerLife(file, gate, { engine, storage, watches, asked, surroundings })
  }

  get isOver(): boolean {
    return this.#gate.isClosed
  }

  /** As a signal does: what runs is finished. Whoever looks in from outside closes the storage. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await Promise.all([this.#monitor.stop(), this.#keeper])
    await this.engine.running.drain()
    await this.watches.shareAll()
    this.#gate.close()
  }

  /** As kill -9 or a loss of power does: from that moment nothing of it happens any more. */
  killAt({ afterCalls, last, leaves, killed }: Killing): void {
    this.#gate.closeAt(afterCalls, last, () => {
      for (const end of ['', '-wal']) if (existsSync(this.#file + end)) copyFileSync(this.#file + end, leaves + end)
      killed()
    })
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      await expireAttempts(this.engine).catch(() => undefined)
      await this.engine.clock.sleep(EXPIRY_EVERY_MS, signal).catch(() => undefined)
    }
  }
}

/** Between a process and all that lies outside of it. Closed, nothing passes in either direction. */
class Gate {
  isClosed = false
  #left = Number.POSITIVE_INFINITY
  #last: Killing['last'] = 'done'
  #closing: () => void = () => undefined

  close(): void {
    this.isClosed = true
  }

  closeAt(afterCalls: number, last: Killing['last'], closing: () => void): void {
    this.#left = afterCalls
    this.#last = last
    this.#closing = closing
  }

  clock(clock: Clock): Clock {
    return { now: () => clock.now(), sleep: (ms, signal) => this.#passes(clock.sleep(ms, signal)) }
  }

  stores<Stores extends object>(stores: Stores): Stores {
    return mapped(stores, (store) =>
      isObject(store) ? mapped(store, (method, owner) => this.#gated(method, owner)) : store,
    )
  }

  #gated(method: unknown, owner: object): unknown {
    return typeof method === 'function'
      ? (...given: unknown[]) => this.#call(() => Reflect.apply(method, owner, given))
      : method
  }

  #call(work: () => unknown): unknown {
    if (this.isClosed) return NEVER
    this.#left -= 1
    const isLast = this.#left === 0
    if (isLast && this.#last === 'not_done') this.#end()
    if (this.isClosed) return NEVER
    const result = work()
    if (!(result instanceof Promise)) return result
    return this.#passes(isLast ? result.finally(() => this.#end()) : result)
  }

  #end(): void {
    if (this.isClosed) return
    this.#closing()
    this.close()
  }

  #passes<Result>(outside: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      outside.then(
        (result) => (this.isClosed ? undefined : resolve(result)),
        (error: unknown) => (this.isClosed ? undefined : reject(error)),
      )
    })
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function mapped<Whole extends object>(whole: Whole, change: (part: unknown, owner: Whole) => unknown): Whole {
  const known = new Map<string | symbol, unknown>()
  return new Proxy(whole, {
    get(target, name) {
      if (!known.has(name)) known.set(name, change(Reflect.get(target, name), target))
      return known.get(name)
    },
  })
}

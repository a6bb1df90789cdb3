import type { Clock } from '../../engine/ports/clock.ts'
import type { ProviderHttp, ProviderRequest, ProviderResponse } from '../../engine/ports/provider-http.ts'
import { json, raw } from '../../providers/testing/scripted-http.ts'
import { companyId, numberOfKey } from '../../testing/fleet-rows.ts'
import { ALIVE, REFUSED } from './noticing-world.ts'

const LATENCY_MS = 80
const HANGS_MS = 20_000
const SICK = raw(503, '<h1>Service Unavailable</h1>', 'text/html')

/** `erring`: refuses valid keys by lot. */
export type PleoWeather =
  | { readonly kind: 'well' | 'down' | 'hanging' }
  | { readonly kind: 'erring'; readonly rate: number }

/** What it said to the question about one key. */
export interface Said {
  readonly at: number
  readonly what: 'good' | 'refused'
}

/** Pleo with its companies, their keys and its moods; it remembers what it said to each key. */
export class SimulatedPleo {
  weather: PleoWeather = { kind: 'well' }
  readonly #clock: Clock
  readonly #random: () => number
  readonly #revoked = new Set<string>()
  readonly #said = new Map<string, Said[]>()
  #made = 0
  constructor(clock: Clock, random: () => number) {
    this.#clock = clock
    this.#random = random
  }

  newKey(company: number): string {
    this.#made += 1
    return `key-${String(this.#made).padStart(6, '0')}-${companyId(company)}`
  }

  revoke(key: string): void {
    this.#revoked.add(key)
  }

  restoreAll(): void {
    this.#revoked.clear()
    this.weather = { kind: 'well' }
  }

  said(key: string): readonly Said[] {
    return this.#said.get(key) ?? []
  }

  /** @param clock of the server that asks: one that was killed hears nothing more */
  http(clock: Clock): ProviderHttp {
    return {
      send: async (request) => {
        try {
          await clock.sleep(this.weather.kind === 'hanging' ? HANGS_MS : LATENCY_MS, request.signal)
        } catch {
          return { kind: 'silence', why: 'timeout' }
        }
        return this.#answer(request)
      },
      async close() {},
    }
  }

  #answer({ method, path, credential }: ProviderRequest): ProviderResponse {
    if (this.weather.kind === 'down' || this.weather.kind === 'hanging') return SICK
    const key = credential.use((bytes) => bytes.toString('latin1'))
    const company = numberOfKey(key)
    if (path === '/v1/introspect') return this.#introspect(key, company)
    if (this.#revoked.has(key)) return REFUSED
    if (path.startsWith('/v1/companies/')) {
      return json(200, { data: { id: companyId(company), name: `Company ${company} ApS` } })
    }
    if (method === 'GET') return raw(404, '', null)
    return json(200, {
      id: companyId(company),
      applicationId: companyId(0),
      resource: `urn:pleo:company:${companyId(company)}`,
      status: 'ACTIVATED',
      metadata: {},
      createdAt: '2026-03-02T09:15:00Z',
      updatedAt: '2026-03-02T09:15:00Z',
    })
  }

  #introspect(key: string, company: number): ProviderResponse {
    const errs = this.weather.kind === 'erring' && this.#random() < this.weather.rate
    const what = errs || this.#revoked.has(key) ? 'refused' : 'good'
    const said = this.#said.get(key) ?? []
    said.push({ at: Math.floor(this.#clock.now()), what })
    this.#said.set(key, said)
    return what === 'good' ? ALIVE(company) : REFUSED
  }
}

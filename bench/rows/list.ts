import { apiToken } from '../api-token.ts'
import { fleetOf } from '../fleet.ts'
import { startFleetProvider } from '../fleet-provider.ts'
import { percentile, shown, spreadOf } from '../row.ts'
import type { Row } from '../row.ts'
import { startFleetServer, UNHURRIED } from '../fleet-server.ts'

const CONNECTIONS = 1_000_000
const REQUESTS_A_ROUND = 400
const LIMIT_MS = 20

/** What a console and an integrator ask for; `n` walks over the fleet. */
const QUERIES: Readonly<Record<string, (n: number) => string>> = {
  'newest first': () => '',
  'one tenant': (n) => `tenantId=tenant-${n}`,
  'by state': () => 'state=connected',
  'by health': () => 'health=healthy',
  'one company': (n) => `accountId=7a0c2f5e-0000-4000-8000-${n.toString(16).padStart(12, '0')}`,
  'prefix of a tenant': (n) => `q=tenant-${String(n).slice(0, 4)}`,
  'prefix of a name': (n) => `q=company%20${String(n).slice(0, 3)}`,
  'nothing found': () => 'q=zzz',
}

export const list: Row = {
  id: 'list',
  what: 'list and search at 1,000,000 connections, over loopback HTTP: the slowest of the queries',
  limit: 'p99 ≤ 20 ms',
  async open() {
    const fleet = await fleetOf(CONNECTIONS, 24 * 60 * 60_000)
    const token = apiToken()
    const stack = new AsyncDisposableStack()
    const provider = stack.use(await startFleetProvider(null))
    const server = stack.use(await startFleetServer(fleet, provider.url, { ...UNHURRIED, KEYTURN_API_TOKEN: token }))
    const ask = async (query: string): Promise<number> => {
      const startedAt = performance.now()
      const answer = await fetch(`${server.url}/v1/connections?limit=50&${query}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`${query}: ${answer.status}`)
      return performance.now() - startedAt
    }
    const variant = (queryOf: (n: number) => string) => async () => {
      const times: number[] = []
      for (let request = 0; request < REQUESTS_A_ROUND; request += 1) {
        times.push(await ask(queryOf((request * 7_919) % CONNECTIONS)))
      }
      return { p99: percentile(times, 0.99) }
    }
    return {
      rounds: 5,
      variants: Object.fromEntries(Object.entries(QUERIES).map(([name, queryOf]) => [name, variant(queryOf)])),
      figure(summary) {
        const all = Object.keys(QUERIES).map((name) => ({ name, p99: spreadOf(summary, name, 'p99') }))
        const [slowest = { name: '', p99: { median: 0, min: 0, max: 0 } }] = all.toSorted(
          (one, other) => other.p99.median - one.p99.median,
        )
        return {
          shown: `${slowest.name}: ${shown(slowest.p99, 'ms', 1)}`,
          holds: slowest.p99.median <= LIMIT_MS,
        }
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  },
}

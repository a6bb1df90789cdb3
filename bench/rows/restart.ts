import { setTimeout as wait } from 'node:timers/promises'
import { startSimulator } from '@keyturn/pleo-simulator'
import { apiToken } from '../api-token.ts'
import { Customer } from '../customer.ts'
import { A_DAY_MS, freshFleetOf, overdueFleetOf } from '../fleet.ts'
import type { Fleet } from '../fleet.ts'
import { mostInAMinute, startFleetProvider } from '../fleet-provider.ts'
import { percentile, spreadOf } from '../row.ts'
import type { Row } from '../row.ts'
import { startBuiltServer } from '../server-process.ts'

const CONNECTIONS = 100_000
const CONNECTS_A_ROUND = 40
const WARM_UP = 20
const ROUNDS = 5
/** A minute of a monitor that shares its budget with nobody. */
const ALONE_MS = 62_000
const BETWEEN_MS = 12_000
const LIMIT = { calls: 400, ratio: 2 }

export const restart: Row = {
  id: 'restart',
  what: 'restart with 100,000 overdue checks: the most of them in any 60 s, and the p95 of a person’s connect meanwhile against an idle server',
  limit: '≤ 400, ≤ 2 ×',
  async open() {
    const stack = new AsyncDisposableStack()
    const simulator = await startSimulator({ ratePerMinute: null })
    stack.defer(() => simulator.close())
    const token = apiToken()
    let customers = 0
    const serve = async (fleet: Fleet) => {
      const provider = stack.use(await startFleetProvider(simulator.url))
      const server = stack.use(
        await startBuiltServer({
          KEYTURN_DATABASE_URL: `file:${fleet.file}`,
          KEYTURN_MASTER_KEY_FILE: fleet.masterKeyFile,
          KEYTURN_API_TOKEN: token,
          KEYTURN_PLEO_BASE_URL: provider.url,
          KEYTURN_ALLOW_HTTP_PROVIDERS: 'loopback',
        }),
      )
      const connect = async (): Promise<number> => {
        customers += 1
        const customer = await Customer.arrive(server.url, token, `bench-${customers}`)
        return customer.connect(simulator.control.createKey().key)
      }
      for (let number = 0; number < WARM_UP; number += 1) await connect()
      const round = async () => {
        const times: number[] = []
        while (times.length < CONNECTS_A_ROUND) times.push(await connect())
        return { p95: percentile(times, 0.95) }
      }
      return { provider, round }
    }
    const idle = await serve(await freshFleetOf(CONNECTIONS, A_DAY_MS))
    const overdue = await serve(await overdueFleetOf(CONNECTIONS))
    await wait(ALONE_MS)
    return {
      rounds: ROUNDS,
      variants: {
        idle: idle.round,
        overdue: async () => {
          await wait(BETWEEN_MS)
          return overdue.round()
        },
      },
      figure(summary) {
        const [still, busy] = [spreadOf(summary, 'idle', 'p95'), spreadOf(summary, 'overdue', 'p95')]
        const calls = mostInAMinute(overdue.provider.askedAt)
        const ratio = busy.median / still.median
        return {
          shown: `${calls} in 60 s; ${ratio.toFixed(2)} × (${busy.median.toFixed(1)} ms against ${still.median.toFixed(1)} ms)`,
          holds: calls > 0.9 * LIMIT.calls && calls <= LIMIT.calls && ratio <= LIMIT.ratio,
        }
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  },
}

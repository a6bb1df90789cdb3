import { startSimulator } from '@keyturn/pleo-simulator'
import { apiToken } from '../api-token.ts'
import { Customer } from '../customer.ts'
import { freshFleetOf } from '../fleet.ts'
import { startFleetProvider } from '../fleet-provider.ts'
import { percentile, shown, spreadOf } from '../row.ts'
import type { Row } from '../row.ts'
import { startFleetServer, UNHURRIED } from '../fleet-server.ts'

const CONNECTS_A_ROUND = 100
const WARM_UP = 40
const LIMIT = { p50: 10, p99: 30 }

export const connect: Row = {
  id: 'connect',
  what: 'with 100,000 connections, time added to a connect over the provider’s own answer time, from the submit to the news of it on the page’s stream',
  limit: '≤ 10 ms p50, ≤ 30 ms p99',
  async open() {
    const stack = new AsyncDisposableStack()
    const fleet = await freshFleetOf(100_000, 24 * 60 * 60_000)
    const simulator = await startSimulator({ ratePerMinute: null })
    stack.defer(() => simulator.close())
    const provider = stack.use(await startFleetProvider(simulator.url))
    const token = apiToken()
    const server = stack.use(await startFleetServer(fleet, provider.url, { ...UNHURRIED, KEYTURN_API_TOKEN: token }))
    let customers = 0
    const added = async (): Promise<number> => {
      customers += 1
      const customer = await Customer.arrive(server.url, token, `bench-${customers}`)
      const { key } = simulator.control.createKey()
      provider.takeOthersMs()
      const total = await customer.connect(key)
      return total - provider.takeOthersMs()
    }
    for (let number = 0; number < WARM_UP; number += 1) await added()
    return {
      rounds: 7,
      variants: {
        keyturn: async () => {
          const times: number[] = []
          while (times.length < CONNECTS_A_ROUND) times.push(await added())
          return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) }
        },
      },
      figure(summary) {
        const p50 = spreadOf(summary, 'keyturn', 'p50')
        const p99 = spreadOf(summary, 'keyturn', 'p99')
        return {
          shown: `p50 ${shown(p50, 'ms', 1)}; p99 ${shown(p99, 'ms', 1)}`,
          holds: p50.median <= LIMIT.p50 && p99.median <= LIMIT.p99,
        }
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  },
}

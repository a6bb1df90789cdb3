import { setTimeout as wait } from 'node:timers/promises'
import { startSimulator } from '@keyturn/pleo-simulator'
import { apiToken } from '../api-token.ts'
import { Customer } from '../customer.ts'
import { A_DAY_MS, freshFleetOf, overdueFleetOf } from '../fleet.ts'
import type { Fleet } from '../fleet.ts'
import { mostInAMinute, startFleetProvider } from '../fleet-provider.ts'
import { percentile, shown, spreadOf } from '../row.ts'
import type { Row } from '../row.ts'
import { startFleetServer } from '../fleet-server.ts'

const CONNECTIONS = 100_000
const CONNECTS_A_ROUND = 8
/** With some four calls each they stay within the people's share, so that the checks go on at their full pace. */
const CONNECT_EVERY_MS = 3_000
const WARM_UP = 20
const ROUNDS = 5
/** A minute of a monitor that shares its budget with nobody. */
const ALONE_MS = 62_000
const LIMIT = { calls: 400, ratio: 2 }
const AT_FULL_PACE = 0.9

export const restart: Row = {
  id: 'restart',
  what: 'restart with 100,000 overdue checks: the most of them in any 60 s, and the median time added to a person’s connect meanwhile against an idle server',
  limit: '≤ 400, ≤ 2 ×',
  async open() {
    const stack = new AsyncDisposableStack()
    const simulator = await startSimulator({ ratePerMinute: null })
    stack.defer(() => simulator.close())
    const token = apiToken()
    let customers = 0
    const serve = async (fleet: Fleet) => {
      const provider = stack.use(await startFleetProvider(simulator.url))
      const server = stack.use(await startFleetServer(fleet, provider.url, { KEYTURN_API_TOKEN: token }))
      const added = async (): Promise<number> => {
        customers += 1
        const customer = await Customer.arrive(server.url, token, `bench-${customers}`)
        provider.takeOthersMs()
        const total = await customer.connect(simulator.control.createKey().key)
        return total - provider.takeOthersMs()
      }
      for (let number = 0; number < WARM_UP; number += 1) await added()
      const round = async () => {
        const [from, before] = [performance.now(), provider.askedAt.length]
        const times: number[] = []
        while (times.length < CONNECTS_A_ROUND) {
          times.push(await added())
          await wait(CONNECT_EVERY_MS)
        }
        const checksAMinute = (60_000 * (provider.askedAt.length - before)) / (performance.now() - from)
        return { added: percentile(times, 0.5), checksAMinute }
      }
      return { provider, round }
    }
    const idle = await serve(await freshFleetOf(CONNECTIONS, A_DAY_MS))
    const overdue = await serve(await overdueFleetOf(CONNECTIONS))
    await wait(ALONE_MS)
    return {
      rounds: ROUNDS,
      variants: { idle: idle.round, overdue: overdue.round },
      figure(summary) {
        const [still, busy] = [spreadOf(summary, 'idle', 'added'), spreadOf(summary, 'overdue', 'added')]
        const pace = spreadOf(summary, 'overdue', 'checksAMinute')
        const most = mostInAMinute(overdue.provider.askedAt)
        const ratio = busy.median / still.median
        return {
          shown: `${most} in 60 s; ${ratio.toFixed(2)} ×: ${shown(busy, 'ms', 1)} beside ${shown(pace, 'checks a minute')} against ${shown(still, 'ms', 1)}`,
          holds: pace.median > AT_FULL_PACE * LIMIT.calls && most <= LIMIT.calls && ratio <= LIMIT.ratio,
        }
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  },
}

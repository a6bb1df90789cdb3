import { setTimeout as wait } from 'node:timers/promises'
import { startSimulator } from '@keyturn/pleo-simulator'
import { apiToken } from '../api-token.ts'
import { addedToConnect, nextCustomer } from '../connecting.ts'
import { figureOf } from '../figure.ts'
import { A_DAY_MS, edit, freshFleetOf, overdueFleetOf } from '../fleet.ts'
import type { Fleet } from '../fleet.ts'
import { mostInAMinute, startFleetProvider } from '../fleet-provider.ts'
import { startFleetServer } from '../fleet-server.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import { median } from '../percentile.ts'
import { valuesOf } from '../row.ts'
import type { Row, Summary } from '../row.ts'

const CONNECTIONS = 100_000
const CONNECTS_A_ROUND = 10
/** With some four calls each they stay within the people's share, so that the checks go on at their full pace. */
const CONNECT_EVERY_MS = 3_000
const WARM_UP = 20
/** A minute of a monitor that shares its budget with nobody. */
const ALONE_MS = 62_000

export const restart: Row = {
  id: 'restart',
  what: 'restart with 100,000 overdue checks: checks in any 60 s, their pace beside people, and the median time added to a person’s connect meanwhile. There is never more than one server: each has the machine alone',
  beside:
    'an idle server with as many connections and nothing due. People come first, so a connect may wait for what is running, and for nothing else',
  async open() {
    const stack = new AsyncDisposableStack()
    const simulator = await startSimulator({ ratePerMinute: null })
    stack.defer(() => simulator.close())
    const provider = stack.use(await startFleetProvider(simulator.url))
    const token = apiToken()
    const fleets = { idle: await idleFleet(), overdue: await overdueFleetOf(CONNECTIONS) }
    const servers = stack.use(
      oneAtATime(async (fleet: Fleet) => {
        const server = await startFleetServer(fleet, provider.url, { KEYTURN_API_TOKEN: token })
        if (fleet === fleets.overdue) await wait(ALONE_MS)
        for (let number = 0; number < WARM_UP; number += 1) await connect(server.url)
        return server
      }),
    )
    const connect = async (url: string) => addedToConnect(await nextCustomer(url, token), provider, simulator)
    const round = async (fleet: Fleet) => {
      const server = await servers.only(fleet)
      const [from, before] = [performance.now(), provider.askedAt.length]
      const times: number[] = []
      while (times.length < CONNECTS_A_ROUND) {
        times.push(await connect(server.url))
        await wait(CONNECT_EVERY_MS)
      }
      const pace = (60_000 * (provider.askedAt.length - before)) / (performance.now() - from)
      return { added: median(times), pace, most: mostInAMinute(provider.askedAt) }
    }
    return {
      rounds: 2,
      variants: { idle: () => round(fleets.idle), overdue: () => round(fleets.overdue) },
      figures,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  },
}

/** Nothing becomes due for a day. */
async function idleFleet(): Promise<Fleet> {
  const fleet = await freshFleetOf(CONNECTIONS, A_DAY_MS)
  edit(fleet, `update connections set next_check_at = next_check_at + ${A_DAY_MS}`)
  return fleet
}

const figures = (summary: Summary) => [
  figureOf({
    name: 'most checks in any 60 s',
    values: valuesOf(summary, 'overdue', 'most'),
    unit: { name: 'checks' },
    judgedBy: 'worst',
    limit: { most: 400 },
  }),
  figureOf({
    name: 'pace beside people',
    values: valuesOf(summary, 'overdue', 'pace'),
    unit: { name: '/min' },
    judgedBy: 'worst',
    limit: { least: 360 },
  }),
  figureOf({
    name: 'added to a connect',
    values: valuesOf(summary, 'overdue', 'added'),
    unit: { name: 'ms', digits: 1 },
    yardstick: { values: valuesOf(summary, 'idle', 'added'), ratio: { most: 2 } },
  }),
]

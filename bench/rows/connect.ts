import { join } from 'node:path'
import { startSimulator } from '@keyturn/pleo-simulator'
import { apiToken } from '../api-token.ts'
import { addedToConnect, nextCustomer } from '../connecting.ts'
import { sealedForm } from '../customer.ts'
import { figureOf } from '../figure.ts'
import { A_DAY_MS, freshFleetOf, freshFolder } from '../fleet.ts'
import { startFleetProvider } from '../fleet-provider.ts'
import { startFleetServer, UNHURRIED } from '../fleet-server.ts'
import { median, percentile } from '../percentile.ts'
import { valuesOf } from '../row.ts'
import type { Row, Summary } from '../row.ts'
import { startYardstick } from '../server-process.ts'

const CONNECTIONS = 100_000
const CONNECTS_A_ROUND = 200
const WARM_UP = 40
const MS = { name: 'ms', digits: 1 }

export const connect: Row = {
  id: 'connect',
  what: 'with 100,000 connections, time added to a connect over the provider’s own answer time, from the press on the button (the key is sealed, then posted, as the page’s script does) to the news of it on the page’s stream; each round is 200 connects',
  beside:
    'a bare node:http server that takes the same form, writes it as one synced row (SQLite, `synchronous = FULL`) and answers, asked after each connect. A connect has the sealing, four calls to the provider and several synced commits one after the other, so a few times as much is its nature',
  async open() {
    const stack = new AsyncDisposableStack()
    const fleet = await freshFleetOf(CONNECTIONS, A_DAY_MS)
    const simulator = await startSimulator({ ratePerMinute: null })
    stack.defer(() => simulator.close())
    const provider = stack.use(await startFleetProvider(simulator.url))
    const token = apiToken()
    const server = stack.use(await startFleetServer(fleet, provider.url, { ...UNHURRIED, KEYTURN_API_TOKEN: token }))
    const bare = stack.use(await startYardstick('form-server.ts', [join(freshFolder(), 'forms.db')]))
    const pair = async () => {
      const customer = await nextCustomer(server.url, token)
      const form = await sealedForm('k'.repeat(40), await customer.readPage())
      return { added: await addedToConnect(customer, provider, simulator), bare: await post(bare.url, form) }
    }
    for (let number = 0; number < WARM_UP; number += 1) await pair()
    return {
      rounds: 7,
      variants: {
        connect: async () => {
          const pairs: Awaited<ReturnType<typeof pair>>[] = []
          while (pairs.length < CONNECTS_A_ROUND) pairs.push(await pair())
          const [added, posted] = [pairs.map((one) => one.added), pairs.map((one) => one.bare)]
          return {
            p50: median(added),
            p99: percentile(added, 0.99),
            bareP50: median(posted),
            bareP99: percentile(posted, 0.99),
          }
        },
      },
      figures,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  },
}

/** @returns ms until the answer was read */
async function post(url: string, form: string): Promise<number> {
  const startedAt = performance.now()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await fetch(url, { method: 'POST', redirect: 'manual', headers, body: form })
  await answer.arrayBuffer()
  return performance.now() - startedAt
}

const figures = (summary: Summary) => [
  figureOf({
    name: 'p50',
    values: valuesOf(summary, 'connect', 'p50'),
    unit: MS,
    judgedBy: 'worst',
    limit: { most: 10 },
    yardstick: { values: valuesOf(summary, 'connect', 'bareP50'), ratio: { most: 10 } },
  }),
  figureOf({
    name: 'p99',
    values: valuesOf(summary, 'connect', 'p99'),
    unit: MS,
    judgedBy: 'worst',
    limit: { most: 30 },
    yardstick: { values: valuesOf(summary, 'connect', 'bareP99'), ratio: { most: 10 } },
  }),
]

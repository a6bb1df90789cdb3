import { setTimeout as wait } from 'node:timers/promises'
import { startSimulator } from '@keyturn/pleo-simulator'
import { apiToken } from './api-token.ts'
import { LIFTED } from './checking-server.ts'
import { addedToConnect, nextCustomer } from './connecting.ts'
import { A_DAY_MS, freshFleetOf, overdue } from './fleet.ts'
import { startFleetProvider } from './fleet-provider.ts'
import { startFleetServer, UNHURRIED } from './fleet-server.ts'
import type { ServerProcess } from './server-process.ts'

/** 400 a minute. */
const CHECKS = 24_000
const PAGES = 200
const CONNECTS = 50
const LISTS = 100

interface Workload extends AsyncDisposable {
  /** @returns a fresh server that has done an hour's work */
  done(): Promise<ServerProcess>
}

/** What a server does in an hour, in one go: the monitor's calls are not held to a pace. */
export async function openWorkload(connections: number): Promise<Workload> {
  const stack = new AsyncDisposableStack()
  const simulator = await startSimulator({ ratePerMinute: null })
  stack.defer(() => simulator.close())
  const provider = stack.use(await startFleetProvider(simulator.url))
  const fleet = await freshFleetOf(connections, A_DAY_MS)
  const token = apiToken()
  const settings = { ...UNHURRIED, KEYTURN_PLEO_BUDGET: String(LIFTED), KEYTURN_API_TOKEN: token }
  return {
    async done() {
      overdue(fleet, CHECKS)
      const before = provider.askedAt.length
      const server = await startFleetServer(fleet, provider.url, settings)
      for (let number = 0; number < PAGES; number += 1) {
        const customer = await nextCustomer(server.url, token)
        await (number < CONNECTS ? addedToConnect(customer, provider, simulator) : customer.readPage())
      }
      for (let number = 0; number < LISTS; number += 1) await list(server.url, token)
      while (provider.askedAt.length < before + CHECKS) await wait(50)
      return server
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function list(url: string, token: string): Promise<void> {
  const answer = await fetch(`${url}/v1/connections?limit=50`, { headers: { authorization: `Bearer ${token}` } })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`list: ${answer.status}`)
}

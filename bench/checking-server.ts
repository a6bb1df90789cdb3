import { setTimeout as wait } from 'node:timers/promises'
import type { Fleet } from './fleet.ts'
import type { FleetProvider } from './fleet-provider.ts'
import { startFleetServer } from './fleet-server.ts'

/** A server whose monitor always has a check that is due. */
export interface CheckingServer extends AsyncDisposable {
  /** Over so long a time: checks a second, and what one takes of a processor. */
  look(forMs: number): Promise<{ readonly rate: number; readonly processorMs: number }>
}

/** More than there can be. */
export const LIFTED = 10_000_000

/** @param budget calls a minute; of them four in five are for checks */
export async function startCheckingServer(
  fleet: Fleet,
  provider: FleetProvider,
  budget: number,
): Promise<CheckingServer> {
  const settings = { KEYTURN_CHECK_INTERVAL: '1s', KEYTURN_PLEO_BUDGET: String(budget) }
  const server = await startFleetServer(fleet, provider.url, settings)
  return {
    async look(forMs) {
      const [from, before, took] = [performance.now(), provider.askedAt.length, server.processorMs()]
      await wait(forMs)
      const checks = provider.askedAt.length - before
      return {
        rate: (1_000 * checks) / (performance.now() - from),
        processorMs: (server.processorMs() - took) / checks,
      }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

import { setTimeout as wait } from 'node:timers/promises'
import type { Fleet } from './fleet.ts'
import { startFleetProvider } from './fleet-provider.ts'
import { startBuiltServer } from './server-process.ts'

/** A server whose monitor asks as fast as it can: every check is always due, and the budget is lifted. */
export interface CheckingServer extends AsyncDisposable {
  /** Over so long a time: checks a second, and what one takes of a processor. */
  look(forMs: number): Promise<{ readonly rate: number; readonly processorMs: number }>
}

export async function startCheckingServer(fleet: Fleet): Promise<CheckingServer> {
  const stack = new AsyncDisposableStack()
  const provider = stack.use(await startFleetProvider(null))
  const server = stack.use(
    await startBuiltServer({
      KEYTURN_DATABASE_URL: `file:${fleet.file}`,
      KEYTURN_MASTER_KEY_FILE: fleet.masterKeyFile,
      KEYTURN_PLEO_BASE_URL: provider.url,
      KEYTURN_ALLOW_HTTP_PROVIDERS: 'loopback',
      KEYTURN_CHECK_INTERVAL: '1s',
      KEYTURN_PLEO_BUDGET: '10000000',
    }),
  )
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
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

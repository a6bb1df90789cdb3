import type { Fleet } from './fleet.ts'
import { startBuiltServer } from './server-process.ts'
import type { ServerProcess } from './server-process.ts'

/** Nothing becomes due but what was due before. */
export const UNHURRIED = { KEYTURN_CHECK_INTERVAL: '24h' } as const
/** Nobody answers there. */
export const NO_PROVIDER = 'http://127.0.0.1:9'

/** The built server on the data of a fleet. @param settings beside the usual ones @param node which Node runs it */
export const startFleetServer = (
  fleet: Fleet,
  providerUrl: string,
  settings: Readonly<Record<string, string>>,
  node: string = process.execPath,
): Promise<ServerProcess> =>
  startBuiltServer(
    {
      KEYTURN_DATABASE_URL: `file:${fleet.file}`,
      KEYTURN_MASTER_KEY_FILE: fleet.masterKeyFile,
      KEYTURN_PLEO_BASE_URL: providerUrl,
      KEYTURN_ALLOW_HTTP_PROVIDERS: 'loopback',
      ...settings,
    },
    node,
  )

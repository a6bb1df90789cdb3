import { randomBytes } from 'node:crypto'
import { rulesFor } from '../domain/noticing/rules.ts'
import { NO_METRICS } from '../engine/ports/metrics.ts'
import { RunningAttempts } from '../engine/running-attempts.ts'
import { createApi, openApiDocument } from '../http/api/api-app.ts'
import { API_VERSION } from '../http/app.ts'
import { ProviderWatches } from '../monitor/provider-watches.ts'
import { openSqliteStorage } from '../storage/sqlite.ts'
import { generateApiToken, isApiToken } from '../vault/api-token.ts'
import { systemRandom } from '../vault/random.ts'
import { createSubmitKeys } from '../vault/submit-keys.ts'
import { openVault } from '../vault/vault.ts'
import { localMasterKey } from '../vault/wrap.ts'
import { readConfig } from './config.ts'
import { createLog } from './log.ts'
import { httpConfig } from './http-config.ts'
import { systemClock } from './system-clock.ts'

/** The OpenAPI document of the routes as they are, from a Keyturn in memory that nobody can reach. */
export async function describeApi(): Promise<object> {
  const config = readConfig({})
  const storage = await openSqliteStorage({ file: ':memory:', clock: systemClock, role: 'command' })
  try {
    const log = createLog('silent', 'stdout')
    const masterKey = localMasterKey(randomBytes(32))
    const vault = await openVault({ masterKey, keys: storage.keys, clock: systemClock })
    const api = createApi({
      engine: {
        stores: storage,
        vault,
        submitKeys: createSubmitKeys({ masterKey, store: storage.submitKeys, clock: systemClock }),
        clock: systemClock,
        random: systemRandom,
        changes: storage.changes,
        log,
        providers: new Map(),
        running: new RunningAttempts(),
        noticing: await ProviderWatches.open({
          checks: storage.checks,
          clock: systemClock,
          random: systemRandom,
          log,
          rules: rulesFor({ intervalMs: config.checkIntervalMs, confirmAfterMs: config.confirmAfterMs }),
          paces: [],
          incidentTurned: () => undefined,
        }),
        metrics: NO_METRICS,
      },
      config: httpConfig(config),
      assets: {
        assets: { scripts: [], styles: [] },
        rules: '',
        frame: { scripts: [], styles: [] },
        find: () => undefined,
        extended: async () => undefined,
      },
      apiTokens: { isWellFormed: isApiToken, generate: generateApiToken },
      metrics: { contentType: '', text: async () => '', isTokenRight: () => false },
      webhookHttp: { examine: async () => null },
      ready: () => storage.ready(),
      stopping: new AbortController().signal,
    })
    return openApiDocument(api, config.publicUrl, API_VERSION)
  } finally {
    await storage.close()
  }
}

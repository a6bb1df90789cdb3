import { createApiToken, revokeApiToken } from '../engine/api-tokens.ts'
import { expireAttempts, interruptOrphans } from '../engine/end-attempt.ts'
import type { EnginePorts } from '../engine/ports/engine-ports.ts'
import type { Traffic } from '../engine/ports/traffic.ts'
import type { Log } from '../engine/ports/log.ts'
import { KEYTURN } from '../engine/records.ts'
import { TOKEN_SCOPES } from '../domain/api-token.ts'
import { createMetrics } from '../metrics/prometheus.ts'
import { startHttpServer } from '../http/server.ts'
import { generateApiToken, isApiToken } from '../vault/api-token.ts'
import { loadAssets } from './assets.ts'
import type { Config } from './config.ts'
import { ConfigFaults } from './config.ts'
import { httpConfig } from './http-config.ts'
import { startNotifier } from './notifier.ts'
import { openEngine } from './open-engine.ts'
import { systemClock } from './system-clock.ts'
import { tokenTester } from './token-tester.ts'
import { Dispatcher } from '../webhooks/dispatcher.ts'

export interface RunningServer {
  readonly url: string
  readonly port: number
  readonly engine: EnginePorts
  /** For whoever calls the provider with stored keys. */
  readonly traffic: Traffic
  /** Stops accepting, finishes what runs, closes within 10 s. */
  close(): Promise<void>
}

const EXPIRY_EVERY_MS = 1_000
const SWEEP_EVERY_MS = 10 * 60_000
const BOOTSTRAP_NAME = 'KEYTURN_API_TOKEN'

/**
 * The server: one process on its own data.
 * @throws ConfigFaults, AssetsMissing, the refusals of `openEngine`, and the listen error
 */
export async function startServer(config: Config, log: Log): Promise<RunningServer> {
  if (config.apiToken !== null && !isApiToken(config.apiToken)) {
    throw new ConfigFaults([`${BOOTSTRAP_NAME} is not an API token: make one with keyturn tokens generate.`])
  }
  for (const warning of config.warnings) log.warn({}, warning)
  const assets = await loadAssets()
  const metrics = createMetrics()
  const opened = await openEngine(config, 'server', log, metrics)
  const { engine, storage, monitor, webhookHttp } = opened
  const stopping = new AbortController()
  try {
    await interruptOrphans(engine)
    // One server a database: whoever held a lease is dead.
    await storage.deliveries.release(null)
    await storage.notices.release(null)
    await installBootstrapToken(engine, config.apiToken)
    const http = await startHttpServer(
      {
        engine,
        config: httpConfig(config),
        assets,
        metrics: { ...metrics, isTokenRight: tokenTester(config.metricsToken) },
        webhookHttp,
        apiTokens: { isWellFormed: isApiToken, generate: generateApiToken },
        ready: () => storage.ready(),
        stopping: stopping.signal,
      },
      { host: config.host, port: config.port },
    )
    const keepers = [
      repeat(EXPIRY_EVERY_MS, stopping.signal, () => expireAttempts(engine), log),
      repeat(
        SWEEP_EVERY_MS,
        stopping.signal,
        () => storage.housekeeping.sweep(systemClock.now(), config.retention),
        log,
      ),
    ]
    const notifier = await startNotifier(engine, config)
    const dispatcher = new Dispatcher({ ...engine, webhookHttp })
    monitor.start()
    return {
      url: config.publicUrl,
      port: http.port,
      engine,
      traffic: opened.traffic,
      async close() {
        stopping.abort()
        await Promise.all([http.close(), dispatcher.stop(), notifier?.stop(), monitor.stop(), ...keepers])
        await opened.close()
      },
    }
  } catch (error) {
    stopping.abort()
    await opened.close()
    throw error
  }
}

async function repeat(everyMs: number, stopping: AbortSignal, work: () => Promise<void>, log: Log): Promise<void> {
  while (!stopping.aborted) {
    try {
      await work()
    } catch (error) {
      log.error(
        { fault: error instanceof Error ? error.name : 'unknown' },
        'a recurring task failed; it will be tried again',
      )
    }
    await systemClock.sleep(everyMs, stopping).catch(() => undefined)
  }
}

/** The token of the environment, with all scopes. Another one that stood there before is no longer good. */
async function installBootstrapToken(engine: EnginePorts, token: string | null): Promise<void> {
  const { apiTokens } = engine.stores
  const current = token === null ? undefined : await apiTokens.findByHash(engine.random.hash(token))
  for (const { id, name, revokedAt } of await apiTokens.list()) {
    if (name === BOOTSTRAP_NAME && revokedAt === null && id !== current?.id) await revokeApiToken(engine, id, KEYTURN)
  }
  if (token === null || current !== undefined) return
  await createApiToken(
    engine,
    token,
    { name: BOOTSTRAP_NAME, scopes: TOKEN_SCOPES, tenants: null, expiresAt: null },
    KEYTURN,
  )
}

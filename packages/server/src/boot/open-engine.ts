import { dirname } from 'node:path'
import { paceOf } from '../domain/noticing/budget.ts'
import { rulesFor } from '../domain/noticing/rules.ts'
import { createProviderHttp } from '../egress/provider-http.ts'
import { createWebhookHttp } from '../egress/webhook-http.ts'
import type { Place } from '../engine/ports/check-store.ts'
import type { EnginePorts } from '../engine/ports/engine-ports.ts'
import type { WebhookHttp } from '../engine/ports/webhook-http.ts'
import type { Log } from '../engine/ports/log.ts'
import { NO_METRICS } from '../engine/ports/metrics.ts'
import type { Metrics } from '../engine/ports/metrics.ts'
import type { ProviderHttp } from '../engine/ports/provider-http.ts'
import type { Traffic } from '../engine/ports/traffic.ts'
import { RunningAttempts } from '../engine/running-attempts.ts'
import { Monitor } from '../monitor/monitor.ts'
import { countedHttp } from '../monitor/peoples-http.ts'
import { ProviderWatches } from '../monitor/provider-watches.ts'
import { ResultBatch } from '../monitor/result-batch.ts'
import { TrafficNotes } from '../monitor/traffic-notes.ts'
import { createPleoProvider } from '../providers/pleo/pleo.ts'
import { openSqliteStorage } from '../storage/sqlite.ts'
import type { Storage } from '../storage/storage.ts'
import { parseMasterKey, readMasterKeyFile } from '../vault/master-key.ts'
import { systemRandom } from '../vault/random.ts'
import { createSubmitKeys } from '../vault/submit-keys.ts'
import { MasterKeyRefused } from '../vault/vault-errors.ts'
import { openVault } from '../vault/vault.ts'
import { localMasterKey } from '../vault/wrap.ts'
import type { Config } from './config.ts'
import { systemClock } from './system-clock.ts'

export interface OpenEngine {
  readonly engine: EnginePorts
  readonly storage: Storage
  /** Stands still until it is started. */
  readonly monitor: Monitor
  /** For whoever calls the provider with stored keys. */
  readonly traffic: Traffic
  readonly webhookHttp: WebhookHttp
  /** Closes storage and connections to providers; what still runs is stopped first. */
  close(): Promise<void>
}

const DRAIN_MS = 8_000

/**
 * Opens data, keys and providers for one process.
 * @throws MasterKeyRefused, WrongMasterKey, StorageInUse and the other refusals of the storage
 */
export async function openEngine(
  config: Config,
  role: 'server' | 'command',
  log: Log,
  metrics: Metrics = NO_METRICS,
): Promise<OpenEngine> {
  const masterKey = localMasterKey(readMasterKey(config))
  const storage = await openSqliteStorage({ file: config.databaseFile, clock: systemClock, role, log })
  try {
    const vault = await openVault({ masterKey, keys: storage.keys, clock: systemClock })
    const http = createProviderHttp({
      baseUrl: config.pleo.baseUrl,
      authorization: 'basic-user',
      allowPlainHttp: config.allowPlainHttp,
    })
    const webhookHttp = createWebhookHttp({ allowPlainHttp: config.allowPlainHttp, ports: config.webhookPorts })
    const { environment, clientId, requiredScopes, initialStatus } = config.pleo
    const asPleo = (through: ProviderHttp) =>
      createPleoProvider({
        http: through,
        clock: systemClock,
        environment,
        clientId,
        requiredScopes,
        initialStatus,
      })
    const place = { provider: 'pleo', environment }
    const noticing = await openWatches(config, storage, place, log)
    const pleo = asPleo(
      countedHttp(http, {
        made: () => noticing.observe(place, { kind: 'people_called', calls: 1 }),
        answered: () => noticing.observe(place, { kind: 'answered_elsewhere' }),
      }),
    )
    const running = new RunningAttempts()
    const engine: EnginePorts = {
      stores: storage,
      vault,
      submitKeys: createSubmitKeys({ masterKey, store: storage.submitKeys, clock: systemClock }),
      clock: systemClock,
      random: systemRandom,
      changes: storage.changes,
      log,
      providers: new Map([[pleo.id, pleo]]),
      running,
      noticing,
      metrics,
    }
    const batch = new ResultBatch({ checks: storage.checks, clock: systemClock, log })
    const traffic = new TrafficNotes({ engine, batch })
    const monitor = new Monitor({ engine, watches: noticing, providers: new Map([[pleo.id, asPleo(http)]]), batch })
    return {
      engine,
      storage,
      monitor,
      traffic,
      webhookHttp,
      async close() {
        await drain(running)
        await traffic.settled()
        await noticing.shareAll()
        await http.close()
        await webhookHttp.close()
        await storage.close()
      },
    }
  } catch (error) {
    await storage.close()
    throw error
  }
}

/** What all servers on this data know of the provider. */
function openWatches(
  { checkIntervalMs, confirmAfterMs, pleo }: Config,
  { checks, changes }: Storage,
  place: Place,
  log: Log,
): Promise<ProviderWatches> {
  return ProviderWatches.open({
    checks,
    clock: systemClock,
    random: systemRandom,
    log,
    rules: rulesFor({ intervalMs: checkIntervalMs, confirmAfterMs }),
    paces: [{ ...place, pace: paceOf(pleo.callsPerMinute) }],
    incidentTurned: () => changes.notifyAll(),
  })
}

async function drain(running: RunningAttempts): Promise<void> {
  const done = new AbortController()
  const late = systemClock.sleep(DRAIN_MS, done.signal).then(
    () => running.stopAll(),
    () => undefined,
  )
  await running.drain()
  done.abort()
  await late
}

/** @throws MasterKeyRefused */
export function readMasterKey(config: Config): Buffer {
  if (config.masterKeyFile !== null) return readMasterKeyFile(config.masterKeyFile, [dirname(config.databaseFile)])
  if (config.masterKey !== null) return parseMasterKey(config.masterKey)
  throw new MasterKeyRefused('none')
}

import type { RunningAttempts } from '../running-attempts.ts'
import type { ChangeFeed } from './change-feed.ts'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Noticing } from './noticing.ts'
import type { Provider } from './provider.ts'
import type { Random } from './random.ts'
import type { Stores } from './stores.ts'
import type { SubmitKeys } from './submit-keys.ts'
import type { Vault } from './vault.ts'

/** Everything the engine reaches the world through. */
export interface EnginePorts {
  readonly stores: Stores
  readonly vault: Vault
  readonly submitKeys: SubmitKeys
  readonly clock: Clock
  readonly random: Random
  readonly changes: ChangeFeed
  readonly log: Log
  /** By provider id; each is configured for one environment. */
  readonly providers: ReadonlyMap<string, Provider>
  readonly running: RunningAttempts
  readonly noticing: Noticing
  readonly metrics: Metrics
}

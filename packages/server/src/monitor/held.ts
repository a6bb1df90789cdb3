import type { Lease } from '../engine/ports/check-store.ts'
import type { EnginePorts } from '../engine/ports/engine-ports.ts'
import type { AskedBy } from '../engine/ports/metrics.ts'
import type { Provider } from '../engine/ports/provider.ts'
import type { SealedConnection } from '../engine/ports/written.ts'
import type { ProviderWatches } from './provider-watches.ts'
import type { ResultBatch } from './result-batch.ts'

export interface MonitorPorts {
  readonly engine: EnginePorts
  readonly watches: ProviderWatches
  /** Whom the schedule asks, by provider id: calls of these are not people's. */
  readonly providers: ReadonlyMap<string, Provider>
  readonly batch: ResultBatch
}

/** A connection that is held, and in which lane it was found. */
export interface Held {
  readonly sealed: SealedConnection
  readonly lease: Lease
  readonly by: AskedBy
}

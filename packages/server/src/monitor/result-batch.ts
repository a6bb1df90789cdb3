import type { CheckRecord, CheckStore } from '../engine/ports/check-store.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { Log } from '../engine/ports/log.ts'

interface BatchPorts {
  readonly checks: Pick<CheckStore, 'record' | 'release'>
  readonly clock: Clock
  readonly log: Log
}

const AT_MOST_MS = 100
const AT_MOST = 250

/**
 * Writes results together: one sync to disk for all that comes in within a tenth of a second. A batch that is lost with the
 * process is asked again when its leases run out.
 */
export class ResultBatch {
  readonly #ports: BatchPorts
  #records: CheckRecord[] = []
  #wait: AbortController | null = null
  #writing: Promise<void> = Promise.resolve()
  constructor(ports: BatchPorts) {
    this.#ports = ports
  }

  add(record: CheckRecord): void {
    this.#records.push(record)
    if (this.#records.length >= AT_MOST) void this.flush()
    else if (this.#wait === null) this.#flushLater()
  }

  /** Writes what is there. Never throws. */
  flush(): Promise<void> {
    this.#wait?.abort()
    this.#wait = null
    const records = this.#records
    this.#records = []
    if (records.length > 0) this.#writing = this.#writing.then(() => this.#write(records))
    return this.#writing
  }

  #flushLater(): void {
    const wait = new AbortController()
    this.#wait = wait
    this.#ports.clock.sleep(AT_MOST_MS, wait.signal).then(
      () => this.flush(),
      () => undefined,
    )
  }

  async #write(records: readonly CheckRecord[]): Promise<void> {
    const { checks, log } = this.#ports
    try {
      const written = await checks.record(records)
      // What traffic noted meanwhile comes first: it says when it is asked again.
      for (const { id, lease } of records) {
        if (!written.has(id) && lease.kind === 'hand_back') await checks.release(lease.holder, [id])
      }
    } catch (error) {
      log.error(
        { fault: String(error), results: records.length },
        'results of checks were not written: they are asked again',
      )
    }
  }
}

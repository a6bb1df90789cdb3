import type { ConnectionId } from '../domain/ids.ts'
import { isAnswered, isWorthNoting, outcomeOf } from '../domain/noticing/traffic.ts'
import type { TrafficOutcome } from '../domain/noticing/traffic.ts'
import type { EnginePorts } from '../engine/ports/engine-ports.ts'
import type { ProxiedCall, Traffic } from '../engine/ports/traffic.ts'
import { trafficRecord } from '../engine/settle-traffic.ts'
import type { ResultBatch } from './result-batch.ts'

interface TrafficPorts {
  readonly engine: EnginePorts
  readonly batch: ResultBatch
}

interface Heard {
  readonly call: ProxiedCall
  readonly outcome: TrafficOutcome
}

/** Of several calls that wait to be looked at, the one that asks for more. */
const WEIGHT = { accepted: 0, forbidden: 1, unauthorized: 2 } as const satisfies Record<TrafficOutcome, number>
/** Connections whose last good call is remembered, so that a busy one is not read at each. */
const REMEMBERED = 10_000

/** Feeds noticing with what proxied calls came to: a refusal is looked into at once, a good call spares a check. */
export class TrafficNotes implements Traffic {
  readonly #ports: TrafficPorts
  readonly #waiting = new Map<ConnectionId, Heard>()
  readonly #provenAt = new Map<ConnectionId, number>()
  #looking: Promise<void> | null = null
  constructor(ports: TrafficPorts) {
    this.#ports = ports
  }

  note(call: ProxiedCall): void {
    const { noticing } = this.#ports.engine
    if (isAnswered(call.status)) noticing.observe(call.connection, { kind: 'answered_elsewhere' })
    const outcome = outcomeOf(call.status)
    if (outcome === null || !this.#isNews(call, outcome)) return
    const { id } = call.connection
    const waits = this.#waiting.get(id)
    if (waits === undefined || WEIGHT[outcome] > WEIGHT[waits.outcome]) this.#waiting.set(id, { call, outcome })
    this.#looking ??= this.#look()
  }

  async settled(): Promise<void> {
    await this.#looking
    await this.#ports.batch.flush()
  }

  #isNews({ connection }: ProxiedCall, outcome: TrafficOutcome): boolean {
    const { clock, noticing } = this.#ports.engine
    if (outcome !== 'accepted') {
      this.#provenAt.delete(connection.id)
      return true
    }
    const now = clock.now()
    if (!isWorthNoting(this.#provenAt.get(connection.id) ?? null, now, noticing.intervalMs(connection))) return false
    if (this.#provenAt.size >= REMEMBERED) this.#provenAt.clear()
    this.#provenAt.set(connection.id, now)
    return true
  }

  async #look(): Promise<void> {
    // The call that told goes on first.
    await Promise.resolve()
    for (const [id, heard] of this.#waiting) {
      this.#waiting.delete(id)
      await this.#write(heard)
    }
    this.#looking = null
  }

  async #write({ call: { connection, credentialVersion }, outcome }: Heard): Promise<void> {
    const { engine, batch } = this.#ports
    try {
      const fresh = await engine.stores.connections.find(connection.tenantId, connection.id)
      if (fresh?.credential?.version !== credentialVersion) return
      const record = trafficRecord(engine, fresh, credentialVersion, outcome)
      if (record !== null) batch.add(record)
    } catch (error) {
      engine.log.error({ connectionId: connection.id, fault: String(error) }, 'what a call showed could not be noted')
    }
  }
}

import type { EventType } from '../../domain/events.ts'
import type { ConnectionId } from '../../domain/ids.ts'
import { aTenant, connectionOf, RunningKeyturn } from '../../http/testing/running-keyturn.ts'

const AT_ONCE = 16
const EVENTS_AT_ONCE = 200
const LISTEN_EVERY_MS = 100
/** Of the requests that were read before: some of them had no answer yet. */
const READ_AGAIN = 1_000

interface Member {
  readonly key: string
  readonly connectionId: string
}

interface Told {
  readonly type: string
  readonly at: number
  readonly connectionId: ConnectionId | null
}

/** A whole server with so many connections, the stand-in for Pleo, and who was refused there when. */
export class FleetOverHttp implements AsyncDisposable {
  readonly members: Member[] = []
  readonly #keyturn: RunningKeyturn
  readonly #idOfKey = new Map<string, string>()
  /** By the number of the request. */
  readonly #refusals = new Map<number, { readonly connectionId: string; readonly at: number }>()
  readonly #over = new AbortController()
  readonly #listening: Promise<void>

  private constructor(keyturn: RunningKeyturn) {
    this.#keyturn = keyturn
    this.#listening = this.#listen()
  }

  static async open(connections: number, settings: Readonly<Record<string, string>>): Promise<FleetOverHttp> {
    const fleet = new FleetOverHttp(await RunningKeyturn.start({ ...settings, KEYTURN_LOG_LEVEL: 'warn' }))
    let left = connections
    const fill = async (): Promise<void> => {
      for (; left > 0; await fleet.#add()) left -= 1
    }
    await Promise.all(Array.from({ length: AT_ONCE }, fill))
    return fleet
  }

  get control(): RunningKeyturn['simulator']['control'] {
    return this.#keyturn.simulator.control
  }

  pause(ms: number): Promise<void> {
    return this.#keyturn.server.engine.clock.sleep(ms)
  }

  async told(type: EventType): Promise<readonly Told[]> {
    const { outbox } = this.#keyturn.server.engine.stores
    const found: Told[] = []
    for (let after = 0; ;) {
      const read = await outbox.read(null, after, EVENTS_AT_ONCE)
      if (read.kind === 'expired' || read.events.length === 0) return found
      after = read.position
      for (const { envelope } of read.events) {
        const { connectionId, createdAt } = envelope
        if (envelope.type === type) found.push({ type, at: Date.parse(createdAt), connectionId })
      }
    }
  }

  /** How long after its own first refusal since then each lost its standing. @param since for all the same, in milliseconds */
  async tookToFind(since: number): Promise<ReadonlyMap<string, number>> {
    this.#hear()
    const condemned = await this.told('connection.action_required')
    return new Map(
      condemned
        .filter(({ at }) => at >= since)
        .map(({ connectionId, at }) => [String(connectionId), at - this.#firstRefusal(String(connectionId), since)]),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort()
    await this.#listening
    await this.#keyturn[Symbol.asyncDispose]()
  }

  async #add(): Promise<void> {
    const { key, id } = this.#keyturn.key()
    const connectionId = connectionOf(await this.#keyturn.import(aTenant(), key)).id
    this.members.push({ key, connectionId })
    this.#idOfKey.set(id, connectionId)
  }

  #firstRefusal(connectionId: string, since: number): number {
    const mine = [...this.#refusals.values()].filter((refusal) => refusal.connectionId === connectionId)
    return Math.min(...mine.map(({ at }) => at).filter((at) => at >= since))
  }

  /** The stand-in forgets what was long ago. */
  async #listen(): Promise<void> {
    while (!this.#over.signal.aborted) {
      this.#hear()
      await this.pause(LISTEN_EVERY_MS)
    }
  }

  #hear(): void {
    const { last } = this.control.requests(Number.POSITIVE_INFINITY)
    for (const { sequence, status, keyId, at } of this.control.requests(last - READ_AGAIN).requests) {
      const connectionId = this.#idOfKey.get(keyId ?? '')
      if (status === 401 && connectionId !== undefined)
        this.#refusals.set(sequence, { connectionId, at: Date.parse(at) })
    }
  }
}

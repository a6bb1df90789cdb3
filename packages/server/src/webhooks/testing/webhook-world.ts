import { randomBytes } from 'node:crypto'
import { createWebhookHttp } from '../../egress/webhook-http.ts'
import type { WebhookHttpOptions } from '../../egress/webhook-http.ts'
import type { Connection } from '../../domain/connection.ts'
import type { Delivery } from '../../domain/delivery.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { Log } from '../../engine/ports/log.ts'
import { createEndpoint } from '../../engine/webhook-endpoints.ts'
import type { EndpointWish, EndpointWithSecret } from '../../engine/webhook-endpoints.ts'
import { KEYTURN } from '../../engine/records.ts'
import { aConnection, anEvent } from '../../storage/contract/fixtures.ts'
import { committed, inserted } from '../../storage/contract/opened.ts'
import { openSqlite } from '../../storage/sqlite.ts'
import type { OpenSqlite } from '../../storage/sqlite.ts'
import type { Storage } from '../../storage/storage.ts'
import { systemClock } from '../../storage/test-support.ts'
import { systemRandom } from '../../vault/random.ts'
import { openVault } from '../../vault/vault.ts'
import { localMasterKey } from '../../vault/wrap.ts'
import { Dispatcher } from '../dispatcher.ts'
import type { DispatcherPorts } from '../dispatcher.ts'

/** What was said, under which level. */
export type Said = readonly [level: string, message: string, fields: object]

const noted = (said: Said[]): Log => {
  const at = (level: string) => (fields: object, message: string) => void said.push([level, message, fields])
  return { info: at('info'), warn: at('warn'), error: at('error'), debug: at('debug') }
}

/** A clock that runs `times` as fast. */
export function fastClock(times: number): Clock {
  const start = Date.now()
  return {
    now: () => start + (Date.now() - start) * times,
    sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
  }
}

interface WorldOptions {
  readonly file?: string
  readonly clock?: Clock
  /** The same one for the same file. */
  readonly masterKey?: Buffer
  /** Where names lead. */
  readonly resolve?: WebhookHttpOptions['resolve']
}

/** A real store, a real vault, real HTTP on loopback, and as many dispatchers as are started. */
export class WebhookWorld implements AsyncDisposable {
  readonly storage: Storage
  /** For what no port tells, and for faults. */
  readonly db: OpenSqlite['db']
  readonly said: readonly Said[]
  readonly ports: DispatcherPorts & { readonly webhookHttp: ReturnType<typeof createWebhookHttp> }
  readonly #dispatchers = new Set<Dispatcher>()

  private constructor({ storage, db }: OpenSqlite, said: readonly Said[], ports: WebhookWorld['ports']) {
    this.storage = storage
    this.db = db
    this.said = said
    this.ports = ports
  }

  static async open({
    file = ':memory:',
    clock = systemClock,
    masterKey = randomBytes(32),
    resolve,
  }: WorldOptions = {}) {
    const sqlite = await openSqlite({ file, clock, role: 'server' })
    const { storage } = sqlite
    const vault = await openVault({ masterKey: localMasterKey(masterKey), keys: storage.keys, clock })
    const webhookHttp = createWebhookHttp({
      allowPlainHttp: 'loopback',
      ports: new Set([443]),
      ...(resolve === undefined ? {} : { resolve }),
    })
    const said: Said[] = []
    const ports = { stores: storage, vault, clock, random: systemRandom, log: noted(said), webhookHttp }
    return new WebhookWorld(sqlite, said, ports)
  }

  dispatch(): Dispatcher {
    const dispatcher = new Dispatcher(this.ports)
    this.#dispatchers.add(dispatcher)
    return dispatcher
  }

  endpoint(url: string, wish: EndpointWish = {}): Promise<EndpointWithSecret> {
    return createEndpoint(this.ports, { types: null, description: null, enabled: true, ...wish, url }, KEYTURN)
  }

  /** A connection of which so many events are told, a commit each. */
  async told(times: number): Promise<Connection> {
    let current = await inserted(this.storage, aConnection())
    for (let time = 0; time < times; time += 1) {
      const events = [anEvent(current, { createdAt: this.ports.clock.now() })]
      current = await committed(this.storage, current, { records: { events, audit: [] } })
    }
    return current
  }

  deliveries({ endpoint }: EndpointWithSecret): Promise<readonly Delivery[]> {
    return this.storage.deliveries.list(endpoint.id, {}, { after: null, limit: 1_000 })
  }

  /** How many calls of an endpoint are under way. */
  async underWay({ endpoint }: EndpointWithSecret): Promise<number> {
    const leased = await this.db
      .selectFrom('deliveries')
      .select('id')
      .where('endpoint_id', '=', endpoint.id)
      .where('lease_holder', 'is not', null)
      .execute()
    return leased.length
  }

  /** A fault of the database: until it is mended, a table is not there. */
  async breakTable(table: 'deliveries'): Promise<() => Promise<void>> {
    await this.db.schema.alterTable(table).renameTo('broken').execute()
    return () => this.db.schema.alterTable('broken').renameTo(table).execute()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#dispatchers].map((dispatcher) => dispatcher.stop()))
    await this.ports.webhookHttp.close()
    await this.storage.close()
  }
}

import { randomBytes } from 'node:crypto'
import type { Connection } from '../../domain/connection.ts'
import type { ConnectionEventType, IncidentKind } from '../../domain/events.ts'
import { paceOfNotices } from '../../domain/notice.ts'
import type { Recipient } from '../../domain/recipient.ts'
import type { StandingReason } from '../../domain/reasons.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import { NO_METRICS } from '../../engine/ports/metrics.ts'
import { aConnection, anEvent } from '../../storage/contract/fixtures.ts'
import { committed, liveConnection } from '../../storage/contract/opened.ts'
import { openSqlite } from '../../storage/sqlite.ts'
import type { OpenSqlite } from '../../storage/sqlite.ts'
import { systemClock } from '../../storage/test-support.ts'
import { systemRandom } from '../../vault/random.ts'
import { openVault } from '../../vault/vault.ts'
import { localMasterKey } from '../../vault/wrap.ts'
import { Notifier } from '../notifier.ts'
import type { NotifierPorts, NotifierSettings } from '../notifier.ts'
import { sendMail } from '../smtp.ts'
import type { SmtpServer } from '../smtp.ts'

/** A clock that runs `times` as fast. */
export function fastClock(times: number): Clock {
  const start = Date.now()
  return {
    now: () => start + (Date.now() - start) * times,
    sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
  }
}

export const METTE: Recipient = { email: 'mette@acme.example', locale: 'en' }
export const JONAS: Recipient = { email: 'jonas@acme.example', locale: 'da' }

/** Of what a real server would know of the provider, the one thing that mails ask for. */
type Weather = { incident: { readonly kind: IncidentKind; readonly since: number } | null }

interface WorldOptions {
  readonly file?: string
  /** `command`: beside whoever else has the file. */
  readonly role?: 'server' | 'command'
  readonly clock?: Clock
  /** The same one for the same file. */
  readonly masterKey?: Buffer
  readonly settings?: Partial<NotifierSettings>
}

/** A real store, a real vault, a real way to a mail server, and as many notifiers as are started. */
export class MailWorld implements AsyncDisposable {
  readonly storage: OpenSqlite['storage']
  readonly db: OpenSqlite['db']
  readonly weather: Weather = { incident: null }
  readonly logged: string[] = []
  readonly mailed: string[] = []
  readonly #ports: Omit<NotifierPorts, 'send'>
  readonly #settings: NotifierSettings
  readonly #notifiers = new Set<Notifier>()

  private constructor({ storage, db }: OpenSqlite, vault: NotifierPorts['vault'], options: WorldOptions) {
    this.storage = storage
    this.db = db
    const log = (fields: object, message: string): void => void this.logged.push(`${message} ${JSON.stringify(fields)}`)
    this.#ports = {
      stores: storage,
      vault,
      clock: options.clock ?? systemClock,
      random: systemRandom,
      log: { info: log, warn: log, error: log, debug: log },
      noticing: { incident: () => this.weather.incident } as Partial<
        NotifierPorts['noticing']
      > as NotifierPorts['noticing'],
      metrics: { ...NO_METRICS, mailed: (...told) => void this.mailed.push(told.join(' ')) },
    }
    this.#settings = {
      pace: paceOfNotices(0),
      from: { name: 'Acme Books', address: 'keys@acme.example' },
      publicUrl: 'https://keys.acme.example',
      host: { productName: 'Acme Books', productPath: 'Settings › Integrations › Pleo', supportUrl: null },
      providers: new Map([['pleo', { name: 'Pleo', integrationName: 'Acme Books', appUrl: null }]]),
      ...options.settings,
    }
  }

  static async open(options: WorldOptions = {}): Promise<MailWorld> {
    const { file = ':memory:', role = 'server', clock = systemClock, masterKey = randomBytes(32) } = options
    const opened = await openSqlite({ file, clock, role })
    const vault = await openVault({ masterKey: localMasterKey(masterKey), keys: opened.storage.keys, clock })
    return new MailWorld(opened, vault, options)
  }

  get clock(): Clock {
    return this.#ports.clock
  }

  notify(port: number, server: Partial<SmtpServer> = {}): Notifier {
    const to: SmtpServer = { host: '127.0.0.1', port, tls: 'never', login: null, ...server }
    const notifier = new Notifier({ ...this.#ports, send: (...sending) => sendMail(to, ...sending) }, this.#settings)
    this.#notifiers.add(notifier)
    return notifier
  }

  async connected(notify: readonly Recipient[] = [METTE], over: Partial<Connection> = {}): Promise<Connection> {
    return liveConnection(this.storage, aConnection({ label: 'Acme DK', ...over, notify }))
  }

  async brokenOne(notify?: readonly Recipient[], code: StandingReason = 'key_revoked'): Promise<Connection> {
    return this.breaks(await this.connected(notify), code)
  }

  breaks(connection: Connection, code: StandingReason = 'key_revoked'): Promise<Connection> {
    const issue = { code, details: {}, since: this.clock.now(), supportReference: 'K7QX-2M4D' }
    return this.#tells('connection.action_required', { ...connection, standing: 'action_required', issue })
  }

  mends(connection: Connection, type: 'connection.recovered' | 'connection.replaced'): Promise<Connection> {
    return this.#tells(type, { ...connection, standing: 'connected', issue: null })
  }

  #tells(type: ConnectionEventType, next: Connection): Promise<Connection> {
    const event = anEvent(next, { type, createdAt: this.clock.now() })
    return committed(this.storage, next, { records: { events: [event], audit: [] } })
  }

  notices() {
    return this.db.selectFrom('notices').selectAll().orderBy('email').execute()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#notifiers].map((notifier) => notifier.stop()))
    await this.storage.close()
  }
}

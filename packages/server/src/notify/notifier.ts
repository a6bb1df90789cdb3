import { renderMail } from '@keyturn/connect/mail'
import type { MailFacts } from '@keyturn/connect/mail'
import type { AuditEvent } from '../domain/audit.ts'
import type { Connection } from '../domain/connection.ts'
import { afterEvent, afterStep, sayingOf } from '../domain/notice.ts'
import type { MailOutcome, Notice, NoticePace, Saying } from '../domain/notice.ts'
import { sameAddress } from '../domain/recipient.ts'
import type { StandingReason } from '../domain/reasons.ts'
import { withDeadline } from '../engine/deadline.ts'
import type { EnginePorts } from '../engine/ports/engine-ports.ts'
import { about, KEYTURN } from '../engine/records.ts'
import { composeMessage } from './mail-message.ts'
import type { MailAddress } from './mail-message.ts'
import { mailLink } from './mail-links.ts'
import { Pause } from './pause.ts'
import type { Envelope, SendOutcome } from './smtp.ts'

export interface NotifierPorts extends Pick<
  EnginePorts,
  'stores' | 'vault' | 'clock' | 'random' | 'log' | 'noticing' | 'metrics'
> {
  /** Never throws for what the mail server does. */
  readonly send: (envelope: Envelope, message: Buffer, signal: AbortSignal) => Promise<SendOutcome>
}

export interface NotifierSettings {
  readonly pace: NoticePace
  readonly from: MailAddress
  readonly publicUrl: string
  readonly host: MailFacts['host']
  /** By provider id. */
  readonly providers: ReadonlyMap<string, Pick<MailFacts['provider'], 'name' | 'integrationName' | 'appUrl'>>
}

/** Longer than a mail server takes to scan what it is given (RFC 5321 §4.5.3.2 allows minutes). */
const SEND_MS = 120_000
/** Longer than a try and the writing of its outcome; what a dead process had claimed is free again then. */
const LEASE_MS = 150_000
const LOOK_EVERY_MS = 1_000
const EVENTS_AT_ONCE = 200
/** Conversations with the mail server at once: what waits longer waits in the database. */
const SLOTS = 4
/** What is under way at a stop may take so long, then it is broken off. */
const GRACE_MS = 5_000

/** Tells people by mail what needs them, until it is stopped. Several may run on one database. */
export class Notifier {
  readonly #ports: NotifierPorts
  readonly #settings: NotifierSettings
  readonly #holder: string
  readonly #pause: Pause
  readonly #stopping = new AbortController()
  readonly #givingUp = new AbortController()
  readonly #underWay = new Set<Promise<void>>()
  readonly #loop: Promise<void>
  #wake: () => void = () => undefined

  constructor(ports: NotifierPorts, settings: NotifierSettings) {
    this.#ports = ports
    this.#settings = settings
    this.#holder = ports.random.token()
    this.#pause = new Pause(ports.log)
    this.#loop = this.#run()
  }

  /** Claims nothing any more, lets what is under way finish, and gives back the rest. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const done = new AbortController()
    const late = this.#ports.clock.sleep(GRACE_MS, done.signal).then(
      () => this.#givingUp.abort(),
      () => undefined,
    )
    await this.#loop
    await Promise.all(this.#underWay)
    done.abort()
    await late
    await this.#ports.stores.notices.release(this.#holder)
  }

  async #run(): Promise<void> {
    const unwatch = this.#ports.stores.outbox.watch(() => this.#wake())
    while (!this.#stopping.signal.aborted) {
      // Taken before the work: what happens during it is not slept through.
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      await this.#work()
      await this.#rest(woken)
    }
    unwatch()
  }

  async #rest(woken: Promise<void>): Promise<void> {
    const slept = new AbortController()
    const sleeping = this.#ports.clock.sleep(LOOK_EVERY_MS, AbortSignal.any([this.#stopping.signal, slept.signal]))
    await Promise.race([woken, sleeping.catch(() => undefined)])
    slept.abort()
  }

  async #work(): Promise<void> {
    const { stores, clock, log } = this.#ports
    try {
      await this.#hear()
      const now = clock.now()
      const free = SLOTS - this.#underWay.size
      if (free <= 0 || this.#pause.holdsAt(now)) return
      const lease = { now, until: now + LEASE_MS, holder: this.#holder }
      for (const notice of await stores.notices.claim(lease, this.#pause.isTrying ? 1 : free)) this.#start(notice)
    } catch (error) {
      log.error({ fault: faultOf(error) }, 'notices could not be handed on; it will be tried again')
    }
  }

  async #hear(): Promise<void> {
    const { stores, random } = this.#ports
    const make = () => ({ id: random.id('notice'), linkId: random.id('connectSession') })
    let heard = EVENTS_AT_ONCE
    while (heard === EVENTS_AT_ONCE) {
      heard = await stores.notices.hear(EVENTS_AT_ONCE, (event, open, connection) =>
        afterEvent(event, open, connection, this.#settings.pace, make),
      )
    }
  }

  #start(notice: Notice): void {
    const running = this.#take(notice)
      .catch((error: unknown) => {
        this.#ports.log.error({ noticeId: notice.id, fault: faultOf(error) }, 'a mail could not be made')
      })
      .finally(() => {
        this.#underWay.delete(running)
        this.#wake()
      })
    this.#underWay.add(running)
  }

  /** One step of one notice, from its claim to what came of it. */
  async #take(notice: Notice): Promise<void> {
    const { stores } = this.#ports
    const saying = sayingOf(notice)
    const connection = await stores.connections.find(notice.tenantId, notice.connectionId)
    if (saying === 'nothing' || connection === undefined || !isStillNamed(notice, connection)) {
      return this.#settle(notice, connection, { saying, outcome: 'dropped', wasUnclear: notice.unclear })
    }
    if (!this.#isTheMoment(saying, connection)) {
      return this.#settle(notice, connection, { saying, outcome: 'held', wasUnclear: notice.unclear })
    }
    const message = await this.#compose(notice, connection, saying)
    const before = await stores.notices.begin(this.#holder, notice.id)
    if (before === undefined) return
    const wasUnclear = before.unclear
    // An event turned it while it was written.
    if (sayingOf(before) !== saying) {
      return this.#settle(notice, connection, { saying, outcome: 'held', wasUnclear })
    }
    const sent = await this.#send(notice, message)
    this.#judge(notice, saying, sent)
    return this.#settle(notice, connection, { saying, outcome: sent.kind, wasUnclear })
  }

  /** Does what the mail would say hold just now, and is it the key's fault? */
  #isTheMoment(saying: Saying, connection: Connection): boolean {
    const { standing, issue, attempt } = connection
    if (saying === 'solved') return standing === 'connected'
    if (standing !== 'action_required' || issue === null) return false
    // Somebody is at it.
    if (attempt !== null && attempt.status !== 'failed') return false
    return !SAID_BY_PROVIDER.has(issue.code) || this.#ports.noticing.incident(connection) === null
  }

  async #compose(notice: Notice, connection: Connection, saying: 'problem' | 'solved'): Promise<Buffer> {
    const { from, host, providers, publicUrl } = this.#settings
    const { provider: id, environment, label, reference, account, issue } = connection
    const { name = id, integrationName = host.productName, appUrl = null } = providers.get(id) ?? {}
    const facts = {
      locale: notice.recipient.locale ?? 'en',
      host,
      provider: { name, integrationName, appUrl, environment },
      label,
      reference,
      account,
    }
    const news: MailFacts['news'] | null =
      saying === 'problem'
        ? issue && { about: saying, issue, link: await mailLink(this.#ports, notice, connection, publicUrl) }
        : notice.solved && { about: saying, ...notice.solved }
    if (news === null) throw new Error('A mail had nothing to say.')
    const head = { from, notice, about: saying, at: this.#ports.clock.now() }
    return composeMessage(head, renderMail({ ...facts, news }))
  }

  #send({ recipient }: Notice, message: Buffer): Promise<SendOutcome> {
    const { clock, send } = this.#ports
    const envelope = { from: this.#settings.from.address, to: recipient.email }
    return withDeadline(clock, SEND_MS, (signal) => send(envelope, message, signal), this.#givingUp.signal)
  }

  #judge(notice: Notice, saying: 'problem' | 'solved', sent: SendOutcome): void {
    const { clock, log, metrics } = this.#ports
    metrics.mailed(saying, sent.kind)
    if (sent.kind === 'unreachable') this.#pause.begin(clock.now(), sent.fault)
    else this.#pause.end()
    const { id: noticeId, connectionId } = notice
    if (sent.kind === 'refused') {
      log.warn({ noticeId, connectionId, status: sent.status }, 'a mail was refused for good; this person is not told')
    }
  }

  #settle(notice: Notice, connection: Connection | undefined, step: Parameters<typeof afterStep>[1]): Promise<void> {
    const { stores, clock, random } = this.#ports
    return stores.notices.settle(this.#holder, notice.id, (now) => {
      const next = afterStep(now, step, clock.now(), this.#settings.pace, random.roll())
      return { notice: next, audit: connection === undefined ? [] : this.#trail(now, next, connection, step) }
    })
  }

  /** That it was said, never to whom. */
  #trail(
    before: Notice,
    after: Notice,
    connection: Connection,
    { saying, outcome }: { readonly saying: Saying; readonly outcome: MailOutcome },
  ): readonly AuditEvent[] {
    const details = { about: saying, noticeId: before.id }
    if (outcome === 'sent') return [about(this.#ports, connection, 'notice.sent', KEYTURN, details)]
    const isGivenUp = outcome !== 'dropped' && (after.stage === 'given_up' || after.stage === 'closed')
    if (!isGivenUp || before.stage === after.stage) return []
    return [about(this.#ports, connection, 'notice.given_up', KEYTURN, details)]
  }
}

/** What a sick provider could have made us believe. */
const SAID_BY_PROVIDER: ReadonlySet<StandingReason> = new Set<StandingReason>([
  'key_revoked',
  'permissions_lost',
  'account_mismatch',
])

const isStillNamed = ({ recipient }: Notice, { notify }: Connection): boolean =>
  notify.some(({ email }) => sameAddress(email, recipient.email))

const faultOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')

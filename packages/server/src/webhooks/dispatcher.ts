import { afterTry, isTaken, LONGEST_RETRY_AFTER_MS } from '../domain/delivery.ts'
import type { Delivery } from '../domain/delivery.ts'
import { parseRetryAfter } from '../domain/retry-after.ts'
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts'
import { withDeadline } from '../engine/deadline.ts'
import type { EnginePorts } from '../engine/ports/engine-ports.ts'
import type { WebhookAnswer, WebhookHttp } from '../engine/ports/webhook-http.ts'
import type { ClaimedDelivery, Settled, TriedDelivery } from '../engine/ports/webhook-stores.ts'
import { auditEvent, KEYTURN } from '../engine/records.ts'
import { LANE_LIMITS, Lanes } from './lanes.ts'
import type { LaneLimits } from './lanes.ts'
import { signedHeaders } from './sign-delivery.ts'

export type DispatcherPorts = Pick<EnginePorts, 'stores' | 'vault' | 'clock' | 'random' | 'log'> & {
  readonly webhookHttp: Pick<WebhookHttp, 'post'>
}

const TRY_MS = 15_000
/** Longer than a try and the writing of its outcome; what a dead process had claimed is free again then. */
const LEASE_MS = 30_000
/** For retries that have become due, and for deliveries that were queued by hand. */
const LOOK_EVERY_MS = 1_000
/** Between two turns of the loop: under load each turn does much, with few transactions. */
const PACE_MS = 20
const EVENTS_AT_ONCE = 200
/** What is under way at a stop may take so long, then it is given back. */
const GRACE_MS = 5_000

/** Makes deliveries of events and sends them, until it is stopped. Several may run on one database. */
export class Dispatcher {
  readonly #ports: DispatcherPorts
  readonly #lanes: Lanes
  readonly #holder: string
  readonly #stopping = new AbortController()
  readonly #givingUp = new AbortController()
  readonly #underWay = new Set<Promise<void>>()
  readonly #loop: Promise<void>
  #outcomes: Outcome[] = []
  /** Have events been added since they were last handed on? At the start nobody knows. */
  #mayHaveGrown = true
  #wake: () => void = () => undefined

  constructor(ports: DispatcherPorts, limits: LaneLimits = LANE_LIMITS) {
    this.#ports = ports
    this.#lanes = new Lanes(limits)
    this.#holder = ports.random.token()
    this.#loop = this.#run()
  }

  /** Claims nothing any more, lets what is under way finish, and gives back the rest. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const { clock, stores } = this.#ports
    const done = new AbortController()
    const late = clock.sleep(GRACE_MS, done.signal).then(
      () => this.#givingUp.abort(),
      () => undefined,
    )
    await this.#loop
    done.abort()
    await late
    await stores.deliveries.release(this.#holder)
  }

  async #run(): Promise<void> {
    const { stores } = this.#ports
    const unwatch = stores.outbox.watch(() => {
      this.#mayHaveGrown = true
      this.#wake()
    })
    while (!this.#stopping.signal.aborted || this.#underWay.size > 0) {
      // Taken before the work: what happens during it is not slept through.
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      await this.#work()
      await this.#rest(woken)
    }
    unwatch()
  }

  /** Until there is something to do, and never shorter than the pace: what comes meanwhile is done in one go. */
  async #rest(woken: Promise<void>): Promise<void> {
    const { clock } = this.#ports
    await clock.sleep(PACE_MS)
    const slept = new AbortController()
    await Promise.race([woken, this.#lookAgain(slept.signal)])
    slept.abort()
  }

  async #lookAgain(slept: AbortSignal): Promise<void> {
    try {
      await this.#ports.clock.sleep(LOOK_EVERY_MS, AbortSignal.any([this.#stopping.signal, slept]))
      this.#mayHaveGrown = true
    } catch {
      // There was something to do, or we stop.
    }
  }

  async #work(): Promise<void> {
    const { stores, clock, log } = this.#ports
    await this.#writeOutcomes()
    if (this.#stopping.signal.aborted) return
    try {
      await this.#fanOut()
      const wants = this.#lanes.plan(await stores.deliveries.dueEndpoints(clock.now()))
      if (wants.size === 0) return
      const now = clock.now()
      const lease = { now, until: now + LEASE_MS, holder: this.#holder }
      for (const claimed of await stores.deliveries.claim(wants, lease)) this.#start(claimed)
    } catch (error) {
      log.error({ fault: faultOf(error) }, 'webhooks could not be handed on; it will be tried again')
    }
  }

  async #fanOut(): Promise<void> {
    const { stores, clock, random } = this.#ports
    const newId = () => random.id('delivery')
    while (this.#mayHaveGrown) {
      this.#mayHaveGrown = false
      try {
        const handedOn = await stores.deliveries.fanOut(clock.now(), EVENTS_AT_ONCE, newId)
        if (handedOn === EVENTS_AT_ONCE) this.#mayHaveGrown = true
      } catch (error) {
        this.#mayHaveGrown = true
        throw error
      }
    }
  }

  #start(claimed: ClaimedDelivery): void {
    const end = this.#lanes.start(claimed.delivery.endpointId)
    const running = this.#send(claimed, end).finally(() => {
      this.#underWay.delete(running)
      this.#wake()
    })
    this.#underWay.add(running)
  }

  async #send(claimed: ClaimedDelivery, end: ReturnType<Lanes['start']>): Promise<void> {
    const { clock, log } = this.#ports
    const at = clock.now()
    try {
      const answer = await this.#post(claimed, at)
      const durationMs = clock.now() - at
      // Cut off by our own stop: no try of the endpoint's.
      if (this.#givingUp.signal.aborted && answer.kind === 'silence') return end('failed', durationMs)
      const tried = triedOf(claimed.delivery, answer, at, durationMs)
      await this.#settle(tried)
      end(isTaken(tried.tried) ? 'arrived' : 'failed', durationMs)
    } catch (error) {
      log.error({ deliveryId: claimed.delivery.id, fault: faultOf(error) }, 'a delivery could not be made')
      end('failed', clock.now() - at)
    }
  }

  async #post({ delivery, url, secrets, body }: ClaimedDelivery, at: number): Promise<WebhookAnswer> {
    const { vault, clock, webhookHttp } = this.#ports
    const headers = await signedHeaders(vault, delivery.endpointId, secrets, { id: delivery.eventId, at, body })
    const post = (signal: AbortSignal) => webhookHttp.post({ url, headers, body, signal })
    return withDeadline(clock, TRY_MS, post, this.#givingUp.signal)
  }

  /** Outcomes of one turn of the loop are written together. */
  #settle(tried: TriedDelivery): Promise<void> {
    const written = Promise.withResolvers<void>()
    this.#outcomes.push({ tried, written })
    this.#wake()
    return written.promise
  }

  /** No more than there are slots. */
  async #writeOutcomes(): Promise<void> {
    const outcomes = this.#outcomes
    if (outcomes.length === 0) return
    this.#outcomes = []
    const tried = outcomes.map((outcome) => outcome.tried)
    try {
      await this.#ports.stores.deliveries.settle(this.#holder, tried, (...found) => this.#decide(...found))
      for (const { written } of outcomes) written.resolve()
    } catch (error) {
      for (const { written } of outcomes) written.reject(error)
    }
  }

  #decide(before: Delivery, endpointBefore: WebhookEndpoint, { tried, retryAfterMs }: TriedDelivery): Settled {
    const { random } = this.#ports
    const { delivery, endpoint } = afterTry(before, endpointBefore, tried, retryAfterMs, random.roll())
    if (endpoint.off === null || endpointBefore.off !== null) return { delivery, endpoint, events: [], audit: [] }
    const now = { ...endpoint, updatedAt: endpoint.off.at }
    return { delivery, endpoint: now, ...this.#switchedOff(now, endpoint.off) }
  }

  #switchedOff(
    endpoint: WebhookEndpoint,
    { reason, at }: NonNullable<WebhookEndpoint['off']>,
  ): Pick<Settled, 'events' | 'audit'> {
    const { random, log } = this.#ports
    log.warn({ webhookEndpointId: endpoint.id, reason }, 'a webhook endpoint was switched off')
    const nobody = { tenantId: null, connectionId: null }
    const data = { endpointId: endpoint.id, reason, failingSince: endpoint.failingSince ?? at }
    return {
      audit: [
        auditEvent(this.#ports, nobody, 'webhook_endpoint.switched_off', KEYTURN, {
          webhookEndpointId: endpoint.id,
          reason,
        }),
      ],
      events: [
        {
          id: random.id('event'),
          type: 'webhook_endpoint.disabled',
          createdAt: at,
          ...nobody,
          reference: null,
          provider: null,
          environment: null,
          data,
        },
      ],
    }
  }
}

interface Outcome {
  readonly tried: TriedDelivery
  readonly written: PromiseWithResolvers<void>
}

function triedOf({ id }: Delivery, answer: WebhookAnswer, at: number, durationMs: number): TriedDelivery {
  if (answer.kind === 'silence') {
    return { id, tried: { at, durationMs, status: null, failure: answer.why }, retryAfterMs: null }
  }
  const retryAfterMs = parseRetryAfter(answer.retryAfter, at + durationMs, LONGEST_RETRY_AFTER_MS)
  return { id, tried: { at, durationMs, status: answer.status, failure: null }, retryAfterMs }
}

const faultOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')

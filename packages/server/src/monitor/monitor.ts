import type { ConnectionId } from '../domain/ids.ts'
import { hasPassed } from '../domain/noticing/clocks.ts'
import { admit, needsPanel } from '../domain/noticing/provider-watch.ts'
import type { Admission } from '../domain/noticing/provider-watch.ts'
import { misplanned } from '../domain/noticing/schedule.ts'
import type { Lane } from '../domain/noticing/schedule.ts'
import { LEASE_LASTS_MS } from '../engine/ports/check-store.ts'
import type { Lease, Place } from '../engine/ports/check-store.ts'
import type { AskedBy } from '../engine/ports/metrics.ts'
import type { SealedConnection } from '../engine/ports/written.ts'
import { askLeased } from './ask-leased.ts'
import type { Held, MonitorPorts } from './held.ts'

/** How far ahead starts are planned: what turns up meanwhile waits no longer. */
const SLICE_MS = 1_000
const TICK_MS = 500
/** What cannot start within this is not held. */
const START_WITHIN_MS = 5_000
const AT_ONCE = 128
const SEAT_EVERY_MS = 5_000
/** After the clock was set back nothing may be due for long. So often it is looked whether plans lie too far ahead. */
const LOOK_AHEAD_EVERY_MS = 30_000
/** Of the 10 s in which a server stops. */
const FINISH_MS = 7_000

/** Asks about stored keys when they are due, within the budget, and never holds more than it can ask. */
export class Monitor {
  readonly #ports: MonitorPorts
  readonly #stopping = new AbortController()
  readonly #hurry = new AbortController()
  readonly #asking = new Set<Promise<void>>()
  #loops: readonly Promise<void>[] = []
  #nap = new AbortController()
  #seatedAt = Number.NEGATIVE_INFINITY
  readonly #lookedAheadAt = new Map<Place, number>()
  constructor(ports: MonitorPorts) {
    this.#ports = ports
  }

  start(): void {
    this.#loops = this.#ports.watches.places.map((place) => this.#loop(place))
  }

  /** Holds nothing more, hands back what was not asked, lets what was asked finish. */
  async stop(): Promise<void> {
    const { engine, batch, watches } = this.#ports
    this.#stopping.abort()
    this.#nap.abort()
    const finished = new AbortController()
    const late = engine.clock.sleep(FINISH_MS, finished.signal).then(
      () => this.#hurry.abort(),
      () => undefined,
    )
    await Promise.all(this.#loops)
    while (this.#asking.size > 0) await Promise.all(this.#asking)
    finished.abort()
    await late
    await batch.flush()
    await watches.shareAll()
  }

  async #loop(place: Place): Promise<void> {
    const { clock, log } = this.#ports.engine
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#round(place)
      } catch (error) {
        log.error({ fault: String(error), ...place }, 'keys could not be asked about; it will be tried again')
      }
      this.#nap = new AbortController()
      if (!this.#stopping.signal.aborted) await clock.sleep(TICK_MS, this.#nap.signal).catch(() => undefined)
    }
  }

  async #round(place: Place): Promise<void> {
    const { watches, engine } = this.#ports
    watches.observe(place, { kind: 'time_passed' })
    await this.#seatPanel(place)
    await watches.shareAll()
    engine.metrics.paced(place.provider, place.environment, watches.intervalMs(place))
    const admission = admit(watches.watch(place), engine.clock.now())
    const held = await this.#claim(place, admission)
    if (held.length === 0) return
    if (admission.calls === 'trial') watches.observe(place, { kind: 'trial_taken' })
    const slots = await watches.reserve(place, held.length)
    const latest = engine.clock.now() + START_WITHIN_MS
    const late = held.filter((_, index) => (slots[index] ?? Number.POSITIVE_INFINITY) > latest)
    await this.#handBack(late)
    for (const [index, one] of held.entries()) {
      const startAt = slots[index]
      if (startAt !== undefined && startAt <= latest) this.#ask(one, startAt)
    }
  }

  /** The panel first, then the lanes in their order, as much as can be asked at once. */
  async #claim(place: Place, { panel, lanes, calls }: Admission): Promise<readonly Held[]> {
    if (calls === 'none') return []
    const { watches, engine } = this.#ports
    const { checks } = engine.stores
    const now = engine.clock.now()
    const free = Math.min(AT_ONCE - this.#asking.size, watches.startable(place, SLICE_MS))
    const limit = calls === 'trial' ? Math.min(1, free) : free
    if (limit <= 0) return []
    const lease = { holder: engine.random.token(), until: now + LEASE_LASTS_MS }
    const members = panel.slice(0, limit).map(({ id }) => id)
    const held: Held[] = []
    const add = (by: AskedBy, found: readonly SealedConnection[]): void =>
      void held.push(...found.map((sealed) => ({ sealed, lease, by })))
    if (members.length > 0) {
      add('panel', await checks.claimMembers(place, members, lease, now))
      this.#panelCalled(place, members, held)
    }
    for (const lane of lanes) {
      if (held.length < limit) add(lane, await checks.claim(place, lane, lease, now, limit - held.length))
    }
    if (held.length < limit) held.push(...(await this.#claimMisplanned(place, lanes, lease, limit - held.length)))
    return held
  }

  /** Once in a while, and then until there are no more. */
  async #claimMisplanned(place: Place, lanes: readonly Lane[], lease: Lease, limit: number): Promise<readonly Held[]> {
    const { watches, engine } = this.#ports
    const now = engine.clock.now()
    const lookedAt = this.#lookedAheadAt.get(place) ?? Number.NEGATIVE_INFINITY
    if (!hasPassed(lookedAt, LOOK_AHEAD_EVERY_MS, now)) return []
    const held: Held[] = []
    for (const lane of lanes) {
      const plans = misplanned(lane, watches.intervalMs(place), now)
      const left = limit - held.length
      const found = left > 0 ? await engine.stores.checks.claimMisplanned(place, plans, lease, now, left) : []
      held.push(...found.map((sealed) => ({ sealed, lease, by: lane })))
    }
    if (held.length === 0) this.#lookedAheadAt.set(place, now)
    return held
  }

  /** A member that cannot be asked is held by somebody else, or has no key any more. */
  #panelCalled(place: Place, ids: readonly ConnectionId[], held: readonly Held[]): void {
    const { watches } = this.#ports
    watches.observe(place, { kind: 'panel_called', ids: new Set(ids) })
    const found = new Set(held.map(({ sealed }) => sealed.connection.id))
    for (const id of ids) if (!found.has(id)) watches.observe(place, { kind: 'panel_left', id })
  }

  async #seatPanel(place: Place): Promise<void> {
    const { watches, engine } = this.#ports
    const now = engine.clock.now()
    if (!needsPanel(watches.watch(place)) || !hasPassed(this.#seatedAt, SEAT_EVERY_MS, now)) return
    this.#seatedAt = now
    const { panelSize } = engine.noticing.rules.storm
    const from = engine.random.id('connection')
    const well = await engine.stores.checks.candidates(place, from, panelSize, 'well')
    const candidates = well.length > 0 ? well : await engine.stores.checks.candidates(place, from, panelSize, 'doubted')
    watches.observe(place, { kind: 'panel_seated', candidates })
  }

  #ask(held: Held, startAt: number): void {
    const asking = askLeased(this.#ports, held, startAt, { stopping: this.#stopping.signal, hurry: this.#hurry.signal })
      .catch(() => this.#handBack([held]))
      .finally(() => {
        this.#asking.delete(asking)
        // More may be due than could be held: with half of the hands free it is time to look.
        if (this.#asking.size === AT_ONCE / 2) this.#nap.abort()
      })
    this.#asking.add(asking)
  }

  async #handBack(held: readonly Held[]): Promise<void> {
    const [first] = held
    if (first === undefined) return
    const ids = held.map(({ sealed }) => sealed.connection.id)
    await this.#ports.engine.stores.checks.release(first.lease.holder, ids)
  }
}

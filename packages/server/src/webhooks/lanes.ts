import type { WebhookEndpointId } from '../domain/ids.ts'
import type { DueEndpoint } from '../engine/ports/webhook-stores.ts'

export interface LaneLimits {
  /** Calls at once, all endpoints together. */
  readonly slots: number
  /** Of these, for endpoints that fail or are slow, however many they are. */
  readonly slotsOfTroubled: number
  /** Calls at once to an endpoint that answers quickly and well. To any other it is one. */
  readonly width: number
  /** An answer that took longer makes a lane a troubled one. */
  readonly slowMs: number
}

export const LANE_LIMITS: LaneLimits = { slots: 256, slotsOfTroubled: 96, width: 4, slowMs: 2_000 }

type Trust = 'unknown' | 'good' | 'troubled'

interface Lane {
  trust: Trust
  readonly running: Record<Trust, number>
  /** When it last was given a slot, as a count. */
  served: number
}

const LANES_KEPT = 10_000

/**
 * Who may be called now. Each endpoint has a lane of its own, and those that fail or dawdle share a part of the slots
 * among themselves: they wait for each other, and nobody waits for them.
 */
export class Lanes {
  readonly #limits: LaneLimits
  readonly #lanes = new Map<WebhookEndpointId, Lane>()
  readonly #running: Record<Trust, number> = { unknown: 0, good: 0, troubled: 0 }
  #served = 0
  constructor(limits: LaneLimits) {
    this.#limits = limits
  }

  /** How many deliveries of each endpoint may start; whoever was served longest ago comes first. */
  plan(due: readonly DueEndpoint[]): ReadonlyMap<WebhookEndpointId, number> {
    const wants = new Map<WebhookEndpointId, number>()
    const free = { slots: this.#limits.slots - total(this.#running), troubled: this.#freeForTroubled() }
    const inTurn = due.toSorted((one, other) => this.#laneOf(one.id).served - this.#laneOf(other.id).served)
    for (const { id, failing } of inTurn) {
      const lane = this.#laneOf(id)
      if (failing) lane.trust = 'troubled'
      const room = Math.min(this.#widthOf(lane) - total(lane.running), free.slots)
      const count = lane.trust === 'troubled' ? Math.min(room, free.troubled) : room
      if (count <= 0) continue
      wants.set(id, count)
      free.slots -= count
      if (lane.trust === 'troubled') free.troubled -= count
    }
    return wants
  }

  /** A delivery starts. @returns what to call with how long it took, once its outcome is written */
  start(id: WebhookEndpointId): (outcome: 'arrived' | 'failed', durationMs: number) => void {
    const lane = this.#laneOf(id)
    const { trust } = lane
    this.#served += 1
    lane.served = this.#served
    lane.running[trust] += 1
    this.#running[trust] += 1
    return (outcome, durationMs) => {
      lane.running[trust] -= 1
      this.#running[trust] -= 1
      lane.trust = outcome === 'arrived' && durationMs <= this.#limits.slowMs ? 'good' : 'troubled'
    }
  }

  #freeForTroubled(): number {
    return this.#limits.slotsOfTroubled - this.#running.troubled
  }

  #widthOf(lane: Lane): number {
    return lane.trust === 'good' ? this.#limits.width : 1
  }

  #laneOf(id: WebhookEndpointId): Lane {
    const known = this.#lanes.get(id)
    if (known !== undefined) return known
    if (this.#lanes.size >= LANES_KEPT) this.#forgetIdle()
    const fresh: Lane = { trust: 'unknown', running: { unknown: 0, good: 0, troubled: 0 }, served: 0 }
    this.#lanes.set(id, fresh)
    return fresh
  }

  #forgetIdle(): void {
    for (const [id, lane] of this.#lanes) if (total(lane.running) === 0) this.#lanes.delete(id)
  }
}

const total = (running: Readonly<Record<Trust, number>>): number => running.unknown + running.good + running.troubled

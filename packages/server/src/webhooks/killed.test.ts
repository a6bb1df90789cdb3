import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { between, seeded } from '@keyturn/scripts/random-numbers'
import { reportFigure, scaled } from '@keyturn/scripts/scale'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseId } from '../domain/ids.ts'
import { aTenant } from '../storage/contract/fixtures.ts'
import { startProcess } from '../storage/testing/processes.ts'
import { changesTold } from './testing/changes-told.ts'
import type { Change } from './testing/changes-told.ts'
import { accept, DeadlyReceiver, isFailure } from './testing/deadly-receiver.ts'
import type { Arrival } from './testing/deadly-receiver.ts'
import { masterKey } from './testing/killed.ts'
import { kindOf, KINDS, reactionFor } from './testing/kinds-of-kill.ts'
import type { Death, Kind } from './testing/kinds-of-kill.ts'
import { WebhookWorld } from './testing/webhook-world.ts'

const CHILD = fileURLToPath(new URL('testing/killed-child.ts', import.meta.url))
/** Each kind once, and kills in the midst of commits twice. */
const CYCLE: readonly Kind[] = [...KINDS, 'committing']
const CYCLES = scaled({ test: 1, verify: 25 })
const KILLS = CYCLES * CYCLE.length
/** That a sender needs for what it writes. */
const FEWEST_STATEMENTS = 200
const PATIENCE_MS = KILLS * 60_000
/** Five seconds, or a fifth earlier: docs/events.md. */
const FIRST_RETRY_AT_LEAST_MS = 4_000
/** Of calls to one endpoint that may be under way at once. */
const CALLS_AT_ONCE = 4

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-killed-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Senders on one database, one after the other, and the receiver that has them killed. */
class Senders {
  readonly receiver: DeadlyReceiver
  readonly deaths: Death[] = []
  readonly #numbers: () => number
  readonly #tenant = aTenant()
  readonly #file = join(folder, 'keyturn.db')

  constructor(receiver: DeadlyReceiver, numbers: () => number) {
    this.receiver = receiver
    this.#numbers = numbers
  }

  openWorld() {
    return WebhookWorld.open({ file: this.#file, masterKey: masterKey() })
  }

  /** By event. */
  get told(): ReadonlyMap<string, Change> {
    return changesTold(this.deaths.flatMap(({ said }) => said))
  }

  get kinds(): readonly Kind[] {
    return this.deaths.map((death) => kindOf(death, this.receiver.arrivals))
  }

  async killAll(cycle: readonly Kind[]): Promise<void> {
    const wanted = [...cycle]
    for (let [next] = wanted; next !== undefined; [next] = wanted) {
      await this.#killOne(next, wanted)
      const died = this.kinds.at(-1)
      expect(wanted).toContain(died)
      wanted.splice(wanted.indexOf(died ?? next), 1)
    }
  }

  async #killOne(kind: Kind, wanted: readonly Kind[]): Promise<void> {
    const chosen = {
      nth: between(this.#numbers, 1, 8),
      failure: this.#numbers() < 0.5 ? 'refused' : 'hung up on',
    } as const
    const statement = between(this.#numbers, 1, FEWEST_STATEMENTS)
    const asked = this.receiver.begin(reactionFor(kind, chosen, wanted))
    const dies = kind === 'committing' ? [String(statement)] : []
    const child = startProcess(CHILD, 'write', this.#file, this.#tenant, ...dies)
    const died = child.ended.then(({ code, stderr }) => {
      if (code !== null) throw new Error(`ended with ${code}: ${stderr}`)
      return null
    })
    const idle = kind === 'idle' ? [this.#isIdle(child.said).then(() => null)] : []
    const by = await Promise.race([asked, died, ...idle])
    await child.kill()
    await this.receiver.left()
    this.deaths.push({ life: this.receiver.life, by, said: [...child.said] })
  }

  /** All that it and those before it acknowledged was accepted. */
  #isIdle(said: readonly string[]): Promise<void> {
    const missing = () =>
      [...this.told, ...changesTold(said)].filter(
        ([id, { isAcknowledged }]) => isAcknowledged && !this.receiver.isAccepted(id),
      )
    const look = () => {
      expect(said).toContain('rests')
      expect(missing()).toEqual([])
    }
    return vi.waitFor(look, { timeout: PATIENCE_MS, interval: 10 })
  }

  /** What was acknowledged, and what whoever reads the connections can see beside it. */
  async happened(): Promise<readonly Change[]> {
    await using world = await this.openWorld()
    const seen: Change[] = []
    for (const change of this.told.values()) {
      const found = await world.storage.connections.find(this.#tenant, parseId('connection', change.connection))
      const isSeen = (found?.credentialVersion ?? 0) >= change.sequence
      if (change.isAcknowledged) expect(isSeen).toBe(true)
      if (isSeen) seen.push(change)
    }
    return seen
  }

  /** A last one, that nobody kills until nothing is missing. */
  async drain(events: readonly Change[]): Promise<void> {
    void this.receiver.begin(accept)
    const last = startProcess(CHILD, 'drain', this.#file, this.#tenant)
    const missing = () => events.filter(({ event }) => !this.receiver.isAccepted(event))
    await vi.waitFor(() => expect(missing()).toEqual([]), { timeout: PATIENCE_MS, interval: 100 })
    await last.kill()
  }
}

describe('a server killed while events flow', () => {
  it(
    `[C1] delivers every change with one stable id, numbered without gaps, whatever it was doing, ${KILLS} times`,
    { timeout: 2 * PATIENCE_MS },
    () =>
      seeded(async (numbers) => {
        await using receiver = await DeadlyReceiver.start()
        const senders = new Senders(receiver, numbers)
        {
          await using world = await senders.openWorld()
          await world.endpoint(receiver.url)
        }
        for (let cycle = 0; cycle < CYCLES; cycle += 1) await senders.killAll(CYCLE)
        const happened = await senders.happened()
        await senders.drain(happened)

        expect(counted(senders.kinds)).toEqual(counted(Array.from({ length: CYCLES }, () => CYCLE).flat()))
        expectToldOnce(happened, receiver.arrivals)
        const ofId = [...Map.groupBy(receiver.arrivals, ({ id }) => id).values()]
        for (const arrivals of ofId) expectRetriesInTime(arrivals)
        expectFewAgain(ofId)
        const waiting = senders.deaths.filter((_death, at) => senders.kinds[at] === 'with a retry waiting')
        for (const { life } of waiting) expect(overcame(life, receiver.arrivals)).toHaveLength(1)

        const acknowledged = happened.filter(({ isAcknowledged }) => isAcknowledged).length
        const again = ofId.reduce((sum, arrivals) => sum + acceptedAgain(arrivals).length, 0)
        const kinds = [...counted(senders.kinds)].map(([kind, count]) => `${count} ${kind}`).join(', ')
        reportFigure(
          'C1',
          `${KILLS} kills of a sender: ${kinds}; ${acknowledged} changes acknowledged, ${happened.length} made, all delivered under one id each, ${again} of them accepted again, no gap in a sequence`,
        )
      }),
  )
})

const counted = (kinds: readonly Kind[]): ReadonlyMap<Kind, number> =>
  new Map(KINDS.map((kind) => [kind, kinds.filter((one) => one === kind).length]))

/** Nothing else, each in the words of its writer and always the same, its connection's numbered without gaps. */
function expectToldOnce(happened: readonly Change[], arrivals: readonly Arrival[]): void {
  const bodies = new Map(arrivals.map(({ id, body }) => [id, body]))
  expect([...bodies.keys()].toSorted()).toEqual(happened.map(({ event }) => event).toSorted())
  for (const { id, body } of arrivals) expect(body).toBe(bodies.get(id))
  for (const { event: id, connection: connectionId, sequence } of happened)
    expect(JSON.parse(bodies.get(id) ?? '')).toMatchObject({ id, connectionId, sequence })
  for (const ofConnection of Map.groupBy(happened, ({ connection }) => connection).values())
    expect(ofConnection.map(({ sequence }) => sequence)).toEqual(ofConnection.map((_, index) => index + 1))
}

/** In one life a request comes again only after it failed, and not before its time. */
function expectRetriesInTime(arrivals: readonly Arrival[]): void {
  for (const [at, arrival] of arrivals.entries()) {
    const before = arrivals[at - 1]
    if (before === undefined || before.life !== arrival.life) continue
    expect(before).toSatisfy(isFailure)
    expect(arrival.at - before.at).toBeGreaterThanOrEqual(FIRST_RETRY_AT_LEAST_MS)
  }
}

const acceptedAgain = (arrivals: readonly Arrival[]): readonly Arrival[] =>
  arrivals.filter((arrival, at) => at < arrivals.length - 1 && arrival.fate === 'accepted')

/** With a life no more answers are lost than calls were under way. */
function expectFewAgain(ofId: readonly (readonly Arrival[])[]): void {
  const again = ofId.flatMap(acceptedAgain)
  for (const ofLife of Map.groupBy(again, ({ life }) => life).values())
    expect(ofLife.length).toBeLessThanOrEqual(CALLS_AT_ONCE)
}

/** Retries that a life left waiting, and that later ones made when it was time. */
const overcame = (life: number, arrivals: readonly Arrival[]): readonly Arrival[] =>
  arrivals.filter((arrival, at) => {
    if (arrival.life !== life || !isFailure(arrival)) return false
    const next = arrivals.slice(at + 1).find(({ id }) => id === arrival.id)
    return next !== undefined && next.life > life && next.at - arrival.at >= FIRST_RETRY_AT_LEAST_MS
  })

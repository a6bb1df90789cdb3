import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reportFigure, scaled } from '@keyturn/scripts/scale'
import { expect, it, vi } from 'vitest'
import type { Connection } from '../domain/connection.ts'
import { nameServers } from '../egress/names.ts'
import type { Resolve } from '../egress/names.ts'
import { startNameServer } from '../egress/testing/name-server.ts'
import type { EndpointWithSecret } from '../engine/webhook-endpoints.ts'
import { aConnection, anEvent } from '../storage/contract/fixtures.ts'
import { committed, inserted } from '../storage/contract/opened.ts'
import { systemClock } from '../storage/test-support.ts'
import { startReceiver } from './testing/receiver.ts'
import { WebhookWorld } from './testing/webhook-world.ts'

const { endpoints, dead, slow, events, everyMs, slowMs, nameMs } = scaled({
  test: { endpoints: 27, dead: 12, slow: 5, events: 20, everyMs: 250, slowMs: 3_000, nameMs: 1_500 },
  verify: { endpoints: 200, dead: 50, slow: 50, events: 100, everyMs: 1_000, slowMs: 10_000, nameMs: 5_000 },
})
/** A figure of the machine, which only `verify` has to itself. */
const FIGURE_MS = scaled({ test: Number.POSITIVE_INFINITY, verify: 5_000 })
const PATIENCE_MS = 300_000

/** Of three dead ones: nobody listens, nobody answers, and nobody says where it is. */
const deadUrls = (one: number, gone: string, hanging: string): string =>
  [gone, hanging, `https://hanging-${one}.example/`][one % 3] ?? gone

/** Until it is stopped, how long one takes to learn where a name leads whose servers answer. */
function watchNames(resolve: Resolve): { stop(): Promise<number> } {
  let slowestMs = 0
  const stopped = new AbortController()
  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const start = performance.now()
      await resolve('answered.example')
      slowestMs = Math.max(slowestMs, performance.now() - start)
      await systemClock.sleep(100)
    }
  }
  const watching = watch()
  return {
    async stop() {
      stopped.abort()
      await watching
      return slowestMs
    },
  }
}

/** One event each, in its own time. @returns when each was committed, by its id */
async function tellSlowly(world: WebhookWorld, connection: Connection, count: number): Promise<Map<string, number>> {
  const committedAt = new Map<string, number>()
  let current = connection
  for (let told = 0; told < count; told += 1) {
    const event = anEvent(current, { createdAt: systemClock.now() })
    current = await committed(world.storage, current, { records: { events: [event], audit: [] } })
    committedAt.set(event.id, performance.now())
    await systemClock.sleep(everyMs)
  }
  return committedAt
}

const find = ({ storage }: WebhookWorld, { id }: EndpointWithSecret['endpoint']) => storage.webhookEndpoints.find(id)

/** How the first try of each of its deliveries failed. */
const firstTries = async (world: WebhookWorld, made: EndpointWithSecret) =>
  (await world.deliveries(made)).map(({ tries }) => tries[0]?.failure)

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.ceil(values.length * share) - 1] ?? Number.NaN

it(
  `[SEC-S8] ${dead} dead and ${slow} slow endpoints of ${endpoints} delay the others by nothing one could notice`,
  { timeout: PATIENCE_MS },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keyturn-webhooks-'))
    await using names = await startNameServer((name) => (name.startsWith('hanging') ? 'silence' : ['93.184.215.14']))
    const resolve = nameServers({ servers: [names.address], withinMs: nameMs })
    await using world = await WebhookWorld.open({ file: join(folder, 'keyturn.db'), resolve })
    await using good = await startReceiver()
    await using hanging = await startReceiver(() => undefined)
    await using slowly = await startReceiver((_request, response) => {
      void systemClock.sleep(slowMs).then(() => response.writeHead(204).end())
      return undefined
    })
    const gone = await startReceiver()
    await gone[Symbol.asyncDispose]()
    const urls = Array.from({ length: endpoints }, (_, one) => {
      if (one < dead) return deadUrls(one, gone.url, hanging.url)
      return one < dead + slow ? slowly.url : `${good.url}/${one}`
    })
    const made = await Promise.all(urls.map((url) => world.endpoint(url)))
    const answered = watchNames(resolve)
    const connection = await inserted(world.storage, aConnection())
    world.dispatch()
    const committedAt = await tellSlowly(world, connection, events)
    const expected = (endpoints - dead - slow) * events
    await vi.waitFor(() => expect(good.received.length).toBeGreaterThanOrEqual(expected), {
      timeout: PATIENCE_MS,
      interval: 100,
    })
    const waits = good.received.map(
      ({ headers, at }) => at - (committedAt.get(headers['webhook-id'] ?? '') ?? Number.NaN),
    )
    const [p50, p99] = [quantile(waits, 0.5), quantile(waits, 0.99)]
    const slowestNameMs = await answered.stop()
    expect(good.received).toHaveLength(expected)
    expect(hanging.received.length).toBeGreaterThan(0)
    expect(p99).toBeLessThan(FIGURE_MS)
    expect(slowestNameMs).toBeLessThan(FIGURE_MS)
    const failing = await Promise.all(made.map(async ({ endpoint }) => (await find(world, endpoint))?.failingSince))
    expect(failing.slice(dead).filter((since) => since !== null)).toEqual([])
    const unnamed = made.filter(({ endpoint }) => endpoint.url.startsWith('https:'))
    expect(unnamed).toHaveLength(Math.floor(dead / 3))
    for (const one of unnamed) expect(await firstTries(world, one)).toContain('timeout')
    reportFigure(
      'SEC-S8',
      `${dead} dead (${unnamed.length} by their names alone) and ${slow} slow endpoints of ${endpoints}, ${events} events: the others’ p50 ${Math.round(p50)} ms, p99 ${Math.round(p99)} ms; a name that is answered found within ${Math.round(slowestNameMs)} ms`,
    )
    await rm(folder, { recursive: true, force: true })
  },
)

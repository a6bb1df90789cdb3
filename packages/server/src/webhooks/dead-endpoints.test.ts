import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reportFigure, scaled } from '@keyturn/scripts/scale'
import { expect, it, vi } from 'vitest'
import type { Connection } from '../domain/connection.ts'
import { aConnection, anEvent } from '../storage/contract/fixtures.ts'
import { committed, inserted } from '../storage/contract/opened.ts'
import { systemClock } from '../storage/test-support.ts'
import { startReceiver } from './testing/receiver.ts'
import { WebhookWorld } from './testing/webhook-world.ts'

const { endpoints, dead, slow, events, everyMs, slowMs } = scaled({
  test: { endpoints: 20, dead: 5, slow: 5, events: 20, everyMs: 250, slowMs: 3_000 },
  verify: { endpoints: 200, dead: 50, slow: 50, events: 100, everyMs: 1_000, slowMs: 10_000 },
})
const FIGURE_MS = 5_000
const PATIENCE_MS = 300_000

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

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.ceil(values.length * share) - 1] ?? Number.NaN

it(
  `[SEC-S8] ${dead} dead and ${slow} slow endpoints of ${endpoints} delay the others by nothing one could notice`,
  { timeout: PATIENCE_MS },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keyturn-webhooks-'))
    await using world = await WebhookWorld.open({ file: join(folder, 'keyturn.db') })
    await using good = await startReceiver()
    await using hanging = await startReceiver(() => undefined)
    await using slowly = await startReceiver((_request, response) => {
      void systemClock.sleep(slowMs).then(() => response.writeHead(204).end())
      return undefined
    })
    const gone = await startReceiver()
    await gone[Symbol.asyncDispose]()
    for (let one = 0; one < endpoints; one += 1) {
      const deadUrl = one % 2 === 0 ? hanging.url : gone.url
      await world.endpoint(one < dead ? deadUrl : one < dead + slow ? slowly.url : `${good.url}/${one}`)
    }
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
    expect(good.received).toHaveLength(expected)
    expect(hanging.received.length).toBeGreaterThan(0)
    expect(p99).toBeLessThan(FIGURE_MS)
    reportFigure(
      'S8',
      `${dead} dead and ${slow} slow endpoints of ${endpoints}, ${events} events: the others’ p50 ${Math.round(p50)} ms, p99 ${Math.round(p99)} ms`,
    )
    await rm(folder, { recursive: true, force: true })
  },
)

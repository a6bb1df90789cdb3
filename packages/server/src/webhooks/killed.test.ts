import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reportFigure, scaled } from '@keyturn/scripts/scale'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { aTenant } from '../storage/contract/fixtures.ts'
import { startProcess } from '../storage/testing/processes.ts'
import { masterKey } from './testing/killed.ts'
import { startReceiver } from './testing/receiver.ts'
import type { Receiver } from './testing/receiver.ts'
import { WebhookWorld } from './testing/webhook-world.ts'

const CHILD = fileURLToPath(new URL('testing/killed-child.ts', import.meta.url))
const ROUNDS = scaled({ test: 10, verify: 200 })
const PATIENCE_MS = ROUNDS * 20_000 + 60_000

interface Told {
  readonly id: string
  readonly connectionId: string
  readonly sequence: number
}

const told = (line: string): Told => {
  const [connectionId = '', sequence = '', id = ''] = line.split(' ')
  return { id, connectionId, sequence: Number(sequence) }
}
const bodyOf = (body: string): Told => JSON.parse(body) as Told

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-killed-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const openWorld = () => WebhookWorld.open({ file: join(folder, 'keyturn.db'), masterKey: masterKey() })

/** The events that were committed, whoever wrote them. */
async function committedEvents(): Promise<readonly Told[]> {
  await using world = await openWorld()
  const all: Told[] = []
  let after = 0
  for (;;) {
    const page = await world.storage.outbox.read(null, after, 200)
    if (page.kind === 'expired' || page.events.length === 0) return all
    after = page.position
    for (const { envelope } of page.events) {
      if (envelope.connectionId === null) continue
      all.push({ id: envelope.id, connectionId: envelope.connectionId, sequence: envelope.sequence })
    }
  }
}

/** Once in a while it is busy, so that retries are under way at a kill as well. */
const mostlyWell = (receiver: () => Receiver) => () => (receiver().received.length % 25 === 0 ? 503 : 204)

describe('a server killed while events flow', () => {
  it(
    `[C1] delivers every committed change with one stable id, numbered without gaps, ${ROUNDS} times`,
    { timeout: PATIENCE_MS },
    async () => {
      await using receiver: Receiver = await startReceiver(mostlyWell(() => receiver))
      {
        await using world = await openWorld()
        await world.endpoint(receiver.url)
      }
      const [tenant, file] = [aTenant(), join(folder, 'keyturn.db')]
      const acknowledged: Told[] = []
      for (let round = 0; round < ROUNDS; round += 1) {
        const child = startProcess(CHILD, 'write', file, tenant)
        await child.saidLines(12 + ((round * 7) % 40))
        await child.kill()
        acknowledged.push(...child.said.slice(1).map(told))
      }
      const events = await committedEvents()
      const last = startProcess(CHILD, 'drain', file, tenant)
      const missing = () => {
        const arrived = new Set(receiver.received.map(({ headers }) => headers['webhook-id']))
        return events.filter(({ id }) => !arrived.has(id)).length
      }
      await vi.waitFor(() => expect(missing()).toBe(0), { timeout: PATIENCE_MS, interval: 100 })
      await last.kill()

      const ofId = new Map(events.map((event) => [event.id, event]))
      for (const event of acknowledged) expect(ofId.get(event.id)).toEqual(event)
      for (const { headers, body } of receiver.received) {
        const { id, connectionId, sequence } = bodyOf(body)
        expect(headers['webhook-id']).toBe(id)
        expect(ofId.get(id)).toEqual({ id, connectionId, sequence })
      }
      for (const [, ofConnection] of Map.groupBy(events, ({ connectionId }) => connectionId)) {
        expect(ofConnection.map(({ sequence }) => sequence)).toEqual(ofConnection.map((_, index) => index + 1))
      }
      const again = receiver.received.length - events.length
      reportFigure(
        'C1',
        `${ROUNDS} kills while events flow: ${acknowledged.length} acknowledged, ${events.length} committed, all delivered under one id each, ${again} of them again, no gap in a sequence`,
      )
    },
  )
})

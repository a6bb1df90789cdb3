import { describe, expect, it, vi } from 'vitest'
import type { Connection } from '../../domain/connection.ts'
import type { TenantId } from '../../domain/ids.ts'
import type { FeedPosition } from '../../engine/ports/outbox-store.ts'
import type { Storage } from '../storage.ts'
import { aConnection, anEvent, anIncident, NOW } from './fixtures.ts'
import { committed, eachTest, inserted } from './opened.ts'
import type { OpensStorage } from './opened.ts'

export function describeOutbox(open: OpensStorage): void {
  describe('the outbox', () => {
    const at = eachTest(open)

    /** As many events of a connection as asked for, each with a commit of its own. */
    async function told(connection: Connection, times: number): Promise<Connection> {
      let current = connection
      for (let time = 0; time < times; time += 1) {
        current = await committed(at.storage, current, { records: { events: [anEvent(current)], audit: [] } })
      }
      return current
    }
    const page = async (
      storage: Storage,
      after: FeedPosition | null = null,
      tenants: readonly TenantId[] | null = null,
      limit = 100,
    ) => {
      const read = await storage.outbox.read(tenants, after, limit)
      if (read.kind === 'expired') throw new Error(read.kind)
      return read
    }

    it('reads all events in the order they were committed, whole', async () => {
      const one = await inserted(at.storage, aConnection())
      const other = await inserted(at.storage, aConnection())
      await told(one, 1)
      const incident = anIncident()
      await at.storage.outbox.append([incident])
      await told(other, 2)
      const { events, position } = await page(at.storage)
      expect(events.map(({ envelope }) => [envelope.connectionId, envelope.sequence])).toEqual([
        [one.id, 1],
        [null, null],
        [other.id, 1],
        [other.id, 2],
      ])
      expect(events[1]?.envelope).toEqual({
        ...incident,
        createdAt: new Date(NOW).toISOString(),
        sequence: null,
        data: { ...incident.data, since: new Date(NOW - 60_000).toISOString() },
      })
      expect(position).toBe(events.at(-1)?.position)
    })

    it('goes on behind a position, a page at a time, and moves on where there is nothing', async () => {
      const connection = await inserted(at.storage, aConnection())
      const before = await page(at.storage)
      expect(before).toEqual({ kind: 'page', events: [], position: 0 })
      await told(connection, 5)
      const first = await page(at.storage, before.position, null, 3)
      const second = await page(at.storage, first.position, null, 3)
      const third = await page(at.storage, second.position, null, 3)
      expect([first, second, third].map(({ events }) => events.map(({ envelope }) => envelope.sequence))).toEqual([
        [1, 2, 3],
        [4, 5],
        [],
      ])
      expect(third.position).toBe(second.position)
    })

    it('[I1] reads for named tenants their events alone, and none that belongs to nobody', async () => {
      const mine = await inserted(at.storage, aConnection())
      const theirs = await inserted(at.storage, aConnection())
      await told(mine, 1)
      await told(theirs, 1)
      await at.storage.outbox.append([anIncident()])
      const { events, position } = await page(at.storage, null, [mine.tenantId])
      expect(events.map(({ envelope }) => envelope.connectionId)).toEqual([mine.id])
      expect((await page(at.storage, null, [])).events).toEqual([])
      // Past the others' as well: a quiet tenant's reader is not left behind.
      expect(position).toBe((await page(at.storage)).position)
    })

    it('says when events behind a position are gone, or the position was never reached', async () => {
      const connection = await told(await inserted(at.storage, aConnection()), 3)
      const { events, position } = await page(at.storage)
      const [first, second] = events
      await at.db
        .deleteFrom('outbox_events')
        .where('ordinal', '<=', second?.position ?? 0)
        .execute()
      await at.db
        .updateTable('outbox_marks')
        .set({ ordinal: second?.position ?? 0 })
        .where('name', '=', 'expired')
        .execute()
      expect(await at.storage.outbox.read(null, first?.position ?? 0, 100)).toEqual({ kind: 'expired' })
      expect(await at.storage.outbox.read(null, position + 1, 100)).toEqual({ kind: 'expired' })
      expect((await page(at.storage, second?.position)).events).toHaveLength(1)
      expect((await page(at.storage)).events.map(({ envelope }) => envelope.sequence)).toEqual([3])
      await told(connection, 1)
      expect((await page(at.storage, position)).events.map(({ envelope }) => envelope.sequence)).toEqual([4])
    })

    it('tells its watchers when it grew, and not of what wrote no event', async () => {
      const connection = await inserted(at.storage, aConnection())
      const added = vi.fn<() => void>()
      const stop = at.storage.outbox.watch(added)
      const labelled = await committed(at.storage, { ...connection, label: 'One' })
      await vi.waitFor(() => expect(added).toHaveBeenCalledTimes(1))
      const again = await committed(at.storage, { ...labelled, label: 'Two' })
      await told(again, 1)
      await vi.waitFor(() => expect(added).toHaveBeenCalledTimes(2))
      await at.storage.outbox.append([anIncident()])
      await vi.waitFor(() => expect(added).toHaveBeenCalledTimes(3))
      stop()
      await at.storage.outbox.append([anIncident()])
      expect(added).toHaveBeenCalledTimes(3)
    })
  })
}

import { describe, expect, it } from 'vitest'
import type { Connection } from '../../domain/connection.ts'
import { PERSONS_CHECK_LASTS_MS } from '../../domain/noticing/asked-already.ts'
import { LANES } from '../../domain/noticing/schedule.ts'
import type { Lane } from '../../domain/noticing/schedule.ts'
import { LEASE_LASTS_MS } from '../../engine/ports/check-store.ts'
import type { Storage } from '../storage.ts'
import {
  aChange,
  aCheck,
  aConnection,
  anAuditEvent,
  anEvent,
  anId,
  aTenant,
  CHECKED,
  connected,
  disconnected,
  heldBy,
  NOTHING,
  NOW,
  putKey,
  sealed,
} from './fixtures.ts'
import { aLease, due, idsOf, PLACE } from './planned-checks.ts'
import { committed, eachTest, everything, inserted, liveConnection } from './opened.ts'
import type { OpensStorage } from './opened.ts'

export function describeChecks(open: OpensStorage): void {
  describe('checks', () => {
    const at = eachTest(open)
    const claim = (limit = 10, lane: Lane = 'sweep', now = NOW, lease = aLease(now + 30_000)) =>
      at.storage.checks.claim(PLACE, lane, lease, now, limit)

    it('are claimed with their keys, the most overdue first, and no more than asked for', async () => {
      const { storage } = at
      const late = await due(storage, NOW - 5)
      const later = await due(storage, NOW - 9)
      const latest = await due(storage, NOW)
      await due(storage, NOW + 1)
      await inserted(storage, aConnection())
      const first = await claim(2)
      expect(idsOf(first)).toEqual([later.id, late.id])
      expect(first[0]?.credential).toEqual(sealed(`key of ${later.id}`))
      expect(first[0]?.connection).toEqual(later)
      expect(idsOf(await claim(2))).toEqual([latest.id])
      expect(await claim(2)).toEqual([])
    })

    it('[SEC-S6] are never claimed twice, however many claim at once', async () => {
      const { storage } = at
      for (let index = 0; index < 40; index += 1) await due(storage, NOW - index)
      const claims = await Promise.all(Array.from({ length: 20 }, () => claim(3)))
      const ids = claims.flatMap(idsOf)
      expect(ids).toHaveLength(40)
      expect(new Set(ids).size).toBe(40)
    })

    it('[SEC-S6] of a worker that died are claimed again when its lease has run out, not before', async () => {
      const { id } = await due(at.storage, NOW)
      expect(idsOf(await claim())).toEqual([id])
      expect(await claim(1, 'sweep', NOW + 29_999)).toEqual([])
      expect(idsOf(await claim(1, 'sweep', NOW + 30_000))).toEqual([id])
    })

    it.each(LANES)('in the lane of %s are claimed in that lane alone', async (lane) => {
      const there = await due(at.storage, NOW, lane)
      for (const other of LANES) if (other !== lane) expect(await claim(5, other)).toEqual([])
      expect(idsOf(await claim(5, lane))).toEqual([there.id])
    })

    it('of an environment that is not configured are left alone', async () => {
      await due(at.storage, NOW, 'sweep', { environment: 'staging' })
      await due(at.storage, NOW, 'sweep', { provider: 'other' })
      expect(await claim()).toEqual([])
    })

    it('[SEC-S6] under a lease that ends later than any can are claimed: a clock that was ahead gave it', async () => {
      const { id } = await due(at.storage, NOW)
      await claim(1, 'sweep', NOW, aLease(NOW + LEASE_LASTS_MS + 1))
      expect(idsOf(await claim())).toEqual([id])
      expect(await claim()).toEqual([])
    })

    it('that only a clock can have planned which was ahead are claimed apart, the farthest first', async () => {
      const { storage } = at
      const HOUR = 3_600_000
      const plans = { dueAfter: NOW + HOUR, askedAfter: NOW + 60_000, farthest: NOW + 3 * HOUR }
      const asked = async (checkedAt: number, dueAt: number, lane: Lane = 'sweep') => {
        const { health, ...live } = await due(storage, dueAt, lane)
        const result = { ...live, health: { ...health, checkedAt } }
        await storage.checks.record([aCheck(result, { result })])
        return live.id
      }
      const future = await asked(NOW + HOUR, NOW + 2 * HOUR)
      const far = await asked(NOW, NOW + 4 * HOUR)
      await asked(NOW, NOW + 2 * HOUR)
      await asked(NOW + HOUR, NOW + HOUR)
      const doubted = await asked(NOW + HOUR, NOW + 2 * HOUR, 'confirmations')
      const claimAhead = async (limit: number, lane: Lane = 'sweep') =>
        idsOf(await storage.checks.claimMisplanned(PLACE, { lane, ...plans }, aLease(), NOW, limit))
      expect(await claimAhead(1)).toEqual([far])
      expect(await claimAhead(9)).toEqual([future])
      expect(await claimAhead(9)).toEqual([])
      expect(await claimAhead(9, 'confirmations')).toEqual([doubted])
      expect(await claim()).toEqual([])
    })

    it('can be handed back by their holder alone', async () => {
      const { storage } = at
      const { id } = await due(storage, NOW)
      const lease = aLease()
      await claim(1, 'sweep', NOW, lease)
      await storage.checks.release(anId('event'), [id])
      expect(await claim()).toEqual([])
      await storage.checks.release(lease.holder, [id])
      expect(idsOf(await claim())).toEqual([id])
    })

    it('of a panel are claimed whether due or not, but not those that somebody holds or that have no key', async () => {
      const { storage } = at
      const free = await due(storage, NOW + 900_000)
      const held = await due(storage, NOW)
      await claim(1)
      const gone = await committed(storage, disconnected(await due(storage, NOW)), { credential: { kind: 'destroy' } })
      const ids = [free.id, held.id, gone.id]
      expect(idsOf(await storage.checks.claimMembers(PLACE, ids, aLease(), NOW))).toEqual([free.id])
      expect(await storage.checks.claimMembers(PLACE, [], aLease(), NOW)).toEqual([])
    })

    it('are recorded without moving the revision, and end the lease', async () => {
      const { storage } = at
      const live = await due(storage, NOW)
      const lease = aLease()
      await claim(1, 'sweep', NOW, lease)
      const audit = anAuditEvent(live)
      const written = await storage.checks.record([
        aCheck(live, {
          lease: heldBy('hand_back', lease.holder, live),
          result: { ...CHECKED, plan: { ...CHECKED.plan, lane: 'sweep' } },
          records: { events: [], audit: [audit] },
        }),
      ])
      expect(written).toEqual(new Set([live.id]))
      const stored = await storage.connections.find(live.tenantId, live.id)
      expect(stored).toEqual({ ...live, ...CHECKED, plan: { ...CHECKED.plan, lane: 'sweep' } })
      expect(await storage.connections.timeline(live.tenantId, live.id, 1)).toEqual([audit])
      expect(idsOf(await claim(1, 'sweep', NOW + 10))).toEqual([live.id])
    })

    it('that ask once more keep their lease', async () => {
      const { storage } = at
      const live = await due(storage, NOW)
      const lease = aLease()
      expect(await storage.checks.take(live.tenantId, live.id, lease, NOW + 7, NOW)).toBe(true)
      expect((await storage.connections.find(live.tenantId, live.id))?.checkingUntil).toBe(NOW + 7)
      expect((await storage.checks.record([aCheck(live, { lease: heldBy('keep', lease.holder, live) })])).size).toBe(1)
      expect((await storage.connections.findSealed(live.tenantId, live.id))?.holder).toBe(lease.holder)
      const kept = { lease: heldBy('keep', lease.holder, { ...live, ...CHECKED }) }
      expect((await storage.checks.record([aCheck(live, kept)])).size).toBe(1)
    })

    it.each<{ what: string; prepare: (live: Connection, storage: Storage) => Promise<unknown> }>([
      {
        what: 'whose lease somebody else took',
        prepare: (live, { checks }) => checks.take(live.tenantId, live.id, aLease(), null, NOW),
      },
      { what: 'whose lease ran out and was claimed', prepare: () => claim(1, 'sweep', NOW + 30_000) },
      {
        what: 'of a key that was replaced',
        prepare: (live, storage) => committed(storage, connected(live), { credential: putKey('new') }),
      },
      {
        what: 'of a key that is gone',
        prepare: (live, storage) => committed(storage, disconnected(live), { credential: { kind: 'destroy' } }),
      },
    ])('[SEC-S6] $what write nothing', async ({ prepare }) => {
      const { storage, db } = at
      const live = await due(storage, NOW)
      const lease = aLease()
      await claim(1, 'sweep', NOW, lease)
      await prepare(live, storage)
      const before = await everything(db)
      const late = aCheck(live, {
        lease: heldBy('hand_back', lease.holder, live),
        records: { events: [anEvent(live)], audit: [anAuditEvent(live)] },
      })
      expect((await storage.checks.record([late])).size).toBe(0)
      const fresh = await storage.connections.find(live.tenantId, live.id)
      if (fresh === undefined) throw new Error('it is there')
      const flip = aChange({ ...fresh, label: 'late' }, { holder: lease.holder })
      expect((await storage.connections.commit(live.tenantId, flip)).kind).toBe('stale')
      expect(await everything(db)).toEqual(before)
    })

    it('of a person are taken over by nobody until they must have ended', async () => {
      const { storage } = at
      const live = await due(storage, NOW)
      const take = (now: number) =>
        storage.checks.take(live.tenantId, live.id, aLease(), now + PERSONS_CHECK_LASTS_MS, now)
      expect(await take(NOW)).toBe(true)
      expect(await take(NOW)).toBe(false)
      expect(await take(NOW + PERSONS_CHECK_LASTS_MS - 1)).toBe(false)
      expect(await take(NOW + PERSONS_CHECK_LASTS_MS)).toBe(true)
      // The clock was set back.
      expect(await take(NOW)).toBe(true)
    })

    it.each([
      { what: 'a suspicion', noted: { suspicion: CHECKED.suspicion, at: NOW } },
      { what: 'another time for the next check', noted: { suspicion: null, at: NOW + 1 } },
    ])('[SEC-S6] that traffic overtook with $what write nothing and hold on, to be judged again', async ({ noted }) => {
      const { storage } = at
      const live = await due(storage, NOW)
      const lease = aLease(NOW + 7)
      await storage.checks.take(live.tenantId, live.id, lease, NOW + 7, NOW)
      const health = { ...live.health, nextCheckAt: noted.at }
      const note = { health, suspicion: noted.suspicion, checkingUntil: null, plan: live.plan }
      expect((await storage.checks.record([aCheck(live, { result: note })])).size).toBe(1)
      const late = aCheck(live, { lease: heldBy('hand_back', lease.holder, live) })
      expect((await storage.checks.record([late])).size).toBe(0)
      const fresh = await storage.connections.findSealed(live.tenantId, live.id)
      expect(fresh).toMatchObject({ holder: lease.holder, connection: { ...note, checkingUntil: NOW + 7 } })
      const judgedAgain = aCheck(live, { lease: heldBy('hand_back', lease.holder, { ...live, ...note }) })
      expect((await storage.checks.record([judgedAgain])).size).toBe(1)
    })

    it('of a person lose their mark and their lease at their end, and nobody else’s', async () => {
      const { storage } = at
      const live = await due(storage, NOW)
      const [mine, other] = [aLease(NOW + 7), aLease(NOW + 9)]
      const held = async () => {
        const sealedNow = await storage.connections.findSealed(live.tenantId, live.id)
        return { holder: sealedNow?.holder, mark: sealedNow?.connection.checkingUntil }
      }
      await storage.checks.take(live.tenantId, live.id, other, other.until, NOW)
      await storage.checks.endPersonsCheck(live.tenantId, live.id, mine)
      await storage.checks.endPersonsCheck(aTenant(), live.id, other)
      expect(await held()).toEqual({ holder: other.holder, mark: other.until })
      await storage.checks.endPersonsCheck(live.tenantId, live.id, other)
      expect(await held()).toEqual({ holder: null, mark: null })
    })

    it('of a foreign tenant can be neither taken nor written', async () => {
      const { storage, db } = at
      const live = await due(storage, NOW)
      const before = await everything(db)
      expect(await storage.checks.take(aTenant(), live.id, aLease(), NOW, NOW)).toBe(false)
      expect((await storage.checks.record([aCheck(live, { tenantId: aTenant() })])).size).toBe(0)
      expect(await everything(db)).toEqual(before)
    })

    it('that change a standing do so under their lease, and end it', async () => {
      const { storage } = at
      const live = await due(storage, NOW)
      const lease = aLease()
      await claim(1, 'sweep', NOW, lease)
      const flip = aChange({ ...live, label: 'flipped' }, { holder: lease.holder })
      expect((await storage.connections.commit(live.tenantId, flip)).kind).toBe('committed')
      expect((await storage.connections.findSealed(live.tenantId, live.id))?.holder).toBeNull()
    })

    it('are written all or none', async () => {
      const { storage, db } = at
      const [one, other] = [await due(storage, NOW), await due(storage, NOW)]
      const twice = anEvent(one)
      const before = await everything(db)
      const records = { events: [twice], audit: [] }
      await expect(storage.checks.record([aCheck(one, { records }), aCheck(other, { records })])).rejects.toThrow()
      expect(await everything(db)).toEqual(before)
      const both = await storage.checks.record([aCheck(one), aCheck(other)])
      expect(both).toEqual(new Set([one.id, other.id]))
    })

    it('that are planned are counted, and the most overdue is known', async () => {
      const { storage } = at
      expect(await storage.checks.countChecked(PLACE)).toBe(0)
      expect(await storage.checks.nextDueAt(PLACE)).toBeNull()
      await due(storage, NOW + 3)
      await due(storage, NOW + 2, 'confirmations')
      await due(storage, NOW + 9, 'traffic')
      await due(storage, NOW - 9, 'sweep', { environment: 'staging' })
      await liveConnection(storage, aConnection())
      expect(await storage.checks.countChecked(PLACE)).toBe(3)
      expect(await storage.checks.nextDueAt(PLACE)).toBe(NOW + 2)
    })

    it('find a panel among those that are well, or else among the doubted, all the way round', async () => {
      const { storage } = at
      const well = [await due(storage, NOW), await due(storage, NOW), await due(storage, NOW)].map(({ id }) => id)
      const doubted = await due(storage, NOW)
      await storage.checks.record([aCheck(doubted)])
      await due(storage, NOW, 'sweep', { environment: 'staging' })
      const from = well.toSorted()[1] ?? ''
      const found = async (limit: number, health: 'well' | 'doubted') =>
        (await storage.checks.candidates(PLACE, from, limit, health)).map(({ id }) => id)
      expect(new Set(await found(9, 'well'))).toEqual(new Set(well))
      expect(await found(2, 'well')).toEqual(well.toSorted().slice(1))
      expect(await found(9, 'doubted')).toEqual([doubted.id])
    })

    it('[SEC-S6] keep their results apart: a batch writes what it may and tells which', async () => {
      const { storage } = at
      const [mine, lost] = [await due(storage, NOW), await due(storage, NOW)]
      const lease = aLease()
      await claim(2, 'sweep', NOW, lease)
      await storage.checks.take(lost.tenantId, lost.id, aLease(), null, NOW)
      const handBack = (live: Connection) =>
        aCheck(live, { lease: heldBy('hand_back', lease.holder, live), records: NOTHING })
      const written = await storage.checks.record([handBack(mine), handBack(lost)])
      expect(written).toEqual(new Set([mine.id]))
    })
  })
}

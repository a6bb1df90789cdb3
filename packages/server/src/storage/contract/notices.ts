import { describe, expect, it } from 'vitest'
import type { Connection } from '../../domain/connection.ts'
import type { ConnectionEventType } from '../../domain/events.ts'
import { afterEvent, afterStep, paceOfNotices, sayingOf } from '../../domain/notice.ts'
import type { MailOutcome, Notice } from '../../domain/notice.ts'
import type { HearsEvent } from '../../engine/ports/notice-store.ts'
import {
  aConnection,
  aHash,
  anAuditEvent,
  anEvent,
  anId,
  aSession,
  connected,
  disconnected,
  KEPT,
  NOW,
} from './fixtures.ts'
import { committed, eachTest, inserted, liveConnection } from './opened.ts'
import type { OpensStorage } from './opened.ts'

const MINUTE = 60_000
const PACE = paceOfNotices(2 * MINUTE)
const METTE = { email: 'mette@acme.example', locale: 'da' }
const JONAS = { email: 'jonas@acme.example', locale: null }

const hears: HearsEvent = (event, open, connection) =>
  afterEvent(event, open, connection, PACE, () => ({ id: anId('notice'), linkId: anId('connectSession') }))
const leaseOf = (holder: string, now = NOW + 10 * MINUTE) => ({ holder, now, until: now + MINUTE })

export function describeNotices(open: OpensStorage): void {
  describe('notices to people', () => {
    const at = eachTest(open)

    async function told(connection: Connection, type: ConnectionEventType, next = connection): Promise<Connection> {
      const records = { events: [anEvent(next, { type })], audit: [] }
      return committed(at.storage, { ...next, revision: connection.revision }, { records })
    }
    const broken = (connection: Connection): Connection => ({
      ...connection,
      standing: 'action_required',
      issue: { code: 'key_revoked', details: {}, since: NOW, supportReference: 'K7QX-2M4D' },
    })
    async function aBrokenOne(notify = [METTE, JONAS]): Promise<Connection> {
      const live = await liveConnection(at.storage, aConnection({ notify }))
      return told(live, 'connection.action_required', broken(live))
    }
    const hear = () => at.storage.notices.hear(100, hears)
    const rows = () => at.db.selectFrom('notices').selectAll().orderBy('email').execute()
    const settled = (holder: string, notice: Notice, outcome: MailOutcome) =>
      at.storage.notices.settle(holder, notice.id, (now) => ({
        notice: afterStep(now, { saying: sayingOf(notice), outcome, wasUnclear: false }, NOW + 10 * MINUTE, PACE, 0.5),
        audit: [],
      }))

    it('are made of an event once for each person, whoever hears it', async () => {
      const connection = await aBrokenOne()
      expect(await Promise.all([hear(), hear(), hear()])).toEqual([1, 0, 0])
      expect(await rows()).toMatchObject([
        { email: JONAS.email, locale: null, stage: 'waiting', connection_id: connection.id, due_at: NOW + 2 * MINUTE },
        { email: METTE.email, locale: 'da', stage: 'waiting', connection_id: connection.id, tries: 0, unclear: 0 },
      ])
    })

    it('read on a page of events at a time', async () => {
      await aBrokenOne()
      await aBrokenOne()
      await aBrokenOne()
      expect([
        await at.storage.notices.hear(2, hears),
        await at.storage.notices.hear(2, hears),
        await at.storage.notices.hear(2, hears),
      ]).toEqual([2, 1, 0])
      expect(await rows()).toHaveLength(6)
    })

    it('go to one holder at a time, and to another when the lease has run out', async () => {
      await aBrokenOne([METTE])
      await hear()
      expect(await at.storage.notices.claim(leaseOf('a', NOW + MINUTE), 10)).toEqual([])
      const [claims, none] = await Promise.all([
        at.storage.notices.claim(leaseOf('a'), 10),
        at.storage.notices.claim(leaseOf('b'), 10),
      ])
      expect([claims.length, none.length]).toEqual([1, 0])
      const [later] = await at.storage.notices.claim(leaseOf('c', NOW + 12 * MINUTE), 10)
      expect(later).toEqual(claims[0])
      const [first] = claims
      if (first === undefined) throw new Error('nothing was claimed')
      expect(await at.storage.notices.begin('a', first.id)).toBeUndefined()
      await settled('a', first, 'sent')
      expect(await rows()).toMatchObject([{ stage: 'waiting', lease_holder: 'c' }])
    })

    it('are given back, by one holder or by all who are dead', async () => {
      await aBrokenOne()
      await hear()
      expect(await at.storage.notices.claim(leaseOf('a'), 1)).toHaveLength(1)
      expect(await at.storage.notices.claim(leaseOf('b'), 1)).toHaveLength(1)
      await at.storage.notices.release('a')
      expect(await at.storage.notices.claim(leaseOf('c'), 10)).toHaveLength(1)
      await at.storage.notices.release(null)
      expect(await at.storage.notices.claim(leaseOf('d'), 10)).toHaveLength(2)
    })

    it('remember that a mail was about to leave, whatever becomes of the process', async () => {
      await aBrokenOne([METTE])
      await hear()
      const [notice] = await at.storage.notices.claim(leaseOf('a'), 10)
      if (notice === undefined) throw new Error('nothing was claimed')
      expect(await at.storage.notices.begin('a', notice.id)).toEqual(notice)
      const [again] = await at.storage.notices.claim(leaseOf('b', NOW + 12 * MINUTE), 10)
      expect(again).toEqual({ ...notice, unclear: true })
    })

    it('are settled with their trail, as events have turned them meanwhile', async () => {
      const connection = await aBrokenOne([METTE])
      await hear()
      const [notice] = await at.storage.notices.claim(leaseOf('a'), 10)
      if (notice === undefined) throw new Error('nothing was claimed')
      const again = connected(connection, connection.account?.id)
      await told(connection, 'connection.replaced', { ...again, issue: null })
      await hear()
      await at.storage.notices.settle('a', notice.id, (now) => {
        expect(now.solved).toEqual({ at: NOW, by: 'key' })
        const step = { saying: 'problem', outcome: 'sent', wasUnclear: false } as const
        const audit = [anAuditEvent(connection, { action: 'notice.sent', details: { about: 'problem' } })]
        return { notice: afterStep(now, step, NOW + 1, PACE, 0.5), audit }
      })
      expect(await rows()).toMatchObject([{ stage: 'told', solved_by: 'key', due_at: NOW, lease_holder: null }])
      const trail = await at.storage.connections.timeline(connection.tenantId, connection.id, 1)
      expect(trail).toMatchObject([{ action: 'notice.sent' }])
    })

    it('end the link of their mail when they close, and no other', async () => {
      const connection = await aBrokenOne([METTE])
      await hear()
      const [notice] = await at.storage.notices.claim(leaseOf('a'), 10)
      if (notice === undefined) throw new Error('nothing was claimed')
      const handOff = { askedBy: null, noticeId: notice.id, usedAt: null }
      const mailed = aSession(connection, { id: notice.linkId, handOff })
      const byHand = aSession(connection, { handOff: { ...handOff, noticeId: null } })
      await at.storage.sessions.handOver(byHand, aHash(), anAuditEvent(connection))
      await at.storage.sessions.insertMailed(mailed, aHash())
      await settled('a', notice, 'sent')
      expect((await at.storage.sessions.find(mailed.id))?.endedAt).toBeNull()
      await told(connection, 'connection.disconnected', disconnected(connection))
      await hear()
      expect((await at.storage.sessions.find(mailed.id))?.endedAt).toBe(NOW)
      expect((await at.storage.sessions.find(byHand.id))?.endedAt).toBeNull()
    })

    it('keep one link, however often their mail is sent, and leave the links that people made alone', async () => {
      const connection = await inserted(at.storage, aConnection())
      const handOff = { askedBy: null, noticeId: anId('notice'), usedAt: null }
      const mailed = aSession(connection, { handOff, openBy: NOW + 5 })
      const hash = aHash()
      expect(await at.storage.sessions.insertMailed(mailed, hash)).toEqual(mailed)
      expect(await at.storage.sessions.insertMailed({ ...mailed, openBy: NOW + 9 }, hash)).toEqual(mailed)
      expect(await at.storage.sessions.latestHandOff(connection.tenantId, connection.id)).toBeUndefined()
      const byHand = aSession(connection, { handOff: { ...handOff, noticeId: null } })
      await at.storage.sessions.handOver(byHand, aHash(), anAuditEvent(connection))
      expect(await at.storage.sessions.findByToken(hash)).toEqual(mailed)
      expect(await at.storage.sessions.latestHandOff(connection.tenantId, connection.id)).toEqual(byHand)
    })

    it('go with their connection, and a week after they closed', async () => {
      const one = await aBrokenOne([METTE])
      const other = await aBrokenOne([JONAS])
      await hear()
      const gone = await told(one, 'connection.disconnected', disconnected(one))
      await told(other, 'connection.disconnected', disconnected(other))
      await hear()
      expect(await rows()).toMatchObject([{ stage: 'closed' }, { stage: 'closed' }])
      await at.storage.connections.forget(gone, { events: [], audit: [] })
      expect(await rows()).toMatchObject([{ email: JONAS.email }])
      const week = 7 * 24 * 60 * MINUTE
      await at.storage.housekeeping.sweep(NOW + week - 1, KEPT)
      expect(await rows()).toHaveLength(1)
      await at.storage.housekeeping.sweep(NOW + week, KEPT)
      expect(await rows()).toEqual([])
    })
  })
}

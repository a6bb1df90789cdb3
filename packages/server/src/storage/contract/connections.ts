import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AuditAction } from '../../domain/audit.ts'
import type { Connection } from '../../domain/connection.ts'
import { parseReference } from '../../domain/ids.ts'
import { anyConnection } from './arbitraries.ts'
import {
  aChange,
  aCheck,
  aConnection,
  aFingerprint,
  anAccountId,
  anAuditEvent,
  CHECKED,
  anEvent,
  aSession,
  aHash,
  aTenant,
  connected,
  disconnected,
  mac,
  NOTHING,
  putKey,
  sealed,
} from './fixtures.ts'
import { committed, eachTest, everything, inserted, liveConnection, sequences } from './opened.ts'
import type { OpensStorage } from './opened.ts'

export function describeConnections(open: OpensStorage): void {
  describe('connections', () => {
    const at = eachTest(open)

    it('gives back every field as it was written', async () => {
      await fc.assert(
        fc.asyncProperty(anyConnection(), async (connection) => {
          const { storage } = at
          const fresh = await inserted(storage, aConnection({ tenantId: connection.tenantId }))
          const stored = await committed(storage, { ...connection, ...identityOf(fresh) })
          expect(stored.revision).toBe(2)
          expect(await storage.connections.find(stored.tenantId, stored.id)).toEqual(stored)
          expect(await storage.fleet.list([stored.tenantId], {}, { after: null, limit: 200 })).toContainEqual(stored)
        }),
        { numRuns: 100 },
      )
    })

    it('has one connection for each tenant, provider, environment and reference', async () => {
      const { storage, db } = at
      const first = await inserted(storage, aConnection())
      const before = await everything(db)
      const again = aConnection({ tenantId: first.tenantId })
      const records = { events: [anEvent(again)], audit: [anAuditEvent(again)] }
      expect(await storage.connections.insert(again, mac('m'), records)).toBe('taken')
      expect(await everything(db)).toEqual(before)
      for (const other of [
        aConnection(),
        aConnection({ tenantId: first.tenantId, reference: parseReference('ledger-2') }),
        aConnection({ tenantId: first.tenantId, environment: 'staging' }),
        aConnection({ tenantId: first.tenantId, provider: 'other' }),
      ]) {
        expect(await storage.connections.insert(other, mac('m'), NOTHING)).toBe('inserted')
        expect(await storage.connections.findByIdentity(other.tenantId, other)).toEqual(other)
      }
    })

    it('rejects, rather than answers, an id that exists', async () => {
      const first = await inserted(at.storage, aConnection())
      const twin = aConnection({ id: first.id })
      await expect(at.storage.connections.insert(twin, mac('m'), NOTHING)).rejects.toThrow()
    })

    it('[C1] writes a change with its key, its trail and its event at once', async () => {
      const { storage, db } = at
      const fresh = await inserted(storage, aConnection())
      const next = connected(fresh)
      const audit = anAuditEvent(next)
      const stored = await committed(storage, next, {
        stateMac: mac('after'),
        credential: putKey('the key'),
        records: { events: [anEvent(next)], audit: [audit] },
      })
      expect(stored).toEqual({ ...next, revision: 2 })
      expect(await storage.connections.findSealed(fresh.tenantId, fresh.id)).toEqual({
        connection: stored,
        stateMac: mac('after'),
        credential: sealed('the key'),
        candidate: null,
        holder: null,
      })
      expect(await storage.connections.timeline(fresh.tenantId, fresh.id, 10)).toEqual([audit])
      const outbox = await db.selectFrom('outbox_events').select('envelope').execute()
      expect(outbox.map(({ envelope }): unknown => JSON.parse(envelope))).toEqual([
        expect.objectContaining({ type: 'connection.connected', sequence: 1, createdAt: '2026-01-15T10:41:00.000Z' }),
      ])
    })

    it('never changes whose connection it is', async () => {
      const fresh = await inserted(at.storage, aConnection())
      await committed(at.storage, {
        ...fresh,
        reference: parseReference('moved'),
        environment: 'staging',
        label: 'New',
      })
      const found = await at.storage.connections.find(fresh.tenantId, fresh.id)
      expect(found).toEqual({ ...fresh, label: 'New', revision: 2 })
    })

    it('[C1] writes nothing of a change that is stale', async () => {
      const { storage, db } = at
      const fresh = await inserted(storage, aConnection())
      await committed(storage, { ...fresh, label: 'Newer' })
      const before = await everything(db)
      const late = connected(fresh)
      const change = aChange(late, {
        credential: putKey('late'),
        candidate: { kind: 'put', sealed: sealed('late') },
        records: { events: [anEvent(late)], audit: [anAuditEvent(late)] },
      })
      expect(await storage.connections.commit(fresh.tenantId, change)).toEqual({ kind: 'stale' })
      expect(await storage.connections.commit(aTenant(), { ...change, next: { ...late, revision: 2 } })).toEqual({
        kind: 'stale',
      })
      expect(await everything(db)).toEqual(before)
    })

    it('lets one of many changes of one revision win', async () => {
      const fresh = await inserted(at.storage, aConnection())
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          at.storage.connections.commit(fresh.tenantId, aChange({ ...fresh, label: `Writer ${index}` })),
        ),
      )
      expect(outcomes.filter(({ kind }) => kind === 'committed')).toHaveLength(1)
      expect(outcomes.filter(({ kind }) => kind === 'stale')).toHaveLength(19)
    })

    it.each(['account', 'key'] as const)('gives one %s to one live connection, of all tenants', async (what) => {
      const { storage, db } = at
      const shared = { accountId: anAccountId(), fingerprint: aFingerprint() }
      const racers = await Promise.all(Array.from({ length: 10 }, () => inserted(storage, aConnection())))
      const outcomes = await Promise.all(
        racers.map((racer) => {
          const next = connected(racer, what === 'account' ? shared.accountId : anAccountId())
          const credential = what === 'key' ? putKey('same', shared.fingerprint) : putKey(racer.id)
          const records = { events: [anEvent(next)], audit: [anAuditEvent(next)] }
          return storage.connections.commit(racer.tenantId, aChange(next, { credential, records }))
        }),
      )
      expect(outcomes.filter(({ kind }) => kind === 'committed')).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome.kind === 'taken' && outcome.what === what)).toHaveLength(9)
      for (const table of ['credentials', 'audit_events', 'outbox_events'] as const) {
        expect(await db.selectFrom(table).selectAll().execute()).toHaveLength(1)
      }
    })

    it('frees account and key with the disconnection, and remembers the company', async () => {
      const { storage, db } = at
      const accountId = anAccountId()
      const credential = putKey('k')
      const fresh = await inserted(storage, aConnection())
      const live = await committed(storage, connected(fresh, accountId), { credential })
      const gone = await committed(storage, disconnected(live), { credential: { kind: 'destroy' } })
      expect(gone.account?.id).toBe(accountId)
      const row = await db.selectFrom('connections').select('fingerprint').executeTakeFirstOrThrow()
      expect(row.fingerprint).toBeNull()
      expect(await storage.connections.findByAccount(gone.tenantId, 'pleo', 'production', accountId)).toBeUndefined()
      const other = await inserted(storage, aConnection())
      await committed(storage, connected(other, accountId), { credential })
      const back = await storage.connections.commit(gone.tenantId, aChange(connected(gone, accountId)))
      expect(back).toEqual({ kind: 'taken', what: 'account' })
    })

    it.each(['staging', 'production'])('takes an account per environment (%s)', async (environment) => {
      const accountId = anAccountId()
      await liveConnection(at.storage, aConnection(), accountId)
      const other = await inserted(at.storage, aConnection({ environment }))
      const outcome = await at.storage.connections.commit(other.tenantId, aChange(connected(other, accountId)))
      expect(outcome.kind).toBe(environment === 'staging' ? 'committed' : 'taken')
    })

    it('holds at most one key and one candidate', async () => {
      const { storage } = at
      const look = async (connection: Connection) => {
        const found = await storage.connections.findSealed(connection.tenantId, connection.id)
        return [found?.credential ?? null, found?.candidate ?? null]
      }
      let connection = await liveConnection(storage, aConnection())
      connection = await committed(storage, connection, { candidate: { kind: 'put', sealed: sealed('candidate') } })
      expect(await look(connection)).toEqual([sealed(`key of ${connection.id}`), sealed('candidate')])
      connection = await committed(storage, connected(connection), {
        credential: putKey('second'),
        candidate: { kind: 'destroy' },
      })
      expect(await look(connection)).toEqual([sealed('second'), null])
      connection = await committed(storage, { ...connection, label: 'Kept' })
      expect(await look(connection)).toEqual([sealed('second'), null])
      connection = await committed(storage, disconnected(connection), { credential: { kind: 'destroy' } })
      expect(await look(connection)).toEqual([null, null])
    })

    it('keeps what a check wrote meanwhile, unless the change is about it', async () => {
      const { storage } = at
      const live = await liveConnection(storage, aConnection())
      await storage.checks.record([aCheck(live)])
      const relabelled = aChange({ ...live, label: 'New' }, { health: 'keep' })
      const outcome = await storage.connections.commit(live.tenantId, relabelled)
      const kept = await storage.connections.find(live.tenantId, live.id)
      expect(kept).toMatchObject({ label: 'New', ...CHECKED, checkingUntil: live.checkingUntil })
      expect(outcome).toEqual({ kind: 'committed', connection: kept })
      const repaired = aChange({ ...live, revision: live.revision + 1 }, { health: 'write' })
      await storage.connections.commit(live.tenantId, repaired)
      expect(await storage.connections.find(live.tenantId, live.id)).toMatchObject({ health: live.health })
    })

    it('counts the events of each connection without a gap, whoever writes and whatever fails', async () => {
      const { storage, db } = at
      const pair = [await liveConnection(storage, aConnection()), await liveConnection(storage, aConnection())]
      const twice = anEvent(aConnection())
      await Promise.allSettled(
        Array.from({ length: 30 }, (_, index) => {
          const connection = pair[index % 2] ?? aConnection()
          const ids = index % 5 === 0 ? { id: twice.id } : {}
          const records = { events: [anEvent(connection), anEvent(connection, ids)], audit: [] }
          return storage.checks.record([aCheck(connection, { records })])
        }),
      )
      for (const connection of pair) {
        const counted = await sequences(db, connection)
        expect(counted.length).toBeGreaterThanOrEqual(24)
        expect(counted).toEqual(counted.map((_, index) => index + 1))
      }
    })

    it('forgets a connection with all that hangs on it, but for a trail without people', async () => {
      const { storage, db } = at
      const fresh = await inserted(storage, aConnection(), NOTHING)
      await storage.sessions.insert(aSession(fresh), aHash(), anAuditEvent(fresh))
      const withCandidate = await committed(storage, fresh, { candidate: { kind: 'put', sealed: sealed('c') } })
      const operator = { kind: 'operator', id: 'root', name: 'Ops' } as const
      const records = {
        events: [anEvent(fresh, { type: 'connection.deleted' })],
        audit: [anAuditEvent(fresh, { action: 'connection.forgotten', actor: operator })],
      }
      expect(await storage.connections.forget(fresh, records)).toBe('stale')
      expect(await storage.connections.forget(withCandidate, records)).toBe('forgotten')
      for (const table of ['connections', 'connect_sessions', 'candidates'] as const) {
        expect(await db.selectFrom(table).selectAll().execute()).toEqual([])
      }
      const trail = await storage.connections.timeline(fresh.tenantId, fresh.id, 10)
      expect(trail.map(({ actor }) => actor)).toEqual([operator, { kind: 'customer', id: null, name: null }])
      expect(await sequences(db, fresh)).toEqual([1])
      expect(await storage.connections.forget(withCandidate, NOTHING)).toBe('stale')
    })

    it('puts another connection in the place of a disconnected one, and its sessions follow, but for a link that was handed on', async () => {
      const { storage, db } = at
      const live = await liveConnection(storage, aConnection())
      const old = await committed(storage, disconnected(live), { credential: { kind: 'destroy' } })
      const [session, other] = [aSession(old), aSession(old)]
      await storage.sessions.insert(session, aHash(), anAuditEvent(old))
      await storage.sessions.insert(other, aHash(), anAuditEvent(old))
      const link = aSession(old, { handOff: { askedBy: null, noticeId: null, usedAt: null } })
      await storage.sessions.insert(link, aHash(), anAuditEvent(old))
      const fresh = aConnection({ tenantId: old.tenantId, replaces: old.id })
      const records = {
        events: [anEvent(old, { type: 'connection.deleted' })],
        audit: [anAuditEvent(old), anAuditEvent(fresh, { action: 'connection.created' })],
      }
      const before = await everything(db)
      expect(await storage.connections.takePlace(live, fresh, mac('f'), records)).toBe('stale')
      expect(await everything(db)).toEqual(before)
      expect(await storage.connections.takePlace(old, fresh, mac('f'), records)).toBe('placed')
      expect(await storage.connections.find(old.tenantId, old.id)).toBeUndefined()
      expect(await storage.connections.findByIdentity(old.tenantId, old)).toEqual(fresh)
      expect(await storage.sessions.find(session.id)).toEqual({ ...session, connectionId: fresh.id })
      expect(await storage.sessions.find(other.id)).toEqual({ ...other, connectionId: fresh.id })
      expect(await storage.sessions.find(link.id)).toBeUndefined()
      const [mine] = await storage.connections.timeline(fresh.tenantId, fresh.id, 1)
      expect(mine?.actor.name).toBe('Mette')
    })

    it('tells what happened newest first, as far as asked', async () => {
      const { storage } = at
      const fresh = await inserted(storage, aConnection())
      const events = Array.from({ length: 5 }, () => anAuditEvent(fresh))
      await storage.audit.append(events.slice(0, 3))
      await storage.audit.append(events.slice(3))
      const newestFirst = events.toReversed()
      expect(await storage.connections.timeline(fresh.tenantId, fresh.id, 10)).toEqual(newestFirst)
      expect(await storage.connections.timeline(fresh.tenantId, fresh.id, 2)).toEqual(newestFirst.slice(0, 2))
    })

    it('tells of what is asked for alone, however much happened besides', async () => {
      const { storage } = at
      const fresh = await inserted(storage, aConnection())
      const opened = Array.from({ length: 20 }, () => anAuditEvent(fresh, { action: 'session.opened' }))
      const turns = (['connection.connected', 'connection.recovered'] as const).map((action) =>
        anAuditEvent(fresh, { action }),
      )
      await storage.audit.append([...turns, ...opened])
      const asked = (...actions: readonly AuditAction[]) =>
        storage.connections.timeline(fresh.tenantId, fresh.id, 5, actions)
      expect(await asked('connection.connected', 'connection.recovered')).toEqual(turns.toReversed())
      expect(await asked('connection.recovered')).toEqual(turns.slice(1))
      expect(await asked()).toEqual([])
    })

    it('shows a foreign tenant nothing', async () => {
      const { connections } = at.storage
      const live = await liveConnection(at.storage, aConnection(), anAccountId())
      await at.storage.audit.append([anAuditEvent(live)])
      const foreign = aTenant()
      const accountId = live.account?.id ?? ''
      expect(await connections.findByAccount(live.tenantId, 'pleo', 'production', accountId)).toEqual(live)
      expect(await connections.find(foreign, live.id)).toBeUndefined()
      expect(await connections.findSealed(foreign, live.id)).toBeUndefined()
      expect(await connections.findByIdentity(foreign, live)).toBeUndefined()
      expect(await connections.findByAccount(foreign, 'pleo', 'production', accountId)).toBeUndefined()
      expect(await connections.timeline(foreign, live.id, 10)).toEqual([])
      expect(await at.storage.fleet.list([foreign], {}, { after: null, limit: 10 })).toEqual([])
    })
  })
}

const identityOf = ({ id, tenantId, provider, environment, reference, createdAt, revision }: Connection) => ({
  id,
  tenantId,
  provider,
  environment,
  reference,
  createdAt,
  revision,
})

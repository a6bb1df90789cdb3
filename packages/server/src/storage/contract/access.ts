import { describe, expect, it } from 'vitest'
import type { ApiToken } from '../../domain/api-token.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import type { TenantId } from '../../domain/ids.ts'
import { aConnection, aHash, anAuditEvent, anId, anIncident, aSession, aTenant, KEPT, NOW, sealed } from './fixtures.ts'
import { eachTest, everything, inserted } from './opened.ts'
import type { OpensStorage } from './opened.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const aToken = (over: Partial<ApiToken> = {}): ApiToken => ({
  id: anId('apiToken'),
  name: 'back end',
  scopes: ['read', 'write'],
  tenants: null,
  createdAt: NOW,
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  ...over,
})

const anInstanceEvent = (): AuditEvent => ({
  ...anAuditEvent(aConnection()),
  tenantId: null,
  connectionId: null,
  action: 'api_token.created',
})

const by = (tenantId: TenantId) => ({ tenantId, sessionId: null })

export function describeAccess(open: OpensStorage): void {
  describe('API tokens', () => {
    const at = eachTest(open)

    it('gives back a token by its hash, as it was written', async () => {
      const { apiTokens } = at.storage
      const [token, narrow] = [
        aToken(),
        aToken({ tenants: [aTenant(), aTenant()], expiresAt: NOW + 1, createdAt: NOW + 1 }),
      ]
      const [hash, other] = [aHash(), aHash()]
      await apiTokens.insert(token, hash, anInstanceEvent())
      await apiTokens.insert(narrow, other, anInstanceEvent())
      expect(await apiTokens.findByHash(hash)).toEqual(token)
      expect(await apiTokens.findByHash(other)).toEqual(narrow)
      expect(await apiTokens.findByHash(aHash())).toBeUndefined()
      expect(await apiTokens.list()).toEqual([narrow, token])
    })

    it('revokes once, and says when there is no such token', async () => {
      const { apiTokens } = at.storage
      const [token, hash] = [aToken(), aHash()]
      await apiTokens.insert(token, hash, anInstanceEvent())
      expect(await apiTokens.revoke(anId('apiToken'), NOW, anInstanceEvent())).toBe(false)
      expect(await apiTokens.revoke(token.id, NOW + 1, anInstanceEvent())).toBe(true)
      expect(await apiTokens.revoke(token.id, NOW + 2, anInstanceEvent())).toBe(true)
      expect((await apiTokens.findByHash(hash))?.revokedAt).toBe(NOW + 1)
      expect(await at.db.selectFrom('audit_events').selectAll().execute()).toHaveLength(2)
    })

    it('makes and revokes no token without its audit event', async () => {
      const { apiTokens, audit } = at.storage
      const [token, twice] = [aToken(), anInstanceEvent()]
      await audit.append([twice])
      await apiTokens.insert(token, aHash(), anInstanceEvent())
      const before = await everything(at.db)
      await expect(apiTokens.insert(aToken(), aHash(), twice)).rejects.toThrow()
      await expect(apiTokens.revoke(token.id, NOW, twice)).rejects.toThrow()
      await expect(audit.append([anInstanceEvent(), twice])).rejects.toThrow()
      expect(await everything(at.db)).toEqual(before)
    })

    it('notes a use at most once a minute', async () => {
      const { apiTokens } = at.storage
      const [token, hash] = [aToken(), aHash()]
      await apiTokens.insert(token, hash, anInstanceEvent())
      for (const ms of [1, MINUTE, MINUTE + 1, MINUTE + 2]) await apiTokens.touch(token.id, NOW + ms)
      expect((await apiTokens.findByHash(hash))?.lastUsedAt).toBe(NOW + MINUTE + 1)
    })
  })

  describe('tries', () => {
    const at = eachTest(open)

    it('adds no more than the limit, whoever asks at once, and says when there is room again', async () => {
      const tenant = aTenant()
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) => at.storage.tries.add(by(tenant), NOW + index, 3, HOUR)),
      )
      expect(answers).toEqual([null, null, null, ...Array.from({ length: 5 }, () => NOW + HOUR)])
      expect(await at.storage.tries.add(by(aTenant()), NOW, 3, HOUR)).toBeNull()
      expect(await at.storage.tries.add(by(tenant), NOW + HOUR - 1, 3, HOUR)).toBe(NOW + HOUR)
      expect(await at.storage.tries.add(by(tenant), NOW + HOUR, 3, HOUR)).toBeNull()
      expect(await at.storage.tries.add(by(tenant), NOW + HOUR, 3, HOUR)).toBe(NOW + HOUR + 1)
    })
  })

  describe('idempotency', () => {
    const at = eachTest(open)
    const answer = { status: 201, headers: { etag: '"1"' }, body: sealed('answer') }
    const claim = (ms = 0, body = 'digest', scope = 'scope') =>
      at.storage.idempotency.claim(scope, 'key', body, NOW + ms, MINUTE)

    it('lets one of many requests run, and the others wait', async () => {
      const claims = await Promise.all(Array.from({ length: 10 }, () => claim()))
      expect(claims.map(({ kind }) => kind).toSorted()).toEqual([
        ...Array.from({ length: 9 }, () => 'in_progress'),
        'run',
      ])
      expect(await claim(0, 'digest', 'another scope')).toEqual({ kind: 'run' })
      expect(await claim(0, 'another body')).toEqual({ kind: 'reused' })
    })

    it('replays the answer for 24 h', async () => {
      await claim()
      await at.storage.idempotency.keep('scope', 'key', answer, NOW + 5)
      expect(await claim(DAY)).toEqual({ kind: 'replay', answer })
      expect(await claim(DAY, 'another body')).toEqual({ kind: 'reused' })
      expect(await claim(DAY + 5)).toEqual({ kind: 'run' })
      expect(await claim(DAY + 6)).toEqual({ kind: 'in_progress' })
    })

    it('takes over a claim whose process died', async () => {
      await claim()
      expect(await claim(MINUTE - 1)).toEqual({ kind: 'in_progress' })
      expect(await claim(MINUTE, 'another body')).toEqual({ kind: 'run' })
      expect(await claim(MINUTE, 'another body')).toEqual({ kind: 'in_progress' })
    })

    it('runs again after a release, which takes no answer back', async () => {
      await claim()
      await at.storage.idempotency.release('scope', 'key')
      expect(await claim()).toEqual({ kind: 'run' })
      await at.storage.idempotency.keep('scope', 'key', answer, NOW)
      await at.storage.idempotency.release('scope', 'key')
      expect(await claim()).toEqual({ kind: 'replay', answer })
    })
  })

  describe('checks beside the schedule', () => {
    const at = eachTest(open)

    it('are limited for each tenant within the window, apart from its tries', async () => {
      const tenant = aTenant()
      await at.storage.tries.add(by(tenant), NOW, 1, HOUR)
      const add = (when: number, of = tenant) => at.storage.tries.addCheck(of, when, 2, MINUTE)
      const added = await Promise.all([NOW, NOW + 1, NOW + 2].map((when) => add(when)))
      expect(added.filter((freeAt) => freeAt === null)).toHaveLength(2)
      expect(await add(NOW, aTenant())).toBeNull()
      expect(await add(NOW + MINUTE - 1)).not.toBeNull()
      expect(await add(NOW + MINUTE + 2)).toBeNull()
    })
  })

  describe('housekeeping', () => {
    const at = eachTest(open)

    it('deletes what has outlived its use and nothing else', async () => {
      const { storage, db } = at
      const connection = await inserted(storage, aConnection())
      const overs = [
        { openBy: NOW - 8 * DAY },
        { openedAt: NOW - 9 * DAY },
        { endedAt: NOW - 8 * DAY },
        { openBy: NOW - 6 * DAY },
        { openBy: NOW - 9 * DAY, openedAt: NOW - 6 * DAY },
        { endedAt: NOW - 6 * DAY },
      ]
      const sessions = overs.map((over) => aSession(connection, { createdAt: NOW - 9 * DAY, ...over }))
      for (const session of sessions) await storage.sessions.insert(session, aHash(), anAuditEvent(connection))
      for (const key of ['old', 'new']) {
        await storage.idempotency.claim('s', key, 'd', NOW - (key === 'old' ? DAY : DAY - 1), MINUTE)
      }
      await storage.tries.add(by(connection.tenantId), NOW - HOUR, 30, HOUR)
      await storage.tries.add(by(connection.tenantId), NOW - HOUR + 1, 30, HOUR)
      for (const asked of [NOW - 5 * MINUTE, NOW - 5 * MINUTE + 1]) {
        await storage.tries.addCheck(connection.tenantId, asked, 30, HOUR)
      }
      await storage.housekeeping.sweep(NOW, KEPT)
      const left = await db.selectFrom('connect_sessions').select('id').execute()
      expect(new Set(left.map(({ id }) => id))).toEqual(new Set(sessions.slice(3).map(({ id }) => id)))
      expect(await db.selectFrom('idempotency').select('key').execute()).toEqual([{ key: 'new' }])
      expect(await db.selectFrom('tenant_tries').select('tried_at').execute()).toEqual([{ tried_at: NOW - HOUR + 1 }])
      expect(await db.selectFrom('tenant_checks').select('tried_at').execute()).toEqual([
        { tried_at: NOW - 5 * MINUTE + 1 },
      ])
    })

    it('keeps records as long as it was told: events, what attempts leave, and the rest of the trail', async () => {
      const { storage } = at
      const connection = await inserted(storage, aConnection())
      const kept = { events: 10 * DAY, deliveries: DAY, attempts: 20 * DAY, audit: 30 * DAY }
      const trail = [
        { action: 'attempt.failed', at: NOW - 20 * DAY },
        { action: 'attempt.failed', at: NOW - 20 * DAY + 1 },
        { action: 'connection.checked', at: NOW - 30 * DAY },
        { action: 'connection.checked', at: NOW - 30 * DAY + 1 },
      ] as const
      const audit = trail.map((over) => anAuditEvent(connection, over))
      await storage.audit.append(audit)
      const events = [NOW - 10 * DAY, NOW - 10 * DAY + 1].map((createdAt) => anIncident({ createdAt }))
      await storage.outbox.append(events)
      await storage.housekeeping.sweep(NOW, kept)
      const left = await storage.connections.timeline(connection.tenantId, connection.id, 10)
      expect(left.map(({ id }) => id)).toEqual([audit[3]?.id, audit[1]?.id])
      const read = await storage.outbox.read(null, null, 10)
      expect(read).toMatchObject({ kind: 'page', events: [{ envelope: { id: events[1]?.id } }] })
    })

    it('deletes more than a batch, and lets a reader who missed some know', async () => {
      const { storage } = at
      await storage.outbox.append(Array.from({ length: 2_500 }, () => anIncident({ createdAt: NOW - 31 * DAY })))
      const read = await storage.outbox.read(null, null, 1_500)
      const behind = read.kind === 'page' ? read.position : 0
      const newest = await storage.outbox.newest()
      await storage.housekeeping.sweep(NOW, KEPT)
      expect(await storage.outbox.read(null, behind, 10)).toEqual({ kind: 'expired' })
      expect(await storage.outbox.read(null, newest, 10)).toEqual({ kind: 'page', events: [], position: newest })
      await storage.outbox.append([anIncident()])
      expect(await storage.outbox.read(null, newest, 10)).toMatchObject({ events: [{ position: newest + 1 }] })
    })
  })
}

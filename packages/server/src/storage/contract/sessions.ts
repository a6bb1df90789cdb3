import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSessionOver, SESSION_IDLE_MS, SESSION_LASTS_MS } from '../../domain/connect-session.ts'
import type { ConnectSession } from '../../domain/connect-session.ts'
import type { Connection } from '../../domain/connection.ts'
import { aConnection, aHash, anAuditEvent, anId, aSession, aTenant, NOW } from './fixtures.ts'
import { eachTest, inserted } from './opened.ts'
import type { OpensStorage } from './opened.ts'

export function describeSessions(open: OpensStorage): void {
  describe('connect sessions', () => {
    const at = eachTest(open)
    const begun = async (over: Partial<ConnectSession> = {}, given?: Connection) => {
      const connection = given ?? (await inserted(at.storage, aConnection()))
      const session = aSession(connection, over)
      const tokenHash = aHash()
      await at.storage.sessions.insert(session, tokenHash, anAuditEvent(connection, { action: 'session.created' }))
      const trail = () => at.storage.connections.timeline(connection.tenantId, connection.id, 50)
      return { connection, session, tokenHash, trail, audit: () => anAuditEvent(connection) }
    }

    it.each<{ what: string; over: Partial<ConnectSession> }>([
      { what: 'in full', over: {} },
      {
        what: 'with nothing optional',
        over: { user: null, returnUrl: null, embedOrigins: [], theme: null, locale: null, capabilities: [] },
      },
      { what: 'of somebody without a name', over: { user: { id: 'u-1', name: null }, expectedAccountId: 'a' } },
      {
        what: 'of a colleague',
        over: { user: null, handOff: { askedBy: { id: 'u-7', name: 'Mette' }, noticeId: null, usedAt: null } },
      },
      { what: 'of a colleague of nobody, used', over: { handOff: { askedBy: null, noticeId: null, usedAt: NOW + 3 } } },
    ])('gives back a session as it was written, $what', async ({ over }) => {
      const { session, tokenHash, trail } = await begun(over)
      expect(await at.storage.sessions.find(session.id)).toEqual(session)
      expect(await at.storage.sessions.findByToken(tokenHash)).toEqual(session)
      expect(await at.storage.sessions.findByToken(aHash())).toBeUndefined()
      expect(await at.storage.sessions.find(anId('connectSession'))).toBeUndefined()
      expect(await trail()).toHaveLength(1)
    })

    it('makes no session without its audit event, nor for a connection that is not there', async () => {
      const { session, connection } = await begun()
      const twice = anAuditEvent(connection)
      await at.storage.audit.append([twice])
      const second = aSession(connection)
      await expect(at.storage.sessions.insert(second, aHash(), twice)).rejects.toThrow()
      expect(await at.storage.sessions.find(second.id)).toBeUndefined()
      const orphan = aSession({ ...connection, id: anId('connection') })
      await expect(at.storage.sessions.insert(orphan, aHash(), anAuditEvent(connection))).rejects.toThrow()
      const foreign = aSession({ ...connection, tenantId: aTenant() })
      await expect(at.storage.sessions.insert(foreign, aHash(), anAuditEvent(connection))).rejects.toThrow()
      expect(await at.storage.sessions.listOpen(connection.tenantId, connection.id, NOW)).toEqual([session])
    })

    it('opens in the first browser of many', async () => {
      const { session, trail, audit } = await begun()
      const browsers = Array.from({ length: 10 }, aHash)
      const opened = await Promise.all(
        browsers.map((browser) => at.storage.sessions.open(session.id, browser, NOW + 5, audit())),
      )
      expect(opened.filter(Boolean)).toHaveLength(1)
      const known = await Promise.all(
        browsers.map((browser) => at.storage.sessions.findForBrowser(session.id, browser)),
      )
      expect(known.map((entry) => entry !== undefined)).toEqual(opened)
      expect(known.find((entry) => entry !== undefined)).toEqual({ ...session, openedAt: NOW + 5, lastUsedAt: NOW + 5 })
      expect(await trail()).toHaveLength(2)
    })

    it('begins once for the pages that embed it, and its link still opens once', async () => {
      const { session, tokenHash, trail, audit } = await begun()
      const begins = await Promise.all([1, 2, 3].map(() => at.storage.sessions.begin(session.id, NOW + 5, audit())))
      expect(begins.filter(Boolean)).toHaveLength(1)
      const used = { ...session, openedAt: NOW + 5, lastUsedAt: NOW + 5 }
      expect(await at.storage.sessions.findForBearer(tokenHash)).toEqual(used)
      expect(await at.storage.sessions.findForBearer(aHash())).toBeUndefined()
      const browser = aHash()
      expect(await at.storage.sessions.open(session.id, browser, NOW + 9, audit())).toBe(true)
      expect(await at.storage.sessions.open(session.id, aHash(), NOW + 9, audit())).toBe(false)
      expect(await at.storage.sessions.findForBrowser(session.id, browser)).toEqual({ ...used, lastUsedAt: NOW + 9 })
      expect(await trail()).toHaveLength(3)
    })

    it('[T01] takes a token as a bearer no longer once a browser has followed the link with it', async () => {
      const { session, tokenHash, audit } = await begun()
      expect(await at.storage.sessions.findForBearer(tokenHash)).toEqual(session)
      await at.storage.sessions.open(session.id, aHash(), NOW, audit())
      expect(await at.storage.sessions.findForBearer(tokenHash)).toBeUndefined()
      expect(await at.storage.sessions.begin(session.id, NOW, audit())).toBe(false)
    })

    it.each<{ what: string; over: Partial<ConnectSession> }>([
      { what: 'ended', over: { endedAt: NOW - 1 } },
      { what: 'past its time', over: { openBy: NOW } },
      { what: 'used', over: { handOff: { askedBy: null, noticeId: null, usedAt: NOW - 1 } } },
    ])('does not open when $what', async ({ over }) => {
      const { session, audit } = await begun(over)
      expect(await at.storage.sessions.open(session.id, aHash(), NOW, audit())).toBe(false)
      expect(await at.storage.sessions.begin(session.id, NOW, audit())).toBe(false)
      expect(await at.storage.sessions.find(session.id)).toEqual(session)
    })

    it('notes a use at most once a minute', async () => {
      const { session, audit } = await begun()
      await at.storage.sessions.open(session.id, aHash(), NOW, audit())
      const used = async (ms: number) => {
        await at.storage.sessions.touch(session.id, NOW + ms)
        return (await at.storage.sessions.find(session.id))?.lastUsedAt
      }
      expect(await used(59_999)).toBe(NOW)
      expect(await used(60_000)).toBe(NOW + 60_000)
      expect(await used(61_000)).toBe(NOW + 60_000)
      expect(await used(0)).toBe(NOW + 60_000)
    })

    it('counts every try that was let through, also those at once', async () => {
      const { session } = await begun()
      const by = { tenantId: session.tenantId, sessionId: session.id }
      await Promise.all(Array.from({ length: 14 }, () => at.storage.tries.add(by, NOW + 1, 12, 1_000)))
      expect(await at.storage.sessions.find(session.id)).toEqual({ ...session, tries: 12, lastTryAt: NOW + 1 })
    })

    it('ends a turn once, however many want to, and no turn but the one it is', async () => {
      const { session } = await begun()
      const { sessions } = at.storage
      const ended = await Promise.all(Array.from({ length: 8 }, () => sessions.endTurn(session.id, 0)))
      expect(ended.filter(Boolean)).toHaveLength(1)
      expect(await sessions.endTurn(session.id, 0)).toBe(false)
      expect(await sessions.endTurn(session.id, 2)).toBe(false)
      expect(await sessions.endTurn(session.id, 1)).toBe(true)
      expect(await sessions.endTurn(anId('connectSession'), 0)).toBe(false)
      expect(await sessions.find(session.id)).toEqual({ ...session, turn: 2 })
    })

    it('keeps the language a person chose', async () => {
      const { session } = await begun()
      await at.storage.sessions.setLocale(session.id, 'sv')
      expect((await at.storage.sessions.find(session.id))?.locale).toBe('sv')
    })

    it('ends once', async () => {
      const { session, trail, audit } = await begun()
      await at.storage.sessions.end(session.id, NOW + 1, audit())
      await at.storage.sessions.end(session.id, NOW + 2, audit())
      expect((await at.storage.sessions.find(session.id))?.endedAt).toBe(NOW + 1)
      expect(await trail()).toHaveLength(2)
    })

    it('ends all that are open of one connection', async () => {
      const { session, connection, trail, audit } = await begun()
      const past = await begun({ openBy: NOW }, connection)
      const elsewhere = await begun()
      const { sessions } = at.storage
      expect(await sessions.endAll(aTenant(), connection.id, NOW, audit())).toBe(0)
      expect(await sessions.endAll(connection.tenantId, connection.id, NOW, audit())).toBe(1)
      expect(await sessions.endAll(connection.tenantId, connection.id, NOW, audit())).toBe(0)
      expect(await trail()).toHaveLength(3)
      expect((await sessions.find(session.id))?.endedAt).toBe(NOW)
      expect((await sessions.find(past.session.id))?.endedAt).toBeNull()
      expect((await sessions.find(elsewhere.session.id))?.endedAt).toBeNull()
    })

    it('lists those open by the same rule as the domain, newest first', async () => {
      const around = (edge: number) => fc.integer({ min: edge - 2, max: edge + 2 })
      const session = fc.record({
        openBy: around(NOW),
        openedAt: fc.option(fc.oneof(around(NOW - SESSION_LASTS_MS), around(NOW - SESSION_IDLE_MS)), { nil: null }),
        lastUsedAt: fc.option(around(NOW - SESSION_IDLE_MS), { nil: null }),
        endedAt: fc.option(around(NOW), { nil: null, freq: 5 }),
        handOff: fc.option(
          fc.record({
            askedBy: fc.constant(null),
            noticeId: fc.constant(null),
            usedAt: fc.option(fc.constant(NOW - 1), { nil: null }),
          }),
          { nil: null },
        ),
        createdAt: around(NOW),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(session, { maxLength: 6 }), async (overs) => {
          // A session ends in the past or not at all.
          const past = overs.map((over) => ({ ...over, endedAt: over.endedAt === null ? null : NOW - 1 }))
          const connection = await inserted(at.storage, aConnection())
          const all: ConnectSession[] = []
          for (const over of past) all.push((await begun(over, connection)).session)
          const going = all.filter((one) => !isSessionOver(one, NOW))
          const newestFirst = going.toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
          expect(await at.storage.sessions.listOpen(connection.tenantId, connection.id, NOW)).toEqual(newestFirst)
          expect(await at.storage.sessions.listOpen(aTenant(), connection.id, NOW)).toEqual([])
        }),
        { numRuns: 60 },
      )
    })
  })
}

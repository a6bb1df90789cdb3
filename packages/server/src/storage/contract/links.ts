import { describe, expect, it } from 'vitest'
import type { ConnectSession } from '../../domain/connect-session.ts'
import type { Connection } from '../../domain/connection.ts'
import type { LinkSlot } from '../../engine/ports/stores.ts'
import {
  aChange,
  aConnection,
  aHash,
  anAuditEvent,
  aSession,
  aTenant,
  connected,
  disconnected,
  NOW,
  putKey,
} from './fixtures.ts'
import { eachTest, inserted } from './opened.ts'
import type { OpensStorage } from './opened.ts'

/** Links that are handed on to a colleague. */
export function describeLinks(open: OpensStorage): void {
  describe('links for a colleague', () => {
    const at = eachTest(open)
    const made = async (connection: Connection, over: Partial<ConnectSession> = {}) => {
      const link = aSession(connection, { handOff: { askedBy: null, noticeId: null, usedAt: null }, ...over })
      await at.storage.sessions.handOver(link, aHash(), anAuditEvent(connection, { action: 'hand_off.made' }))
      return link
    }
    const found = (link: ConnectSession) => at.storage.sessions.find(link.id)
    const commit = (connection: Connection, links: LinkSlot) =>
      at.storage.connections.commit(
        connection.tenantId,
        aChange(connected(connection), { credential: putKey('new'), links }),
      )

    it('are found by their connection, the newest first', async () => {
      const connection = await inserted(at.storage, aConnection())
      const { sessions } = at.storage
      expect(await sessions.latestHandOff(connection.tenantId, connection.id)).toBeUndefined()
      await sessions.insert(aSession(connection, { createdAt: NOW + 9 }), aHash(), anAuditEvent(connection))
      await made(connection)
      const second = await made(connection, { createdAt: NOW + 1 })
      expect(await sessions.latestHandOff(connection.tenantId, connection.id)).toEqual(second)
      expect(await sessions.latestHandOff(aTenant(), connection.id)).toBeUndefined()
    })

    it('are one a connection: a new one ends the one before, and no session beside them', async () => {
      const connection = await inserted(at.storage, aConnection())
      const other = await inserted(at.storage, aConnection())
      const own = aSession(connection)
      await at.storage.sessions.insert(own, aHash(), anAuditEvent(connection))
      const [first, elsewhere] = [await made(connection), await made(other)]
      const second = await made(connection, { createdAt: NOW + 5 })
      expect((await found(first))?.endedAt).toBe(NOW + 5)
      expect((await found(second))?.endedAt).toBeNull()
      expect((await found(own))?.endedAt).toBeNull()
      expect((await found(elsewhere))?.endedAt).toBeNull()
      expect(await at.storage.sessions.latestHandOff(connection.tenantId, connection.id)).toEqual(second)
    })

    it('are told apart where two were made in the same millisecond', async () => {
      const connection = await inserted(at.storage, aConnection())
      for (let count = 0; count < 6; count += 1) {
        const link = await made(connection)
        expect(await at.storage.sessions.latestHandOff(connection.tenantId, connection.id)).toEqual(link)
      }
    })

    it('are not made without their audit event, and then the one before stays', async () => {
      const connection = await inserted(at.storage, aConnection())
      const first = await made(connection)
      const twice = anAuditEvent(connection)
      await at.storage.audit.append([twice])
      const second = aSession(connection, { handOff: { askedBy: null, noticeId: null, usedAt: null } })
      await expect(at.storage.sessions.handOver(second, aHash(), twice)).rejects.toThrow()
      expect(await found(second)).toBeUndefined()
      expect(await found(first)).toEqual(first)
    })

    it('are used in the transaction of the key that came through them', async () => {
      const connection = await inserted(at.storage, aConnection())
      const link = await made(connection)
      expect((await commit(connection, { kind: 'end', at: NOW + 7, usedBy: link.id })).kind).toBe('committed')
      expect(await found(link)).toEqual({ ...link, handOff: { askedBy: null, noticeId: null, usedAt: NOW + 7 } })
      expect(await at.storage.sessions.listOpen(connection.tenantId, connection.id, NOW + 8)).toEqual([])
    })

    it.each<{ what: string; over: Partial<ConnectSession> }>([
      { what: 'used', over: { handOff: { askedBy: null, noticeId: null, usedAt: NOW - 1 } } },
      { what: 'withdrawn', over: { endedAt: NOW - 1 } },
    ])('bring no key once they are $what: nothing is written', async ({ over }) => {
      const connection = await inserted(at.storage, aConnection())
      const link = await made(connection, over)
      expect((await commit(connection, { kind: 'end', at: NOW, usedBy: link.id })).kind).toBe('stale')
      expect(await at.storage.connections.find(connection.tenantId, connection.id)).toEqual(connection)
      expect((await at.storage.connections.findSealed(connection.tenantId, connection.id))?.credential).toBeNull()
      expect(await found(link)).toEqual(link)
    })

    it('bring one key of many that come at once', async () => {
      const connection = await inserted(at.storage, aConnection())
      const link = await made(connection)
      const slot = { kind: 'end', at: NOW, usedBy: link.id } as const
      const outcomes = await Promise.all(Array.from({ length: 6 }, () => commit(connection, slot)))
      expect(outcomes.filter(({ kind }) => kind === 'committed')).toHaveLength(1)
    })

    it('end when the key of their connection changes another way, and not when something else does', async () => {
      const connection = await inserted(at.storage, aConnection())
      const link = await made(connection)
      const own = aSession(connection)
      await at.storage.sessions.insert(own, aHash(), anAuditEvent(connection))
      const relabelled = await at.storage.connections.commit(
        connection.tenantId,
        aChange({ ...connection, label: 'New' }),
      )
      expect((await found(link))?.endedAt).toBeNull()
      if (relabelled.kind !== 'committed') throw new Error('The label was not written.')
      await commit(relabelled.connection, { kind: 'end', at: NOW + 2, usedBy: own.id })
      expect(await found(link)).toEqual({ ...link, endedAt: NOW + 2 })
      expect(await found(own)).toEqual(own)
    })

    it('that were used are not ended afterwards, by whomever', async () => {
      const connection = await inserted(at.storage, aConnection())
      const link = await made(connection)
      const first = await commit(connection, { kind: 'end', at: NOW + 1, usedBy: link.id })
      if (first.kind !== 'committed') throw new Error('The key was not written.')
      await at.storage.sessions.end(link.id, NOW + 2, anAuditEvent(connection))
      await at.storage.connections.commit(
        connection.tenantId,
        aChange(disconnected(first.connection), {
          credential: { kind: 'destroy' },
          links: { kind: 'end', at: NOW + 3, usedBy: null },
        }),
      )
      expect(await found(link)).toEqual({ ...link, handOff: { askedBy: null, noticeId: null, usedAt: NOW + 1 } })
    })
  })
}

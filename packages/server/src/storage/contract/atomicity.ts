import { describe, expect, it } from 'vitest'
import type { Connection } from '../../domain/connection.ts'
import type { Records } from '../../engine/ports/written.ts'
import type { Storage } from '../storage.ts'
import {
  aChange,
  aCheck,
  aConnection,
  anAuditEvent,
  anEvent,
  aSession,
  aHash,
  connected,
  disconnected,
  mac,
  putKey,
  sealed,
} from './fixtures.ts'
import { committed, eachTest, everything, inserted, liveConnection } from './opened.ts'
import type { OpensStorage } from './opened.ts'

interface Write {
  readonly what: string
  /** @returns the connection the records are about, and the write that fails with them. */
  readonly prepare: (
    storage: Storage,
  ) => Promise<{ readonly about: Connection; readonly write: (records: Records) => Promise<unknown> }>
}

const WRITES: readonly Write[] = [
  {
    what: 'a new connection',
    prepare: async (storage) => {
      const about = aConnection()
      return { about, write: (records) => storage.connections.insert(about, mac('m'), records) }
    },
  },
  {
    what: 'a connect',
    prepare: async (storage) => {
      const about = connected(await inserted(storage, aConnection()))
      const candidate = { kind: 'put', sealed: sealed('c') } as const
      const write = (records: Records) =>
        storage.connections.commit(about.tenantId, aChange(about, { credential: putKey('k'), candidate, records }))
      return { about, write }
    },
  },
  {
    what: 'a replacement',
    prepare: async (storage) => {
      const about = connected(await liveConnection(storage, aConnection()))
      const write = (records: Records) =>
        storage.connections.commit(about.tenantId, aChange(about, { credential: putKey('new'), records }))
      return { about, write }
    },
  },
  {
    what: 'a disconnect',
    prepare: async (storage) => {
      const about = disconnected(await liveConnection(storage, aConnection()))
      const write = (records: Records) =>
        storage.connections.commit(about.tenantId, aChange(about, { credential: { kind: 'destroy' }, records }))
      return { about, write }
    },
  },
  {
    what: 'a check',
    prepare: async (storage) => {
      const about = await liveConnection(storage, aConnection())
      return {
        about,
        write: (records) => storage.checks.record([aCheck(about, { records })]),
      }
    },
  },
  {
    what: 'a forgetting',
    prepare: async (storage) => {
      const about = await inserted(storage, aConnection())
      await storage.sessions.insert(aSession(about), aHash(), anAuditEvent(about))
      return { about, write: (records) => storage.connections.forget(about, records) }
    },
  },
  {
    what: 'a taking of a place',
    prepare: async (storage) => {
      const live = await liveConnection(storage, aConnection())
      const old = await committed(storage, disconnected(live), { credential: { kind: 'destroy' } })
      const session = aSession(old)
      await storage.sessions.insert(session, aHash(), anAuditEvent(old))
      const about = aConnection({ tenantId: old.tenantId })
      return { about, write: (records) => storage.connections.takePlace(old, about, mac('f'), records) }
    },
  },
]

/** The last thing each transaction writes fails: an id that is there. */
export function describeAtomicity(open: OpensStorage): void {
  describe('[C3] all or nothing', () => {
    const at = eachTest(open)

    it.each(WRITES)('$what that cannot be audited did not happen', async ({ prepare }) => {
      const { about, write } = await prepare(at.storage)
      const twice = anAuditEvent(aConnection())
      await at.storage.audit.append([twice])
      const before = await everything(at.db)
      const records = { events: [anEvent(about)], audit: [anAuditEvent(about), anAuditEvent(about, { id: twice.id })] }
      await expect(write(records)).rejects.toThrow()
      expect(await everything(at.db)).toEqual(before)
      await write({ events: [anEvent(about)], audit: [anAuditEvent(about)] })
      expect(await everything(at.db)).not.toEqual(before)
    })

    it.each(WRITES)('$what whose event cannot be written did not happen', async ({ prepare }) => {
      const { about, write } = await prepare(at.storage)
      const told = await liveConnection(at.storage, aConnection())
      const twice = anEvent(told)
      await committed(at.storage, told, { records: { events: [twice], audit: [] } })
      const before = await everything(at.db)
      const records = { events: [anEvent(about), anEvent(about, { id: twice.id })], audit: [anAuditEvent(about)] }
      await expect(write(records)).rejects.toThrow()
      expect(await everything(at.db)).toEqual(before)
    })
  })
}

import { describe, expect, it } from 'vitest'
import type { WrappedTenantKey } from '../../engine/ports/key-store.ts'
import { aChange, aConnection, aTenant, NOW } from './fixtures.ts'
import { committed, eachTest, inserted } from './opened.ts'
import type { OpensStorage } from './opened.ts'

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

const aTenantKey = (over: Partial<WrappedTenantKey> = {}): WrappedTenantKey => ({
  owner: aTenant(),
  version: 1,
  masterKeyId: 'k1',
  wrapped: bytes(0, 255, 1),
  createdAt: NOW,
  ...over,
})

export function describeKeys(open: OpensStorage): void {
  describe('keys', () => {
    const at = eachTest(open)

    it('finds the newest version, or the one asked for', async () => {
      const { keys } = at.storage
      const first = aTenantKey()
      const second = { ...first, version: 2, wrapped: bytes(2) }
      const tenth = { ...first, version: 10, wrapped: bytes(10) }
      for (const key of [tenth, first, second]) expect(await keys.insertIfAbsent(key)).toEqual(key)
      expect(await keys.find(first.owner)).toEqual(tenth)
      expect(await keys.find(first.owner, 1)).toEqual(first)
      expect(await keys.find(first.owner, 3)).toBeUndefined()
      expect(await keys.find(aTenant())).toBeUndefined()
      expect(await keys.find('~instance')).toBeUndefined()
    })

    it('agrees on one first key, whoever makes it', async () => {
      const { keys } = at.storage
      const key = aTenantKey({ owner: '~instance' })
      const made = await Promise.all(
        Array.from({ length: 5 }, (_, index) => keys.insertIfAbsent({ ...key, wrapped: bytes(index) })),
      )
      expect(made).toEqual(made.map(() => made[0]))
      expect(await keys.find('~instance')).toEqual(made[0])
    })

    it('destroys every version of one owner', async () => {
      const { keys } = at.storage
      const [key, other] = [aTenantKey(), aTenantKey()]
      for (const one of [key, { ...key, version: 2 }, other]) await keys.insertIfAbsent(one)
      await keys.destroy(key.owner)
      expect(await keys.find(key.owner)).toBeUndefined()
      expect(await keys.find(key.owner, 1)).toBeUndefined()
      expect(await keys.find(other.owner)).toEqual(other)
    })

    it('keeps the first value of a setting', async () => {
      const { keys } = at.storage
      expect(await keys.readSetting('pepper')).toBeUndefined()
      expect(await keys.insertSettingIfAbsent('pepper', bytes(1))).toEqual(bytes(1))
      expect(await keys.insertSettingIfAbsent('pepper', bytes(2))).toEqual(bytes(1))
      expect(await keys.readSetting('pepper')).toEqual(bytes(1))
      expect(await keys.readSetting('sentinel')).toBeUndefined()
    })
  })

  describe('the change feed', () => {
    const at = eachTest(open)

    it('tells who watches a connection of its commits, until they stop', async () => {
      const [mine, other] = [await inserted(at.storage, aConnection()), await inserted(at.storage, aConnection())]
      let told = 0
      const stop = at.storage.changes.watch(mine.id, () => {
        told += 1
      })
      const second = await committed(at.storage, { ...mine, label: 'One' })
      await committed(at.storage, { ...other, label: 'Another' })
      expect(told).toBe(1)
      await at.storage.connections.commit(mine.tenantId, aChange({ ...second, revision: 1 }))
      expect(told).toBe(1)
      stop()
      await committed(at.storage, { ...second, label: 'Two' })
      expect(told).toBe(1)
    })

    it('loses no commit to a watcher that fails', async () => {
      const mine = await inserted(at.storage, aConnection())
      at.storage.changes.watch(mine.id, () => {
        throw new Error('the page went away')
      })
      const stored = await committed(at.storage, { ...mine, label: 'One' })
      expect(await at.storage.connections.find(mine.tenantId, mine.id)).toEqual(stored)
    })

    it('is ready while it is open', async () => {
      await expect(at.storage.ready()).resolves.toBeUndefined()
    })
  })
}

import { describe, expect, it } from 'vitest'
import type { WrappedSubmitKey } from '../../engine/ports/submit-keys.ts'
import { NOW } from './fixtures.ts'
import { eachTest } from './opened.ts'
import type { OpensStorage } from './opened.ts'

const KEPT = { events: 1, deliveries: 1, attempts: 1, audit: 1 }

const aKey = (over: Partial<WrappedSubmitKey> = {}): WrappedSubmitKey => ({
  id: 'k-1',
  period: 500_000,
  masterKeyId: 'm-1',
  wrapped: Uint8Array.of(0, 255, 1),
  acceptedUntil: NOW + 1,
  ...over,
})

export function describeSubmitKeys(open: OpensStorage): void {
  describe('submit keys', () => {
    const at = eachTest(open)

    it('are found by id, and by period and master key', async () => {
      const { submitKeys } = at.storage
      const [one, next, other] = [aKey(), aKey({ id: 'k-2', period: 500_001 }), aKey({ id: 'k-3', masterKeyId: 'm-2' })]
      for (const key of [one, next, other]) expect(await submitKeys.insertIfAbsent(key)).toEqual(key)
      for (const key of [one, next, other]) {
        expect(await submitKeys.find(key.id)).toEqual(key)
        expect(await submitKeys.findOfPeriod(key.period, key.masterKeyId)).toEqual(key)
      }
      expect(await submitKeys.find('k-4')).toBeUndefined()
      expect(await submitKeys.findOfPeriod(500_001, 'm-2')).toBeUndefined()
    })

    it('are one for a period, whoever makes it', async () => {
      const { submitKeys } = at.storage
      const made = await Promise.all(
        Array.from({ length: 5 }, (_, index) => submitKeys.insertIfAbsent(aKey({ id: `k-${index}` }))),
      )
      expect(new Set(made.map(({ id }) => id)).size).toBe(1)
      expect(await submitKeys.findOfPeriod(500_000, 'm-1')).toEqual(made[0])
    })

    it('are deleted when their time is over', async () => {
      const { submitKeys, housekeeping } = at.storage
      await submitKeys.insertIfAbsent(aKey())
      await submitKeys.insertIfAbsent(aKey({ id: 'k-2', period: 500_001, acceptedUntil: NOW + 2 }))
      await housekeeping.sweep(NOW, KEPT)
      expect(await submitKeys.find('k-1')).toBeDefined()
      await housekeeping.sweep(NOW + 1, KEPT)
      expect(await submitKeys.find('k-1')).toBeUndefined()
      expect(await submitKeys.find('k-2')).toBeDefined()
    })
  })
}

import type { TryStore } from '../engine/ports/stores.ts'
import type { StorageBase } from './storage-base.ts'

export const tryStore = ({ dialect }: StorageBase): TryStore => ({
  async add({ tenantId, sessionId }, at, limit, windowMs) {
    // The try that it counts is written next, and both are on the disk then.
    return dialect.unsynced(async (trx) => {
      // While the newest but `limit` is inside the window, there is no room.
      const blocking = await trx
        .selectFrom('tenant_tries')
        .select('tried_at')
        .where('tenant_id', '=', tenantId)
        .where('tried_at', '>', at - windowMs)
        .orderBy('tried_at', 'desc')
        .offset(limit - 1)
        .limit(1)
        .executeTakeFirst()
      if (blocking !== undefined) return blocking.tried_at + windowMs
      await trx.insertInto('tenant_tries').values({ tenant_id: tenantId, tried_at: at }).execute()
      if (sessionId === null) return null
      await trx
        .updateTable('connect_sessions')
        .set((eb) => ({ tries: eb('tries', '+', eb.lit(1)), last_try_at: at }))
        .where('id', '=', sessionId)
        .execute()
      return null
    })
  },
})

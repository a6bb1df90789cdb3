import type { TryStore } from '../engine/ports/stores.ts'
import type { StorageBase } from './storage-base.ts'

export const tryStore = ({ db }: StorageBase): TryStore => ({
  async add(tenant, at, limit, windowMs) {
    return db.transaction().execute(async (trx) => {
      // While the newest but `limit` is inside the window, there is no room.
      const blocking = await trx
        .selectFrom('tenant_tries')
        .select('tried_at')
        .where('tenant_id', '=', tenant)
        .where('tried_at', '>', at - windowMs)
        .orderBy('tried_at', 'desc')
        .offset(limit - 1)
        .limit(1)
        .executeTakeFirst()
      if (blocking !== undefined) return blocking.tried_at + windowMs
      await trx.insertInto('tenant_tries').values({ tenant_id: tenant, tried_at: at }).execute()
      return null
    })
  },
})

import type { Transaction } from 'kysely'
import type { TenantId } from '../domain/ids.ts'
import type { TryStore } from '../engine/ports/stores.ts'
import type { Database } from './database.ts'
import type { StorageBase } from './storage-base.ts'

type Counted = 'tenant_tries' | 'tenant_checks'

export const tryStore = ({ dialect }: StorageBase): TryStore => ({
  async add({ tenantId, sessionId }, at, limit, windowMs) {
    // The try that it counts is written next, and both are on the disk then.
    return dialect.unsynced(async (trx) => {
      const freeAt = await addOne(trx, 'tenant_tries', tenantId, at, { limit, windowMs })
      if (freeAt !== null || sessionId === null) return freeAt
      await trx
        .updateTable('connect_sessions')
        .set((eb) => ({ tries: eb('tries', '+', eb.lit(1)), last_try_at: at }))
        .where('id', '=', sessionId)
        .execute()
      return null
    })
  },

  addCheck: (tenantId, at, limit, windowMs) =>
    // A check that a crash forgets leaves room for one more.
    dialect.unsynced((trx) => addOne(trx, 'tenant_checks', tenantId, at, { limit, windowMs })),
})

/** @returns when there is room again, or null if added */
async function addOne(
  trx: Transaction<Database>,
  table: Counted,
  tenantId: TenantId,
  at: number,
  { limit, windowMs }: { readonly limit: number; readonly windowMs: number },
): Promise<number | null> {
  // While the newest but `limit` is inside the window, there is no room.
  const blocking = await trx
    .selectFrom(table)
    .select('tried_at')
    .where('tenant_id', '=', tenantId)
    .where('tried_at', '>', at - windowMs)
    .orderBy('tried_at', 'desc')
    .offset(limit - 1)
    .limit(1)
    .executeTakeFirst()
  if (blocking !== undefined) return blocking.tried_at + windowMs
  await trx.insertInto(table).values({ tenant_id: tenantId, tried_at: at }).execute()
  return null
}

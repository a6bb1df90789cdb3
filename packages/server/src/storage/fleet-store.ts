import { sql } from 'kysely'
import type { ExpressionBuilder } from 'kysely'
import type { ListPosition } from '../engine/ports/list-position.ts'
import type { FleetStore } from '../engine/ports/stores.ts'
import { filtered } from './connection-filter.ts'
import { connectionOf } from './connection-row.ts'
import type { Database } from './database.ts'
import { LIVE } from './live.ts'
import type { StorageBase } from './storage-base.ts'

export function fleetStore({ db }: StorageBase): FleetStore {
  const connections = () => db.selectFrom('connections').selectAll()
  return {
    async tenantOf(id) {
      const row = await db.selectFrom('connections').select('tenant_id').where('id', '=', id).executeTakeFirst()
      return row?.tenant_id
    },

    async list(tenants, filter, { after, limit }) {
      if (tenants?.length === 0) return []
      let query = await filtered(db, connections(), filter)
      if (tenants !== null) query = query.where('tenant_id', 'in', tenants)
      if (after !== null) query = query.where((eb) => beyond(eb, after))
      const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
      return rows.map(connectionOf)
    },

    async holderOf(provider, environment, { accountId, fingerprint }) {
      const live = db
        .selectFrom('connections')
        .select(['tenant_id', 'id'])
        .where('provider', '=', provider)
        .where('environment', '=', environment)
        .where(LIVE)
      // One after the other: asked for either, the database reads every connection of the provider.
      const byAccount = await live.where('account_id', '=', accountId).executeTakeFirst()
      const holder = byAccount ?? (await live.where('fingerprint', '=', fingerprint).executeTakeFirst())
      if (holder === undefined) return undefined
      return { tenantId: holder.tenant_id, connectionId: holder.id, what: byAccount === undefined ? 'key' : 'account' }
    },

    async expiredAttempts(now, limit) {
      const rows = await connections()
        .where('attempt_expires_at', '<=', now)
        .orderBy('attempt_expires_at')
        .limit(limit)
        .execute()
      return rows.map(connectionOf)
    },

    async validatingAttempts(limit) {
      const rows = await connections()
        .where(sql<boolean>`attempt_status = 'validating'`)
        .orderBy('created_at')
        .limit(limit)
        .execute()
      return rows.map(connectionOf)
    },
  }
}

/** After a position in the order newest first, by creation and then by id. */
const beyond = (eb: ExpressionBuilder<Database, 'connections'>, { createdAt, id }: ListPosition) =>
  eb.and([
    eb('created_at', '<=', createdAt),
    eb.or([eb('created_at', '<', createdAt), eb.and([eb('created_at', '=', createdAt), eb('id', '<', id)])]),
  ])

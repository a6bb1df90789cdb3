import type { Selectable } from 'kysely'
import type { ApiToken } from '../domain/api-token.ts'
import type { ApiTokenStore } from '../engine/ports/stores.ts'
import { TOUCH_EVERY_MS } from './connect-session-store.ts'
import type { ApiTokenTable } from './database.ts'
import { fromJson, fromJsonOrNull, toJson, toJsonOrNull } from './json.ts'
import { writeAudit } from './records.ts'
import type { StorageBase } from './storage-base.ts'

export const apiTokenStore = ({ db }: StorageBase): ApiTokenStore => ({
  async insert(token, hash, audit) {
    await db.transaction().execute(async (trx) => {
      await trx
        .insertInto('api_tokens')
        .values({
          id: token.id,
          token_hash: hash,
          name: token.name,
          scopes: toJson(token.scopes),
          tenants: toJsonOrNull(token.tenants),
          created_at: token.createdAt,
          expires_at: token.expiresAt,
          revoked_at: token.revokedAt,
          last_used_at: token.lastUsedAt,
        })
        .execute()
      await writeAudit(trx, [audit])
    })
  },

  async findByHash(hash) {
    const row = await db.selectFrom('api_tokens').selectAll().where('token_hash', '=', hash).executeTakeFirst()
    return row && apiTokenOf(row)
  },

  async list() {
    const rows = await db
      .selectFrom('api_tokens')
      .selectAll()
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .execute()
    return rows.map(apiTokenOf)
  },

  async revoke(id, at, audit) {
    return db.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('api_tokens')
        .set({ revoked_at: at })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      if (numUpdatedRows > 0n) {
        await writeAudit(trx, [audit])
        return true
      }
      const known = await trx.selectFrom('api_tokens').select('id').where('id', '=', id).executeTakeFirst()
      return known !== undefined
    })
  },

  async touch(id, at) {
    await db
      .updateTable('api_tokens')
      .set({ last_used_at: at })
      .where('id', '=', id)
      .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<=', at - TOUCH_EVERY_MS)]))
      .execute()
  },
})

const apiTokenOf = (row: Selectable<ApiTokenTable>): ApiToken => ({
  id: row.id,
  name: row.name,
  scopes: fromJson(row.scopes),
  tenants: fromJsonOrNull(row.tenants),
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  lastUsedAt: row.last_used_at,
})

import type { KeyStore } from '../engine/ports/key-store.ts'
import type { StorageBase } from './storage-base.ts'

export function keyStore({ db, dialect }: StorageBase): KeyStore {
  const keys = () =>
    db
      .selectFrom('tenant_keys')
      .select(['owner', 'version', 'master_key_id as masterKeyId', 'wrapped', 'created_at as createdAt'])
  return {
    async find(owner, version) {
      const query = keys().where('owner', '=', owner)
      if (version !== undefined) return query.where('version', '=', version).executeTakeFirst()
      return query.orderBy('version', 'desc').limit(1).executeTakeFirst()
    },

    async insertIfAbsent(key) {
      await db
        .insertInto('tenant_keys')
        .values({
          owner: key.owner,
          version: key.version,
          master_key_id: key.masterKeyId,
          wrapped: key.wrapped,
          created_at: key.createdAt,
        })
        .onConflict((conflict) => conflict.columns(['owner', 'version']).doNothing())
        .execute()
      return keys().where('owner', '=', key.owner).where('version', '=', key.version).executeTakeFirstOrThrow()
    },

    async destroy(owner) {
      await db.deleteFrom('tenant_keys').where('owner', '=', owner).execute()
      await dialect.erased()
    },

    async readSetting(name) {
      const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst()
      return row?.value
    },

    async insertSettingIfAbsent(name, value) {
      await db
        .insertInto('settings')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute()
      const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirstOrThrow()
      return row.value
    },
  }
}

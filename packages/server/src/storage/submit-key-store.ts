import type { SubmitKeyStore } from '../engine/ports/submit-keys.ts'
import type { StorageBase } from './storage-base.ts'

export function submitKeyStore({ db }: StorageBase): SubmitKeyStore {
  const keys = () =>
    db
      .selectFrom('submit_keys')
      .select(['id', 'period', 'master_key_id as masterKeyId', 'wrapped', 'accepted_until as acceptedUntil'])
  return {
    async find(id) {
      return keys().where('id', '=', id).executeTakeFirst()
    },

    async findOfPeriod(period, masterKeyId) {
      return keys().where('period', '=', period).where('master_key_id', '=', masterKeyId).executeTakeFirst()
    },

    async insertIfAbsent(key) {
      await db
        .insertInto('submit_keys')
        .values({
          id: key.id,
          period: key.period,
          master_key_id: key.masterKeyId,
          wrapped: key.wrapped,
          accepted_until: key.acceptedUntil,
        })
        .onConflict((conflict) => conflict.columns(['period', 'master_key_id']).doNothing())
        .execute()
      return keys()
        .where('period', '=', key.period)
        .where('master_key_id', '=', key.masterKeyId)
        .executeTakeFirstOrThrow()
    },
  }
}

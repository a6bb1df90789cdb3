import type { Selectable } from 'kysely'
import type { IdempotencyClaim, IdempotencyStore } from '../engine/ports/stores.ts'
import type { IdempotencyTable } from './database.ts'
import { fromJson, toJson } from './json.ts'
import type { StorageBase } from './storage-base.ts'

export const ANSWERS_LAST_MS = 24 * 60 * 60_000

export const idempotencyStore = ({ db }: StorageBase): IdempotencyStore => ({
  async claim(scope, key, bodyDigest, at, leaseMs) {
    return db.transaction().execute(async (trx): Promise<IdempotencyClaim> => {
      const row = await trx
        .selectFrom('idempotency')
        .selectAll()
        .select((eb) => eb('body_digest', '=', bodyDigest).as('same_body'))
        .where('scope', '=', scope)
        .where('key', '=', key)
        .executeTakeFirst()
      const standing = row === undefined ? null : standingClaim(row, at)
      if (standing !== null) return row?.same_body ? standing : { kind: 'reused' }
      const claim = { body_digest: bodyDigest, claimed_at: at, lease_until: at + leaseMs }
      const empty = { status: null, headers: null, body: null }
      await trx
        .insertInto('idempotency')
        .values({ scope, key, ...claim, ...empty })
        .onConflict((conflict) => conflict.columns(['scope', 'key']).doUpdateSet({ ...claim, ...empty }))
        .execute()
      return { kind: 'run' }
    })
  },

  async keep(scope, key, answer, at) {
    await db
      .updateTable('idempotency')
      .set({ status: answer.status, headers: toJson(answer.headers), body: answer.body, claimed_at: at })
      .where('scope', '=', scope)
      .where('key', '=', key)
      .execute()
  },

  async release(scope, key) {
    await db
      .deleteFrom('idempotency')
      .where('scope', '=', scope)
      .where('key', '=', key)
      .where('status', 'is', null)
      .execute()
  },
})

/** What an earlier request left: its answer, or that it runs. Null where neither holds any more. */
function standingClaim(row: Selectable<IdempotencyTable>, at: number): IdempotencyClaim | null {
  if (row.claimed_at <= at - ANSWERS_LAST_MS) return null
  if (row.status !== null && row.headers !== null && row.body !== null) {
    return { kind: 'replay', answer: { status: row.status, headers: fromJson(row.headers), body: row.body } }
  }
  return row.lease_until > at ? { kind: 'in_progress' } : null
}

import type { Kysely, Selectable, Transaction } from 'kysely'
import type { WebhookEndpointId } from '../domain/ids.ts'
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts'
import type { WebhookEndpointStore } from '../engine/ports/webhook-stores.ts'
import type { Database, WebhookEndpointTable } from './database.ts'
import { fromJsonOrNull, toJsonOrNull } from './json.ts'
import { newestOrdinal } from './outbox-marks.ts'
import { writeAudit } from './records.ts'
import type { StorageBase } from './storage-base.ts'

export const webhookEndpointStore = ({ db, dialect }: StorageBase): WebhookEndpointStore => ({
  async insert(endpoint, secret, audit) {
    await db.transaction().execute(async (trx) => {
      await trx
        .insertInto('webhook_endpoints')
        .values({
          id: endpoint.id,
          ...changedColumns(endpoint),
          from_ordinal: await newestOrdinal(trx),
          secret,
          previous_secret: null,
          previous_until: null,
          created_at: endpoint.createdAt,
        })
        .execute()
      await writeAudit(trx, [audit])
    })
  },

  async find(id) {
    const row = await db.selectFrom('webhook_endpoints').selectAll().where('id', '=', id).executeTakeFirst()
    return row && endpointOf(row)
  },

  async list() {
    const rows = await db
      .selectFrom('webhook_endpoints')
      .selectAll()
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .execute()
    return rows.map(endpointOf)
  },

  async amend(id, decide, audit) {
    return db.transaction().execute(async (trx) => {
      const before = await lockEndpoint(trx, id)
      if (before === undefined) return undefined
      const after = decide(before)
      const isOnAgain = before.off !== null && after.off === null
      await trx
        .updateTable('webhook_endpoints')
        .set({ ...changedColumns(after), ...(isOnAgain ? { from_ordinal: await newestOrdinal(trx) } : {}) })
        .where('id', '=', id)
        .execute()
      await writeAudit(trx, [audit])
      return after
    })
  },

  async rotate(id, secret, previousUntil, at, audit) {
    const rotated = await db.transaction().execute(async (trx) => {
      const row = await trx
        .updateTable('webhook_endpoints')
        .set((eb) => ({
          previous_secret: previousUntil === null ? null : eb.ref('secret'),
          previous_until: previousUntil,
          secret,
          updated_at: at,
        }))
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst()
      if (row === undefined) return undefined
      await writeAudit(trx, [audit])
      return endpointOf(row)
    })
    if (rotated !== undefined) await dialect.erased()
    return rotated
  },

  async remove(id, audit) {
    const removed = await db.transaction().execute(async (trx) => {
      const { numDeletedRows } = await trx.deleteFrom('webhook_endpoints').where('id', '=', id).executeTakeFirst()
      if (numDeletedRows === 0n) return false
      await writeAudit(trx, [audit])
      return true
    })
    if (removed) await dialect.erased()
    return removed
  },
})

/** A write, so that the row is locked on every database. */
export async function lockEndpoint(
  trx: Transaction<Database>,
  id: WebhookEndpointId,
): Promise<WebhookEndpoint | undefined> {
  const row = await trx
    .updateTable('webhook_endpoints')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  return row && endpointOf(row)
}

/** All but secrets and origin. */
export const changedColumns = (endpoint: WebhookEndpoint) => ({
  url: endpoint.url,
  description: endpoint.description,
  types: toJsonOrNull(endpoint.types),
  off_reason: endpoint.off?.reason ?? null,
  off_at: endpoint.off?.at ?? null,
  failing_since: endpoint.failingSince,
  paused_until: endpoint.pausedUntil,
  updated_at: endpoint.updatedAt,
})

/** Secrets of before that have had their time. */
export async function forgetOldSecrets(db: Kysely<Database>, now: number): Promise<void> {
  await db
    .updateTable('webhook_endpoints')
    .set({ previous_secret: null, previous_until: null })
    .where('previous_until', '<=', now)
    .execute()
}

const endpointOf = (row: Selectable<WebhookEndpointTable>): WebhookEndpoint => ({
  id: row.id,
  url: row.url,
  description: row.description,
  types: fromJsonOrNull(row.types),
  off: row.off_reason === null || row.off_at === null ? null : { reason: row.off_reason, at: row.off_at },
  failingSince: row.failing_since,
  pausedUntil: row.paused_until,
  previousSecretUntil: row.previous_until,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

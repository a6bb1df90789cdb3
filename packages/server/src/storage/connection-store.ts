import type { Transaction, Updateable } from 'kysely'
import type { Connection } from '../domain/connection.ts'
import type { ConnectionId, TenantId } from '../domain/ids.ts'
import type {
  CommitOutcome,
  ConnectionChange,
  ConnectionStore,
  CredentialSlot,
  SealedSlot,
} from '../engine/ports/stores.ts'
import { auditEventOf } from './audit-store.ts'
import { changedColumns, checkedColumns, connectionOf, insertedRow } from './connection-row.ts'
import type { ConnectionTable, Database } from './database.ts'
import { LinkOver, settleLinks } from './links.ts'
import { LIVE } from './live.ts'
import { removePeople, writeRecords } from './records.ts'
import { sealedConnectionOf, sealedConnections } from './sealed-row.ts'
import type { StorageBase } from './storage-base.ts'

export function connectionStore(base: StorageBase): ConnectionStore {
  const { db, dialect, changed } = base
  return {
    async find(tenant, id) {
      const row = await db
        .selectFrom('connections')
        .selectAll()
        .where('tenant_id', '=', tenant)
        .where('id', '=', id)
        .executeTakeFirst()
      return row && connectionOf(row)
    },

    async findByIdentity(tenant, { provider, environment, reference }) {
      const row = await db
        .selectFrom('connections')
        .selectAll()
        .where('tenant_id', '=', tenant)
        .where('provider', '=', provider)
        .where('environment', '=', environment)
        .where('reference', '=', reference)
        .executeTakeFirst()
      return row && connectionOf(row)
    },

    async findByAccount(tenant, provider, environment, accountId) {
      const row = await db
        .selectFrom('connections')
        .selectAll()
        .where('provider', '=', provider)
        .where('environment', '=', environment)
        .where('account_id', '=', accountId)
        .where(LIVE)
        .where('tenant_id', '=', tenant)
        .executeTakeFirst()
      return row && connectionOf(row)
    },

    async findSealed(tenant, id) {
      const row = await sealedConnections(db)
        .where('c.tenant_id', '=', tenant)
        .where('c.id', '=', id)
        .executeTakeFirst()
      return row && sealedConnectionOf(row)
    },

    async insert(connection, stateMac, records) {
      try {
        await db.transaction().execute(async (trx) => {
          await trx.insertInto('connections').values(insertedRow(connection, stateMac)).execute()
          await writeRecords(trx, records)
        })
      } catch (error) {
        if (dialect.brokenRule(error) === 'identity') return 'taken'
        throw error
      }
      changed(connection.id)
      return 'inserted'
    },

    async commit(tenant, change) {
      const { outcome, sealedBytes } = await commit(base, tenant, change)
      if (outcome.kind !== 'committed') return outcome
      if (sealedBytes === 'deleted') await dialect.erased()
      changed(change.next.id)
      return outcome
    },

    async forget(connection, records) {
      const outcome = await db.transaction().execute(async (trx) => {
        if (!(await isCurrent(trx, connection))) return 'stale'
        await writeRecords(trx, records)
        await remove(trx, connection)
        return 'forgotten'
      })
      if (outcome === 'stale') return outcome
      await dialect.erased()
      changed(connection.id)
      return outcome
    },

    async takePlace(old, fresh, stateMac, records) {
      const outcome = await db.transaction().execute(async (trx) => {
        if (!(await isCurrent(trx, old))) return 'stale'
        const ofOld = records.events.filter((event) => event.connectionId === old.id)
        const ofFresh = records.events.filter((event) => event.connectionId !== old.id)
        await trx
          .updateTable('connect_sessions')
          .set({ connection_id: fresh.id })
          .where('tenant_id', '=', old.tenantId)
          .where('connection_id', '=', old.id)
          .where('hand_off', 'is', null)
          .execute()
        await writeRecords(trx, { events: ofOld, audit: records.audit })
        await remove(trx, old)
        await trx.insertInto('connections').values(insertedRow(fresh, stateMac)).execute()
        await writeRecords(trx, { events: ofFresh, audit: [] })
        return 'placed'
      })
      if (outcome === 'stale') return outcome
      await dialect.erased()
      changed(old.id)
      changed(fresh.id)
      return outcome
    },

    async timeline(tenant, id, limit, actions) {
      let query = db
        .selectFrom('audit_events')
        .selectAll()
        .where('tenant_id', '=', tenant)
        .where('connection_id', '=', id)
        .orderBy('ordinal', 'desc')
        .limit(limit)
      if (actions !== undefined) query = query.where('action', 'in', actions)
      const rows = await query.execute()
      return rows.map(auditEventOf)
    },
  }
}

interface Committed {
  readonly outcome: CommitOutcome
  /** Whether a key or a candidate went, and the journals with it have to be rid of it. */
  readonly sealedBytes: 'kept' | 'deleted'
}

/** What a check was about to say is about what is no more. */
const NOBODY_ASKS = { lease_token: null, lease_until: null } as const

async function commit({ db, dialect }: StorageBase, tenant: TenantId, change: ConnectionChange): Promise<Committed> {
  const { next } = change
  try {
    return await db.transaction().execute(async (trx): Promise<Committed> => {
      let update = trx
        .updateTable('connections')
        .set({
          ...changedColumns({ ...next, revision: next.revision + 1 }),
          ...(change.health === 'write' ? { ...checkedColumns(next), ...NOBODY_ASKS } : {}),
          state_mac: change.stateMac,
          ...fingerprintColumn(change.credential),
        })
        .where('tenant_id', '=', tenant)
        .where('id', '=', next.id)
        .where('revision', '=', next.revision)
      if (change.holder !== null) update = update.where('lease_token', '=', change.holder)
      const row = await update.returningAll().executeTakeFirst()
      if (row === undefined) return { outcome: { kind: 'stale' }, sealedBytes: 'kept' }
      const keys = await fill(trx, 'credentials', tenant, next.id, change.credential)
      const candidates = await fill(trx, 'candidates', tenant, next.id, change.candidate)
      await settleLinks(trx, tenant, next.id, change.links)
      await writeRecords(trx, change.records)
      const deleted = keys + candidates > 0n
      // As the row stands: what a check wrote meanwhile is in it.
      return {
        outcome: { kind: 'committed', connection: connectionOf(row) },
        sealedBytes: deleted ? 'deleted' : 'kept',
      }
    })
  } catch (error) {
    if (error instanceof LinkOver) return { outcome: { kind: 'stale' }, sealedBytes: 'kept' }
    const what = dialect.brokenRule(error)
    if (what === 'account' || what === 'key') return { outcome: { kind: 'taken', what }, sealedBytes: 'kept' }
    throw error
  }
}

/** It goes with the key it is of. */
function fingerprintColumn(slot: CredentialSlot): Pick<Updateable<ConnectionTable>, 'fingerprint'> {
  if (slot.kind === 'keep') return {}
  return { fingerprint: slot.kind === 'put' ? slot.fingerprint : null }
}

/** @returns how many sealed records it took away */
async function fill(
  trx: Transaction<Database>,
  table: 'credentials' | 'candidates',
  tenant: TenantId,
  id: ConnectionId,
  slot: SealedSlot | CredentialSlot,
): Promise<bigint> {
  if (slot.kind === 'keep') return 0n
  // Deleted and written anew, not updated: the old bytes are overwritten by secure_delete.
  const { numDeletedRows } = await trx
    .deleteFrom(table)
    .where('tenant_id', '=', tenant)
    .where('connection_id', '=', id)
    .executeTakeFirst()
  if (slot.kind === 'put') {
    await trx.insertInto(table).values({ tenant_id: tenant, connection_id: id, sealed: slot.sealed }).execute()
  }
  return numDeletedRows
}

async function isCurrent(trx: Transaction<Database>, { tenantId, id, revision }: Connection): Promise<boolean> {
  // A write, so that the row is locked on every database.
  const { numUpdatedRows } = await trx
    .updateTable('connections')
    .set({ revision: revision + 1 })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

async function remove(trx: Transaction<Database>, { tenantId, id }: Connection): Promise<void> {
  await trx.deleteFrom('connections').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
  await removePeople(trx, tenantId, id)
}

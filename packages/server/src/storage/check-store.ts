import { sql } from 'kysely'
import type { ExpressionBuilder, RawBuilder, Transaction } from 'kysely'
import type { ConnectionId } from '../domain/ids.ts'
import { PERSONS_CHECK_LASTS_MS } from '../domain/noticing/asked-already.ts'
import type { Candidate } from '../domain/noticing/panel.ts'
import { LANES } from '../domain/noticing/schedule.ts'
import { LEASE_LASTS_MS } from '../engine/ports/check-store.ts'
import type { CheckRecord, CheckResult, CheckStore, Lease, Place, WatchWrite } from '../engine/ports/check-store.ts'
import type { SealedConnection } from '../engine/ports/written.ts'
import { checkedColumns, laneNumber } from './connection-row.ts'
import type { Database } from './database.ts'
import { fromJson, toJson } from './json.ts'
import { writeIncidents } from './incidents.ts'
import type { OutboxSignal } from './outbox-signal.ts'
import { writeAudit, writeRecords } from './records.ts'
import { sealedConnectionOf, sealedConnections } from './sealed-row.ts'
import type { StorageBase } from './storage-base.ts'

/** Connections that one look for candidates goes through, so that it is never long. */
const LOOK_AT = 5_000

const NOBODY = { lease_token: null, lease_until: null } as const

export function checkStore(base: StorageBase, signal: OutboxSignal): CheckStore {
  const { db, dialect, changed } = base
  const due = ({ provider, environment }: Place, now: number) =>
    db
      .selectFrom('connections')
      .select('id')
      .where('provider', '=', provider)
      .where('environment', '=', environment)
      .where((eb) => isFree(eb, now))

  const leased = async (ids: ReturnType<typeof due>, lease: Lease, now: number) => {
    const taken = await db
      .updateTable('connections')
      .set({ lease_token: lease.holder, lease_until: lease.until })
      .where('id', 'in', ids.modifyEnd(dialect.skipLocked))
      .where((eb) => isFree(eb, now))
      .returning('id')
      .execute()
    return taken.length === 0
      ? []
      : withKeys(
          taken.map(({ id }) => id),
          lease,
        )
  }

  const withKeys = async (ids: readonly ConnectionId[], { holder }: Lease): Promise<readonly SealedConnection[]> => {
    const rows = await sealedConnections(db)
      .where('c.id', 'in', ids)
      .where('c.lease_token', '=', holder)
      .orderBy('c.next_check_at')
      .execute()
    return rows.map(sealedConnectionOf)
  }

  return {
    claim: (place, lane, lease, now, limit) =>
      leased(
        due(place, now)
          .where('check_lane', '=', laneNumber(lane))
          .where('next_check_at', '<=', now)
          .orderBy('next_check_at')
          .limit(limit),
        lease,
        now,
      ),

    claimMisplanned: (place, { lane, dueAfter, askedAfter, farthest }, lease, now, limit) =>
      leased(
        due(place, now)
          .where('check_lane', '=', laneNumber(lane))
          .where('next_check_at', '>', dueAfter)
          .where((eb) => eb.or([eb('checked_at', '>', askedAfter), eb('next_check_at', '>', farthest)]))
          .orderBy('next_check_at', 'desc')
          .limit(limit),
        lease,
        now,
      ),

    claimMembers: (place, ids, lease, now) =>
      ids.length === 0
        ? Promise.resolve([])
        : leased(due(place, now).where('id', 'in', ids).where('credential_id', 'is not', null), lease, now),

    async take(tenant, id, lease, checkingUntil, now) {
      const { numUpdatedRows } = await db
        .updateTable('connections')
        .set({ lease_token: lease.holder, lease_until: lease.until, checking_until: checkingUntil })
        .where('tenant_id', '=', tenant)
        .where('id', '=', id)
        .where('credential_id', 'is not', null)
        .where((eb) =>
          eb.or([
            eb('checking_until', 'is', null),
            eb('checking_until', '<=', now),
            eb('checking_until', '>', now + PERSONS_CHECK_LASTS_MS),
          ]),
        )
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    async endPersonsCheck(tenant, id, { holder, until }) {
      await db
        .updateTable('connections')
        .set({ checking_until: null })
        .where('tenant_id', '=', tenant)
        .where('id', '=', id)
        .where('checking_until', '=', until)
        .execute()
      await db
        .updateTable('connections')
        .set(NOBODY)
        .where('tenant_id', '=', tenant)
        .where('id', '=', id)
        .where('lease_token', '=', holder)
        .execute()
    },

    async release(holder, ids) {
      if (ids.length === 0) return
      await db.updateTable('connections').set(NOBODY).where('id', 'in', ids).where('lease_token', '=', holder).execute()
    },

    async record(records) {
      const written = new Set<ConnectionId>()
      await db.transaction().execute(async (trx) => {
        for (const record of records) if (await writeCheck(trx, record)) written.add(record.id)
      })
      for (const id of written) changed(id)
      return written
    },

    async countChecked({ provider, environment }) {
      const { count } = await db
        .selectFrom('connections')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('provider', '=', provider)
        .where('environment', '=', environment)
        .where('next_check_at', 'is not', null)
        .executeTakeFirstOrThrow()
      return count
    },

    async nextDueAt({ provider, environment }) {
      const firsts = await Promise.all(
        LANES.map((lane) =>
          db
            .selectFrom('connections')
            .select('next_check_at')
            .where('provider', '=', provider)
            .where('environment', '=', environment)
            .where('check_lane', '=', laneNumber(lane))
            .where('next_check_at', 'is not', null)
            .orderBy('next_check_at')
            .limit(1)
            .executeTakeFirst(),
        ),
      )
      const times = firsts.flatMap((row) => (row?.next_check_at == null ? [] : [row.next_check_at]))
      return times.length === 0 ? null : Math.min(...times)
    },

    async candidates(place, from, limit, health) {
      const ahead = await lookFor(base, place, { side: sql`id >= ${from}`, health }, limit)
      if (ahead.length >= limit) return ahead
      return [...ahead, ...(await lookFor(base, place, { side: sql`id < ${from}`, health }, limit - ahead.length))]
    },

    async incidents({ provider, environment }, since, limit) {
      const rows = await db
        .selectFrom('provider_incidents')
        .select(['id', 'kind', 'since', 'over_at'])
        .where('provider', '=', provider)
        .where('environment', '=', environment)
        .where((eb) => eb.or([eb('over_at', 'is', null), eb('over_at', '>=', since)]))
        .orderBy('since', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(({ over_at: overAt, ...incident }) => ({ ...incident, overAt }))
    },

    async readWatch({ provider, environment }) {
      const row = await db
        .selectFrom('provider_watches')
        .select(['watch', 'revision'])
        .where('provider', '=', provider)
        .where('environment', '=', environment)
        .executeTakeFirst()
      return row && { watch: fromJson(row.watch), revision: row.revision }
    },

    async writeWatch(place, write, now) {
      const outcome = await db.transaction().execute(async (trx) => {
        if (!(await putWatch(trx, place, write))) return 'stale'
        await writeIncidents(trx, write.events)
        await writeAudit(trx, write.audit)
        if (write.doubtSince !== null) await askFirst(trx, place, write.doubtSince, now)
        return 'written'
      })
      if (outcome === 'written' && write.events.length > 0) signal.look()
      return outcome
    },
  }
}

const isFree = (eb: ExpressionBuilder<Database, 'connections'>, now: number) =>
  eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', now), eb('lease_until', '>', now + LEASE_LASTS_MS)])

async function writeCheck(trx: Transaction<Database>, record: CheckRecord): Promise<boolean> {
  const { tenantId, id, credentialVersion, lease, result } = record
  let update = trx
    .updateTable('connections')
    .set(columnsUnder(lease.kind, result))
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('credential_version', '=', credentialVersion)
    .where('credential_id', 'is not', null)
  if (lease.kind !== 'any') {
    const { nextCheckAt, suspicion } = lease.basis
    update = update
      .where('lease_token', '=', lease.holder)
      .where('next_check_at', nextCheckAt === null ? 'is' : '=', nextCheckAt)
      .where('suspicion_at', suspicion === null ? 'is' : '=', suspicion?.firstAt ?? null)
  }
  const { numUpdatedRows } = await update.executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await writeRecords(trx, record.records)
  return true
}

/** Traffic asks nobody: the lease and the mark of a person's check are not its own. */
function columnsUnder(lease: CheckRecord['lease']['kind'], result: CheckResult) {
  const { checking_until: checkingUntil, ...columns } = checkedColumns(result)
  if (lease === 'any') return columns
  return { ...columns, checking_until: checkingUntil, ...(lease === 'hand_back' ? NOBODY : {}) }
}

/** Those of the next few thousand ids on one side of a place that are well. */
async function lookFor(
  { db }: StorageBase,
  { provider, environment }: Place,
  { side, health }: { readonly side: RawBuilder<unknown>; readonly health: 'well' | 'doubted' },
  limit: number,
): Promise<readonly Candidate[]> {
  const rows = await db
    .selectFrom(
      db
        .selectFrom('connections')
        .select(['tenant_id', 'id', 'provider', 'environment', 'standing', 'health_state', 'next_check_at'])
        .where(sql<boolean>`${side}`)
        .orderBy('id')
        .limit(LOOK_AT)
        .as('near'),
    )
    .select(['tenant_id', 'id'])
    .where('provider', '=', provider)
    .where('environment', '=', environment)
    .where('standing', '=', 'connected')
    .where('health_state', health === 'well' ? '=' : '!=', 'healthy')
    .where('next_check_at', 'is not', null)
    .limit(limit)
    .execute()
  return rows.map(({ tenant_id: tenantId, id }) => ({ tenantId, id }))
}

async function putWatch(trx: Transaction<Database>, place: Place, { watch, revision }: WatchWrite): Promise<boolean> {
  const { provider, environment } = place
  const next = { watch: toJson(watch), revision: revision + 1 }
  if (revision === 0) {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('provider_watches')
      .values({ provider, environment, ...next })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  }
  const { numUpdatedRows } = await trx
    .updateTable('provider_watches')
    .set(next)
    .where('provider', '=', provider)
    .where('environment', '=', environment)
    .where('revision', '=', revision)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

async function askFirst(
  trx: Transaction<Database>,
  { provider, environment }: Place,
  since: number,
  now: number,
): Promise<void> {
  await trx
    .updateTable('connections')
    .set({ next_check_at: now, check_lane: laneNumber('confirmations') })
    // The state says the same as the standing here, and has an index. `coalesce` keeps SQLite from choosing the index of
    // the provider, which would read nearly all rows.
    .where('state', 'in', ['action_required', 'validating'])
    .where('standing', '=', 'action_required')
    .where(sql`coalesce(provider, '')`, '=', provider)
    .where(sql`coalesce(environment, '')`, '=', environment)
    .where('standing_since', '>=', since)
    .where('next_check_at', '>', now)
    .execute()
}

import { sql } from 'kysely'
import type { ExpressionBuilder, Insertable, Selectable, Transaction } from 'kysely'
import type { ConnectionEvent, ConnectionEventType } from '../domain/events.ts'
import { turnOf } from '../domain/notice.ts'
import type { Heard, Notice } from '../domain/notice.ts'
import type { HearsEvent, NoticeStore } from '../engine/ports/notice-store.ts'
import type { Lease } from '../engine/ports/webhook-stores.ts'
import { connectionOf } from './connection-row.ts'
import type { Database, NoticeTable } from './database.ts'
import { endMailed } from './links.ts'
import { readMark } from './outbox-marks.ts'
import { writeAudit } from './records.ts'
import type { StorageBase } from './storage-base.ts'

/** Spelt like the predicate of the partial index, or it is not used. */
const HAS_DUE = sql<boolean>`due_at is not null`

export function noticeStore({ db, changed }: StorageBase): NoticeStore {
  return {
    hear: (limit, hears) => db.transaction().execute((trx) => hear(trx, limit, hears)),

    claim: (lease, limit) => db.transaction().execute((trx) => claim(trx, lease, limit)),

    async begin(holder, id) {
      return db.transaction().execute(async (trx) => {
        const row = await heldRow(trx, holder, id)
        if (row === undefined) return undefined
        await trx.updateTable('notices').set({ unclear: 1 }).where('id', '=', id).execute()
        return noticeOf(row)
      })
    },

    async settle(holder, id, decide) {
      const written = await db.transaction().execute(async (trx) => {
        const row = await heldRow(trx, holder, id)
        if (row === undefined) return undefined
        const { notice, audit } = decide(noticeOf(row))
        await write(trx, notice, { lease_until: null, lease_holder: null })
        await writeAudit(trx, audit)
        return notice
      })
      if (written?.stage === 'closed') changed(written.connectionId)
    },

    async release(holder) {
      const query = db
        .updateTable('notices')
        .set({ lease_until: null, lease_holder: null })
        .where(HAS_DUE)
        .where('lease_holder', 'is not', null)
      await (holder === null ? query : query.where('lease_holder', '=', holder)).execute()
    },
  }
}

/** From the mark on, each event once: whoever moves the mark first has heard them. */
async function hear(trx: Transaction<Database>, limit: number, hears: HearsEvent): Promise<number> {
  const mark = await readMark(trx, 'notices')
  const events = await trx
    .selectFrom('outbox_events')
    .select(['ordinal', 'id', 'type', 'tenant_id', 'connection_id', 'created_at'])
    .where('ordinal', '>', mark)
    .orderBy('ordinal')
    .limit(limit)
    .execute()
  const last = events.at(-1)
  if (last === undefined) return 0
  const { numUpdatedRows } = await trx
    .updateTable('outbox_marks')
    .set({ ordinal: last.ordinal })
    .where('name', '=', 'notices')
    .where('ordinal', '=', mark)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return 0
  for (const { id, type, tenant_id: tenant, connection_id: connection, created_at: at } of events) {
    if (tenant === null || connection === null || turnOf(type) === null) continue
    const heard: Heard = { eventId: id, type: type as ConnectionEventType, at }
    await turn(trx, { tenantId: tenant, connectionId: connection }, heard, hears)
  }
  return events.length
}

async function turn(
  trx: Transaction<Database>,
  { tenantId, connectionId }: Pick<ConnectionEvent, 'tenantId' | 'connectionId'>,
  heard: Heard,
  hears: HearsEvent,
): Promise<void> {
  const row = await trx
    .selectFrom('connections')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', connectionId)
    .executeTakeFirst()
  // With it went its notices.
  if (row === undefined) return
  const open = await trx
    .selectFrom('notices')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('connection_id', '=', connectionId)
    .where('closed_at', 'is', null)
    .execute()
  for (const notice of hears(heard, open.map(noticeOf), connectionOf(row))) await write(trx, notice, {})
}

type LeaseColumns = Partial<Pick<NoticeTable, 'lease_until' | 'lease_holder'>>

/** What an event writes leaves the lease to whoever has it. */
async function write(trx: Transaction<Database>, notice: Notice, lease: LeaseColumns): Promise<void> {
  const { id, stage, solved, dueAt, tries, unclear, closedAt } = notice
  const columns = {
    stage,
    solved_at: solved?.at ?? null,
    solved_by: solved?.by ?? null,
    due_at: dueAt,
    tries,
    unclear: unclear ? 1 : 0,
    closed_at: closedAt,
    ...lease,
  }
  const { numUpdatedRows } = await trx.updateTable('notices').set(columns).where('id', '=', id).executeTakeFirst()
  if (numUpdatedRows === 0n)
    await trx
      .insertInto('notices')
      .values({ ...newRow(notice), ...columns })
      .execute()
  if (closedAt !== null) await endMailed(trx, notice.linkId, closedAt)
}

async function claim(trx: Transaction<Database>, { now, until, holder }: Lease, limit: number): Promise<Notice[]> {
  const due = trx
    .selectFrom('notices')
    .select('id')
    .where(HAS_DUE)
    .where('due_at', '<=', now)
    .where((eb) => isFree(eb, now))
    .orderBy('due_at')
    .limit(limit)
  const rows = await trx
    .updateTable('notices')
    .set({ lease_until: until, lease_holder: holder })
    .where('id', 'in', due)
    // Judged again as it is written: another node may have been faster.
    .where((eb) => isFree(eb, now))
    .returningAll()
    .execute()
  return rows.map(noticeOf)
}

const isFree = (eb: ExpressionBuilder<Database, 'notices'>, now: number) =>
  eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)])

const heldRow = (trx: Transaction<Database>, holder: string, id: Notice['id']) =>
  trx.selectFrom('notices').selectAll().where('id', '=', id).where('lease_holder', '=', holder).executeTakeFirst()

const newRow = (notice: Notice): Insertable<NoticeTable> => ({
  id: notice.id,
  tenant_id: notice.tenantId,
  connection_id: notice.connectionId,
  problem_id: notice.problemId,
  email: notice.recipient.email,
  locale: notice.recipient.locale,
  stage: notice.stage,
  solved_at: null,
  solved_by: null,
  due_at: null,
  tries: 0,
  unclear: 0,
  link_id: notice.linkId,
  lease_until: null,
  lease_holder: null,
  created_at: notice.createdAt,
  closed_at: null,
})

const noticeOf = (row: Selectable<NoticeTable>): Notice => ({
  id: row.id,
  tenantId: row.tenant_id,
  connectionId: row.connection_id,
  problemId: row.problem_id,
  recipient: { email: row.email, locale: row.locale },
  stage: row.stage,
  solved: row.solved_at === null || row.solved_by === null ? null : { at: row.solved_at, by: row.solved_by },
  dueAt: row.due_at,
  tries: row.tries,
  unclear: row.unclear === 1,
  linkId: row.link_id,
  createdAt: row.created_at,
  closedAt: row.closed_at,
})

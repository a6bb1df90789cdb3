import type { Kysely } from 'kysely'
import { AUDIT_ACTIONS } from '../domain/audit.ts'
import type { AuditAction } from '../domain/audit.ts'
import type { Retention } from '../engine/ports/stores.ts'
import type { Database } from './database.ts'
import { moveMark, readMark } from './outbox-marks.ts'

/** So many rows at a time: who wants to write meanwhile waits for one batch, not for all of them. */
const BATCH = 1_000

export async function deleteOld(db: Kysely<Database>, now: number, retention: Retention): Promise<void> {
  for (const action of AUDIT_ACTIONS) {
    const kept = action.startsWith('attempt.') ? retention.attempts : retention.audit
    await repeatedly(() => deleteAudit(db, action, now - kept))
  }
  await repeatedly(() => deleteEvents(db, now - retention.events))
}

async function repeatedly(deleteBatch: () => Promise<number>): Promise<void> {
  let deleted = BATCH
  while (deleted >= BATCH) deleted = await deleteBatch()
}

async function deleteAudit(db: Kysely<Database>, action: AuditAction, until: number): Promise<number> {
  const old = db
    .selectFrom('audit_events')
    .select('ordinal')
    .where('action', '=', action)
    .where('at', '<=', until)
    .orderBy('at')
    .limit(BATCH)
  const { numDeletedRows } = await db.deleteFrom('audit_events').where('ordinal', 'in', old).executeTakeFirst()
  return Number(numDeletedRows)
}

async function deleteEvents(db: Kysely<Database>, until: number): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const old = await trx
      .selectFrom('outbox_events')
      .select('ordinal')
      .where('created_at', '<=', until)
      .orderBy('ordinal')
      .limit(BATCH)
      .execute()
    const last = old.at(-1)
    if (last === undefined) return 0
    const ordinals = old.map(({ ordinal }) => ordinal)
    await trx.deleteFrom('outbox_events').where('ordinal', 'in', ordinals).execute()
    await moveMark(trx, 'expired', Math.max(last.ordinal, await readMark(trx, 'expired')))
    return old.length
  })
}

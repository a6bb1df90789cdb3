import type { Kysely } from 'kysely'
import { AUDIT_ACTIONS } from '../domain/audit.ts'
import type { AuditAction } from '../domain/audit.ts'
import type { Retention } from '../engine/ports/stores.ts'
import type { Database } from './database.ts'
import { fannedOut } from './fan-out.ts'
import { moveMark, readMark } from './outbox-marks.ts'
import { forgetOldSecrets } from './webhook-endpoint-store.ts'

/** So many rows at a time: who wants to write meanwhile waits for one batch, not for all of them. */
const BATCH = 1_000

export async function deleteOld(db: Kysely<Database>, now: number, retention: Retention): Promise<void> {
  for (const action of AUDIT_ACTIONS) {
    const kept = action.startsWith('attempt.') ? retention.attempts : retention.audit
    await repeatedly(() => deleteAudit(db, action, now - kept))
  }
  await deleteIncidents(db, now - retention.audit)
  await repeatedly(() => deleteDeliveries(db, now - retention.deliveries))
  await repeatedly(() => deleteEvents(db, now - retention.events))
  await repeatedly(() => deleteNotices(db, now - CLOSED_NOTICES_LAST_MS))
  await forgetOldSecrets(db, now)
}

/** Addresses of people stay no longer than somebody may still ask whether they were told. */
const CLOSED_NOTICES_LAST_MS = 7 * 24 * 60 * 60_000

async function deleteNotices(db: Kysely<Database>, until: number): Promise<number> {
  const old = db.selectFrom('notices').select('id').where('closed_at', '<=', until).limit(BATCH)
  const { numDeletedRows } = await db.deleteFrom('notices').where('id', 'in', old).executeTakeFirst()
  return Number(numDeletedRows)
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

/** They are few. */
async function deleteIncidents(db: Kysely<Database>, until: number): Promise<void> {
  await db.deleteFrom('provider_incidents').where('over_at', '<=', until).execute()
}

/** One that is still being tried stays until it is decided, but for those of an endpoint that is off. */
async function deleteDeliveries(db: Kysely<Database>, until: number): Promise<number> {
  const old = db
    .selectFrom('deliveries as d')
    .innerJoin('webhook_endpoints as e', 'e.id', 'd.endpoint_id')
    .select('d.id')
    .where('d.created_at', '<=', until)
    .where((eb) => eb.or([eb('d.status', '!=', 'pending'), eb('e.off_at', 'is not', null)]))
    .orderBy('d.created_at')
    .limit(BATCH)
  const { numDeletedRows } = await db.deleteFrom('deliveries').where('id', 'in', old).executeTakeFirst()
  return Number(numDeletedRows)
}

/** None that an endpoint has yet to be sent. */
async function deleteEvents(db: Kysely<Database>, until: number): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const old = await trx
      .selectFrom('outbox_events as o')
      .select('o.ordinal')
      .where('o.created_at', '<=', until)
      .where('o.ordinal', '<=', await fannedOut(trx))
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('deliveries as d')
              .select('d.id')
              .whereRef('d.event_id', '=', 'o.id')
              .where('d.status', '=', 'pending'),
          ),
        ),
      )
      .orderBy('o.created_at')
      .limit(BATCH)
      .execute()
    if (old.length === 0) return 0
    const ordinals = old.map(({ ordinal }) => ordinal)
    await trx.deleteFrom('outbox_events').where('ordinal', 'in', ordinals).execute()
    await moveMark(trx, 'expired', Math.max(...ordinals, await readMark(trx, 'expired')))
    return old.length
  })
}

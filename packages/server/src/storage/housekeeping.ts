import { SESSION_LASTS_MS, TENANT_TRIES_WINDOW_MS } from '../domain/connect-session.ts'
import { TENANT_CHECKS_WINDOW_MS } from '../domain/noticing/asked-already.ts'
import type { Housekeeping } from '../engine/ports/stores.ts'
import { ANSWERS_LAST_MS } from './idempotency-store.ts'
import { deleteOld } from './retention.ts'
import type { StorageBase } from './storage-base.ts'

/** A link that is over still says so for this long; then it is unknown. */
const ENDED_SESSIONS_LAST_MS = 7 * 24 * 60 * 60_000

export const housekeeping = ({ db, dialect }: StorageBase): Housekeeping => ({
  async sweep(now, retention) {
    const longOver = now - ENDED_SESSIONS_LAST_MS
    await db
      .deleteFrom('idempotency')
      .where('claimed_at', '<=', now - ANSWERS_LAST_MS)
      .execute()
    await db
      .deleteFrom('tenant_tries')
      .where('tried_at', '<=', now - TENANT_TRIES_WINDOW_MS)
      .execute()
    await db
      .deleteFrom('tenant_checks')
      .where('tried_at', '<=', now - TENANT_CHECKS_WINDOW_MS)
      .execute()
    await db
      .deleteFrom('connect_sessions')
      // Whatever ended long ago was created before that, and `created_at` has an index.
      .where('created_at', '<=', longOver)
      .where((eb) =>
        eb.or([
          eb('ended_at', '<=', longOver),
          eb('opened_at', '<=', longOver - SESSION_LASTS_MS),
          eb.and([eb('opened_at', 'is', null), eb('open_by', '<=', longOver)]),
        ]),
      )
      .execute()
    await db.deleteFrom('submit_keys').where('accepted_until', '<=', now).execute()
    await deleteOld(db, now, retention)
    await dialect.erased()
  },
})

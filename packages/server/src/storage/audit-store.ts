import type { Selectable } from 'kysely'
import type { AuditEvent } from '../domain/audit.ts'
import type { AuditStore } from '../engine/ports/stores.ts'
import type { AuditEventTable } from './database.ts'
import { fromJson } from './json.ts'
import { writeAudit } from './records.ts'
import type { StorageBase } from './storage-base.ts'

export const auditStore = ({ db }: StorageBase): AuditStore => ({
  async append(events) {
    await db.transaction().execute((trx) => writeAudit(trx, events))
  },
})

export const auditEventOf = (row: Selectable<AuditEventTable>): AuditEvent => ({
  id: row.id,
  at: row.at,
  tenantId: row.tenant_id,
  connectionId: row.connection_id,
  action: row.action,
  actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
  details: fromJson(row.details),
})

import type { Actor, AuditAction, AuditEvent } from '../domain/audit.ts'
import { connectionState, connectionUsable } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import type { ConnectionEvent, ConnectionEventType } from '../domain/events.ts'
import type { AttemptId, ConnectionId, TenantId } from '../domain/ids.ts'
import type { ReasonCode } from '../domain/reasons.ts'
import type { EnginePorts } from './ports/engine-ports.ts'

export const KEYTURN: Actor = { kind: 'keyturn', id: null, name: null }
/** Whoever opened a link that was handed on: nobody knows more of them. */
export const COLLEAGUE: Actor = { kind: 'customer', id: null, name: null }

type RecordPorts = Pick<EnginePorts, 'clock' | 'random'>

export function auditEvent(
  ports: RecordPorts,
  about: { readonly tenantId: TenantId | null; readonly connectionId: ConnectionId | null },
  action: AuditAction,
  actor: Actor,
  details: AuditEvent['details'] = {},
): AuditEvent {
  return {
    id: ports.random.id('auditEvent'),
    at: ports.clock.now(),
    tenantId: about.tenantId,
    connectionId: about.connectionId,
    action,
    actor,
    details,
  }
}

/** One audit event about a connection. */
export const about = (
  ports: RecordPorts,
  connection: Connection,
  action: AuditAction,
  actor: Actor,
  details: AuditEvent['details'] = {},
): AuditEvent =>
  auditEvent(ports, { tenantId: connection.tenantId, connectionId: connection.id }, action, actor, details)

export function connectionEvent(
  ports: RecordPorts,
  type: ConnectionEventType,
  change: { readonly before: Connection; readonly after: Connection },
  data: {
    readonly source: ConnectionEvent['data']['source']
    readonly reason?: ReasonCode | null
    readonly attemptId?: AttemptId | null
    readonly replacesConnectionId?: ConnectionId | null
  },
): ConnectionEvent {
  const { before, after } = change
  return {
    id: ports.random.id('event'),
    type,
    createdAt: ports.clock.now(),
    tenantId: after.tenantId,
    connectionId: after.id,
    reference: after.reference,
    provider: after.provider,
    environment: after.environment,
    data: {
      state: connectionState(after),
      previousState: connectionState(before),
      usable: connectionUsable(after),
      reason: data.reason ?? after.issue?.code ?? null,
      accountId: after.account?.id ?? null,
      attemptId: data.attemptId ?? null,
      source: data.source,
      ...(data.replacesConnectionId ? { replacesConnectionId: data.replacesConnectionId } : {}),
    },
  }
}

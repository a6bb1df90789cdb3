import type { AuditEventId, ConnectionId, TenantId } from './ids.ts'

/** Who acted. Personal data only in `name`, which forgetting a connection removes. */
export interface Actor {
  readonly kind: 'customer' | 'api_token' | 'operator' | 'keyturn'
  readonly id: string | null
  readonly name: string | null
}

export const AUDIT_ACTIONS = [
  'connection.created',
  'connection.relabelled',
  'connection.recipients_changed',
  'connection.connected',
  'connection.replaced',
  'connection.action_required',
  'connection.recovered',
  'connection.unverified',
  'connection.verified',
  'connection.disconnected',
  'connection.forgotten',
  'connection.checked',
  'attempt.started',
  'attempt.failed',
  'attempt.superseded',
  'attempt.cancelled',
  'attempt.declined',
  'attempt.awaiting_confirmation',
  'provider.incident_decided',
  'key.in_use_elsewhere',
  'installation.left_behind',
  'session.created',
  'session.opened',
  'session.ended',
  'hand_off.made',
  'hand_off.opened',
  'hand_off.withdrawn',
  'hand_off.used',
  'notice.sent',
  'notice.given_up',
  'api_token.created',
  'api_token.revoked',
  'webhook_endpoint.created',
  'webhook_endpoint.changed',
  'webhook_endpoint.secret_rotated',
  'webhook_endpoint.tested',
  'webhook_endpoint.replayed',
  'webhook_endpoint.switched_off',
  'webhook_endpoint.deleted',
] as const
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

export interface AuditEvent {
  readonly id: AuditEventId
  readonly at: number
  readonly tenantId: TenantId | null
  readonly connectionId: ConnectionId | null
  readonly action: AuditAction
  readonly actor: Actor
  /** Reason codes, account ids, support references: closed, small, never secret, never the provider's text. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>
}

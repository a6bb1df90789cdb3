import type { AttemptId, ConnectionId, EventId, Reference, TenantId } from './ids.ts'
import type { ReasonCode } from './reasons.ts'
import type { ConnectionState } from './state.ts'

/** DESIGN section 12. Written to the outbox in the transaction of the change. */
const EVENT_TYPES = [
  'connection.connected',
  'connection.replaced',
  'connection.attempt_failed',
  'connection.action_required',
  'connection.recovered',
  'connection.unverified',
  'connection.verified',
  'connection.disconnected',
  'connection.deleted',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

export interface ConnectionEvent {
  readonly id: EventId
  readonly type: EventType
  readonly createdAt: number
  /** Per connection, without gaps; the store assigns it. */
  readonly tenantId: TenantId
  readonly connectionId: ConnectionId
  readonly reference: Reference
  readonly provider: string
  readonly environment: string
  readonly data: {
    readonly state: ConnectionState
    readonly previousState: ConnectionState
    readonly usable: boolean
    readonly reason: ReasonCode | null
    readonly accountId: string | null
    readonly attemptId: AttemptId | null
    readonly source: 'probe' | 'traffic' | 'person' | 'api' | 'command_line' | 'expiry' | null
    readonly replacesConnectionId?: ConnectionId
  }
}

import type { Generated } from 'kysely'
import type { TokenScope } from '../domain/api-token.ts'
import type { Attempt, AttemptStatus } from '../domain/attempt.ts'
import type { Actor, AuditAction, AuditEvent } from '../domain/audit.ts'
import type { Capability, ConfirmationMode, HandOff, Person } from '../domain/connect-session.ts'
import type { DeliveredType, DeliveryKind, DeliveryStatus, DeliveryTry } from '../domain/delivery.ts'
import type { EventEnvelope, EventType, IncidentKind, OffReason, TestEnvelope } from '../domain/events.ts'
import type { ProviderWatch } from '../domain/noticing/provider-watch.ts'
import type { Suspicion } from '../domain/noticing/suspicion.ts'
import type { HealthSource, HealthState, UnverifiedReason } from '../domain/health.ts'
import type {
  ApiTokenId,
  AuditEventId,
  ConnectionId,
  ConnectSessionId,
  CredentialId,
  DeliveryId,
  EventId,
  NoticeId,
  Reference,
  TenantId,
  WebhookEndpointId,
} from '../domain/ids.ts'
import type { NoticeStage, Solved } from '../domain/notice.ts'
import type { Issue, StandingReason } from '../domain/reasons.ts'
import type { Recipient } from '../domain/recipient.ts'
import type { Fingerprint, SealedSecret, StateMac, TokenHash } from '../domain/sealed.ts'
import type { Standing } from '../domain/standing.ts'
import type { ConnectionState } from '../domain/state.ts'
import type { Theme } from '../domain/theme.ts'
import type { WrappedTenantKey } from '../engine/ports/key-store.ts'
import type { Json } from './json.ts'

/** The tables as the newest migration leaves them. Times are milliseconds since 1970, flags 0 or 1. */
export type Database = {
  connections: ConnectionTable
  credentials: SealedTable
  candidates: SealedTable
  connect_sessions: ConnectSessionTable
  tenant_tries: { tenant_id: TenantId; tried_at: number }
  /** Checks beside the schedule. */
  tenant_checks: { tenant_id: TenantId; tried_at: number }
  api_tokens: ApiTokenTable
  idempotency: IdempotencyTable
  audit_events: AuditEventTable
  outbox_events: OutboxEventTable
  outbox_marks: { name: OutboxMark; ordinal: number }
  webhook_endpoints: WebhookEndpointTable
  deliveries: DeliveryTable
  notices: NoticeTable
  provider_incidents: ProviderIncidentTable
  tenant_keys: TenantKeyTable
  submit_keys: SubmitKeyTable
  settings: { name: string; value: Uint8Array }
  provider_watches: { provider: string; environment: string; revision: number; watch: Json<ProviderWatch> }
}

export interface ConnectionTable {
  tenant_id: TenantId
  id: ConnectionId
  provider: string
  environment: string
  reference: Reference
  label: string | null
  /** Folded for search, see `search.ts`; likewise the account's name. */
  label_folded: string | null
  /** Null: nobody. */
  notify: Json<readonly Recipient[]> | null
  account_id: string | null
  account_kind: string | null
  account_name: string | null
  account_name_folded: string | null
  standing: Standing
  attempt_status: AttemptStatus
  /** Computed from the two before on each write; `usable` from standing, key and issue. */
  state: ConnectionState
  usable: number
  credential_id: CredentialId | null
  credential_version: number
  credential_added_at: number | null
  credential_added_by: Json<Person> | null
  credential_last_used_at: number | null
  fingerprint: Fingerprint | null
  granted_scopes: Json<readonly string[]>
  issue: Json<Issue<StandingReason>> | null
  attempt: Json<Attempt> | null
  attempt_expires_at: number | null
  suspicion_kind: Suspicion['kind'] | null
  suspicion_at: number | null
  suspicion_failing_since: number | null
  suspicion_answers: number | null
  suspicion_source: HealthSource | null
  suspicion_told: number | null
  health_state: HealthState
  health_reason: UnverifiedReason | null
  health_since: number | null
  health_source: HealthSource | null
  checked_at: number | null
  confirmed_at: number | null
  next_check_at: number | null
  checking_until: number | null
  /** The lane's place in `LANES`. */
  check_lane: Generated<number>
  repair_from: number | null
  introspected_at: number | null
  /** Who asks just now holds the token; results under another are not written. */
  lease_token: string | null
  lease_until: number | null
  replaces: ConnectionId | null
  standing_since: number
  revision: number
  /** Of the latest event; kept here so that it outlives the retention of the outbox. */
  last_sequence: Generated<number>
  state_mac: StateMac
  created_at: number
  updated_at: number
}

/** @public Named by the types of queries that join it. */
export interface SealedTable {
  tenant_id: TenantId
  connection_id: ConnectionId
  sealed: SealedSecret
}

export interface ConnectSessionTable {
  id: ConnectSessionId
  tenant_id: TenantId
  connection_id: ConnectionId
  token_hash: TokenHash
  /** Of the browser that opened it. */
  cookie_hash: TokenHash | null
  user: Json<Person> | null
  expected_account_id: string | null
  return_url: string | null
  embed_origins: Json<readonly string[]>
  theme: Json<Theme> | null
  locale: string | null
  confirmation: ConfirmationMode
  capabilities: Json<readonly Capability[]>
  hand_off: Json<Pick<HandOff, 'askedBy'>> | null
  /** Of the mail that carries the link. */
  notice_id: NoticeId | null
  open_by: number
  opened_at: number | null
  last_used_at: number | null
  ended_at: number | null
  /** Of a link that was handed on. */
  used_at: number | null
  tries: number
  last_try_at: number | null
  turn: Generated<number>
  created_at: number
}

export interface ApiTokenTable {
  id: ApiTokenId
  token_hash: TokenHash
  name: string
  scopes: Json<readonly TokenScope[]>
  tenants: Json<readonly TenantId[]> | null
  created_at: number
  expires_at: number | null
  revoked_at: number | null
  last_used_at: number | null
}

export interface IdempotencyTable {
  scope: string
  key: string
  body_digest: string
  claimed_at: number
  lease_until: number
  /** Null, and headers and body with it, while the request runs. */
  status: number | null
  headers: Json<Readonly<Record<string, string>>> | null
  body: SealedSecret | null
}

export interface AuditEventTable {
  /** The order of writing; times may be equal. */
  ordinal: Generated<number>
  id: AuditEventId
  at: number
  tenant_id: TenantId | null
  connection_id: ConnectionId | null
  action: AuditAction
  actor_kind: Actor['kind']
  actor_id: string | null
  actor_name: string | null
  details: Json<AuditEvent['details']>
}

export interface OutboxEventTable {
  /** The order of commits: who has read up to one has seen all before it. */
  ordinal: Generated<number>
  id: EventId
  /** Null, and connection and sequence with it, for an event of no connection. */
  tenant_id: TenantId | null
  connection_id: ConnectionId | null
  sequence: number | null
  type: EventType
  created_at: number
  /** As it goes over the wire, whole. */
  envelope: Json<EventEnvelope>
}

/** How far the outbox was read or deleted. */
export type OutboxMark = 'expired' | 'webhooks' | 'notices'

export interface WebhookEndpointTable {
  id: WebhookEndpointId
  url: string
  description: string | null
  types: Json<readonly EventType[]> | null
  off_reason: OffReason | null
  off_at: number | null
  failing_since: number | null
  paused_until: number | null
  /** It hears of what came after. */
  from_ordinal: number
  secret: SealedSecret
  previous_secret: SealedSecret | null
  previous_until: number | null
  created_at: number
  updated_at: number
}

interface ProviderIncidentTable {
  id: string
  provider: string
  environment: string
  kind: IncidentKind
  since: number
  /** Null while it lasts. */
  over_at: number | null
}

export interface DeliveryTable {
  id: DeliveryId
  endpoint_id: WebhookEndpointId
  event_id: EventId
  type: DeliveredType
  kind: DeliveryKind
  status: DeliveryStatus
  due_at: number
  lease_until: number | null
  lease_holder: string | null
  tries: Json<readonly DeliveryTry[]>
  /** Of a test, which is in no outbox. */
  envelope: Json<TestEnvelope> | null
  created_at: number
}

export interface NoticeTable {
  id: NoticeId
  tenant_id: TenantId
  connection_id: ConnectionId
  /** The event that the problem began with. */
  problem_id: EventId
  email: string
  locale: string | null
  stage: NoticeStage
  solved_at: number | null
  solved_by: Solved['by'] | null
  due_at: number | null
  tries: number
  unclear: number
  link_id: ConnectSessionId
  lease_until: number | null
  lease_holder: string | null
  created_at: number
  closed_at: number | null
}

interface TenantKeyTable {
  owner: WrappedTenantKey['owner']
  version: number
  master_key_id: string
  wrapped: Uint8Array
  created_at: number
}

interface SubmitKeyTable {
  id: string
  period: number
  master_key_id: string
  wrapped: Uint8Array
  accepted_until: number
}

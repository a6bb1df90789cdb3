import type { ApiToken } from '../../domain/api-token.ts'
import type { AuditAction, AuditEvent } from '../../domain/audit.ts'
import type { ConnectSession } from '../../domain/connect-session.ts'
import type { Connection } from '../../domain/connection.ts'
import type { HealthState } from '../../domain/health.ts'
import type { ApiTokenId, ConnectionId, ConnectSessionId, Reference, TenantId } from '../../domain/ids.ts'
import type { Fingerprint, SealedSecret, StateMac, TokenHash } from '../../domain/sealed.ts'
import type { ConnectionState } from '../../domain/state.ts'
import type { ListPosition } from './list-position.ts'
import type { CheckStore } from './check-store.ts'
import type { Records, SealedConnection } from './written.ts'
import type { NoticeStore } from './notice-store.ts'
import type { OutboxStore } from './outbox-store.ts'
import type { DeliveryStore, WebhookEndpointStore } from './webhook-stores.ts'

export type SealedSlot =
  | { readonly kind: 'keep' }
  | { readonly kind: 'put'; readonly sealed: SealedSecret }
  | { readonly kind: 'destroy' }

export type CredentialSlot =
  | { readonly kind: 'keep' }
  | { readonly kind: 'put'; readonly sealed: SealedSecret; readonly fingerprint: Fingerprint }
  | { readonly kind: 'destroy' }

export interface ConnectionChange {
  /** Its `revision` is the one that was read; the store writes the next one. */
  readonly next: Connection
  readonly stateMac: StateMac
  /** `keep`: what a check wrote since it was read stays. A check moves no revision. */
  readonly health: 'keep' | 'write'
  /** Of a check: written only while it holds its lease, which ends with it. Null: for whoever is not a check. */
  readonly holder: string | null
  readonly credential: CredentialSlot
  readonly candidate: SealedSlot
  readonly links: LinkSlot
  readonly records: Records
}

/** Links that were handed on, when the key of their connection changes. */
export type LinkSlot =
  | { readonly kind: 'keep' }
  /** None is needed any more. `usedBy`: the session the new key came from; if its link is over, nothing is written. */
  | { readonly kind: 'end'; readonly at: number; readonly usedBy: ConnectSessionId | null }

/** `stale`: also when the link is over through which the key came. `taken`: another live connection holds the account or the very key. Judged by unique indices, so that races lose. */
export type CommitOutcome =
  | { readonly kind: 'committed'; readonly connection: Connection }
  | { readonly kind: 'stale' }
  | { readonly kind: 'taken'; readonly what: 'account' | 'key' }

interface ConnectionIdentity {
  readonly provider: string
  readonly environment: string
  readonly reference: Reference
}

/** One tenant's connections. No call can forget whose data it reads. */
export interface ConnectionStore {
  find(tenant: TenantId, id: ConnectionId): Promise<Connection | undefined>
  findByIdentity(tenant: TenantId, identity: ConnectionIdentity): Promise<Connection | undefined>
  /** The live (`connected` or `action_required`) connection of this tenant that holds the account. */
  findByAccount(
    tenant: TenantId,
    provider: string,
    environment: string,
    accountId: string,
  ): Promise<Connection | undefined>
  findSealed(tenant: TenantId, id: ConnectionId): Promise<SealedConnection | undefined>
  /** @returns `taken` when the tenant already has that provider, environment and reference. */
  insert(connection: Connection, stateMac: StateMac, records: Records): Promise<'inserted' | 'taken'>
  /** One transaction. Writes only if the stored revision is `change.next.revision`. */
  commit(tenant: TenantId, change: ConnectionChange): Promise<CommitOutcome>
  /** Forgets a connection with its sessions; the audit trail stays, without personal data. */
  forget(connection: Connection, records: Records): Promise<'forgotten' | 'stale'>
  /**
   * Puts `fresh` in the place of the disconnected `old` under the same identity; its sessions follow, and
   * links that were handed on end. One transaction.
   */
  takePlace(old: Connection, fresh: Connection, stateMac: StateMac, records: Records): Promise<'placed' | 'stale'>
  /** What happened, newest first. @param actions of these kinds; left out: all */
  timeline(
    tenant: TenantId,
    id: ConnectionId,
    limit: number,
    actions?: readonly AuditAction[],
  ): Promise<readonly AuditEvent[]>
}

/** One environment that is configured, and since when a good answer counts while its provider has an incident. */
export interface HealthPlace {
  readonly provider: string
  readonly environment: string
  readonly incidentWellSince: number | null
}

/** Health as it is shown: `healthNow` of the domain says the same of one connection. */
interface ShownHealth {
  readonly state: HealthState
  /** Every environment that is configured. */
  readonly places: readonly HealthPlace[]
}

export interface ConnectionFilter {
  readonly tenantId?: TenantId
  readonly provider?: string
  readonly reference?: Reference
  readonly state?: ConnectionState
  readonly usable?: boolean
  readonly health?: ShownHealth
  readonly accountId?: string
  /** Case-insensitive prefix of tenant, reference, label, account id or account name. */
  readonly q?: string
}

/** Reads across tenants: lists without a tenant, expiries, the command line. */
export interface FleetStore {
  /** The one way from an id to its tenant. */
  tenantOf(id: ConnectionId): Promise<TenantId | undefined>
  /** @param tenants null: all. At most `limit` connections after `after`. */
  list(
    tenants: readonly TenantId[] | null,
    filter: ConnectionFilter,
    page: { readonly after: ListPosition | null; readonly limit: number },
  ): Promise<readonly Connection[]>
  /** Whose live connection holds this account or this key? For the operator's audit event, never for a customer. */
  holderOf(
    provider: string,
    environment: string,
    taken: { readonly accountId: string; readonly fingerprint: Fingerprint },
  ): Promise<
    { readonly tenantId: TenantId; readonly connectionId: ConnectionId; readonly what: 'account' | 'key' } | undefined
  >
  /** Connections whose attempt expired at or before `now`. */
  expiredAttempts(now: number, limit: number): Promise<readonly Connection[]>
  /** Connections whose attempt is `validating`: after a restart of the one server, their process is dead. */
  validatingAttempts(limit: number): Promise<readonly Connection[]>
}

export interface ConnectSessionStore {
  insert(session: ConnectSession, tokenHash: TokenHash, audit: AuditEvent): Promise<void>
  /** The link of a mail, the same one however often it is sent. @returns as it was first inserted */
  insertMailed(link: ConnectSession, tokenHash: TokenHash): Promise<ConnectSession>
  /** A link for a colleague: those that were made before for the connection end. */
  handOver(link: ConnectSession, tokenHash: TokenHash, audit: AuditEvent): Promise<void>
  /** The newest link that somebody made on their page for a connection, also one that is over. */
  latestHandOff(tenant: TenantId, connection: ConnectionId): Promise<ConnectSession | undefined>
  findByToken(tokenHash: TokenHash): Promise<ConnectSession | undefined>
  /** By its token, as long as no browser has followed the link with it: that uses the token up. */
  findForBearer(tokenHash: TokenHash): Promise<ConnectSession | undefined>
  /** @param cookieHash of the browser that opened it */
  findForBrowser(id: ConnectSessionId, cookieHash: TokenHash): Promise<ConnectSession | undefined>
  find(id: ConnectSessionId): Promise<ConnectSession | undefined>
  /** A page that embeds it shows the token for the first time. @returns false when it had begun, or is over. */
  begin(id: ConnectSessionId, at: number, audit: AuditEvent): Promise<boolean>
  /** The first browser that follows the link wins. @returns false when one had followed it, or it is over. */
  open(id: ConnectSessionId, cookieHash: TokenHash, at: number, audit: AuditEvent): Promise<boolean>
  /** Moves `lastUsedAt`; writes at most once a minute. */
  touch(id: ConnectSessionId, at: number): Promise<void>
  /** Ends this turn and begins the next. @returns false when it was over before. */
  endTurn(id: ConnectSessionId, turn: number): Promise<boolean>
  setLocale(id: ConnectSessionId, locale: string): Promise<void>
  /** Without effect on one that was ended or used. */
  end(id: ConnectSessionId, at: number, audit: AuditEvent): Promise<void>
  /** Newest first, only those not over at `now`. */
  listOpen(tenant: TenantId, connection: ConnectionId, now: number): Promise<readonly ConnectSession[]>
  endAll(tenant: TenantId, connection: ConnectionId, at: number, audit: AuditEvent): Promise<number>
}

/** What belongs to no change of a connection's row: an operator's alert, an installation left behind. */
export interface AuditStore {
  append(events: readonly AuditEvent[]): Promise<void>
}

/** Who tries a key; no session where it was imported. */
interface Trying {
  readonly tenantId: TenantId
  readonly sessionId: ConnectSessionId | null
}

/** Tries and checks that reached the provider, for the limits per tenant. */
export interface TryStore {
  /**
   * Adds one, to the tenant and to the session it came from, unless the tenant has made `limit` within `windowMs`.
   * @returns when the next may be made, or null if added
   */
  add(by: Trying, at: number, limit: number, windowMs: number): Promise<number | null>
  /** Adds a check beside the schedule, likewise. */
  addCheck(tenant: TenantId, at: number, limit: number, windowMs: number): Promise<number | null>
}

export interface ApiTokenStore {
  insert(token: ApiToken, hash: TokenHash, audit: AuditEvent): Promise<void>
  findByHash(hash: TokenHash): Promise<ApiToken | undefined>
  list(): Promise<readonly ApiToken[]>
  /** @returns false when there is no such token. */
  revoke(id: ApiTokenId, at: number, audit: AuditEvent): Promise<boolean>
  /** Moves `lastUsedAt`; writes at most once a minute. */
  touch(id: ApiTokenId, at: number): Promise<void>
}

export interface StoredAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: SealedSecret
}

export type IdempotencyClaim =
  | { readonly kind: 'run' }
  | { readonly kind: 'in_progress' }
  | { readonly kind: 'reused' }
  | { readonly kind: 'replay'; readonly answer: StoredAnswer }

/** Scope is token + method + path; kept 24 h. A claim whose process died runs out. */
export interface IdempotencyStore {
  claim(scope: string, key: string, bodyDigest: string, at: number, leaseMs: number): Promise<IdempotencyClaim>
  keep(scope: string, key: string, answer: StoredAnswer, at: number): Promise<void>
  /** 5xx and 429 are not kept. */
  release(scope: string, key: string): Promise<void>
}

/** How long the records of what happened stay, in milliseconds. */
export interface Retention {
  readonly events: number
  readonly deliveries: number
  /** What attempts leave in the trail. */
  readonly attempts: number
  /** The rest of the trail. */
  readonly audit: number
}

/**
 * Deletes what has outlived its use: answers over 24 h, sessions long over, tries outside the window, submit keys that
 * no page can hold any more, old records.
 */
export interface Housekeeping {
  sweep(now: number, retention: Retention): Promise<void>
}

export interface Stores {
  readonly connections: ConnectionStore
  readonly checks: CheckStore
  readonly fleet: FleetStore
  readonly sessions: ConnectSessionStore
  readonly audit: AuditStore
  readonly outbox: OutboxStore
  readonly webhookEndpoints: WebhookEndpointStore
  readonly deliveries: DeliveryStore
  readonly notices: NoticeStore
  readonly tries: TryStore
  readonly apiTokens: ApiTokenStore
  readonly idempotency: IdempotencyStore
  readonly housekeeping: Housekeeping
}

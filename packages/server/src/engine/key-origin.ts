import type { Actor } from '../domain/audit.ts'
import type { ConnectSession, Person } from '../domain/connect-session.ts'
import type { AttemptId, ConnectionId, TenantId } from '../domain/ids.ts'
import type { PasteFault } from '../domain/reasons.ts'
import type { Secret } from '../domain/secret.ts'

/** What the edge made of a paste. */
export type SubmittedKey =
  | { readonly kind: 'key'; readonly secret: Secret }
  | { readonly kind: 'malformed'; readonly fault: PasteFault }

/** Where a key comes from, and what that brings along. */
export interface KeyOrigin {
  readonly actor: Actor
  readonly session: ConnectSession | null
  readonly addedBy: Person | null
  readonly expectedAccountId: string | null
  readonly confirmation: 'automatic' | 'explicit'
}

/** One attempt and the key it is about. */
export interface AttemptRun {
  readonly tenant: TenantId
  readonly connection: ConnectionId
  readonly attempt: AttemptId
  readonly secret: Secret
  readonly origin: KeyOrigin
}

import type { AuditEvent } from '../../domain/audit.ts'
import type { Connection } from '../../domain/connection.ts'
import type { ProviderEvent } from '../../domain/events.ts'
import type { ConnectionId, TenantId } from '../../domain/ids.ts'
import type { Candidate } from '../../domain/noticing/panel.ts'
import type { ProviderWatch } from '../../domain/noticing/provider-watch.ts'
import type { Lane, Misplanned } from '../../domain/noticing/schedule.ts'
import type { ProviderIncident } from '../../domain/timeline.ts'
import type { Records, SealedConnection } from './written.ts'

/** One environment of one provider. */
export interface Place {
  readonly provider: string
  readonly environment: string
}

/** Who asks about a key, and until when nobody else does. What comes in under a lease that was lost is not written. */
export interface Lease {
  readonly holder: string
  readonly until: number
}

/** Nothing is held for longer: an end that lies further ahead was written by a clock that was ahead. */
export const LEASE_LASTS_MS = 30_000

/** Of the connection that an answer was judged with. Where traffic has noted something since, it has to be judged again. */
export interface Basis {
  readonly suspicion: Connection['suspicion']
  readonly nextCheckAt: number | null
}

/** What a check writes. It moves no revision and is dropped when the key changed meanwhile. */
export type CheckResult = Pick<Connection, 'health' | 'suspicion' | 'checkingUntil' | 'plan'>

export interface CheckRecord {
  readonly tenantId: TenantId
  readonly id: ConnectionId
  readonly credentialVersion: number
  /** `keep`: the holder asks once more. `any`: what traffic showed; it leaves alone who holds it, and a person's mark. */
  readonly lease:
    | { readonly kind: 'hand_back' | 'keep'; readonly holder: string; readonly basis: Basis }
    | { readonly kind: 'any' }
  readonly result: CheckResult
  readonly records: Records
}

export interface WatchWrite {
  readonly watch: ProviderWatch
  /** The one that was read; 0 where there was none. */
  readonly revision: number
  readonly events: readonly ProviderEvent[]
  readonly audit: readonly AuditEvent[]
  /** Connections that lost their standing since then are asked about first. */
  readonly doubtSince: number | null
}

/** The work of noticing, across tenants: what is due, who asks, what came of it. */
export interface CheckStore {
  /** The most overdue of a lane that nobody holds, with their keys. One statement: no two claims get the same. */
  claim(place: Place, lane: Lane, lease: Lease, now: number, limit: number): Promise<readonly SealedConnection[]>
  /** Those of a lane whose plan is void, the farthest first, likewise. */
  claimMisplanned(
    place: Place,
    plans: Misplanned,
    lease: Lease,
    now: number,
    limit: number,
  ): Promise<readonly SealedConnection[]>
  /** These, due or not, unless somebody holds them. */
  claimMembers(
    place: Place,
    ids: readonly ConnectionId[],
    lease: Lease,
    now: number,
  ): Promise<readonly SealedConnection[]>
  /** Takes one over, whoever holds it, but from a person's check. @returns false when it has no key either */
  take(tenant: TenantId, id: ConnectionId, lease: Lease, checkingUntil: number | null, now: number): Promise<boolean>
  /** A person's check is over, whatever came of it: takes away its mark, and its lease where it has one still. */
  endPersonsCheck(tenant: TenantId, id: ConnectionId, lease: Lease): Promise<void>
  /** Gives up what was not asked. */
  release(holder: string, ids: readonly ConnectionId[]): Promise<void>
  /** One transaction. @returns those that were written */
  record(records: readonly CheckRecord[]): Promise<ReadonlySet<ConnectionId>>
  /** Connections with a key that is checked. */
  countChecked(place: Place): Promise<number>
  /** When the most overdue check was due; null: none is planned. */
  nextDueAt(place: Place): Promise<number | null>
  /** Some whose key is well as far as is known, or else doubted, from a place in the order of ids that is drawn by lot. */
  candidates(place: Place, from: string, limit: number, health: 'well' | 'doubted'): Promise<readonly Candidate[]>
  /** Incidents that lasted at `since` or began later, the newest first. */
  incidents(place: Place, since: number, limit: number): Promise<readonly ProviderIncident[]>
  readWatch(place: Place): Promise<{ readonly watch: ProviderWatch; readonly revision: number } | undefined>
  /** With its events, which begin and end the incidents that are kept, in one transaction. @returns `stale` when another server wrote since it was read */
  writeWatch(place: Place, write: WatchWrite, now: number): Promise<'written' | 'stale'>
}

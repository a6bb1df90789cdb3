import { withStanding } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import type { ConnectionId, TenantId } from '../domain/ids.ts'
import type { Issue } from '../domain/reasons.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import type { CommitOutcome, CredentialSlot, LinkSlot, SealedSlot } from './ports/stores.ts'
import type { Records, SealedConnection } from './ports/written.ts'
import { StoredKeyUnreadable } from './ports/vault.ts'
import { about, connectionEvent, KEYTURN } from './records.ts'
import { NotFound } from './refusals.ts'

export interface Amendment {
  readonly next: Connection
  readonly credential?: CredentialSlot
  readonly candidate?: SealedSlot
  readonly links?: LinkSlot
  /** Of a check that changes it: the change is dropped when the check has lost its lease. */
  readonly holder?: string
  readonly records: Partial<Records>
}

export type AmendOutcome =
  | Exclude<CommitOutcome, { kind: 'stale' }>
  /** `decide` wanted no change. */
  | { readonly kind: 'unchanged'; readonly connection: Connection }

const KEEP = { kind: 'keep' } as const
const TRIES_AGAINST_OTHERS = 8

/**
 * Reads a connection, lets `decide` say what becomes of it, and writes that only if nobody else wrote meanwhile; then
 * it starts again with what they wrote. The one way in which a connection changes.
 *
 * @param decide Pure. Null: leave it.
 * @throws NotFound
 */
export async function amendConnection(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  decide: (connection: Connection, sealed: SealedConnection) => Amendment | null | Promise<Amendment | null>,
): Promise<AmendOutcome> {
  for (let left = TRIES_AGAINST_OTHERS; left > 0; left -= 1) {
    const sealed = await readTrusted(ports, tenant, id)
    const amendment = await decide(sealed.connection, sealed)
    if (amendment === null) return { kind: 'unchanged', connection: sealed.connection }
    const outcome = await commit(ports, sealed.connection, amendment)
    if (outcome.kind !== 'stale') return outcome
  }
  throw new Error('A connection was changed by others at each of several tries.')
}

async function commit(ports: EnginePorts, read: Connection, amendment: Amendment): Promise<CommitOutcome> {
  const next = { ...amendment.next, updatedAt: ports.clock.now() }
  const outcome = await ports.stores.connections.commit(read.tenantId, {
    next,
    health: next.health === read.health && next.suspicion === read.suspicion ? 'keep' : 'write',
    holder: amendment.holder ?? null,
    stateMac: await ports.vault.stateMac(next),
    credential: amendment.credential ?? KEEP,
    candidate: amendment.candidate ?? KEEP,
    links: amendment.links ?? KEEP,
    records: { events: amendment.records.events ?? [], audit: amendment.records.audit ?? [] },
  })
  if (outcome.kind === 'committed') ports.changes.notify(next.id)
  return outcome
}

/** Reads a connection whose guarded columns verify. One that was changed behind our back loses our trust first. */
export async function readTrusted(ports: EnginePorts, tenant: TenantId, id: ConnectionId): Promise<SealedConnection> {
  const sealed = await ports.stores.connections.findSealed(tenant, id)
  if (sealed === undefined) throw new NotFound()
  if (await isTrusted(ports, sealed)) return sealed
  const again = await ports.stores.connections.findSealed(tenant, id)
  if (again === undefined) throw new NotFound()
  return again
}

/** Do the guarded columns verify? Where they do not, the row has lost our trust and says so. */
export async function isTrusted(ports: EnginePorts, sealed: SealedConnection): Promise<boolean> {
  try {
    await ports.vault.verifyState(sealed.connection, sealed.stateMac)
    return true
  } catch (error) {
    if (!(error instanceof StoredKeyUnreadable)) throw error
    await distrust(ports, sealed.connection)
    return false
  }
}

/**
 * Our copy of the key cannot be opened, or the row does not verify: named as ours, and the customer pastes again.
 * A connection without a key only has its columns vouched for anew, with a trace in the audit trail.
 */
export async function distrust(ports: EnginePorts, connection: Connection): Promise<void> {
  const now = ports.clock.now()
  const supportReference = ports.random.supportReference()
  const issue: Issue<'stored_key_unreadable'> = {
    code: 'stored_key_unreadable',
    details: {},
    since: now,
    supportReference,
  }
  const live = connection.standing === 'connected' || connection.standing === 'action_required'
  const next = live
    ? {
        ...withStanding(connection, 'rejected', issue, now),
        suspicion: null,
        // No answer of the provider could mend it.
        health: { ...connection.health, state: 'failing' as const, reason: null, nextCheckAt: null },
      }
    : connection
  ports.log.error({ connectionId: connection.id, supportReference }, 'a stored connection does not verify')
  await commit(ports, connection, {
    next,
    records: {
      audit: [
        about(ports, connection, 'connection.action_required', KEYTURN, { reason: issue.code, supportReference }),
      ],
      events:
        connection.standing === 'connected'
          ? [
              connectionEvent(
                ports,
                'connection.action_required',
                { before: connection, after: next },
                { source: null },
              ),
            ]
          : [],
    },
  })
}

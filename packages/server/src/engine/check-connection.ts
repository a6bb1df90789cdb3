import { REASONS } from '../domain/reasons.ts'
import type { Issue, ReasonDetails, StandingReason } from '../domain/reasons.ts'
import { withStanding } from '../domain/connection.ts'
import type { Connection, Suspicion } from '../domain/connection.ts'
import type { Actor, AuditEvent } from '../domain/audit.ts'
import type { Health, HealthSource, HealthState, UnverifiedReason } from '../domain/health.ts'
import type { ConnectionId, TenantId } from '../domain/ids.ts'
import type { Secret } from '../domain/secret.ts'
import { amendConnection, readTrusted } from './amend-connection.ts'
import { withDeadline } from './deadline.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import type { CheckAnswer, Provider } from './ports/provider.ts'
import { about, connectionEvent } from './records.ts'
import { openCredential } from './use-credential.ts'

const CHECK_DEADLINE_MS = 10_000
/** A person's check asks again after this: two refusals, and the key is what is wrong. DESIGN section 7. */
const SECOND_OPINION_AFTER_MS = 5_000
/** Longer than any person's check can take: the mark of one whose process died goes by itself. */
const PERSONS_CHECK_LASTS_MS = 30_000
/** A lost permission counts when two introspections this far apart both miss it. */
const PERMISSION_DEBOUNCE_MS = 60_000

interface Checked {
  readonly connection: Connection
  readonly version: number
  readonly provider: Provider
  readonly secret: Secret
  readonly by: { readonly actor: Actor; readonly source: HealthSource }
}

/**
 * One probe now, as the schedule would make it. A refusal makes the connection suspect and nothing more.
 * Without a key it has no effect. @throws NotFound
 */
export async function checkConnection(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  actor: Actor,
): Promise<Connection> {
  await withOpenKey(ports, tenant, id, { actor, source: 'probe' }, async (checked) => {
    await settle(ports, checked, await probe(ports, checked))
  })
  return (await readTrusted(ports, tenant, id)).connection
}

/**
 * A person's check is a witness of its own: refused now and again 5 s later is enough. Runs in the background; the
 * connection says that it runs, and then what it found. @throws NotFound
 */
export async function startPersonsCheck(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  actor: Actor,
): Promise<Connection> {
  const { connection } = await readTrusted(ports, tenant, id)
  const now = ports.clock.now()
  if (connection.credential === null || (connection.checkingUntil ?? 0) > now) return connection
  const checkingUntil = now + PERSONS_CHECK_LASTS_MS
  await ports.stores.connections.recordCheck(
    tenant,
    id,
    connection.credential.version,
    { health: connection.health, suspicion: connection.suspicion, checkingUntil },
    { events: [], audit: [] },
  )
  ports.changes.notify(id)
  ports.running.start(ports.random.id('attempt'), (signal) => personsCheck(ports, connection, actor, signal))
  return { ...connection, checkingUntil }
}

async function personsCheck(
  ports: EnginePorts,
  { tenantId, id }: Connection,
  actor: Actor,
  stopped: AbortSignal,
): Promise<void> {
  try {
    await withOpenKey(ports, tenantId, id, { actor, source: 'person' }, async (checked) => {
      const first = await probe(ports, checked)
      if (first.kind !== 'unauthorized') return settle(ports, checked, first)
      await settle(ports, checked, first, 'asking_again')
      await ports.clock.sleep(SECOND_OPINION_AFTER_MS, stopped)
      const { connection } = await readTrusted(ports, tenantId, id)
      const again = { ...checked, connection }
      const second = await probe(ports, again)
      if (second.kind === 'unauthorized') return flip(ports, again, 'key_revoked', {})
      await settle(ports, again, second)
    })
  } catch (error) {
    if (stopped.aborted) return
    ports.log.error(
      { connectionId: id, fault: error instanceof Error ? error.name : 'unknown' },
      'a check stopped for a reason of ours',
    )
  } finally {
    ports.changes.notify(id)
  }
}

async function withOpenKey(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  by: Checked['by'],
  use: (checked: Checked) => Promise<void>,
): Promise<void> {
  const sealed = await readTrusted(ports, tenant, id)
  const { connection } = sealed
  const provider = ports.providers.get(connection.provider)
  if (provider === undefined || provider.environment !== connection.environment) return
  const secret = await openCredential(ports, sealed)
  if (secret === null || connection.credential === null) return
  try {
    await use({ connection, version: connection.credential.version, provider, secret, by })
  } finally {
    secret.wipe()
  }
}

async function probe(ports: EnginePorts, { provider, secret }: Checked): Promise<CheckAnswer> {
  return withDeadline(ports.clock, CHECK_DEADLINE_MS, (signal) =>
    provider.check(secret, { signal, onStep: async () => undefined }),
  )
}

/** What one answer means for a stored key. Only `alive` and a debounced change say anything about it. */
async function settle(
  ports: EnginePorts,
  checked: Checked,
  answer: CheckAnswer,
  then: 'done' | 'asking_again' = 'done',
): Promise<void> {
  if (answer.kind === 'inconclusive') return unverified(ports, checked, answerReason(answer.reason), then)
  if (answer.kind === 'unauthorized') return suspect(ports, checked, 'unauthorized', then)
  if (answer.kind === 'forbidden') return permissionsLost(ports, checked, [])
  const { account, grantedScopes } = checked.connection
  if (answer.accountId !== null && account !== null && answer.accountId !== account.id) {
    const found = { id: answer.accountId, name: null }
    return flip(ports, checked, 'account_mismatch', { expected: { id: account.id, name: account.name }, found })
  }
  const missing = grantedScopes.filter((scope) => !answer.grantedScopes.includes(scope))
  if (missing.length > 0) return permissionsLost(ports, checked, missing)
  return alive(ports, checked)
}

const answerReason = (reason: 'provider_unreachable' | 'provider_busy' | 'provider_unexpected'): UnverifiedReason =>
  reason === 'provider_busy' ? 'provider_busy' : 'provider_unreachable'

async function permissionsLost(ports: EnginePorts, checked: Checked, missing: readonly string[]): Promise<void> {
  const { suspicion, standing, issue } = checked.connection
  const known = standing === 'action_required' && issue?.code === 'permissions_lost'
  const debounced = suspicion?.kind === 'permissions' && ports.clock.now() - suspicion.firstAt >= PERMISSION_DEBOUNCE_MS
  if (known || debounced) return flip(ports, checked, 'permissions_lost', { missing })
  return suspect(ports, checked, 'permissions', 'done')
}

async function suspect(
  ports: EnginePorts,
  checked: Checked,
  kind: Suspicion['kind'],
  then: 'done' | 'asking_again',
): Promise<void> {
  const { suspicion, standing } = checked.connection
  if (standing === 'action_required') return write(ports, checked, { state: 'failing', reason: null, suspicion }, then)
  const firstAt = suspicion?.kind === kind ? suspicion.firstAt : ports.clock.now()
  return write(ports, checked, { state: 'unverified', reason: 'suspected', suspicion: { kind, firstAt } }, then)
}

async function unverified(
  ports: EnginePorts,
  checked: Checked,
  reason: UnverifiedReason,
  then: 'done' | 'asking_again',
): Promise<void> {
  const { suspicion, standing } = checked.connection
  if (standing === 'action_required') return write(ports, checked, { state: 'failing', reason: null, suspicion }, then)
  return write(
    ports,
    checked,
    { state: 'unverified', reason: suspicion === null ? reason : 'suspected', suspicion },
    then,
  )
}

async function alive(ports: EnginePorts, checked: Checked): Promise<void> {
  const { standing, issue } = checked.connection
  if (standing === 'connected')
    return write(ports, checked, { state: 'healthy', reason: null, suspicion: null }, 'done')
  if (issue !== null && !REPAIRED_BY_CHECK.has(issue.code))
    return write(ports, checked, { state: 'failing', reason: null, suspicion: null }, 'done')
  await amendConnection(ports, checked.connection.tenantId, checked.connection.id, (connection) => {
    if (connection.credential?.version !== checked.version || connection.standing !== 'action_required') return null
    const now = ports.clock.now()
    const repaired = {
      ...withStanding(connection, 'repaired', null, now),
      suspicion: null,
      checkingUntil: null,
      health: healthAfter(ports, checked, connection.health, 'healthy', null),
    }
    return {
      next: repaired,
      records: {
        audit: [about(ports, connection, 'connection.recovered', checked.by.actor)],
        events: [
          connectionEvent(
            ports,
            'connection.recovered',
            { before: connection, after: repaired },
            { source: checked.by.source },
          ),
        ],
      },
    }
  })
}

/** Only what the provider said can be taken back by what it says now. */
const REPAIRED_BY_CHECK: ReadonlySet<StandingReason> = new Set(['key_revoked', 'permissions_lost', 'account_mismatch'])

async function flip(ports: EnginePorts, checked: Checked, code: StandingReason, details: ReasonDetails): Promise<void> {
  await amendConnection(ports, checked.connection.tenantId, checked.connection.id, (connection) => {
    if (connection.credential?.version !== checked.version) return null
    const now = ports.clock.now()
    const sameIssue = connection.issue?.code === code ? connection.issue : null
    const issue: Issue<StandingReason> = sameIssue ?? {
      code,
      details,
      since: now,
      supportReference: ports.random.supportReference(),
    }
    const next = {
      ...withStanding(connection, 'rejected', strongest(connection.issue, issue), now),
      suspicion: null,
      checkingUntil: null,
      health: healthAfter(ports, checked, connection.health, 'failing', null),
    }
    const turned = connection.standing !== 'action_required'
    return {
      next,
      records: {
        audit: turned
          ? [
              about(ports, connection, 'connection.action_required', checked.by.actor, {
                reason: code,
                supportReference: issue.supportReference,
              }),
            ]
          : [],
        events: turned
          ? [
              connectionEvent(
                ports,
                'connection.action_required',
                { before: connection, after: next },
                { source: checked.by.source },
              ),
            ]
          : [],
      },
    }
  })
}

/** An issue that stops use is not replaced by one that does not. */
const strongest = (standing: Issue<StandingReason> | null, fresh: Issue<StandingReason>): Issue<StandingReason> =>
  standing !== null && REASONS[standing.code].stopsUse && !REASONS[fresh.code].stopsUse ? standing : fresh

interface Found {
  readonly state: HealthState
  readonly reason: UnverifiedReason | null
  readonly suspicion: Suspicion | null
}

async function write(
  ports: EnginePorts,
  checked: Checked,
  { state, reason, suspicion }: Found,
  then: 'done' | 'asking_again',
): Promise<void> {
  const { connection, version } = checked
  const health = healthAfter(ports, checked, connection.health, state, reason)
  const checkingUntil = then === 'asking_again' ? ports.clock.now() + PERSONS_CHECK_LASTS_MS : null
  await ports.stores.connections.recordCheck(
    connection.tenantId,
    connection.id,
    version,
    { health, suspicion, checkingUntil },
    { audit: personsTrace(ports, checked, { state, reason }, then), events: turnEvents(ports, checked, suspicion) },
  )
  ports.changes.notify(connection.id)
}

/**
 * What a person's check came to, once it is over: the key is well, or the provider did not say. A refusal leaves its
 * trace when it flips the connection.
 */
function personsTrace(
  ports: EnginePorts,
  { connection, by }: Checked,
  { state, reason }: Pick<Found, 'state' | 'reason'>,
  then: 'done' | 'asking_again',
): readonly AuditEvent[] {
  const away = reason === 'provider_unreachable' || reason === 'provider_busy'
  if (by.source !== 'person' || then !== 'done' || !(state === 'healthy' || away)) return []
  return [about(ports, connection, 'connection.checked', by.actor, { reason })]
}

/** One key suspected, or cleared without a flip. An outage makes no event per connection. */
function turnEvents(ports: EnginePorts, { connection, by }: Checked, suspicion: Suspicion | null) {
  const was = connection.suspicion !== null
  const is = suspicion !== null
  if (was === is) return []
  const change = { before: connection, after: { ...connection, suspicion } }
  const type = is ? ('connection.unverified' as const) : ('connection.verified' as const)
  return [connectionEvent(ports, type, change, { source: by.source })]
}

function healthAfter(
  ports: EnginePorts,
  { by }: Checked,
  before: Health,
  state: HealthState,
  reason: UnverifiedReason | null,
): Health {
  const now = ports.clock.now()
  const same = before.state === state && before.reason === reason
  return {
    state,
    reason,
    since: same ? before.since : now,
    checkedAt: now,
    confirmedAt: state === 'healthy' ? now : before.confirmedAt,
    nextCheckAt: now + ports.checkIntervalMs,
    source: by.source,
  }
}

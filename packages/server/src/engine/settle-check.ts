import type { Actor, AuditEvent } from '../domain/audit.ts'
import { withStanding } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import type { Health, HealthSource } from '../domain/health.ts'
import type { CheckAnswer } from '../domain/noticing/answer.ts'
import { CONDEMNED_AS, evidenceIn } from '../domain/noticing/evidence.ts'
import type { Evidence, SuspicionKind } from '../domain/noticing/evidence.ts'
import { roleOf, settle } from '../domain/noticing/settle.ts'
import type { Circumstances, Move, Settlement } from '../domain/noticing/settle.ts'
import type { Issue, StandingReason } from '../domain/reasons.ts'
import { amendConnection } from './amend-connection.ts'
import type { Basis, CheckRecord, CheckResult } from './ports/check-store.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import type { AskedBy } from './ports/metrics.ts'
import type { Records } from './ports/written.ts'
import { about, connectionEvent } from './records.ts'

/** A question about a stored key, from whoever holds its lease. */
export interface Question {
  readonly connection: Connection
  readonly version: number
  readonly holder: string
  readonly by: { readonly actor: Actor; readonly source: HealthSource; readonly lane: AskedBy }
}

export interface Judged {
  readonly evidence: Evidence
  readonly settlement: Settlement
}

/** What the rule says to an answer, here and now. */
export function judge(ports: EnginePorts, question: Question, answer: CheckAnswer, rule = settle): Judged {
  const evidence = evidenceIn(answer, question.connection)
  return { evidence, settlement: rule(question.connection, evidence, circumstances(ports, question)) }
}

const circumstances = ({ noticing, clock, random }: EnginePorts, { connection, by }: Question): Circumstances => ({
  rules: noticing.rules,
  outlook: noticing.outlook(connection),
  source: by.source,
  now: clock.now(),
  dueAt: by.source === 'probe' ? connection.health.nextCheckAt : null,
  intervalMs: noticing.intervalMs(connection),
  roll: random.roll(),
})

/** Tells what the answer says of the provider as a whole. Once an answer, before it is acted upon. */
export function observed({ noticing }: EnginePorts, { connection }: Question, { evidence, settlement }: Judged): void {
  const role = roleOf(connection, settlement, noticing.outlook(connection))
  noticing.observe(connection, { kind: 'checked', id: connection.id, evidence, role })
}

/** An answer that leaves the standing as it is, as it is written. */
export function recordOf(
  ports: EnginePorts,
  question: Question,
  judged: Judged,
  lease: 'hand_back' | 'keep' = 'hand_back',
): CheckRecord {
  const { connection, version, holder } = question
  const told = tellOfSuspicion(ports, question, judged.settlement.suspicion)
  const result = { ...resultOf(ports, question, judged), suspicion: told.suspicion }
  return {
    tenantId: connection.tenantId,
    id: connection.id,
    credentialVersion: version,
    lease: { kind: lease, holder, basis: basisOf(connection) },
    result: lease === 'keep' ? { ...result, checkingUntil: connection.checkingUntil } : result,
    records: {
      events: told.events,
      audit: [...told.audit, ...(lease === 'keep' ? [] : personsTrace(ports, question, result.health))],
    },
  }
}

const TRIES_AGAINST_TRAFFIC = 4

/**
 * Writes what an answer comes to. What traffic noted meanwhile is judged with it; whoever took over the lease has the last
 * word.
 *
 * @param lease `keep`: the holder asks once more
 */
export async function conclude(
  ports: EnginePorts,
  question: Question,
  evidence: Evidence,
  { rule = settle, lease = 'hand_back' }: { readonly rule?: typeof settle; readonly lease?: 'hand_back' | 'keep' } = {},
): Promise<void> {
  const { holder, version, by } = question
  let { connection } = question
  for (let left = TRIES_AGAINST_TRAFFIC; left > 0; left -= 1) {
    if (await write(ports, { ...question, connection }, evidence, rule, lease)) return
    const fresh = await ports.stores.connections.findSealed(connection.tenantId, connection.id)
    if (fresh?.holder !== holder || fresh.connection.credential?.version !== version) break
    connection = fresh.connection
  }
  ports.metrics.checked('lost', by.lane)
}

/** @returns false when it was judged with what is no longer so, or the lease is lost. */
async function write(
  ports: EnginePorts,
  question: Question,
  evidence: Evidence,
  rule: typeof settle,
  lease: 'hand_back' | 'keep',
): Promise<boolean> {
  const { connection } = question
  const settlement = rule(connection, evidence, circumstances(ports, question))
  if (settlement.move !== null) return moveStanding(ports, question, evidence, rule)
  const toWrite = recordOf(ports, question, { evidence, settlement }, lease)
  return (await ports.stores.checks.record([toWrite])).has(connection.id)
}

/**
 * Moves the standing as the rule says, in one transaction with its records, if the question still holds its lease. A verdict
 * is judged once more by what all servers know.
 */
async function moveStanding(
  ports: EnginePorts,
  question: Question,
  evidence: Evidence,
  rule: typeof settle,
): Promise<boolean> {
  const { connection, version, holder, by } = question
  await ports.noticing.share(connection)
  const judged = { evidence, settlement: rule(connection, evidence, circumstances(ports, question)) }
  const { move } = judged.settlement
  if (move === null) {
    return (await ports.stores.checks.record([recordOf(ports, question, judged)])).has(connection.id)
  }
  const outcome = await amendConnection(ports, connection.tenantId, connection.id, (fresh, sealed) => {
    if (fresh.credential?.version !== version || sealed.holder !== holder) return null
    if (!isSameBasis(basisOf(fresh), basisOf(connection))) return null
    const next = { ...moved(ports, fresh, move), ...resultOf(ports, question, judged) }
    return { next, holder, records: recordsOf(ports, { before: fresh, after: next }, by) }
  })
  if (outcome.kind !== 'committed') return false
  if (move.kind === 'repaired' || connection.standing === 'action_required') return true
  const { suspicion } = connection
  const failingSince = suspicion?.failingSince ?? ports.clock.now()
  ports.metrics.detected(suspicion?.source ?? by.source, ports.clock.now() - failingSince)
  return true
}

const basisOf = ({ suspicion, health }: Connection): Basis => ({ suspicion, nextCheckAt: health.nextCheckAt })

const isSameBasis = (one: Basis, other: Basis): boolean =>
  one.nextCheckAt === other.nextCheckAt && one.suspicion?.firstAt === other.suspicion?.firstAt

function moved(ports: EnginePorts, connection: Connection, move: Move): Connection {
  const now = ports.clock.now()
  if (move.kind === 'repaired') return withStanding(connection, 'repaired', null, now)
  const issue: Issue<StandingReason> = {
    code: move.code,
    details: move.details,
    since: now,
    supportReference: ports.random.supportReference(),
  }
  return withStanding(connection, 'rejected', issue, now)
}

function recordsOf(
  ports: EnginePorts,
  change: { readonly before: Connection; readonly after: Connection },
  { actor, source }: Question['by'],
) {
  const { issue } = change.after
  const what = issue === null ? 'connection.recovered' : 'connection.action_required'
  const details = issue === null ? {} : { reason: issue.code, supportReference: issue.supportReference }
  return {
    audit: [about(ports, change.before, what, actor, details)],
    events: [connectionEvent(ports, what, change, { source })],
  }
}

function resultOf(ports: EnginePorts, { connection, by }: Question, { evidence, settlement }: Judged): CheckResult {
  const now = ports.clock.now()
  const { health, plan } = connection
  const { next, repairFrom } = settlement
  return {
    health: { ...healthAfter(health, settlement.health, now), source: by.source, nextCheckAt: next.at },
    suspicion: settlement.suspicion,
    checkingUntil: null,
    plan: { lane: next.lane, repairFrom, introspectedAt: evidence.weighs === 'nothing' ? plan.introspectedAt : now },
  }
}

/** What an answer shows of a key. */
export const healthAfter = (before: Health, { state, reason }: Settlement['health'], now: number): Health => ({
  ...before,
  state,
  reason,
  since: before.state === state && before.reason === reason ? before.since : now,
  checkedAt: now,
  confirmedAt: state === 'healthy' ? now : before.confirmedAt,
})

/**
 * One key suspected, or cleared without a flip. While the provider has an incident nobody is told of single keys; who was
 * told of a suspicion is also told that it is over.
 */
export function tellOfSuspicion(
  ports: EnginePorts,
  { connection, by }: Pick<Question, 'connection' | 'by'>,
  suspicion: Connection['suspicion'],
): Pick<Connection, 'suspicion'> & Records {
  const wasTold = connection.suspicion?.told === true
  const nothing = { suspicion, events: [], audit: [] }
  const tell = (what: 'connection.unverified' | 'connection.verified', kind: SuspicionKind) => ({
    events: [
      connectionEvent(ports, what, { before: connection, after: { ...connection, suspicion } }, { source: by.source }),
    ],
    audit: [about(ports, connection, what, by.actor, { reason: CONDEMNED_AS[kind], source: by.source })],
  })
  if (suspicion === null) {
    return connection.suspicion === null || !wasTold
      ? nothing
      : { suspicion, ...tell('connection.verified', connection.suspicion.kind) }
  }
  const tells = !suspicion.told && connection.standing === 'connected' && ports.noticing.incident(connection) === null
  if (!tells) return nothing
  return { suspicion: { ...suspicion, told: true }, ...tell('connection.unverified', suspicion.kind) }
}

/**
 * What a person's check came to, once it is over: the key is well, or the provider did not say. A refusal leaves its
 * trace when it flips the connection.
 */
function personsTrace(
  ports: EnginePorts,
  { connection, by }: Question,
  { state, reason }: Pick<Health, 'state' | 'reason'>,
): readonly AuditEvent[] {
  const away = reason === 'provider_unreachable' || reason === 'provider_busy'
  if (by.source !== 'person' || !(state === 'healthy' || away)) return []
  return [about(ports, connection, 'connection.checked', by.actor, { reason })]
}

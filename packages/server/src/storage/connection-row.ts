import type { Insertable, Selectable, Updateable } from 'kysely'
import { statusOf } from '../domain/attempt.ts'
import type { Account } from '../domain/account.ts'
import { connectionState, connectionUsable } from '../domain/connection.ts'
import type { Connection, CredentialInfo } from '../domain/connection.ts'
import { LANES } from '../domain/noticing/schedule.ts'
import type { Lane } from '../domain/noticing/schedule.ts'
import type { Suspicion } from '../domain/noticing/suspicion.ts'
import type { StateMac } from '../domain/sealed.ts'
import type { CheckResult } from '../engine/ports/check-store.ts'
import type { ConnectionTable } from './database.ts'
import { fromJson, fromJsonOrNull, toJson, toJsonOrNull } from './json.ts'
import { fold } from './search.ts'

export type ConnectionRow = Selectable<ConnectionTable>

/** A whole new row. */
export const insertedRow = (connection: Connection, stateMac: StateMac): Insertable<ConnectionTable> => ({
  tenant_id: connection.tenantId,
  id: connection.id,
  provider: connection.provider,
  environment: connection.environment,
  reference: connection.reference,
  created_at: connection.createdAt,
  state_mac: stateMac,
  ...changedColumns(connection),
  ...checkedColumns(connection),
})

const foldOrNull = (text: string | null): string | null => (text === null ? null : fold(text))

const recipientsColumn = ({ notify }: Connection) => (notify.length === 0 ? null : toJson(notify))

/** All a change may move, but for what checks write: never whose connection it is. */
export const changedColumns = (connection: Connection) => {
  const { account, credential, attempt } = connection
  return {
    label: connection.label,
    label_folded: foldOrNull(connection.label),
    notify: recipientsColumn(connection),
    account_id: account?.id ?? null,
    account_kind: account?.kind ?? null,
    account_name: account?.name ?? null,
    account_name_folded: foldOrNull(account?.name ?? null),
    standing: connection.standing,
    attempt_status: statusOf(attempt),
    state: connectionState(connection),
    usable: connectionUsable(connection) ? 1 : 0,
    credential_id: credential?.id ?? null,
    credential_version: connection.credentialVersion,
    credential_added_at: credential?.addedAt ?? null,
    credential_added_by: toJsonOrNull(credential?.addedBy ?? null),
    credential_last_used_at: credential?.lastUsedAt ?? null,
    granted_scopes: toJson(connection.grantedScopes),
    issue: toJsonOrNull(connection.issue),
    attempt: toJsonOrNull(attempt),
    attempt_expires_at: attempt?.expiresAt ?? null,
    replaces: connection.replaces,
    standing_since: connection.standingSince,
    revision: connection.revision,
    updated_at: connection.updatedAt,
  } satisfies Updateable<ConnectionTable>
}

/** What a check moves. */
export const checkedColumns = ({ health, suspicion, checkingUntil, plan }: CheckResult) =>
  ({
    suspicion_kind: suspicion?.kind ?? null,
    suspicion_at: suspicion?.firstAt ?? null,
    suspicion_failing_since: suspicion?.failingSince ?? null,
    suspicion_answers: suspicion?.answers ?? null,
    suspicion_source: suspicion?.source ?? null,
    suspicion_told: suspicion === null ? null : Number(suspicion.told),
    health_state: health.state,
    health_reason: health.reason,
    health_since: health.since,
    health_source: health.source,
    checked_at: health.checkedAt,
    confirmed_at: health.confirmedAt,
    next_check_at: health.nextCheckAt,
    checking_until: checkingUntil,
    check_lane: laneNumber(plan.lane),
    repair_from: plan.repairFrom,
    introspected_at: plan.introspectedAt,
  }) satisfies Updateable<ConnectionTable>

export const laneNumber = (lane: Lane): number => LANES.indexOf(lane)

export const connectionOf = (row: ConnectionRow): Connection => ({
  id: row.id,
  tenantId: row.tenant_id,
  provider: row.provider,
  environment: row.environment,
  reference: row.reference,
  label: row.label,
  notify: row.notify === null ? [] : fromJson(row.notify),
  standing: row.standing,
  account: accountOf(row),
  credential: credentialOf(row),
  credentialVersion: row.credential_version,
  grantedScopes: fromJson(row.granted_scopes),
  issue: fromJsonOrNull(row.issue),
  attempt: fromJsonOrNull(row.attempt),
  suspicion: suspicionOf(row),
  health: {
    state: row.health_state,
    reason: row.health_reason,
    since: row.health_since,
    checkedAt: row.checked_at,
    confirmedAt: row.confirmed_at,
    nextCheckAt: row.next_check_at,
    source: row.health_source,
  },
  plan: {
    lane: LANES[row.check_lane] ?? 'sweep',
    repairFrom: row.repair_from,
    introspectedAt: row.introspected_at,
  },
  standingSince: row.standing_since,
  checkingUntil: row.checking_until,
  replaces: row.replaces,
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

function accountOf(row: ConnectionRow): Account | null {
  if (row.account_id === null || row.account_kind === null) return null
  return { id: row.account_id, kind: row.account_kind, name: row.account_name }
}

/** The stored key is the latest there was, so their versions are one column. */
function credentialOf(row: ConnectionRow): CredentialInfo | null {
  if (row.credential_id === null || row.credential_added_at === null) return null
  return {
    id: row.credential_id,
    version: row.credential_version,
    addedAt: row.credential_added_at,
    addedBy: fromJsonOrNull(row.credential_added_by),
    lastUsedAt: row.credential_last_used_at,
  }
}

function suspicionOf(row: ConnectionRow): Suspicion | null {
  const { suspicion_kind: kind, suspicion_at: firstAt, suspicion_failing_since: failingSince } = row
  const { suspicion_answers: answers, suspicion_source: source } = row
  if (kind === null || firstAt === null || failingSince === null || answers === null || source === null) return null
  return { kind, firstAt, failingSince, answers, source, told: row.suspicion_told === 1 }
}

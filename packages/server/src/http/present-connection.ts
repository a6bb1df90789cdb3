import { reasonWords } from '@keyturn/connect/words'
import type { attempt as attemptSchema, connection as connectionSchema, issue as issueSchema, z } from '@keyturn/api'
import type { Attempt } from '../domain/attempt.ts'
import { connectionState, connectionUsable } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import type { Health } from '../domain/health.ts'
import { REASONS } from '../domain/reasons.ts'
import type { Issue, ReasonCode, ReasonDetails } from '../domain/reasons.ts'
import type { HttpConfig } from './http-config.ts'

export type ConnectionJson = z.infer<typeof connectionSchema>
export type IssueJson = z.infer<typeof issueSchema>
type AttemptJson = z.infer<typeof attemptSchema>

/** Whose words, in which language. */
export interface Speech {
  readonly config: HttpConfig
  readonly locale: string
  readonly now: number
}

export const instantOf = (ms: number): string => new Date(ms).toISOString()
const instantOrNull = (ms: number | null): string | null => (ms === null ? null : instantOf(ms))

const BY_THE_CUSTOMER = new Set(['customer', 'customers_admin', 'wait'])

export function presentConnection(
  connection: Connection,
  requiredScopes: readonly string[],
  speech: Speech,
): ConnectionJson {
  const { credential, account } = connection
  return {
    id: connection.id,
    tenantId: connection.tenantId,
    provider: connection.provider,
    environment: connection.environment,
    reference: connection.reference,
    label: connection.label,
    notify: connection.notify.map(({ email, locale }) => ({ email, locale })),
    state: connectionState(connection),
    usable: connectionUsable(connection),
    account: account === null ? null : { id: account.id, kind: account.kind, name: account.name },
    credential:
      credential === null
        ? null
        : {
            id: credential.id,
            hint: null,
            addedAt: instantOf(credential.addedAt),
            addedBy: credential.addedBy,
            lastUsedAt: instantOrNull(credential.lastUsedAt),
          },
    permissions: presentPermissions(connection, requiredScopes),
    issue: connection.issue === null ? null : presentIssue(connection.issue, connection, speech),
    attempt: connection.attempt === null ? null : presentAttempt(connection.attempt, connection, speech),
    health: presentHealth(connection.health),
    revision: connection.revision,
    createdAt: instantOf(connection.createdAt),
    updatedAt: instantOf(connection.updatedAt),
  }
}

/** Required ones first, then what else was granted; those of a key that is gone are not shown. */
export function presentPermissions(
  connection: Connection,
  requiredScopes: readonly string[],
): { scope: string; granted: boolean; required: boolean }[] {
  if (connection.credential === null) return []
  const missing = new Set(connection.issue?.details.missing ?? [])
  const granted = new Set(connection.grantedScopes.filter((scope) => !missing.has(scope)))
  const all = [...new Set([...requiredScopes, ...connection.grantedScopes])]
  return all.map((scope) => ({ scope, granted: granted.has(scope), required: requiredScopes.includes(scope) }))
}

export function presentAttempt(attempt: Attempt, connection: Connection, speech: Speech): AttemptJson {
  const about = { ...connection, account: connection.account ?? attempt.account }
  return {
    id: attempt.id,
    kind: attempt.kind,
    status: attempt.status,
    step: attempt.step,
    startedAt: instantOf(attempt.startedAt),
    expiresAt: instantOrNull(attempt.expiresAt),
    account: attempt.account,
    issue: attempt.issue === null ? null : presentIssue(attempt.issue, about, speech),
  }
}

export const presentHealth = (health: Health): ConnectionJson['health'] => ({
  state: health.state,
  reason: health.reason,
  since: instantOrNull(health.since),
  checkedAt: instantOrNull(health.checkedAt),
  nextCheckAt: instantOrNull(health.nextCheckAt),
  source: health.source,
})

export function presentIssue(
  issue: Pick<Issue, 'code' | 'details' | 'since' | 'supportReference'>,
  connection: Connection,
  speech: Speech,
): IssueJson {
  return { ...describeReason(issue, connection, speech), since: instantOf(issue.since) }
}

/** Title, message and next step of a reason in the reader's language, with the names in it. */
export function describeReason<Reference extends string | null>(
  reason: { readonly code: ReasonCode; readonly details: ReasonDetails; readonly supportReference: Reference },
  connection: Pick<Connection, 'provider' | 'account' | 'label'> | null,
  { config, locale, now }: Speech,
) {
  const provider = config.providers.get(connection?.provider ?? '')
  const words = reasonWords(
    locale,
    { code: reason.code, details: reason.details, since: now, supportReference: reason.supportReference ?? '' },
    {
      productName: config.productName,
      providerName: provider?.name ?? onlyName(config),
      integrationName: provider?.integrationName ?? config.productName,
      account: connection?.account ?? null,
      ledger: connection?.label ?? null,
      now,
    },
  )
  return {
    code: reason.code,
    title: words.title,
    message: words.message,
    nextStep: words.nextStep,
    userRecoverable: BY_THE_CUSTOMER.has(REASONS[reason.code].fixedBy),
    supportReference: reason.supportReference,
    details: presentDetails(reason.details),
  }
}

/** Where no connection says which provider, the one there is. */
function onlyName(config: HttpConfig): string {
  const [first] = config.providers.values()
  return first?.name ?? ''
}

function presentDetails(details: ReasonDetails): IssueJson['details'] {
  const { missing, retryAt, ...rest } = details
  return {
    ...rest,
    ...(missing === undefined ? {} : { missing: [...missing] }),
    ...(retryAt === undefined ? {} : { retryAt: instantOf(retryAt) }),
  }
}

import type { Account } from '../account.ts'
import type { Attempt } from '../attempt.ts'
import { newConnection } from '../connection.ts'
import type { Connection, CredentialInfo } from '../connection.ts'
import { parseId, parseReference, parseTenantId } from '../ids.ts'
import type { AttemptReason, Issue, ReasonCode } from '../reasons.ts'

/** A fixed instant: 2026-03-02T10:41:00Z. */
export const NOON = 1_772_448_060_000

const ID = 'AAAAAAAAAAAAAAAAAAAAAA'

export const ACME: Account = { id: '7a0c2f5e-0000-4000-8000-000000000001', kind: 'company', name: 'Acme ApS' }

export const anIssue = <Code extends ReasonCode>(code: Code): Issue<Code> => ({
  code,
  details: {},
  since: NOON,
  supportReference: 'K7QX-2M4D',
})

export const anAttempt = (given: Partial<Attempt> = {}): Attempt => ({
  id: parseId('attempt', `att_${ID}`),
  kind: 'connect',
  status: 'validating',
  step: 'key',
  startedAt: NOON,
  expiresAt: NOON + 30_000,
  account: null,
  issue: null,
  sessionId: null,
  grantedScopes: null,
  ...given,
})

export const aFailedAttempt = (reason: AttemptReason = 'key_invalid'): Attempt =>
  anAttempt({ status: 'failed', step: null, expiresAt: null, issue: anIssue(reason) })

export const aNewConnection = (): Connection =>
  newConnection(
    {
      id: parseId('connection', `conn_${ID}`),
      tenantId: parseTenantId('acme-42'),
      provider: 'pleo',
      environment: 'production',
      reference: parseReference('default'),
      label: 'Acme DK',
    },
    NOON,
  )

export const aCredential = (version: number): CredentialInfo => ({
  id: parseId('credential', `cred_${ID}`),
  version,
  addedAt: NOON,
  addedBy: null,
  lastUsedAt: null,
})

import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { ATTEMPT_KINDS, ATTEMPT_STEPS } from '../../domain/attempt.ts'
import type { Attempt } from '../../domain/attempt.ts'
import type { Connection, CredentialInfo } from '../../domain/connection.ts'
import { SUSPICION_KINDS } from '../../domain/noticing/evidence.ts'
import { LANES } from '../../domain/noticing/schedule.ts'
import { HEALTH_SOURCES, HEALTH_STATES, UNVERIFIED_REASONS } from '../../domain/health.ts'
import type { Issue, StandingReason } from '../../domain/reasons.ts'
import { STANDINGS } from '../../domain/standing.ts'
import { aConnection, anAccountId, anId } from './fixtures.ts'

/** Any text a person or a provider may have written, but for NUL, which PostgreSQL cannot store. */
export const anyText = (): Arbitrary<string> =>
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll('\0', ''))
const time = (): Arbitrary<number> => fc.integer({ min: 0, max: 8.64e15 })
const orNull = <T>(value: Arbitrary<T>): Arbitrary<T | null> => fc.option(value, { nil: null })

const anyAccount = () =>
  fc.record({ id: fc.constant(null).map(() => anAccountId()), kind: fc.constant('company'), name: orNull(anyText()) })

const anyPerson = () => fc.record({ id: anyText(), name: orNull(anyText()) })

function anyIssue<Code extends StandingReason>(...codes: readonly Code[]): Arbitrary<Issue<Code>> {
  return fc.record({
    code: fc.constantFrom(...codes),
    details: fc.record({ missing: fc.array(anyText()), retryAt: time() }, { requiredKeys: [] }),
    since: time(),
    supportReference: anyText(),
  })
}

const anyAttempt = (): Arbitrary<Attempt> =>
  fc.record({
    id: fc.constant(null).map(() => anId('attempt')),
    kind: fc.constantFrom(...ATTEMPT_KINDS),
    status: fc.constantFrom('validating', 'awaiting_confirmation', 'failed'),
    step: orNull(fc.constantFrom(...ATTEMPT_STEPS)),
    startedAt: time(),
    expiresAt: orNull(time()),
    account: orNull(anyAccount()),
    issue: orNull(anyIssue('account_mismatch')),
    sessionId: orNull(fc.constant(null).map(() => anId('connectSession'))),
    grantedScopes: orNull(fc.array(anyText())),
  })

const anyCredential = (version: number): Arbitrary<CredentialInfo> =>
  fc.record({
    id: fc.constant(null).map(() => anId('credential')),
    version: fc.constant(version),
    addedAt: time(),
    addedBy: orNull(anyPerson()),
    lastUsedAt: orNull(time()),
  })

const anyHealth = () =>
  fc.record({
    state: fc.constantFrom(...HEALTH_STATES),
    reason: orNull(fc.constantFrom(...UNVERIFIED_REASONS)),
    since: orNull(time()),
    checkedAt: orNull(time()),
    confirmedAt: orNull(time()),
    nextCheckAt: orNull(time()),
    source: orNull(fc.constantFrom(...HEALTH_SOURCES)),
  })

/** Every field free, but for the laws the table itself holds: a live connection has its account. */
export const anyConnection = (): Arbitrary<Connection> =>
  fc.integer({ min: 0, max: 1_000_000 }).chain((credentialVersion) =>
    fc
      .record({
        label: orNull(anyText()),
        notify: fc.array(fc.record({ email: anyText(), locale: orNull(anyText()) }), { maxLength: 3 }),
        standing: fc.constantFrom(...STANDINGS),
        account: anyAccount(),
        credential: orNull(anyCredential(credentialVersion)),
        credentialVersion: fc.constant(credentialVersion),
        grantedScopes: fc.array(anyText()),
        issue: orNull(anyIssue('key_revoked', 'restored')),
        attempt: orNull(anyAttempt()),
        suspicion: orNull(
          fc.record({
            kind: fc.constantFrom(...SUSPICION_KINDS),
            firstAt: time(),
            failingSince: time(),
            answers: fc.nat({ max: 9 }),
            source: fc.constantFrom(...HEALTH_SOURCES),
            told: fc.boolean(),
          }),
        ),
        health: anyHealth(),
        plan: fc.record({
          lane: fc.constantFrom(...LANES),
          repairFrom: orNull(time()),
          introspectedAt: orNull(time()),
        }),
        standingSince: time(),
        checkingUntil: orNull(time()),
        replaces: orNull(fc.constant(null).map(() => anId('connection'))),
        updatedAt: time(),
      })
      .map((fields) => aConnection(fields)),
  )

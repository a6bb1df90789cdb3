import type { Account } from '../domain/account.ts'
import { CONFIRMATION_LASTS_MS } from '../domain/attempt.ts'
import type { AttemptStep } from '../domain/attempt.ts'
import { withAttempt } from '../domain/connection.ts'
import type { Connection } from '../domain/connection.ts'
import { amendConnection } from './amend-connection.ts'
import type { AttemptRun } from './key-origin.ts'
import { commitCredential } from './commit-credential.ts'
import { withDeadline } from './deadline.ts'
import { failedAttempt } from './fail-attempt.ts'
import type { Failure } from './fail-attempt.ts'
import { accountRefusal, KEY_IN_USE_ELSEWHERE, named } from './guard-account.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import type { Inconclusive } from '../domain/noticing/answer.ts'
import type { Finding, KeyRefusal, Provider, ProviderCall } from './ports/provider.ts'
import { about } from './records.ts'

/** After this the provider has not answered. DESIGN section 9. */
const ATTEMPT_DEADLINE_MS = 10_000
/** A step that is over sooner is not seen by anybody, and writing it would make the person wait for the disk. */
const STEP_SEEN_AFTER_MS = 150

/** A call of the provider on behalf of an attempt; once the guards have passed, its steps name the company. */
interface AttemptCall extends ProviderCall {
  readonly onStep: (step: AttemptStep, account?: Account | null) => Promise<void>
}

/** The attempt is no longer this connection's: overtaken, cancelled or ended by a disconnect. Its result is discarded. */
class Overtaken extends Error {}

/**
 * Asks the provider about a key and ends the attempt one way or the other. Never throws; wipes the secret.
 * All or nothing: until the one commit, nothing but the attempt itself changes.
 */
export async function runAttempt(ports: EnginePorts, run: AttemptRun, signal: AbortSignal): Promise<void> {
  await underDeadline(ports, run, signal, async (provider, call) => {
    const identified = await provider.identify(run.secret, call)
    if (identified.kind !== 'accepted') return fail(ports, run, failureOf(ports, provider, identified))
    await continueWith(ports, run, provider, call, identified.finding)
  })
}

/** After the person's yes: installs and commits. The question was asked about `finding`. */
export async function runConfirmed(
  ports: EnginePorts,
  run: AttemptRun,
  finding: Finding & { readonly account: Account },
  signal: AbortSignal,
): Promise<void> {
  await underDeadline(ports, run, signal, async (provider, call) => {
    const connection = await ours(ports, run)
    const refusal = await accountRefusal(ports, connection, finding.account, run)
    if (refusal !== null) return fail(ports, run, refusal)
    await installAndCommit(ports, run, provider, call, finding)
  })
}

async function underDeadline(
  ports: EnginePorts,
  run: AttemptRun,
  signal: AbortSignal,
  converse: (provider: Provider, call: AttemptCall) => Promise<void>,
): Promise<void> {
  const over = new AbortController()
  try {
    await withDeadline(
      ports.clock,
      ATTEMPT_DEADLINE_MS,
      async (callSignal) =>
        converse(await providerOf(ports, run), {
          signal: callSignal,
          onStep: stepWriter(ports, run, AbortSignal.any([callSignal, over.signal])),
        }),
      signal,
    )
  } catch (error) {
    if (!(error instanceof Overtaken)) await failUnexpectedly(ports, run, error)
  } finally {
    over.abort()
    run.secret.wipe()
  }
}

async function providerOf(ports: EnginePorts, run: AttemptRun): Promise<Provider> {
  const connection = await ours(ports, run)
  const provider = ports.providers.get(connection.provider)
  if (provider === undefined) throw new Error('The connection names a provider that is not configured.')
  return provider
}

async function continueWith(
  ports: EnginePorts,
  run: AttemptRun,
  provider: Provider,
  call: AttemptCall,
  found: Finding,
): Promise<void> {
  const revealed = found.account === null ? await provider.reveal(run.secret, run.connection, call) : null
  if (revealed !== null && revealed.kind !== 'installed') return fail(ports, run, failureOf(ports, provider, revealed))
  const account = found.account ?? revealed?.account
  if (account === undefined) return fail(ports, run, { reason: 'account_unknown', details: {} })

  const connection = await ours(ports, run)
  const refusal = await accountRefusal(ports, connection, account, run)
  if (refusal !== null) {
    if (revealed !== null) await provider.retract(run.secret, call)
    return fail(ports, run, refusal)
  }
  const finding = { account, grantedScopes: found.grantedScopes }
  if (run.origin.confirmation === 'explicit') return askPerson(ports, run, finding)
  await installAndCommit(ports, run, provider, call, finding)
}

async function askPerson(
  ports: EnginePorts,
  run: AttemptRun,
  finding: Finding & { readonly account: Account },
): Promise<void> {
  await amendOurs(ports, run, async (connection) => {
    const sealed = await ports.vault.seal(
      {
        purpose: 'candidate',
        tenantId: run.tenant,
        connectionId: run.connection,
        credentialVersion: connection.credentialVersion + 1,
        provider: connection.provider,
        environment: connection.environment,
      },
      { secret: run.secret, accountId: finding.account.id },
    )
    const { attempt } = connection
    if (attempt === null) return null
    const next = withAttempt(connection, 'ask', {
      ...attempt,
      step: null,
      account: finding.account,
      grantedScopes: finding.grantedScopes,
      expiresAt: ports.clock.now() + CONFIRMATION_LASTS_MS,
    })
    return {
      next,
      candidate: { kind: 'put', sealed },
      records: {
        audit: [
          about(ports, connection, 'attempt.awaiting_confirmation', run.origin.actor, {
            attemptId: run.attempt,
            accountId: finding.account.id,
          }),
        ],
      },
    }
  })
}

async function installAndCommit(
  ports: EnginePorts,
  run: AttemptRun,
  provider: Provider,
  call: AttemptCall,
  finding: Finding & { readonly account: Account },
): Promise<void> {
  const { attempt } = await ours(ports, run)
  const { account } = finding
  const plan = { mode: attempt?.kind ?? 'connect', account }
  // The guards have passed: from here on the page may say which company it is.
  const onStep = (step: AttemptStep): Promise<void> => call.onStep(step, account)
  const installed = await provider.install(run.secret, run.connection, plan, { ...call, onStep })
  if (installed.kind !== 'installed') {
    await fail(ports, run, failureOf(ports, provider, installed, account), { account, orphanAt: provider })
    return
  }
  const outcome = await commitCredential(ports, run, finding)
  if (outcome.kind === 'committed') return
  if (outcome.kind === 'taken') return fail(ports, run, KEY_IN_USE_ELSEWHERE)
  await removeOrphan(ports, run, provider)
}

/**
 * An installation made for an attempt that was then ended by a disconnect or a cancel serves nobody. One that a newer
 * attempt or a stored key uses stays.
 */
async function removeOrphan(ports: EnginePorts, run: AttemptRun, provider: Provider): Promise<void> {
  const connection = await ports.stores.connections.find(run.tenant, run.connection)
  const used = connection !== undefined && (connection.credential !== null || connection.attempt !== null)
  if (used) return
  const outcome = await withDeadline(ports.clock, ATTEMPT_DEADLINE_MS, (signal) =>
    provider.uninstall(run.secret, { signal, onStep: async () => undefined }),
  )
  if (outcome === 'left_behind') ports.log.warn({ connectionId: run.connection }, 'an installation was left behind')
}

interface FailedInstallation {
  /** The guards have passed: the page may say which company it is. */
  readonly account: Account
  readonly orphanAt: Provider
}

async function fail(ports: EnginePorts, run: AttemptRun, failure: Failure, at?: FailedInstallation): Promise<void> {
  const outcome = await amendConnection(ports, run.tenant, run.connection, (connection) => {
    const { attempt } = connection
    if (attempt?.id !== run.attempt) return null
    return failedAttempt(ports, connection, { ...attempt, account: at?.account ?? attempt.account }, failure, {
      actor: run.origin.actor,
      source: run.origin.session === null ? 'api' : 'person',
    })
  })
  if (outcome.kind === 'unchanged' && at !== undefined) await removeOrphan(ports, run, at.orphanAt)
}

async function failUnexpectedly(ports: EnginePorts, run: AttemptRun, error: unknown): Promise<void> {
  ports.log.error(
    { connectionId: run.connection, attemptId: run.attempt, fault: error instanceof Error ? error.name : 'unknown' },
    'an attempt stopped for a reason of ours',
  )
  try {
    await fail(ports, run, { reason: 'interrupted', details: {} })
  } catch {
    // The store is gone as well: the attempt runs out by itself.
  }
}

interface Reached {
  readonly step: AttemptStep
  readonly account: Account | null
}

/** Writes the step an attempt has come to, once it has lasted long enough to be seen. */
function stepWriter(ports: EnginePorts, run: AttemptRun, over: AbortSignal): AttemptCall['onStep'] {
  let next = new AbortController()
  return async (step, account = null) => {
    next.abort()
    next = new AbortController()
    void writeWhenSeen(ports, run, { step, account }, AbortSignal.any([over, next.signal]))
  }
}

async function writeWhenSeen(ports: EnginePorts, run: AttemptRun, reached: Reached, past: AbortSignal): Promise<void> {
  try {
    await ports.clock.sleep(STEP_SEEN_AFTER_MS, past)
    await writeStep(ports, run, reached)
  } catch (error) {
    if (past.aborted || error instanceof Overtaken) return
    ports.log.warn({ connectionId: run.connection, attemptId: run.attempt }, 'the step of an attempt was not written')
  }
}

async function writeStep(ports: EnginePorts, run: AttemptRun, { step, account }: Reached): Promise<void> {
  await amendOurs(ports, run, ({ attempt, ...connection }) =>
    attempt === null || attempt.step === step
      ? null
      : { next: { ...connection, attempt: { ...attempt, step, account: account ?? attempt.account } }, records: {} },
  )
}

async function amendOurs(
  ports: EnginePorts,
  run: AttemptRun,
  decide: Parameters<typeof amendConnection>[3],
): Promise<void> {
  await amendConnection(ports, run.tenant, run.connection, (connection, sealed) => {
    if (connection.attempt?.id !== run.attempt) throw new Overtaken()
    return decide(connection, sealed)
  })
}

async function ours(ports: EnginePorts, run: AttemptRun): Promise<Connection> {
  const connection = await ports.stores.connections.find(run.tenant, run.connection)
  if (connection?.attempt?.id !== run.attempt) throw new Overtaken()
  return connection
}

/** @param expected whose key it is, as far as that was known before the answer */
function failureOf(
  ports: EnginePorts,
  { id: provider, environment }: Pick<Provider, 'id' | 'environment'>,
  answer: KeyRefusal | Inconclusive,
  expected?: Account,
): Failure {
  if (answer.kind === 'inconclusive') {
    const retryAt = answer.retryAfterMs === null ? null : ports.clock.now() + answer.retryAfterMs
    return { reason: answer.reason, details: retryAt === null ? {} : { retryAt } }
  }
  const storm = ports.noticing.incident({ provider, environment })?.kind === 'provider_refusing_all'
  if (storm && isRefusedWithoutReason(answer)) return { reason: 'provider_refusing_all', details: {} }
  if (answer.reason === 'permissions_missing') return { reason: answer.reason, details: { missing: answer.missing } }
  if (answer.reason === 'account_mismatch') {
    const details = expected === undefined ? {} : { expected: named(expected) }
    return { reason: answer.reason, details: { ...details, found: named(answer.found) } }
  }
  return { reason: answer.reason, details: {} }
}

/** While good keys are refused as well, this says nothing about the one that was pasted. */
const isRefusedWithoutReason = (answer: KeyRefusal): boolean =>
  answer.reason === 'key_invalid' || (answer.reason === 'permissions_missing' && answer.missing.length === 0)

import type { Actor } from '../domain/audit.ts'
import type { Connection } from '../domain/connection.ts'
import type { ConnectionId, TenantId } from '../domain/ids.ts'
import type { CheckAnswer } from '../domain/noticing/answer.ts'
import {
  askedUntil,
  isBeingChecked,
  PERSONS_CHECK_LASTS_MS,
  TENANT_CHECKS,
  TENANT_CHECKS_WINDOW_MS,
} from '../domain/noticing/asked-already.ts'
import { needsSecondOpinion, secondOpinion } from '../domain/noticing/persons-check.ts'
import { settle } from '../domain/noticing/settle.ts'
import type { Secret } from '../domain/secret.ts'
import { readTrusted } from './amend-connection.ts'
import { withDeadline } from './deadline.ts'
import type { Lease, Place } from './ports/check-store.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import type { Provider } from './ports/provider.ts'
import { TooManyChecks } from './refusals.ts'
import { conclude, judge, observed } from './settle-check.ts'
import type { Judged, Question } from './settle-check.ts'
import { openCredential } from './use-credential.ts'

const CHECK_DEADLINE_MS = 10_000
const ONE_CHECK_LASTS_MS = 15_000

/** A key in hand, and whom to ask about it. */
interface OpenQuestion extends Question {
  readonly provider: Provider
  readonly secret: Secret
}

/**
 * One probe now, as the schedule would make it; a refusal starts the usual confirmation. Where the last one was just now,
 * a person's check runs, or there is no key, it has no effect.
 * @throws NotFound, TooManyChecks
 */
export const checkConnection = (
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  actor: Actor,
): Promise<Connection> =>
  ports.running.checkOnce(id, async () => {
    const { connection } = await readTrusted(ports, tenant, id)
    const { clock, random, stores } = ports
    if (!isAskable(ports, connection) || askedUntil(connection, clock.now()) !== null) return connection
    await countCheck(ports, tenant)
    const now = clock.now()
    const lease = { holder: random.token(), until: now + ONE_CHECK_LASTS_MS }
    if (await stores.checks.take(tenant, id, lease, null, now)) {
      const by = { actor, source: 'probe', lane: 'people' } as const
      await withOpenKey(ports, tenant, id, { holder: lease.holder, by }, async (question) => {
        await conclude(ports, question, (await answered(ports, question)).evidence)
      })
    }
    return (await readTrusted(ports, tenant, id)).connection
  })

interface PersonsCheck {
  readonly connection: Connection
  /** The last check was just now and speaks for this one until then; null: one runs, or nobody can be asked. */
  readonly askedUntil: number | null
}

/**
 * A person's check is a witness of its own: refused now and again 5 s later is enough. Runs in the background; the
 * connection says that it runs, and then what it found. @throws NotFound, TooManyChecks
 */
export async function startPersonsCheck(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  actor: Actor,
): Promise<PersonsCheck> {
  const { connection } = await readTrusted(ports, tenant, id)
  if (!isAskable(ports, connection)) return { connection, askedUntil: null }
  const until = askedUntil(connection, ports.clock.now())
  if (until !== null) return { connection, askedUntil: until }
  await countCheck(ports, tenant)
  const now = ports.clock.now()
  const checkingUntil = now + PERSONS_CHECK_LASTS_MS
  const lease = { holder: ports.random.token(), until: checkingUntil }
  if (!(await ports.stores.checks.take(tenant, id, lease, checkingUntil, now))) return { connection, askedUntil: null }
  ports.changes.notify(id)
  ports.running.start(lease.holder, (signal) => personsCheck(ports, connection, actor, lease, signal))
  return { connection: { ...connection, checkingUntil }, askedUntil: null }
}

/** Somebody can be asked about it, and no person's check runs. */
const isAskable = (ports: EnginePorts, connection: Connection): boolean =>
  connection.credential !== null &&
  !isBeingChecked(connection, ports.clock.now()) &&
  providerOf(ports, connection) !== undefined

/** @throws TooManyChecks */
async function countCheck({ stores, clock }: EnginePorts, tenant: TenantId): Promise<void> {
  const retryAt = await stores.tries.addCheck(tenant, clock.now(), TENANT_CHECKS, TENANT_CHECKS_WINDOW_MS)
  if (retryAt !== null) throw new TooManyChecks(retryAt)
}

async function personsCheck(
  ports: EnginePorts,
  { tenantId, id }: Connection,
  actor: Actor,
  lease: Lease,
  stopped: AbortSignal,
): Promise<void> {
  try {
    await withOpenKey(
      ports,
      tenantId,
      id,
      { holder: lease.holder, by: { actor, source: 'person', lane: 'people' } },
      async (first) => {
        const { evidence, settlement } = await answered(ports, first)
        if (!needsSecondOpinion(evidence, settlement)) return conclude(ports, first, evidence)
        await conclude(ports, first, evidence, { lease: 'keep' })
        await ports.clock.sleep(ports.noticing.rules.personAgainAfterMs, stopped)
        const { connection } = await readTrusted(ports, tenantId, id)
        const second = { ...first, connection }
        const again = await answered(ports, second, secondOpinion)
        await conclude(ports, second, again.evidence, { rule: secondOpinion })
      },
    )
  } catch (error) {
    if (stopped.aborted) return
    ports.log.error(
      { connectionId: id, fault: error instanceof Error ? error.name : 'unknown' },
      'a check stopped for a reason of ours',
    )
  } finally {
    await endPersonsCheck(ports, tenantId, id, lease)
    ports.changes.notify(id)
  }
}

/** What cannot be taken away now goes by itself. */
async function endPersonsCheck(
  { stores, log }: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  lease: Lease,
): Promise<void> {
  try {
    await stores.checks.endPersonsCheck(tenant, id, lease)
  } catch (error) {
    log.error({ connectionId: id, fault: String(error) }, 'the mark of a check that is over could not be taken away')
  }
}

async function withOpenKey(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  question: Pick<Question, 'holder' | 'by'>,
  use: (question: OpenQuestion) => Promise<void>,
): Promise<void> {
  const sealed = await readTrusted(ports, tenant, id)
  const { connection } = sealed
  const provider = providerOf(ports, connection)
  if (provider === undefined) return
  const secret = await openCredential(ports, sealed)
  if (secret === null || connection.credential === null) return
  try {
    await use({ ...question, connection, version: connection.credential.version, provider, secret })
  } finally {
    secret.wipe()
  }
}

/** Nobody is asked in an environment that is not configured. */
function providerOf({ providers }: EnginePorts, { provider, environment }: Place): Provider | undefined {
  const configured = providers.get(provider)
  return configured?.environment === environment ? configured : undefined
}

/** One question to the provider, and what the rule says to its answer. */
async function answered(ports: EnginePorts, question: OpenQuestion, rule = settle): Promise<Judged> {
  const judged = judge(ports, question, await probe(ports, question.provider, question.secret), rule)
  ports.metrics.checked(judged.evidence, question.by.lane)
  observed(ports, question, judged)
  return judged
}

/** Asks the provider about a stored key, once. @param stopped ends it early */
export const probe = (
  { clock }: Pick<EnginePorts, 'clock'>,
  provider: Provider,
  secret: Secret,
  stopped?: AbortSignal,
): Promise<CheckAnswer> =>
  withDeadline(
    clock,
    CHECK_DEADLINE_MS,
    (signal) => provider.check(secret, { signal, onStep: async () => undefined }),
    stopped,
  )

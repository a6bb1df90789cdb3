import type { Actor } from '../domain/audit.ts'
import type { Connection } from '../domain/connection.ts'
import type { ConnectionId, TenantId } from '../domain/ids.ts'
import type { CheckAnswer } from '../domain/noticing/answer.ts'
import { needsSecondOpinion, secondOpinion } from '../domain/noticing/persons-check.ts'
import { settle } from '../domain/noticing/settle.ts'
import type { Secret } from '../domain/secret.ts'
import { readTrusted } from './amend-connection.ts'
import { withDeadline } from './deadline.ts'
import type { Place } from './ports/check-store.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import type { Provider } from './ports/provider.ts'
import { judge, moveStanding, observed, record, recordOf } from './settle-check.ts'
import type { Judged, Question } from './settle-check.ts'
import { openCredential } from './use-credential.ts'

const CHECK_DEADLINE_MS = 10_000
/** Longer than any person's check can take: the mark of one whose process died goes by itself. */
const PERSONS_CHECK_LASTS_MS = 30_000
const ONE_CHECK_LASTS_MS = 15_000

/** A key in hand, and whom to ask about it. */
interface OpenQuestion extends Question {
  readonly provider: Provider
  readonly secret: Secret
}

/**
 * One probe now, as the schedule would make it; a refusal starts the usual confirmation. Without a key it has no effect.
 * @throws NotFound
 */
export async function checkConnection(
  ports: EnginePorts,
  tenant: TenantId,
  id: ConnectionId,
  actor: Actor,
): Promise<Connection> {
  const lease = { holder: ports.random.token(), until: ports.clock.now() + ONE_CHECK_LASTS_MS }
  if (await ports.stores.checks.take(tenant, id, lease, null)) {
    const by = { actor, source: 'probe', lane: 'people' } as const
    await withOpenKey(ports, tenant, id, { holder: lease.holder, by }, async (question) => {
      await conclude(ports, question, await answered(ports, question))
    })
  }
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
  if (providerOf(ports, connection) === undefined) return connection
  const checkingUntil = now + PERSONS_CHECK_LASTS_MS
  const lease = { holder: ports.random.token(), until: checkingUntil }
  if (!(await ports.stores.checks.take(tenant, id, lease, checkingUntil))) return connection
  ports.changes.notify(id)
  ports.running.start(lease.holder, (signal) => personsCheck(ports, connection, actor, lease.holder, signal))
  return { ...connection, checkingUntil }
}

async function personsCheck(
  ports: EnginePorts,
  { tenantId, id }: Connection,
  actor: Actor,
  holder: string,
  stopped: AbortSignal,
): Promise<void> {
  try {
    await withOpenKey(
      ports,
      tenantId,
      id,
      { holder, by: { actor, source: 'person', lane: 'people' } },
      async (first) => {
        const answer = await answered(ports, first)
        const { evidence, settlement } = answer
        if (!needsSecondOpinion(evidence, settlement)) return conclude(ports, first, answer)
        await record(ports, first, recordOf(ports, first, answer, 'keep'))
        await ports.clock.sleep(ports.noticing.rules.personAgainAfterMs, stopped)
        const { connection } = await readTrusted(ports, tenantId, id)
        const second = { ...first, connection }
        await conclude(ports, second, await answered(ports, second, secondOpinion), secondOpinion)
      },
    )
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

async function conclude(ports: EnginePorts, question: Question, judged: Judged, rule = settle): Promise<void> {
  if (judged.settlement.move === null) return record(ports, question, recordOf(ports, question, judged))
  return moveStanding(ports, question, judged, rule)
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

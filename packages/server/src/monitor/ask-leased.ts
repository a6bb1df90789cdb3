import { isTrusted } from '../engine/amend-connection.ts'
import { probe } from '../engine/check-connection.ts'
import { KEYTURN } from '../engine/records.ts'
import { conclude, judge, observed, recordOf } from '../engine/settle-check.ts'
import { openCredential } from '../engine/use-credential.ts'
import type { Held, MonitorPorts } from './held.ts'

export interface Signals {
  /** What has not begun does not begin any more. */
  readonly stopping: AbortSignal
  /** What has begun is given up. */
  readonly hurry: AbortSignal
}

/** One scheduled check of a connection that is held. @throws when it was not asked, or not to the end */
export async function askLeased(
  { engine, providers, batch }: MonitorPorts,
  { sealed, lease, by }: Held,
  startAt: number,
  { stopping, hurry }: Signals,
): Promise<void> {
  const wait = startAt - engine.clock.now()
  if (wait > 0) await engine.clock.sleep(wait, stopping)
  stopping.throwIfAborted()
  const { connection } = sealed
  const provider = providers.get(connection.provider)
  if (provider === undefined || connection.credential === null || !(await isTrusted(engine, sealed))) return
  const secret = await openCredential(engine, sealed)
  if (secret === null) return
  try {
    const answer = await probe(engine, provider, secret, hurry)
    hurry.throwIfAborted()
    const question = {
      connection,
      version: connection.credential.version,
      holder: lease.holder,
      by: { actor: KEYTURN, source: 'probe', lane: by },
    } as const
    const judged = judge(engine, question, answer)
    engine.metrics.checked(judged.evidence, by)
    observed(engine, question, judged)
    if (judged.settlement.move !== null) return await conclude(engine, question, judged.evidence)
    batch.add(recordOf(engine, question, judged))
  } finally {
    secret.wipe()
  }
}

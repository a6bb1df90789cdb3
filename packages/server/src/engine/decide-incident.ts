import type { Actor } from '../domain/audit.ts'
import { KeyturnError } from '../domain/errors.ts'
import type { Decision } from '../domain/noticing/provider-watch.ts'
import type { Place } from './ports/check-store.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { auditEvent } from './records.ts'

const OF_NOBODY = { tenantId: null, connectionId: null }

export class NothingToDecide extends KeyturnError {
  readonly code = 'nothing_to_decide'
  constructor({ provider, environment }: Place) {
    super(`${provider} (${environment}) refuses no more keys than usual: there is nothing to decide.`)
  }
}

/**
 * While a provider refuses all keys, nobody is blamed for 24 hours. An operator who knows better (from the provider's own
 * people, say) need not wait: the keys are really refused, or it was the provider's mistake.
 *
 * @throws NothingToDecide
 */
export async function decideIncident(
  ports: Pick<EnginePorts, 'noticing' | 'clock' | 'random'>,
  place: Place,
  as: Decision,
  actor: Actor,
): Promise<void> {
  const audit = auditEvent(ports, OF_NOBODY, 'provider.incident_decided', actor, { ...place, decision: as })
  if (!(await ports.noticing.decide(place, as, audit))) throw new NothingToDecide(place)
}

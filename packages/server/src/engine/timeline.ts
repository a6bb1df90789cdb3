import type { AuditAction, AuditEvent } from '../domain/audit.ts'
import type { Connection } from '../domain/connection.ts'
import { incidentsOf } from '../domain/timeline.ts'
import type { ProviderIncident } from '../domain/timeline.ts'
import type { EnginePorts } from './ports/engine-ports.ts'

/** What happened to a connection, and at its provider meanwhile; each newest first. */
export interface Timeline {
  readonly trail: readonly AuditEvent[]
  readonly incidents: readonly ProviderIncident[]
}

export const NO_TIMELINE: Timeline = { trail: [], incidents: [] }

/** @param limit of each of the two */
export async function timelineOf(
  { stores }: Pick<EnginePorts, 'stores'>,
  { tenantId, id, provider, environment }: Connection,
  actions: readonly AuditAction[],
  limit: number,
): Promise<Timeline> {
  const trail = await stores.connections.timeline(tenantId, id, limit, actions)
  const oldest = trail.at(-1)
  if (oldest === undefined) return NO_TIMELINE
  const incidents = await stores.checks.incidents({ provider, environment }, oldest.at, limit)
  return { trail, incidents: incidentsOf(trail, incidents) }
}

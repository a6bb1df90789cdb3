import type { AuditAction, AuditEvent } from './audit.ts'
import type { IncidentKind } from './events.ts'

/** Something was wrong with a provider, in one of its environments. */
export interface ProviderIncident {
  readonly id: string
  readonly kind: IncidentKind
  readonly since: number
  /** Null while it lasts. */
  readonly overAt: number | null
}

/** What only a connection with a key can have in its trail. */
const HAD_KEY: ReadonlySet<AuditAction> = new Set<AuditAction>([
  'connection.connected',
  'connection.replaced',
  'connection.action_required',
  'connection.recovered',
  'connection.unverified',
  'connection.verified',
  'connection.checked',
])

/**
 * The incidents that a connection with a key went through; those of the time before, or after it was disconnected, are
 * none of its history.
 *
 * @param trail newest first, possibly without its oldest part
 */
export const incidentsOf = (
  trail: readonly AuditEvent[],
  incidents: readonly ProviderIncident[],
): readonly ProviderIncident[] => incidents.filter((incident) => hadKeyIn(trail, incident))

function hadKeyIn(trail: readonly AuditEvent[], { since, overAt }: ProviderIncident): boolean {
  const last = trail.find(
    ({ at, action }) =>
      (overAt === null || at <= overAt) && (HAD_KEY.has(action) || action === 'connection.disconnected'),
  )
  if (last === undefined) return false
  return last.action !== 'connection.disconnected' || last.at > since
}

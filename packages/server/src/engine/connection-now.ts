import type { Connection } from '../domain/connection.ts'
import { healthNow, isStale, wellSince } from '../domain/noticing/health-now.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import type { HealthPlace } from './ports/stores.ts'

type Ports = Pick<EnginePorts, 'noticing' | 'providers'>

/** A connection as it is to be shown: with the health that follows from what goes on at the provider. Never written. */
export const connectionNow = (ports: Ports, stored: Connection, now: number): Connection => ({
  ...stored,
  health: healthNow(stored, {
    environment: isConfigured(ports, stored) ? 'configured' : 'not_configured',
    incident: ports.noticing.incident(stored),
    intervalMs: ports.noticing.intervalMs(stored),
    now,
  }),
})

/** Is the last good answer too old to be shown as one? */
export const isOutdated = ({ noticing }: Ports, { health, ...place }: Connection, now: number): boolean =>
  isStale(health, noticing.intervalMs(place), now)

/** Where health is found in the rows alone, and since when a good answer counts during an incident. */
export const healthPlaces = ({ noticing, providers }: Ports, now: number): readonly HealthPlace[] =>
  Array.from(providers.values(), ({ id, environment }) => {
    const place = { provider: id, environment }
    const incident = noticing.incident(place)
    const since = incident === null ? null : wellSince(incident, noticing.intervalMs(place), now)
    return { ...place, incidentWellSince: since }
  })

const isConfigured = ({ providers }: Ports, { provider, environment }: Connection): boolean =>
  providers.get(provider)?.environment === environment

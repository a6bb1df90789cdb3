import type { AuditEvent } from '../../domain/audit.ts'
import type { Decision, Incident, Observation } from '../../domain/noticing/provider-watch.ts'
import type { Rules } from '../../domain/noticing/rules.ts'
import type { Phase } from '../../domain/noticing/storm.ts'
import type { Outlook } from '../../domain/noticing/suspicion.ts'
import type { Place } from './check-store.ts'

/** How often each key is asked about, and by what: the settings, or the budget shared by so many keys. */
export interface Pacing {
  readonly intervalMs: number
  readonly heldBy: 'settings' | 'budget'
  readonly keys: number
}

/** What is known of a provider as a whole, shared between servers. What others saw is at most 1 s old. */
export interface Noticing {
  readonly rules: Rules
  /** How often each key is asked about there: the configured interval, or longer where the budget says so. */
  intervalMs(place: Place): number
  pacing(place: Place): Pacing
  outlook(place: Place): Outlook
  /** What is going on at the provider; null: nothing. */
  incident(place: Place): Incident | null
  phase(place: Place): Phase
  /** What an operator knows of a storm, for all servers. @returns false when there is nothing to decide */
  decide(place: Place, as: Decision, audit: AuditEvent): Promise<boolean>
  /** Takes effect here at once, and for the others with the next `share`. */
  observe(place: Place, observation: Observation): void
  /** Writes what was seen here and reads what others saw: before a verdict, and once a second. */
  share(place: Place): Promise<void>
}

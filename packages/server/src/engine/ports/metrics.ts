import type { HealthSource } from '../../domain/health.ts'
import type { Evidence } from '../../domain/noticing/evidence.ts'
import type { Lane } from '../../domain/noticing/schedule.ts'

/** Who asked: the schedule in one of its lanes, the panel of a storm, or somebody who did not wait for it. */
export type AskedBy = Lane | 'panel' | 'people'

/** What operators count. Never anything of a tenant. */
export interface Metrics {
  /** One check was answered. `lost`: somebody else asked meanwhile, and nothing was written. */
  checked(said: Evidence | 'lost', by: AskedBy): void
  /** How often each key of a provider's environment is asked about now. */
  paced(provider: string, environment: string, intervalMs: number): void
  /** A connection lost its standing so long after the first refusal of its key. */
  detected(source: HealthSource, ms: number): void
  /** One mail to somebody was tried. */
  mailed(about: 'problem' | 'solved', outcome: MailTry): void
}

/** `lost`: nobody knows whether it was taken. `unreachable`: it never came to the mail. */
type MailTry = 'sent' | 'refused' | 'later' | 'lost' | 'unreachable'

export const NO_METRICS: Metrics = {
  checked: () => undefined,
  paced: () => undefined,
  detected: () => undefined,
  mailed: () => undefined,
}

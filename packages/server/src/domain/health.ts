/** Separate from standing, so that a provider's outage never looks like a broken key. DESIGN section 4. */
export const HEALTH_STATES = ['healthy', 'failing', 'unverified', 'unknown'] as const
export type HealthState = (typeof HEALTH_STATES)[number]

export const UNVERIFIED_REASONS = [
  'suspected',
  'provider_unreachable',
  'provider_busy',
  'provider_refusing_all',
  'environment_not_configured',
] as const
export type UnverifiedReason = (typeof UNVERIFIED_REASONS)[number]

export const HEALTH_SOURCES = ['probe', 'traffic', 'person'] as const
export type HealthSource = (typeof HEALTH_SOURCES)[number]

export interface Health {
  readonly state: HealthState
  readonly reason: UnverifiedReason | null
  readonly since: number | null
  /** When the provider was last asked, whatever it answered. */
  readonly checkedAt: number | null
  /** When the provider last accepted the stored key. */
  readonly confirmedAt: number | null
  readonly nextCheckAt: number | null
  readonly source: HealthSource | null
}

export const UNKNOWN_HEALTH: Health = {
  state: 'unknown',
  reason: null,
  since: null,
  checkedAt: null,
  confirmedAt: null,
  nextCheckAt: null,
  source: null,
}

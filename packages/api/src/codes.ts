/** The closed lists of the contract. The server's domain has the same words; its edge fails to compile if they part. */

export const CONNECTION_STATES = [
  'not_connected',
  'validating',
  'connected',
  'action_required',
  'failed',
  'disconnected',
] as const

export const HEALTH_STATES = ['healthy', 'failing', 'unverified', 'unknown'] as const

export const HEALTH_REASONS = [
  'suspected',
  'provider_unreachable',
  'provider_busy',
  'provider_refusing_all',
  'environment_not_configured',
] as const

export const REASON_CODES = [
  'key_malformed',
  'key_invalid',
  'permissions_missing',
  'not_entitled',
  'wrong_kind_of_key',
  'organisation_key',
  'account_unknown',
  'account_mismatch',
  'account_already_connected',
  'key_in_use_elsewhere',
  'provider_unreachable',
  'provider_busy',
  'provider_refusing_all',
  'provider_unexpected',
  'too_many_tries',
  'interrupted',
  'confirmation_expired',
  'key_revoked',
  'permissions_lost',
  'exposed',
  'stored_key_unreadable',
  'restored',
] as const

export const CAPABILITIES = ['connect', 'replace', 'check', 'disconnect', 'handoff'] as const

export const APPEARANCES = ['light', 'dark', 'auto'] as const

export const TOKEN_SCOPES = ['read', 'write', 'proxy', 'admin'] as const

export const EVENT_SOURCES = ['probe', 'traffic', 'person', 'api', 'command_line', 'expiry'] as const

export const INCIDENT_KINDS = ['provider_refusing_all', 'provider_unreachable', 'provider_busy'] as const

export const OFF_REASONS = ['requested', 'gone', 'failing'] as const

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const

export const DELIVERY_KINDS = ['event', 'replay', 'test'] as const

export const TRY_FAILURES = ['timeout', 'network', 'tls', 'unreadable', 'refused_address'] as const

/**
 * Why an attempt failed or a connection needs a person. DESIGN section 5. Words per language live in the catalogue of
 * `@keyturn/connect`; a code without words does not compile there.
 */
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
export type ReasonCode = (typeof REASON_CODES)[number]

export type Fixer = 'customer' | 'customers_admin' | 'integrator' | 'operator' | 'wait'

interface ReasonRow {
  readonly fixedBy: Fixer
  /** May this reason end an attempt, or stand as a connection's issue? Never neither. */
  readonly ends: { readonly attempt: boolean; readonly standing: boolean }
  /** Calls may not be made while this is the connection's issue. */
  readonly stopsUse: boolean
}

const attemptOnly = { attempt: true, standing: false } as const
const standingOnly = { attempt: false, standing: true } as const

export const REASONS = {
  key_malformed: { fixedBy: 'customer', ends: attemptOnly, stopsUse: false },
  key_invalid: { fixedBy: 'customer', ends: attemptOnly, stopsUse: false },
  permissions_missing: { fixedBy: 'integrator', ends: attemptOnly, stopsUse: false },
  not_entitled: { fixedBy: 'customers_admin', ends: attemptOnly, stopsUse: false },
  wrong_kind_of_key: { fixedBy: 'customer', ends: attemptOnly, stopsUse: false },
  organisation_key: { fixedBy: 'customer', ends: attemptOnly, stopsUse: false },
  account_unknown: { fixedBy: 'integrator', ends: attemptOnly, stopsUse: false },
  account_mismatch: { fixedBy: 'customer', ends: { attempt: true, standing: true }, stopsUse: true },
  account_already_connected: { fixedBy: 'customer', ends: attemptOnly, stopsUse: false },
  key_in_use_elsewhere: { fixedBy: 'operator', ends: attemptOnly, stopsUse: false },
  provider_unreachable: { fixedBy: 'wait', ends: attemptOnly, stopsUse: false },
  provider_busy: { fixedBy: 'wait', ends: attemptOnly, stopsUse: false },
  provider_refusing_all: { fixedBy: 'wait', ends: attemptOnly, stopsUse: false },
  provider_unexpected: { fixedBy: 'integrator', ends: attemptOnly, stopsUse: false },
  too_many_tries: { fixedBy: 'wait', ends: attemptOnly, stopsUse: false },
  interrupted: { fixedBy: 'customer', ends: attemptOnly, stopsUse: false },
  confirmation_expired: { fixedBy: 'customer', ends: attemptOnly, stopsUse: false },
  key_revoked: { fixedBy: 'customer', ends: standingOnly, stopsUse: true },
  permissions_lost: { fixedBy: 'customer', ends: standingOnly, stopsUse: false },
  exposed: { fixedBy: 'customer', ends: standingOnly, stopsUse: true },
  stored_key_unreadable: { fixedBy: 'customer', ends: standingOnly, stopsUse: true },
  restored: { fixedBy: 'customer', ends: standingOnly, stopsUse: true },
} as const satisfies Record<ReasonCode, ReasonRow>

export type StandingReason = {
  [Code in ReasonCode]: (typeof REASONS)[Code]['ends']['standing'] extends true ? Code : never
}[ReasonCode]
export type AttemptReason = {
  [Code in ReasonCode]: (typeof REASONS)[Code]['ends']['attempt'] extends true ? Code : never
}[ReasonCode]

/** What is wrong with a paste; the words are in LOOK section 9. */
const PASTE_FAULTS = [
  'empty',
  'gap_inside',
  'foreign_character',
  'colon',
  'settings_block',
  'web_address',
  'masked',
  'too_long',
] as const
export type PasteFault = (typeof PASTE_FAULTS)[number]

export interface NamedAccount {
  readonly id: string
  readonly name: string | null
}

/** Everything a reason may carry. Nothing in it is secret, and nothing is the provider's own text. */
export interface ReasonDetails {
  readonly fault?: PasteFault
  /** Scopes, as the provider spells them. */
  readonly missing?: readonly string[]
  readonly expected?: NamedAccount
  readonly found?: NamedAccount
  readonly connectionId?: string
  readonly reference?: string
  readonly label?: string | null
  /** Milliseconds since 1970. */
  readonly retryAt?: number
}

export interface Issue<Code extends ReasonCode = ReasonCode> {
  readonly code: Code
  readonly details: ReasonDetails
  /** Milliseconds since 1970. */
  readonly since: number
  /** A short code, in the audit trail, that a customer can read out. */
  readonly supportReference: string
}

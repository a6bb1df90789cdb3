/** Why the provider's answer says nothing about the key. Law 3: only these, never a verdict. */
export type InconclusiveReason = 'provider_unreachable' | 'provider_busy' | 'provider_unexpected'

export interface Inconclusive {
  readonly kind: 'inconclusive'
  readonly reason: InconclusiveReason
  /** Milliseconds to wait, where the provider says so. */
  readonly retryAfterMs: number | null
  /** Of an answer that neither an outage nor the key explains, for the operator to look at. */
  readonly status?: number
}

/** What a check of a stored key says. `unauthorized` and `forbidden` are symptoms, not verdicts. */
export type CheckAnswer =
  | { readonly kind: 'alive'; readonly accountId: string | null; readonly grantedScopes: readonly string[] }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'forbidden' }
  | Inconclusive

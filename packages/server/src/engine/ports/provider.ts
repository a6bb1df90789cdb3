import type { Account } from '../../domain/account.ts'
import type { AttemptStep } from '../../domain/attempt.ts'
import type { ConnectionId } from '../../domain/ids.ts'
import type { CheckAnswer, Inconclusive } from '../../domain/noticing/answer.ts'
import type { Secret } from '../../domain/secret.ts'

/** One conversation with the provider: bounded by `signal`, which the caller aborts at its deadline. */
export interface ProviderCall {
  readonly signal: AbortSignal
  /** Called as a step begins; never goes back. */
  readonly onStep: (step: AttemptStep) => Promise<void>
}

export type KeyRefusal =
  | {
      readonly kind: 'refused'
      readonly reason: 'key_invalid' | 'wrong_kind_of_key' | 'organisation_key' | 'account_unknown'
    }
  | { readonly kind: 'refused'; readonly reason: 'permissions_missing'; readonly missing: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: 'not_entitled' }
  | { readonly kind: 'refused'; readonly reason: 'account_mismatch'; readonly found: Account }

export interface Finding {
  /** Null where no read names it; `reveal` may. */
  readonly account: Account | null
  readonly grantedScopes: readonly string[]
}

export type Identification = { readonly kind: 'accepted'; readonly finding: Finding } | KeyRefusal | Inconclusive
export type Installation = { readonly kind: 'installed'; readonly account: Account } | KeyRefusal | Inconclusive

/**
 * A provider, configured for one environment. A second provider is one new folder. `identify` and `check` only read;
 * `reveal`, `install`, `retract` and `uninstall` are the only writes. No method throws for what a provider does.
 */
export interface Provider {
  readonly id: string
  readonly environment: string
  readonly requiredScopes: readonly string[]
  /** Reads an account id as an integrator may write it (UUID or URN). @throws MalformedValue */
  parseAccountId(value: string): string
  identify(key: Secret, call: ProviderCall): Promise<Identification>
  /** Only where no read names the account: makes an installation that is not yet active, to learn whose key it is. */
  reveal(key: Secret, connection: ConnectionId, call: ProviderCall): Promise<Installation>
  /** Makes or adopts the installation; refuses with `account_mismatch`, before writing, one of another account. */
  install(
    key: Secret,
    connection: ConnectionId,
    plan: { readonly mode: 'connect' | 'replace'; readonly account: Account },
    call: ProviderCall,
  ): Promise<Installation>
  /** Takes back what `reveal` made, without endangering the key. */
  retract(key: Secret, call: ProviderCall): Promise<'done' | 'left_behind'>
  check(key: Secret, call: ProviderCall): Promise<CheckAnswer>
  uninstall(key: Secret, call: ProviderCall): Promise<'done' | 'left_behind'>
}

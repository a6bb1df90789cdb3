import type { NamedAccount, ReasonDetails, StandingReason } from '../reasons.ts'
import type { CheckAnswer, Inconclusive } from './answer.ts'

export const SUSPICION_KINDS = ['unauthorized', 'permissions', 'account'] as const
export type SuspicionKind = (typeof SUSPICION_KINDS)[number]

/** What a refusal becomes once it is confirmed. */
export const CONDEMNED_AS = {
  unauthorized: 'key_revoked',
  permissions: 'permissions_lost',
  account: 'account_mismatch',
} as const satisfies Record<SuspicionKind, StandingReason>

/** What one answer is worth in judging a stored key. */
export type Evidence =
  | { readonly weighs: 'good' }
  | { readonly weighs: 'refusal'; readonly kind: SuspicionKind; readonly details: ReasonDetails }
  | ({ readonly weighs: 'nothing' } & Omit<Inconclusive, 'kind'>)
export type Weight = Evidence['weighs']

/** What was true of the key when it was accepted. */
export interface Known {
  readonly account: NamedAccount | null
  readonly grantedScopes: readonly string[]
}

type Reader<Kind extends CheckAnswer['kind']> = (answer: Extract<CheckAnswer, { kind: Kind }>, known: Known) => Evidence

const refusal = (kind: SuspicionKind, details: ReasonDetails): Evidence => ({ weighs: 'refusal', kind, details })

/** Every kind of answer, and nothing but these. What a provider's own answers are is its own table. */
const READ: { readonly [Kind in CheckAnswer['kind']]: Reader<Kind> } = {
  alive: comparedWith,
  unauthorized: () => refusal('unauthorized', {}),
  forbidden: () => refusal('permissions', { missing: [] }),
  inconclusive: ({ reason, retryAfterMs, status }) => ({
    weighs: 'nothing',
    reason,
    retryAfterMs,
    ...(status === undefined ? {} : { status }),
  }),
}

/** The key is good; is it still the same? An answer that names no account contradicts nothing. */
function comparedWith(
  { accountId, grantedScopes }: Extract<CheckAnswer, { kind: 'alive' }>,
  { account, grantedScopes: before }: Known,
): Evidence {
  if (accountId !== null && account !== null && accountId !== account.id) {
    const expected = { id: account.id, name: account.name }
    return refusal('account', { expected, found: { id: accountId, name: null } })
  }
  const missing = before.filter((scope) => !grantedScopes.includes(scope))
  return missing.length > 0 ? refusal('permissions', { missing }) : { weighs: 'good' }
}

export const evidenceIn = (answer: CheckAnswer, known: Known): Evidence => {
  const read = READ[answer.kind] as Reader<CheckAnswer['kind']>
  return read(answer, known)
}

import { describe, expect, it } from 'vitest'
import type { CheckAnswer } from './answer.ts'
import { CONDEMNED_AS, evidenceIn, SUSPICION_KINDS } from './evidence.ts'
import type { Evidence, Known } from './evidence.ts'

const KNOWN: Known = { account: { id: 'acme', name: 'Acme ApS' }, grantedScopes: ['read', 'write'] }
const alive = (accountId: string | null, ...grantedScopes: readonly string[]): CheckAnswer => ({
  kind: 'alive',
  accountId,
  grantedScopes,
})
const silent = (
  reason: 'provider_unreachable' | 'provider_busy' | 'provider_unexpected',
  retryAfterMs: number | null,
) =>
  [
    { kind: 'inconclusive', reason, retryAfterMs } as const,
    { weighs: 'nothing', reason, retryAfterMs } as const,
  ] as const

const [silentA, silentB, silentC] = [
  silent('provider_unreachable', null),
  silent('provider_busy', 7_000),
  silent('provider_unexpected', null),
]

const TABLE: readonly { what: string; answer: CheckAnswer; evidence: Evidence }[] = [
  {
    what: 'the same account with its permissions',
    answer: alive('acme', 'write', 'read'),
    evidence: { weighs: 'good' },
  },
  { what: 'more permissions than before', answer: alive('acme', 'read', 'write', 'x'), evidence: { weighs: 'good' } },
  { what: 'no account', answer: alive(null, 'read', 'write'), evidence: { weighs: 'good' } },
  {
    what: 'another account',
    answer: alive('other'),
    evidence: {
      weighs: 'refusal',
      kind: 'account',
      details: { expected: { id: 'acme', name: 'Acme ApS' }, found: { id: 'other', name: null } },
    },
  },
  {
    what: 'a permission less',
    answer: alive('acme', 'read'),
    evidence: { weighs: 'refusal', kind: 'permissions', details: { missing: ['write'] } },
  },
  {
    what: 'a refusal',
    answer: { kind: 'unauthorized' },
    evidence: { weighs: 'refusal', kind: 'unauthorized', details: {} },
  },
  {
    what: 'a refusal of the question',
    answer: { kind: 'forbidden' },
    evidence: { weighs: 'refusal', kind: 'permissions', details: { missing: [] } },
  },
  { what: 'nothing', answer: silentA[0], evidence: silentA[1] },
  { what: 'a request to wait', answer: silentB[0], evidence: silentB[1] },
  { what: 'something odd', answer: silentC[0], evidence: silentC[1] },
]

describe('the evidence in an answer', () => {
  it.each(TABLE)('that names $what is $evidence.weighs', ({ answer, evidence }) => {
    expect(evidenceIn(answer, KNOWN)).toEqual(evidence)
  })

  it('says nothing about an account where none was known', () => {
    expect(evidenceIn(alive('any', 'read', 'write'), { ...KNOWN, account: null })).toEqual({ weighs: 'good' })
  })

  it('has one reason for each kind of refusal', () => {
    expect(SUSPICION_KINDS.map((kind) => CONDEMNED_AS[kind])).toEqual([
      'key_revoked',
      'permissions_lost',
      'account_mismatch',
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { REASON_CODES, REASONS } from './reasons.ts'
import type { Fixer, ReasonCode } from './reasons.ts'

interface Row {
  readonly code: ReasonCode
  readonly fixedBy: Fixer
  readonly ends: 'attempt' | 'standing' | 'both'
  readonly use: 'stops' | 'goes on'
}

/** DESIGN section 5 (who can fix, when) and section 4 (what stops use); decision 0010 (`provider_refusing_all`). */
const TABLE: readonly Row[] = [
  { code: 'key_malformed', fixedBy: 'customer', ends: 'attempt', use: 'goes on' },
  { code: 'key_invalid', fixedBy: 'customer', ends: 'attempt', use: 'goes on' },
  { code: 'permissions_missing', fixedBy: 'integrator', ends: 'attempt', use: 'goes on' },
  { code: 'not_entitled', fixedBy: 'customers_admin', ends: 'attempt', use: 'goes on' },
  { code: 'wrong_kind_of_key', fixedBy: 'customer', ends: 'attempt', use: 'goes on' },
  { code: 'organisation_key', fixedBy: 'customer', ends: 'attempt', use: 'goes on' },
  { code: 'account_unknown', fixedBy: 'integrator', ends: 'attempt', use: 'goes on' },
  { code: 'account_mismatch', fixedBy: 'customer', ends: 'both', use: 'stops' },
  { code: 'account_already_connected', fixedBy: 'customer', ends: 'attempt', use: 'goes on' },
  { code: 'key_in_use_elsewhere', fixedBy: 'operator', ends: 'attempt', use: 'goes on' },
  { code: 'provider_unreachable', fixedBy: 'wait', ends: 'attempt', use: 'goes on' },
  { code: 'provider_busy', fixedBy: 'wait', ends: 'attempt', use: 'goes on' },
  { code: 'provider_refusing_all', fixedBy: 'wait', ends: 'attempt', use: 'goes on' },
  { code: 'provider_unexpected', fixedBy: 'integrator', ends: 'attempt', use: 'goes on' },
  { code: 'too_many_tries', fixedBy: 'wait', ends: 'attempt', use: 'goes on' },
  { code: 'interrupted', fixedBy: 'customer', ends: 'attempt', use: 'goes on' },
  { code: 'confirmation_expired', fixedBy: 'customer', ends: 'attempt', use: 'goes on' },
  { code: 'key_revoked', fixedBy: 'customer', ends: 'standing', use: 'stops' },
  { code: 'permissions_lost', fixedBy: 'customer', ends: 'standing', use: 'goes on' },
  { code: 'exposed', fixedBy: 'customer', ends: 'standing', use: 'stops' },
  { code: 'stored_key_unreadable', fixedBy: 'customer', ends: 'standing', use: 'stops' },
  { code: 'restored', fixedBy: 'customer', ends: 'standing', use: 'stops' },
]

describe('reasons', () => {
  it.each(TABLE)('$code: fixed by $fixedBy, ends $ends, use $use', ({ code, fixedBy, ends, use }) => {
    expect(REASONS[code]).toEqual({
      fixedBy,
      ends: { attempt: ends !== 'standing', standing: ends !== 'attempt' },
      stopsUse: use === 'stops',
    })
  })

  it('[S37] [D39] are these and no others, each once', () => {
    expect(REASON_CODES).toEqual(TABLE.map(({ code }) => code))
    expect(new Set(REASON_CODES).size).toBe(REASON_CODES.length)
  })

  it('each end an attempt or a standing', () => {
    const idle = REASON_CODES.filter((code) => !REASONS[code].ends.attempt && !REASONS[code].ends.standing)
    expect(idle).toEqual([])
  })

  it('stop use only where they can be the issue of a connection', () => {
    const pointless = REASON_CODES.filter((code) => REASONS[code].stopsUse && !REASONS[code].ends.standing)
    expect(pointless).toEqual([])
  })

  it("never blame a provider's outage on a stored key", () => {
    const outages: ReasonCode[] = ['provider_unreachable', 'provider_busy', 'provider_unexpected']
    for (const code of outages) expect(REASONS[code].ends.standing).toBe(false)
  })
})

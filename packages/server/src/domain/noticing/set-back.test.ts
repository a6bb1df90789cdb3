import { describe, expect, it } from 'vitest'
import { parseId, parseTenantId } from '../ids.ts'
import { paceOf, startable } from './budget.ts'
import { hasPassed, isAhead } from './clocks.ts'
import { admit, FRESH_WATCH, observe } from './provider-watch.ts'
import type { Observation, ProviderWatch } from './provider-watch.ts'
import { setRight } from './set-back.ts'
import { DAWN, HOUR, MINUTE, RULES, SECOND, silence, UNAUTHORIZED } from './testing/subjects.ts'

const PACE = paceOf(500)
const MEMBER = { tenantId: parseTenantId('acme'), id: parseId('connection', `conn_${'0'.repeat(22)}`) }
const settingAt = (now: number) => ({ now, rules: RULES, pace: PACE, roll: 0.5 })

/** What was seen at dawn, one after the other. */
const seen = (observations: readonly Observation[]): ProviderWatch =>
  observations.reduce((watch, observation) => observe(watch, observation, settingAt(DAWN)).watch, FRESH_WATCH)

const refused = (times: number): readonly Observation[] =>
  Array.from({ length: times }, () => ({ kind: 'checked', id: MEMBER.id, evidence: UNAUTHORIZED, role: 'turned' }))
const unanswered = (times: number): readonly Observation[] =>
  Array.from({ length: times }, () => ({ kind: 'checked', id: MEMBER.id, evidence: silence(), role: 'known' }))

const STORM = seen([
  ...refused(3),
  { kind: 'panel_seated', candidates: [MEMBER] },
  { kind: 'panel_called', ids: new Set([MEMBER.id]) },
])
const OUTAGE = seen([...unanswered(20), { kind: 'trial_taken' }])
const PEOPLE = seen([{ kind: 'people_called', calls: 5_000 }])

const after = (watch: ProviderWatch, backMs: number): ProviderWatch => setRight(watch, settingAt(DAWN - backMs))

describe('a watch after the clock was set back', () => {
  it('is a storm and an outage first', () => {
    expect(STORM.weather.phase).toBe('storm')
    expect(admit(STORM, DAWN - HOUR).panel).toEqual([])
    expect(admit(OUTAGE, DAWN - HOUR).calls).toBe('none')
  })

  it.each([5 * MINUTE, HOUR, 1_000 * HOUR])('by %i ms waits for nothing that was meant for another time', (backMs) => {
    const now = DAWN - backMs
    expect(admit(after(STORM, backMs), now).panel).toHaveLength(1)
    expect(admit(after(OUTAGE, backMs), now).calls).toBe('trial')
    expect(startable(PACE, after(PEOPLE, backMs).budget, MINUTE, now)).toBeGreaterThan(90)
  })

  it('counts from now what was counted from then', () => {
    const { weather, circuit, tally } = after({ ...STORM, circuit: OUTAGE.circuit }, HOUR)
    const now = DAWN - HOUR
    for (const at of [weather.since, weather.evidenceSince, weather.countedSince, weather.trippedAt]) {
      expect(at).toBeLessThanOrEqual(now)
    }
    expect(weather.panel?.since).toBe(now)
    expect(circuit).toMatchObject({ openSince: now, lastTrialAt: now })
    expect(tally).toEqual([])
    expect(weather.phase).toBe('storm')
    const unsteady = { ...STORM.weather, panel: null, vacantSince: DAWN, unsteadyUntil: DAWN + RULES.storm.unsteadyMs }
    expect(after({ ...STORM, weather: unsteady }, HOUR).weather).toMatchObject({
      vacantSince: now,
      unsteadyUntil: now + RULES.storm.unsteadyMs,
    })
  })

  it.each([0, SECOND, 20 * SECOND])('by %i ms, as between servers, is left as it is', (backMs) => {
    for (const watch of [FRESH_WATCH, STORM, OUTAGE, PEOPLE]) {
      const right = after(watch, backMs)
      expect({ ...right, budget: watch.budget }).toEqual(watch)
    }
    expect(after(STORM, backMs)).toBe(STORM)
  })

  it('is put right once', () => {
    for (const watch of [STORM, OUTAGE, PEOPLE]) {
      const right = after(watch, HOUR)
      expect(after(right, HOUR)).toBe(right)
    }
  })
})

describe('a time that was told', () => {
  it('is ahead when it is later than the clocks of two servers may differ', () => {
    expect(isAhead(DAWN + 30 * SECOND, DAWN)).toBe(false)
    expect(isAhead(DAWN + 30 * SECOND + 1, DAWN)).toBe(true)
  })

  it('has passed when it has, or when it was told by a clock that was ahead', () => {
    expect(hasPassed(DAWN, MINUTE, DAWN + MINUTE - 1)).toBe(false)
    expect(hasPassed(DAWN, MINUTE, DAWN + MINUTE)).toBe(true)
    expect(hasPassed(DAWN, MINUTE, DAWN - MINUTE)).toBe(true)
    expect(hasPassed(Number.NEGATIVE_INFINITY, MINUTE, DAWN)).toBe(true)
  })
})

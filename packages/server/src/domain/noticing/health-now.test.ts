import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HEALTH_STATES, UNKNOWN_HEALTH, UNVERIFIED_REASONS } from '../health.ts'
import type { Health } from '../health.ts'
import type { Standing } from '../standing.ts'
import { healthNow, isStale, wellSince } from './health-now.ts'
import type { Surroundings } from './health-now.ts'
import { DAWN, HOUR, INTERVAL, MINUTE } from './testing/subjects.ts'

const HEALTHY: Health = {
  state: 'healthy',
  reason: null,
  since: DAWN - HOUR,
  checkedAt: DAWN - 10 * MINUTE,
  confirmedAt: DAWN - 10 * MINUTE,
  nextCheckAt: DAWN + 5 * MINUTE,
  source: 'probe',
}
const SUSPECTED: Health = { ...HEALTHY, state: 'unverified', reason: 'suspected', since: DAWN - 8 * MINUTE }
const SILENT: Health = { ...SUSPECTED, reason: 'provider_busy' }
const FAILING: Health = { ...HEALTHY, state: 'failing', since: DAWN - 2 * MINUTE }

const shown = (health: Health, over: Partial<Surroundings> = {}, standing: Standing = 'connected'): Health =>
  healthNow(
    { standing, health },
    { environment: 'configured', incident: null, intervalMs: INTERVAL, now: DAWN, ...over },
  )

const storm = { kind: 'provider_refusing_all', since: DAWN - 5 * MINUTE } as const
const outage = { kind: 'provider_unreachable', since: DAWN - 5 * MINUTE } as const
const NOT_CONFIGURED = { environment: 'not_configured' } as const

describe('the health that is shown', () => {
  it.each([HEALTHY, SUSPECTED, SILENT, UNKNOWN_HEALTH])('is $state as stored while nothing goes on', (health) => {
    expect(shown(health)).toBe(health)
  })

  it.each([{ kind: 'provider_refusing_all' }, { kind: 'provider_unreachable' }, { kind: 'provider_busy' }] as const)(
    'of a key that was not accepted since it began says $kind, since when, and no next check',
    ({ kind }) => {
      const incident = { kind, since: DAWN - 5 * MINUTE }
      expect(shown(HEALTHY, { incident })).toEqual({
        ...HEALTHY,
        state: 'unverified',
        reason: kind,
        since: incident.since,
        nextCheckAt: null,
      })
      expect(shown(UNKNOWN_HEALTH, { incident })).toMatchObject({ state: 'unverified', reason: kind })
    },
  )

  it('of a key that was accepted since then stays well, as long as that is news', () => {
    const accepted = { ...HEALTHY, confirmedAt: storm.since }
    expect(shown(accepted, { incident: storm })).toBe(accepted)
    const later = DAWN - 5 * MINUTE + 2 * INTERVAL
    expect(shown(accepted, { incident: storm, now: later })).toBe(accepted)
    expect(shown(accepted, { incident: storm, now: later + 1 }).reason).toBe('provider_refusing_all')
    expect(shown({ ...accepted, confirmedAt: null }, { incident: storm }).state).toBe('unverified')
  })

  it('of a doubted key is the storm’s, since the doubt began', () => {
    expect(shown(SUSPECTED, { incident: storm })).toMatchObject({
      state: 'unverified',
      reason: 'provider_refusing_all',
      since: SUSPECTED.since,
      nextCheckAt: null,
    })
    const refusedLater = { ...SUSPECTED, since: DAWN - MINUTE }
    expect(shown(refusedLater, { incident: storm }).since).toBe(storm.since)
  })

  it.each([SUSPECTED, SILENT])('of a key that is $reason stays so in an outage, without a next check', (health) => {
    expect(shown(health, { incident: outage })).toEqual({ ...health, nextCheckAt: null })
  })

  it('of a connection that needs a person is no matter of the provider', () => {
    for (const over of [{ incident: storm }, { incident: outage }, NOT_CONFIGURED]) {
      expect(shown(FAILING, over, 'action_required')).toEqual({ ...FAILING, nextCheckAt: null })
    }
  })

  it.each(['not_connected', 'disconnected'] as const)('of one that is %s is as stored', (standing) => {
    for (const over of [{ incident: storm }, NOT_CONFIGURED]) {
      expect(shown(UNKNOWN_HEALTH, over, standing)).toBe(UNKNOWN_HEALTH)
    }
  })

  it('in an environment that is not configured is not known since it was asked last, whatever goes on', () => {
    for (const health of [HEALTHY, SUSPECTED]) {
      expect(shown(health, { ...NOT_CONFIGURED, incident: storm })).toEqual({
        ...health,
        state: 'unverified',
        reason: 'environment_not_configured',
        since: health.checkedAt,
        nextCheckAt: null,
      })
    }
  })

  it('is never well by an answer from before the incident, and never failing because of one', () => {
    const stored = fc.record({
      state: fc.constantFrom(...HEALTH_STATES),
      reason: fc.option(fc.constantFrom(...UNVERIFIED_REASONS)),
      since: fc.option(fc.constantFrom(DAWN - HOUR, DAWN - MINUTE)),
      confirmedAt: fc.option(fc.integer({ min: DAWN - 24 * HOUR, max: DAWN })),
    })
    const rule = fc.property(stored, fc.integer({ min: DAWN - 24 * HOUR, max: DAWN }), (health, since) => {
      for (const kind of ['provider_refusing_all', 'provider_unreachable', 'provider_busy'] as const) {
        const now = shown({ ...HEALTHY, ...health }, { incident: { kind, since } })
        if (now.state === 'healthy') expect(now.confirmedAt).toBeGreaterThanOrEqual(since)
        if (health.state !== 'failing') expect(now.state).not.toBe('failing')
        expect(now.confirmedAt).toBe(health.confirmedAt)
      }
    })
    fc.assert(rule)
  })

  it('counts a good answer since the incident began, but none older than two intervals', () => {
    expect(wellSince(storm, INTERVAL, DAWN)).toBe(storm.since)
    expect(wellSince(storm, INTERVAL, DAWN + HOUR)).toBe(DAWN + HOUR - 2 * INTERVAL)
  })

  it('is outdated when nothing was heard for more than two intervals', () => {
    const confirmedAt = DAWN - 2 * INTERVAL
    expect(isStale({ ...HEALTHY, confirmedAt }, INTERVAL, DAWN)).toBe(false)
    expect(isStale({ ...HEALTHY, confirmedAt }, INTERVAL, DAWN + 1)).toBe(true)
    expect(isStale({ ...HEALTHY, confirmedAt: null }, INTERVAL, DAWN)).toBe(true)
    expect(isStale({ ...HEALTHY, confirmedAt: DAWN + 30_000 }, INTERVAL, DAWN)).toBe(false)
    expect(isStale({ ...HEALTHY, confirmedAt: DAWN + 30_001 }, INTERVAL, DAWN)).toBe(true)
    expect(isStale({ ...SUSPECTED, confirmedAt }, INTERVAL, DAWN + 1)).toBe(false)
  })
})

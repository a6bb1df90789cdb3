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

interface Time {
  readonly time: string
  readonly put: (watch: ProviderWatch, at: number) => ProviderWatch
  readonly read: (watch: ProviderWatch) => number | null | undefined
  /** How far ahead of now it may lie by itself. */
  readonly ahead?: number
  /** What a time that lies too far ahead becomes. */
  readonly becomes?: number
}

const ofCircuit = (time: 'openSince' | 'nextTrialAt' | 'lastTrialAt' | 'closedAt'): Time => ({
  time,
  put: (watch, at) => ({ ...watch, circuit: { ...watch.circuit, [time]: at } }),
  read: ({ circuit }) => circuit[time],
})

const ofWeather = (time: Exclude<keyof ProviderWatch['weather'], 'phase' | 'panel'>): Time => ({
  time,
  put: (watch, at) => ({ ...watch, weather: { ...watch.weather, [time]: at } }),
  read: ({ weather }) => weather[time],
})

const NO_COUNTS = { asked: 1, turned: 0, cleared: 0, calls: 1, unanswered: 0 }
const PANEL = { since: 0, members: [{ ...MEMBER, dueAt: 0, answers: [[0, 'good']] }] } as const
const panelOf = ({ weather }: ProviderWatch) => weather.panel ?? PANEL
const withPanel = (watch: ProviderWatch, panel: ProviderWatch['weather']['panel']): ProviderWatch => ({
  ...watch,
  weather: { ...watch.weather, panel },
})
const withMember = (watch: ProviderWatch, over: object): ProviderWatch =>
  withPanel(watch, { ...panelOf(watch), members: panelOf(watch).members.map((member) => ({ ...member, ...over })) })

/** Never later than now, so that one which is gives the clock away. */
const TELLING: readonly Time[] = [
  ofCircuit('openSince'),
  ofCircuit('lastTrialAt'),
  ofCircuit('closedAt'),
  ofWeather('since'),
  ofWeather('evidenceSince'),
  ofWeather('countedSince'),
  ofWeather('trippedAt'),
  {
    time: 'of the panel',
    put: (watch, at) => withPanel(watch, { ...panelOf(watch), since: at }),
    read: (watch) => panelOf(watch).since,
  },
  {
    time: 'when a member is due',
    put: (watch, at) => withMember(watch, { dueAt: at }),
    read: (watch) => panelOf(watch).members[0]?.dueAt,
    ahead: RULES.storm.panelEveryMs,
  },
]
const FOLLOWING: readonly Time[] = [
  ofCircuit('nextTrialAt'),
  ofWeather('doubtSince'),
  ofWeather('vacantSince'),
  ofWeather('refusingSince'),
  {
    ...ofWeather('unsteadyUntil'),
    ahead: RULES.storm.unsteadyMs,
    becomes: DAWN + RULES.storm.unsteadyMs,
  },
  {
    time: 'of an answer',
    put: (watch, at) => withMember(watch, { answers: [[at, 'good']] }),
    read: (watch) => panelOf(watch).members[0]?.answers[0]?.[0],
  },
]
const EVERY = [...TELLING, ...FOLLOWING]
const EARLIER = DAWN - HOUR
/** Every time that there is has passed. */
const PASSED = EVERY.reduce((watch, { put }) => put(watch, EARLIER), withPanel(FRESH_WATCH, PANEL))
const counted = (at: number): ProviderWatch => ({
  ...PASSED,
  tally: [
    { at: EARLIER, ...NO_COUNTS },
    { at, ...NO_COUNTS },
  ],
})

describe('each time in a watch', () => {
  it.each(TELLING)('tells that the clock was set back: $time', ({ put, read, ahead = 0 }) => {
    const told = put(PASSED, DAWN + ahead + 30 * SECOND)
    expect(after(told, 0)).toBe(told)
    expect(read(after(put(PASSED, DAWN + ahead + 30 * SECOND + 1), 0))).toBe(DAWN)
  })

  it.each(EVERY)('is put right with the others, and stays if it has passed: $time', ({ put, read, ...time }) => {
    const { ahead = 0, becomes = DAWN } = time
    const setBack = ofWeather('trippedAt').put(PASSED, DAWN + HOUR)
    expect(read(after(put(setBack, DAWN + ahead + HOUR), 0))).toBe(becomes)
    expect(read(after(setBack, 0))).toBe(time.time === 'trippedAt' ? DAWN : EARLIER)
  })

  it('is not counted with when it is one of a slice: that is dropped, and those before stay', () => {
    expect(after(counted(DAWN + 30 * SECOND), 0).tally).toHaveLength(2)
    expect(after(counted(DAWN + 30 * SECOND + 1), 0).tally).toEqual([{ at: EARLIER, ...NO_COUNTS }])
  })

  it('that is not there stays so', () => {
    const empty = ofWeather('trippedAt').put(FRESH_WATCH, DAWN + HOUR)
    const { weather, circuit } = after(empty, 0)
    expect(circuit).toEqual(FRESH_WATCH.circuit)
    expect(weather).toEqual({ ...FRESH_WATCH.weather, trippedAt: DAWN })
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

import { describe, expect, it } from 'vitest'
import { parseId, parseTenantId } from '../ids.ts'
import { heard, seated } from './panel.ts'
import type { Panel } from './panel.ts'
import { calm, CALM, genuine, isTripped, takenBack, weatherAt } from './storm.ts'
import type { Weather } from './storm.ts'
import { counted } from './tally.ts'
import type { Counts, Tally } from './tally.ts'
import { DAWN, HOUR, MINUTE, RULES } from './testing/subjects.ts'

const { storm: rules } = RULES
const WINDOW_MS = rules.windowMs
const NOTHING: Counts = { asked: 0, turned: 0, cleared: 0, calls: 0, unanswered: 0 }
const tally = (counts: Partial<Counts>, at = DAWN): Tally => counted([], { ...NOTHING, ...counts }, WINDOW_MS, at)
const at = (weather: Weather, now: number) => weatherAt(rules, weather, 'quiet', now)
const STORM: Weather = { ...CALM, phase: 'storm', since: DAWN, trippedAt: DAWN, doubtSince: DAWN - WINDOW_MS }

/** All of its members refused, again and again. */
function refusingPanel(now: number): Panel {
  const member = { tenantId: parseTenantId('acme'), id: parseId('connection', `conn_${'1'.repeat(22)}`) }
  const answers = [30, 23, 16, 9, 2].map((ago) => now - ago * MINUTE + 1)
  return answers.reduce<Panel>(
    (panel, when) => heard(rules, panel, member.id, 'refusal', when),
    seated(rules, [member], now - 31 * MINUTE),
  )
}

describe('the weather', () => {
  it('is stormy once the threshold is passed, and doubts what was condemned a window before', () => {
    expect(at(CALM, DAWN)).toBe(CALM)
    expect(weatherAt(rules, CALM, 'tripped', DAWN)).toEqual(STORM)
  })

  it('of a storm whose panel is not picked yet does not change', () => {
    expect(at(STORM, DAWN + 25 * HOUR)).toBe(STORM)
    expect(weatherAt(rules, STORM, 'tripped', DAWN + MINUTE)).toBe(STORM)
  })

  it('of a storm in which nobody is left to ask is calm a window later, and doubts whom it condemned', () => {
    const deserted = { ...STORM, vacantSince: DAWN + HOUR }
    expect(at(deserted, DAWN + HOUR + WINDOW_MS - 1)).toBe(deserted)
    const now = DAWN + HOUR + WINDOW_MS
    expect(at(deserted, now)).toEqual(calm(deserted, now))
    expect(at(deserted, now).doubtSince).toBe(STORM.doubtSince)
  })

  it.each([
    { heldMs: 24 * HOUR - 1, phase: 'storm' },
    { heldMs: 24 * HOUR, phase: 'genuine' },
  ] as const)('in which all are refused is $phase after $heldMs ms', ({ heldMs, phase }) => {
    const now = DAWN + heldMs
    const weather = at({ ...STORM, panel: refusingPanel(now), refusingSince: DAWN }, now)
    expect(weather.phase).toBe(phase)
    if (phase === 'storm') expect(weather.refusingSince).toBe(DAWN)
  })

  it('begins to count how long all are refused with the first reading that says so', () => {
    const now = DAWN + HOUR
    expect(at({ ...STORM, panel: refusingPanel(now) }, now)).toMatchObject({ phase: 'storm', refusingSince: now })
  })

  it.each([
    { quietMs: 30 * MINUTE - 1, phase: 'genuine' },
    { quietMs: 30 * MINUTE, phase: 'calm' },
  ] as const)('after a real storm is $phase when it was quiet for $quietMs ms', ({ quietMs, phase }) => {
    const real = genuine({ ...STORM, evidenceSince: DAWN - HOUR }, DAWN)
    const weather = at(real, DAWN + quietMs)
    expect(weather.phase).toBe(phase)
    expect(weather.evidenceSince).toBe(DAWN - HOUR)
    expect(weatherAt(rules, real, 'tripped', DAWN + quietMs)).toMatchObject({
      phase: 'genuine',
      trippedAt: DAWN + quietMs,
    })
  })

  it('does not trip by what was counted before a false alarm, or before the window', () => {
    const three = tally({ asked: 3, turned: 3, calls: 3 })
    expect(isTripped(rules, three, CALM, DAWN)).toBe(true)
    expect(isTripped(rules, three, calm(STORM, DAWN), DAWN)).toBe(false)
    expect(isTripped(rules, three, CALM, DAWN + WINDOW_MS - 1)).toBe(true)
    expect(isTripped(rules, three, CALM, DAWN + WINDOW_MS)).toBe(false)
  })

  it.each([
    { asked: 1_000, cleared: 1, is: 'unsteady' },
    { asked: 1_001, cleared: 1, is: 'steady' },
    { asked: 2_000, cleared: 2, is: 'unsteady' },
    { asked: 0, cleared: 1, is: 'unsteady' },
  ] as const)('is $is when $cleared of $asked refusals were taken back', ({ asked, cleared, is }) => {
    const { unsteadyUntil } = takenBack(rules, tally({ asked, cleared, calls: asked }), CALM, DAWN)
    expect(unsteadyUntil).toBe(is === 'unsteady' ? DAWN + rules.unsteadyMs : 0)
  })

  it('is not made unsteady by what was taken back before a false alarm, or before the window', () => {
    const one = tally({ asked: 10, cleared: 1, calls: 10 })
    // Where nothing counts, nothing was taken back: the share of nothing is not reached.
    const more: Tally = [...one, { ...NOTHING, at: DAWN + WINDOW_MS, asked: 10, calls: 10 }]
    expect(takenBack(rules, more, CALM, DAWN + WINDOW_MS).unsteadyUntil).toBe(0)
    expect(takenBack(rules, more, CALM, DAWN + WINDOW_MS - 1).unsteadyUntil).toBe(
      DAWN + WINDOW_MS - 1 + rules.unsteadyMs,
    )
    const voided = calm(STORM, DAWN + 1)
    expect(takenBack(rules, more, voided, DAWN + MINUTE).unsteadyUntil).toBe(0)
  })
})

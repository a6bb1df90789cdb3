import { describe, expect, it } from 'vitest'
import { parseId, parseTenantId } from '../ids.ts'
import type { ConnectionId } from '../ids.ts'
import { paceOf } from './budget.ts'
import type { Evidence } from './evidence.ts'
import { admit, FRESH_WATCH, incidentOf, needsPanel, observe, outlookOf } from './provider-watch.ts'
import type { Happening, Observation, ProviderWatch } from './provider-watch.ts'
import { LANES } from './schedule.ts'
import { DAWN, GOOD, HOUR, MINUTE, refusedAs, RULES, SECOND, silence, UNAUTHORIZED } from './testing/subjects.ts'

const TENANT = parseTenantId('acme')
const idOf = (number: number): ConnectionId => parseId('connection', `conn_${String(number).padStart(22, '0')}`)
const known = (id: number, evidence: Evidence): Observation => ({
  kind: 'checked',
  id: idOf(id),
  evidence,
  role: 'known',
})
const PASSES = { kind: 'time_passed' } as const

/** One environment of a provider under a clock that is set by hand. */
class Provider {
  watch: ProviderWatch = FRESH_WATCH
  now = DAWN
  readonly happenings: Happening[] = []
  #made = 0

  sees(observation: Observation): this {
    const setting = { now: this.now, rules: RULES, pace: paceOf(500), roll: 0.5 }
    const { watch, happenings } = observe(this.watch, observation, setting)
    this.watch = watch
    this.happenings.push(...happenings)
    return this
  }

  waits(ms: number): this {
    this.now += ms
    return this.sees(PASSES)
  }

  /** Answers of connections that nobody doubted, a second apart. */
  asks(count: number, evidence: Evidence, apartMs = SECOND): this {
    const role = evidence.weighs === 'refusal' ? 'turned' : 'asked'
    for (let index = 0; index < count; index += 1) {
      this.now += apartMs
      this.#made += 1
      this.sees({ kind: 'checked', id: idOf(1_000_000 + this.#made), evidence, role })
    }
    return this
  }

  seats(size: number): this {
    const candidates = Array.from({ length: size }, (_, id) => ({ tenantId: TENANT, id: idOf(id) }))
    return this.sees({ kind: 'panel_seated', candidates })
  }

  /** The panel is asked as it is due, for so long. */
  panelAnswers(forMs: number, answer: (member: number, now: number) => Evidence): this {
    const until = this.now + forMs
    while (this.now < until) {
      this.now += SECOND
      this.sees(PASSES)
      for (const { id } of admit(this.watch, this.now).panel) {
        this.sees(known(Number(id.slice(5)), answer(Number(id.slice(5)), this.now)))
      }
    }
    return this
  }

  get phase() {
    return this.watch.weather.phase
  }
}

/** What the watch becomes by it, which may be the very same. */
const observeAgain = ({ watch, now }: Provider, observation: Observation): ProviderWatch =>
  observe(watch, observation, { now, rules: RULES, pace: paceOf(500), roll: 0.5 }).watch

const aStorm = (panel = 200) => new Provider().asks(3, UNAUTHORIZED).seats(panel)

describe('the threshold of a storm', () => {
  it.each([
    { asked: 3, suspects: 3 },
    { asked: 15, suspects: 3 },
    { asked: 16, suspects: 4 },
    { asked: 100, suspects: 7 },
    { asked: 200, suspects: 9 },
    { asked: 1_000, suspects: 16 },
    { asked: 2_000, suspects: 20 },
    { asked: 2_001, suspects: 21 },
    { asked: 4_000, suspects: 40 },
  ])('is $suspects suspects where $asked are asked in five minutes', ({ asked, suspects }) => {
    const withSuspects = (count: number) =>
      new Provider().asks(asked - count, GOOD, 70).asks(count, UNAUTHORIZED, 70).phase
    expect(withSuspects(suspects)).toBe('storm')
    expect(withSuspects(suspects - 1)).toBe('calm')
  })

  it('counts five minutes', () => {
    const soon = new Provider()
      .asks(2, UNAUTHORIZED)
      .waits(4 * MINUTE)
      .asks(1, UNAUTHORIZED)
    expect(soon.phase).toBe('storm')
    const late = new Provider()
      .asks(2, UNAUTHORIZED)
      .waits(5 * MINUTE + 5 * SECOND)
      .asks(1, UNAUTHORIZED)
    expect(late.phase).toBe('calm')
  })

  it('counts changed answers like refusals', () => {
    const provider = new Provider().asks(2, refusedAs('permissions')).asks(1, refusedAs('account'))
    expect(provider.phase).toBe('storm')
  })

  it('does not count those that were doubted or condemned before', () => {
    const provider = new Provider()
    for (let id = 0; id < 500; id += 1) provider.waits(100).sees(known(id, UNAUTHORIZED))
    expect(provider.phase).toBe('calm')
  })
})

describe('a refusal that is taken back', () => {
  const cleared = { kind: 'checked', id: idOf(1), evidence: GOOD, role: 'cleared' } as const

  it('[SEC-S2] makes every verdict take its time for half an hour', () => {
    const provider = new Provider().asks(15, GOOD).asks(1, UNAUTHORIZED).sees(cleared)
    expect(outlookOf(provider.watch, provider.now).leniency).toBe('strict')
    provider.waits(30 * MINUTE - 1)
    expect(outlookOf(provider.watch, provider.now).leniency).toBe('strict')
    expect(outlookOf(provider.waits(1).watch, provider.now).leniency).toBe('usual')
  })

  it('is no more than chance where thousands are asked: it takes one in a thousand', () => {
    const provider = new Provider().asks(1_500, GOOD, 100).sees(cleared)
    expect(outlookOf(provider.watch, provider.now).leniency).toBe('usual')
    expect(outlookOf(provider.sees(cleared).watch, provider.now).leniency).toBe('strict')
  })

  it('is forgotten with a false alarm', () => {
    const provider = new Provider().sees(cleared).asks(3, UNAUTHORIZED).seats(200)
    provider.panelAnswers(10 * MINUTE + SECOND, () => GOOD)
    expect(outlookOf(provider.watch, provider.now).leniency).toBe('usual')
  })
})

describe('a storm', () => {
  it('[SEC-S2] holds every verdict, asks nobody but the panel, and is told of once', () => {
    const provider = new Provider().asks(3, UNAUTHORIZED)
    expect(outlookOf(provider.watch, provider.now).leniency).toBe('held')
    expect(needsPanel(provider.watch)).toBe(true)
    provider.seats(200)
    expect(needsPanel(provider.watch)).toBe(false)
    expect(admit(provider.watch, provider.now)).toMatchObject({ lanes: [], calls: 'budget' })
    expect(provider.happenings).toEqual([
      { kind: 'incident_began', incident: { kind: 'provider_refusing_all', since: provider.now } },
    ])
    expect(incidentOf(provider.watch)).toEqual({ kind: 'provider_refusing_all', since: provider.now })
  })

  it('asks each member of the panel every 7 minutes, one after the other', () => {
    const provider = aStorm()
    const asked = new Map<string, number[]>()
    provider.panelAnswers(21 * MINUTE, (member, now) => {
      asked.set(String(member), [...(asked.get(String(member)) ?? []), now])
      return UNAUTHORIZED
    })
    expect(asked.size).toBe(200)
    for (const times of asked.values()) {
      expect(times).toHaveLength(3)
      expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(7 * MINUTE)
    }
  })

  it('ends as a false alarm after 10 minutes of good answers, voids the refusals and asks first about the condemned', () => {
    const provider = aStorm().panelAnswers(10 * MINUTE - 2 * SECOND, () => GOOD)
    expect(provider.phase).toBe('storm')
    provider.panelAnswers(3 * SECOND, () => GOOD)
    expect(provider.phase).toBe('calm')
    expect(outlookOf(provider.watch, provider.now)).toEqual({
      leniency: 'usual',
      evidenceSince: provider.watch.weather.since,
    })
    expect(provider.happenings.slice(1)).toEqual([
      { kind: 'incident_over', incident: { kind: 'provider_refusing_all', since: DAWN + 3 * SECOND } },
      { kind: 'doubt_condemned', since: DAWN + 3 * SECOND - 5 * MINUTE },
    ])
    expect(provider.waits(5 * SECOND).asks(2, UNAUTHORIZED).phase).toBe('calm')
    expect(provider.asks(1, UNAUTHORIZED).phase).toBe('storm')
  })

  it.each([
    { bad: 1, ends: 'calm' },
    { bad: 2, ends: 'storm' },
  ])('goes on unless 99.5 % of the answers are good: $bad of 286 refused now and then is $ends', ({ bad, ends }) => {
    let refused = 0
    const provider = aStorm().panelAnswers(10 * MINUTE + SECOND, (member) => {
      if (member < 100 || refused >= bad) return GOOD
      refused += 1
      return UNAUTHORIZED
    })
    expect(provider.phase).toBe(ends)
  })

  it('does not end by silence', () => {
    const provider = aStorm().panelAnswers(2 * HOUR, () => silence())
    expect(provider.phase).toBe('storm')
  })

  it('is not prolonged by a few members that have been dead all along', () => {
    const dead = (count: number) =>
      aStorm().panelAnswers(29 * MINUTE, (member) => (member < count ? UNAUTHORIZED : GOOD)).phase
    expect(dead(3)).toBe('calm')
    expect(dead(4)).toBe('storm')
  })

  it('turns out real when nobody changes for 30 minutes and ten answer well', () => {
    const half = (member: number): Evidence => (member % 20 === 0 ? GOOD : UNAUTHORIZED)
    const provider = aStorm().panelAnswers(30 * MINUTE - 2 * SECOND, half)
    expect(provider.phase).toBe('storm')
    provider.panelAnswers(3 * SECOND, half)
    expect(provider.phase).toBe('genuine')
    expect(outlookOf(provider.watch, provider.now)).toEqual({ leniency: 'strict', evidenceSince: 0 })
    expect(admit(provider.watch, provider.now).lanes).toEqual(LANES)
    expect(incidentOf(provider.watch)).toBeNull()
    expect(provider.happenings.at(-1)?.kind).toBe('incident_over')
  })

  it('does not turn out real while any member changes its answer', () => {
    const provider = aStorm().panelAnswers(2 * HOUR, (member, now) =>
      member < 20 || (member === 50 && now % (20 * MINUTE) < 10 * MINUTE) ? UNAUTHORIZED : GOOD,
    )
    expect(provider.phase).toBe('storm')
  })

  it.each([
    { panel: 200, accepted: 10, phase: 'genuine' },
    { panel: 200, accepted: 9, phase: 'storm' },
    { panel: 12, accepted: 4, phase: 'genuine' },
    { panel: 12, accepted: 3, phase: 'storm' },
    { panel: 1, accepted: 1, phase: 'calm' },
  ])('of $panel in the panel, $accepted that answer well make it $phase', ({ panel, accepted, phase }) => {
    const provider = aStorm(panel).panelAnswers(31 * MINUTE, (member) => (member < accepted ? GOOD : UNAUTHORIZED))
    expect(provider.phase).toBe(phase)
  })

  it('in which all are refused is held for 24 hours, and then taken at its word', () => {
    const provider = aStorm(12).panelAnswers(31 * MINUTE, () => UNAUTHORIZED)
    const since = provider.watch.weather.refusingSince ?? 0
    expect(since).toBeGreaterThan(provider.now - 2 * MINUTE)
    provider.panelAnswers(since + 24 * HOUR - SECOND - provider.now, () => UNAUTHORIZED)
    expect(provider.phase).toBe('storm')
    provider.panelAnswers(2 * SECOND, () => UNAUTHORIZED)
    expect(provider.phase).toBe('genuine')
  })

  it('in which all are refused starts its 24 hours anew when one answer changes', () => {
    const provider = aStorm().panelAnswers(HOUR, () => UNAUTHORIZED)
    const flicker = provider.now
    provider.panelAnswers(8 * MINUTE, (member) => (member === 7 ? GOOD : UNAUTHORIZED))
    expect(provider.watch.weather.refusingSince).toBeNull()
    provider.panelAnswers(40 * MINUTE, () => UNAUTHORIZED)
    expect(provider.watch.weather.refusingSince).toBeGreaterThan(flicker)
  })

  it('in which all are refused ends by itself when the provider answers again', () => {
    const provider = aStorm().panelAnswers(2 * HOUR, () => UNAUTHORIZED)
    provider.panelAnswers(18 * MINUTE, () => GOOD)
    expect(provider.phase).toBe('calm')
    expect(outlookOf(provider.watch, provider.now).evidenceSince).toBe(provider.watch.weather.since)
  })

  it('is decided by an operator who knows that the keys are refused', () => {
    const storm = aStorm().sees({ kind: 'decided', as: 'refused' })
    expect(storm.phase).toBe('genuine')
    expect(outlookOf(storm.watch, storm.now).leniency).toBe('strict')
    expect(storm.happenings.map(({ kind }) => kind)).toEqual(['incident_began', 'incident_over'])
  })

  it('is decided by an operator who knows that the provider erred: refusals are void, the condemned are asked first', () => {
    const storm = aStorm()
    const since = storm.now - 5 * MINUTE
    storm.waits(MINUTE).sees({ kind: 'decided', as: 'false_alarm' })
    expect(storm.phase).toBe('calm')
    expect(outlookOf(storm.watch, storm.now)).toEqual({ leniency: 'usual', evidenceSince: storm.now })
    expect(storm.happenings.map(({ kind }) => kind)).toEqual(['incident_began', 'incident_over', 'doubt_condemned'])
    expect(storm.happenings.at(-1)).toMatchObject({ since })
  })

  it.each(['refused', 'false_alarm'] as const)('is not decided as %s by anybody while it is calm', (as) => {
    const calm = new Provider().waits(1)
    expect(observeAgain(calm, { kind: 'decided', as })).toBe(calm.watch)
  })

  it('that turned out real can still be taken back by an operator, and is not decided twice', () => {
    const real = aStorm().sees({ kind: 'decided', as: 'refused' })
    expect(observeAgain(real, { kind: 'decided', as: 'refused' })).toBe(real.watch)
    expect(real.waits(MINUTE).sees({ kind: 'decided', as: 'false_alarm' }).phase).toBe('calm')
  })

  it('picks its panel anew when all of it are gone, and never seats a second one', () => {
    const provider = aStorm(2).seats(200)
    expect(provider.watch.weather.panel?.members).toHaveLength(2)
    provider.sees({ kind: 'panel_left', id: idOf(0) })
    expect(needsPanel(provider.watch)).toBe(false)
    provider.sees({ kind: 'panel_left', id: idOf(1) })
    expect(needsPanel(provider.watch)).toBe(true)
    expect(new Provider().seats(3).watch).toBe(FRESH_WATCH)
  })

  it('in which nobody is left to ask is over five minutes later: what it refused is void, and all are asked again', () => {
    const provider = aStorm(1)
      .waits(HOUR)
      .sees({ kind: 'panel_left', id: idOf(0) })
      .seats(0)
    const seatless = provider.now
    for (let minute = 1; minute < 5; minute += 1) provider.waits(MINUTE).seats(0)
    expect(provider.phase).toBe('storm')
    expect(admit(provider.watch, provider.now).lanes).toEqual([])
    provider.waits(seatless + 5 * MINUTE - provider.now)
    expect(provider.phase).toBe('calm')
    expect(admit(provider.watch, provider.now).lanes).toEqual(LANES)
    expect(outlookOf(provider.watch, provider.now).evidenceSince).toBe(provider.now)
    expect(provider.happenings.map(({ kind }) => kind)).toEqual(['incident_began', 'incident_over', 'doubt_condemned'])
  })

  it('goes on where somebody is found before these five minutes are over, and counts them anew', () => {
    const provider = aStorm(1)
      .sees({ kind: 'panel_left', id: idOf(0) })
      .seats(0)
      .waits(4 * MINUTE)
      .seats(1)
    expect(provider.waits(4 * MINUTE).phase).toBe('storm')
    provider.sees({ kind: 'panel_left', id: idOf(0) }).seats(0)
    expect(provider.waits(4 * MINUTE).phase).toBe('storm')
    expect(provider.waits(MINUTE).phase).toBe('calm')
  })

  it('writes once that nobody is left to ask', () => {
    const provider = new Provider().asks(3, UNAUTHORIZED).seats(0).waits(SECOND)
    expect(observeAgain(provider, { kind: 'panel_seated', candidates: [] })).toBe(provider.watch)
  })

  it('does not ask a member again that is being asked', () => {
    const provider = aStorm(1)
    expect(admit(provider.watch, provider.now).panel).toHaveLength(1)
    provider.sees({ kind: 'panel_called', ids: new Set([idOf(0)]) })
    expect(admit(provider.watch, provider.now).panel).toEqual([])
    expect(admit(provider.watch, provider.now + 7 * MINUTE).panel).toHaveLength(1)
  })
})

describe('a storm that turned out real', () => {
  const some = (member: number): Evidence => (member < 20 ? UNAUTHORIZED : GOOD)
  const real = () => aStorm().panelAnswers(31 * MINUTE, some)

  it('becomes one again as soon as a member of the panel changes its answer', () => {
    const provider = real().panelAnswers(10 * MINUTE, some)
    expect(provider.phase).toBe('genuine')
    provider.panelAnswers(8 * MINUTE, (member) => (member === 150 ? UNAUTHORIZED : some(member)))
    expect(provider.phase).toBe('storm')
    expect(provider.happenings.map(({ kind }) => kind)).toEqual(['incident_began', 'incident_over', 'incident_began'])
  })

  it('is over after 30 minutes without new waves, and keeps what was found', () => {
    const provider = real()
    for (let minute = 0; minute < 60; minute += 1) provider.asks(10, UNAUTHORIZED, 6 * SECOND)
    expect(provider.phase).toBe('genuine')
    provider.panelAnswers(6 * MINUTE, some)
    const last = provider.watch.weather.trippedAt
    provider.panelAnswers(last + 30 * MINUTE - SECOND - provider.now, some)
    expect(provider.phase).toBe('genuine')
    provider.panelAnswers(2 * SECOND, some)
    expect(provider.phase).toBe('calm')
    expect(outlookOf(provider.watch, provider.now)).toEqual({ leniency: 'usual', evidenceSince: 0 })
    expect(provider.happenings.map(({ kind }) => kind)).toEqual(['incident_began', 'incident_over'])
  })

  it('that was false after all asks first about whom it condemned', () => {
    const provider = real()
    provider.panelAnswers(5 * MINUTE, () => GOOD)
    expect(provider.phase).toBe('storm')
    provider.panelAnswers(18 * MINUTE, () => GOOD)
    expect(provider.phase).toBe('calm')
    expect(provider.happenings.at(-1)).toEqual({ kind: 'doubt_condemned', since: DAWN + 3 * SECOND - 5 * MINUTE })
  })
})

describe('the circuit', () => {
  it.each([
    { good: 10, silent: 10, open: true },
    { good: 11, silent: 10, open: false },
    { good: 0, silent: 19, open: false },
    { good: 0, silent: 20, open: true },
  ])('after $good answers and $silent silences is open: $open', ({ good, silent, open }) => {
    const provider = new Provider().asks(good, GOOD).asks(silent, silence())
    expect(provider.watch.circuit.openSince !== null).toBe(open)
  })

  it('looks back one minute', () => {
    const provider = new Provider()
      .asks(19, silence())
      .waits(MINUTE + 5 * SECOND)
      .asks(1, silence())
    expect(provider.watch.circuit.openSince).toBeNull()
  })

  const open = () => new Provider().asks(20, silence())

  it('[SEC-S1] lets one call through every 30 s, and holds verdicts, but not people', () => {
    const provider = open()
    expect(outlookOf(provider.watch, provider.now).leniency).toBe('held')
    let trials = 0
    for (let second = 0; second < 600; second += 1) {
      provider.waits(SECOND)
      if (admit(provider.watch, provider.now).calls === 'none') continue
      expect(admit(provider.watch, provider.now).calls).toBe('trial')
      provider.sees({ kind: 'trial_taken' })
      provider.sees(known(1, silence()))
      trials += 1
    }
    expect(trials).toBe(20)
  })

  it.each([
    { roll: 0, ms: 24 * SECOND },
    { roll: 1, ms: 36 * SECOND },
  ])('tries at most a fifth sooner or later', ({ roll, ms }) => {
    const { watch, now } = open()
    const setting = { now, rules: RULES, pace: paceOf(500), connections: 9, roll }
    expect(observe(watch, { kind: 'trial_taken' }, setting).watch.circuit.nextTrialAt).toBe(now + ms)
  })

  it('closes at the first answer, whatever it says of the key, and counts from there', () => {
    const provider = open().waits(HOUR).sees(known(1, UNAUTHORIZED))
    expect(admit(provider.watch, provider.now).calls).toBe('budget')
    expect(provider.waits(6 * SECOND).asks(19, silence()).watch.circuit.openSince).toBeNull()
    expect(provider.asks(1, silence()).watch.circuit.openSince).not.toBeNull()
  })

  it('[SEC-S4] waits as long as the provider asks', () => {
    const provider = open().sees(known(1, silence(10 * MINUTE)))
    expect(provider.watch.circuit.nextTrialAt).toBeGreaterThanOrEqual(provider.now + 10 * MINUTE)
    const asked = new Provider().asks(20, silence(5 * MINUTE))
    expect(asked.watch.circuit.nextTrialAt).toBeGreaterThanOrEqual(asked.now + 5 * MINUTE)
  })

  it('is tried at once after a good call of people or traffic, at most every 5 s', () => {
    const provider = open()
      .waits(10 * SECOND)
      .sees({ kind: 'answered_elsewhere' })
    expect(admit(provider.watch, provider.now).calls).toBe('trial')
    provider.sees({ kind: 'trial_taken' }).waits(SECOND).sees({ kind: 'answered_elsewhere' })
    expect(admit(provider.watch, provider.now).calls).toBe('none')
    expect(admit(provider.watch, provider.now + 4 * SECOND).calls).toBe('trial')
  })

  it('is told of once, until it has stayed closed for a minute', () => {
    const provider = open().waits(MINUTE).sees(known(1, GOOD))
    provider.waits(5 * SECOND).asks(20, silence())
    provider
      .waits(MINUTE)
      .sees(known(1, GOOD))
      .waits(59 * SECOND)
    expect(provider.happenings.map(({ kind }) => kind)).toEqual(['incident_began'])
    expect(incidentOf(provider.watch)?.kind).toBe('provider_unreachable')
    provider.waits(SECOND)
    expect(provider.happenings.map(({ kind }) => kind)).toEqual(['incident_began', 'incident_over'])
    expect(incidentOf(provider.watch)).toBeNull()
  })

  it('says that the provider is busy where that is why', () => {
    const busy = { weighs: 'nothing', reason: 'provider_busy', retryAfterMs: 1_000 } as const
    expect(incidentOf(new Provider().asks(20, busy).watch)?.kind).toBe('provider_busy')
    const odd = { weighs: 'nothing', reason: 'provider_unexpected', retryAfterMs: null } as const
    expect(incidentOf(new Provider().asks(20, odd).watch)?.kind).toBe('provider_unreachable')
  })
})

describe('what changes nothing', () => {
  it('leaves the watch as it was, so that nothing is written', () => {
    const { watch } = new Provider().asks(3, GOOD)
    const setting = { now: DAWN + HOUR, rules: RULES, pace: paceOf(500), connections: 9, roll: 0.5 }
    for (const observation of [PASSES, { kind: 'answered_elsewhere' } as const]) {
      expect(observe(watch, observation, setting).watch).toBe(watch)
    }
  })

  it('a clock that goes back counts on', () => {
    const provider = new Provider().asks(2, UNAUTHORIZED)
    provider.now -= 90 * SECOND
    expect(provider.asks(1, UNAUTHORIZED).phase).toBe('storm')
    expect(provider.watch.tally.length).toBeLessThanOrEqual(61)
  })
})

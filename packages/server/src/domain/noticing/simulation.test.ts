import { reportFigure, scale, scaled } from '@keyturn/scripts/scale'
import { describe, expect, it } from 'vitest'
import { seedKeeper } from '../../testing/seed-keeper.ts'
import { ALIVE, FORBIDDEN, NO_SCOPES, OTHER_ACCOUNT, REFUSED, sickAnswer, simulate } from './testing/fleet-simulator.ts'
import type { FleetPlan, FleetRecord } from './testing/fleet-simulator.ts'
import { HOUR, INTERVAL, MINUTE } from './testing/subjects.ts'

/**
 * SECURITY 4.4 and M2: fleets on a virtual clock under providers that are down, that refuse valid keys, and whose keys are
 * really revoked. A seed that fails once is replayed for ever, at every scale.
 */
const keeper = seedKeeper(new URL('testing/failed-seeds.json', import.meta.url))

function overSeeds(name: string, count: number, run: (seed: number) => void): void {
  for (const seed of keeper.seeds(name, count)) {
    try {
      run(seed)
    } catch (error) {
      keeper.failed(name, seed, error)
    }
  }
}

/** A tenth of the connections on a tenth of the budget move at the same pace. */
const FLEET = scaled({ test: 10_000, verify: 100_000 })
const BUDGET = scaled({ test: 50, verify: 500 })
const SEEDS = scaled({ test: 1, verify: 5 })
const LATENCY_MS = 80
const BEGINS = 2 * HOUR
const STORM_MS = 80 * MINUTE
const ENDS = BEGINS + STORM_MS

type Plan = Pick<FleetPlan, 'seed' | 'forMs'> &
  Partial<Pick<FleetPlan, 'connections' | 'callsPerMinute'>> &
  Partial<FleetPlan['provider']>

function fleet({ seed, forMs, connections = FLEET, callsPerMinute, answer, latencyMs }: Plan): FleetRecord {
  const usual = connections === FLEET ? BUDGET : 500
  const provider = { answer: answer ?? (() => ALIVE), latencyMs: latencyMs ?? (() => LATENCY_MS) }
  return simulate({ connections, callsPerMinute: callsPerMinute ?? usual, intervalMs: INTERVAL, seed, forMs, provider })
}

const callsBetween = ({ callsAt }: FleetRecord, from: number, to: number): number =>
  callsAt.filter((at) => at >= from && at < to).length

function mostCallsInAMinute({ callsAt }: FleetRecord): number {
  let [most, first] = [0, 0]
  for (const [index, at] of callsAt.entries()) {
    while ((callsAt[first] ?? at) <= at - MINUTE) first += 1
    most = Math.max(most, index - first + 1)
  }
  return most
}

/** Spreads a share of the fleet evenly, another one for each seed. */
const isIn = (share: number, seed: number) => (connection: number) => lot(connection, seed) < share
function lot(connection: number, seed: number): number {
  let mixed = Math.imul(connection ^ Math.imul(seed, 0x9e37_79b1), 0x85eb_ca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2_ae35)
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32
}
const membersOf = (isMember: (connection: number) => boolean) =>
  Array.from({ length: FLEET }, (_, connection) => connection).filter(isMember)

const minutes = (ms: number): string => `${(ms / MINUTE).toFixed(1)} min`
const kinds = ({ happenings }: FleetRecord) => happenings.map(({ kind }) => kind)

/** Who is condemned in all the runs, and taken back: in the end everybody is connected again. */
function flipsOver(name: string, runs: number, run: (seed: number) => FleetRecord) {
  const counts = { flips: 0, repairs: 0 }
  overSeeds(name, runs, (seed) => {
    const record = run(seed)
    counts.flips += record.flips.length
    counts.repairs += record.repairs.length
    expect(record.condemned).toEqual([])
  })
  return counts
}

/** A tenth of a percent; few runs of few connections may meet one. */
function expectNextToNone(flips: number, connections: number): void {
  if (scale === 'verify') expect(flips).toBeLessThan(0.001 * connections)
  else expect(flips).toBeLessThanOrEqual(1)
}

describe('a provider that is down', () => {
  it.each([
    { how: 'answers with an error', latencyMs: LATENCY_MS },
    { how: 'hangs until our patience ends', latencyMs: 10_000 },
  ])('[SEC-S1] and $how condemns nobody and is hardly called', ({ how, latencyMs }) => {
    overSeeds(`down: ${how}`, 1, (seed) => {
      const down = (now: number): boolean => now >= BEGINS && now < BEGINS + 10 * MINUTE
      const record = fleet({
        seed,
        forMs: BEGINS + HOUR,
        answer: (_, now) => (down(now) ? sickAnswer() : ALIVE),
        latencyMs: (now) => (down(now) ? latencyMs : LATENCY_MS),
      })
      expect(record.flips).toEqual([])
      expect(kinds(record)).toEqual(['incident_began', 'incident_over'])
      for (let minute = 1; minute < 10; minute += 1) {
        const from = BEGINS + minute * MINUTE
        expect(callsBetween(record, from, from + MINUTE)).toBeLessThanOrEqual(60)
      }
      const full = callsBetween(record, BEGINS - MINUTE, BEGINS)
      const again = callsBetween(record, BEGINS + 15 * MINUTE, BEGINS + 16 * MINUTE)
      expect(again).toBeGreaterThanOrEqual(0.95 * full)
      const calls = callsBetween(record, BEGINS + MINUTE, BEGINS + 10 * MINUTE)
      reportFigure(
        'SEC-S1',
        `${FLEET.toLocaleString('en')} connections, provider ${how}, 10 min: 0 flips, ${calls} calls in the 9 minutes after the first`,
      )
    })
  })
})

describe('a provider that refuses valid keys', () => {
  it.each([0.02, 0.09, 0.15, 0.5, 1])('[SEC-S2] at a rate of %f for 80 minutes condemns nobody', (rate) => {
    overSeeds(`false 401 at ${rate}`, SEEDS, (seed) => {
      const record = fleet({
        seed,
        forMs: ENDS + 2 * HOUR,
        answer: (_, now, random) => (now >= BEGINS && now < ENDS && random() < rate ? REFUSED : ALIVE),
      })
      expect(record.flips).toEqual([])
      expect(record.watch.weather.phase).toBe('calm')
      expect(mostCallsInAMinute(record)).toBeLessThanOrEqual(0.8 * BUDGET)
    })
    reportFigure(
      'SEC-S2',
      `${FLEET.toLocaleString('en')} connections, false 401 at ${100 * rate} % for 80 min, ${SEEDS} seeds: 0 flips`,
    )
  })

  it.each([
    { rate: 0.09, callsPerMinute: 500 },
    { rate: 0.5, callsPerMinute: 500 },
    { rate: 0.09, callsPerMinute: 50 },
    { rate: 0.5, callsPerMinute: 50 },
  ])(
    '[SEC-S2] to the same keys for ten minutes each, at a rate of $rate, condemns nobody at $callsPerMinute calls a minute',
    ({ rate, callsPerMinute }) => {
      overSeeds(`false 401 in lumps at ${rate}, ${callsPerMinute} calls a minute`, SEEDS, (seed) => {
        const record = fleet({
          seed,
          connections: callsPerMinute === 500 ? FLEET : 10_000,
          callsPerMinute,
          forMs: ENDS + 2 * HOUR,
          answer: (connection, now) =>
            now >= BEGINS && now < ENDS && isIn(rate, seed + Math.floor(now / (10 * MINUTE)))(connection)
              ? REFUSED
              : ALIVE,
        })
        expect(record.flips).toEqual([])
      })
      reportFigure(
        'SEC-S2',
        `in lumps of 10 min per key at ${100 * rate} % and ${callsPerMinute} calls a minute, ${SEEDS} seeds: 0 flips`,
      )
    },
  )

  it.each([0.09, 0.5, 1])(
    '[SEC-S2] at a rate of %f in a fleet of 20 condemns next to nobody, and all are healed',
    (rate) => {
      const runs = scaled({ test: 20, verify: 300 })
      const { flips, repairs } = flipsOver(`small fleet at ${rate}`, runs, (seed) =>
        fleet({
          seed,
          connections: 20,
          forMs: ENDS + HOUR,
          answer: (_, now, random) => (now >= BEGINS && now < ENDS && random() < rate ? REFUSED : ALIVE),
        }),
      )
      expect(flips).toBe(repairs)
      expectNextToNone(flips, 20 * runs)
      reportFigure(
        'SEC-S2',
        `20 connections, false 401 at ${100 * rate} %, ${runs} runs: ${flips} of ${20 * runs} flipped, all healed`,
      )
    },
  )

  it('[SEC-S2] all of them, for a day and a half, condemns them after 24 hours, and heals when it answers', () => {
    overSeeds('all refused', 1, (seed) => {
      const until = BEGINS + 36 * HOUR
      const record = fleet({
        seed,
        connections: 20,
        forMs: until + 2 * HOUR,
        answer: (_, now) => (now >= BEGINS && now < until ? REFUSED : ALIVE),
      })
      const first = Math.min(...record.flips.map(({ at }) => at))
      expect(first).toBeGreaterThan(BEGINS + 24 * HOUR)
      expect(record.flips).toHaveLength(20)
      expect(record.condemned).toEqual([])
      reportFigure(
        'SEC-S2',
        `20 connections, all refused for 36 h: the first condemned after ${minutes(first - BEGINS)}, all repaired once it answers`,
      )
    })
  })
})

/** Answers to valid keys that say that the key may do less, or opens another account. */
const CHANGED = [
  { how: '403', answer: FORBIDDEN },
  { how: 'empty scopes', answer: NO_SCOPES },
  { how: 'another account', answer: OTHER_ACCOUNT },
] as const

describe.each(CHANGED)('a provider that answers valid keys with $how', ({ how, answer }) => {
  const falsely = (rate: number) => (_: number, now: number, random: () => number) =>
    now >= BEGINS && now < ENDS && random() < rate ? answer : ALIVE

  it.each(scaled<readonly number[]>({ test: [0.09], verify: [0.09, 0.5, 1] }))(
    '[SEC-S2] at a rate of %f for 80 minutes condemns nobody',
    (rate) => {
      overSeeds(`false ${how} at ${rate}`, SEEDS, (seed) => {
        const record = fleet({ seed, forMs: ENDS + 2 * HOUR, answer: falsely(rate) })
        expect(record.flips).toEqual([])
        expect(record.watch.weather.phase).toBe('calm')
      })
      reportFigure(
        'SEC-S2',
        `${FLEET.toLocaleString('en')} connections, false ${how} at ${100 * rate} % for 80 min, ${SEEDS} seeds: 0 flips`,
      )
    },
  )

  it.each([20, 200, 1_000].flatMap((connections) => [0.09, 0.5, 1].map((rate) => ({ connections, rate }))))(
    '[SEC-S2] at a rate of $rate in a fleet of $connections condemns next to nobody, and all are healed',
    ({ connections, rate }) => {
      const runs = Math.ceil(scaled({ test: 200, verify: 6_000 }) / connections)
      const { flips, repairs } = flipsOver(`false ${how} at ${rate}, fleet of ${connections}`, runs, (seed) =>
        fleet({ seed, connections, forMs: ENDS + HOUR, answer: falsely(rate) }),
      )
      expect(flips).toBe(repairs)
      expectNextToNone(flips, runs * connections)
      reportFigure(
        'SEC-S2',
        `${connections} connections, false ${how} at ${100 * rate} %, ${runs} runs: ${flips} of ${connections * runs} flipped, all healed`,
      )
    },
  )

  it('[SEC-S3] is believed within 7 minutes where it is one key that really changed', () => {
    overSeeds(`${how} of one key`, scaled({ test: 5, verify: 100 }), (seed) => {
      const record = fleet({
        seed,
        connections: 20,
        forMs: BEGINS + 2 * HOUR,
        answer: (connection, now) => (now >= BEGINS && connection === 7 ? answer : ALIVE),
      })
      expect(record.flips.map(({ connection }) => connection)).toEqual([7])
      for (const { at } of record.flips) expect(at - (record.refusedFirstAt[7] ?? 0)).toBeLessThan(7 * MINUTE)
    })
  })
})

describe('keys that are really revoked', () => {
  it('[SEC-S3] one by one are found within 7 minutes of their first refusal', () => {
    overSeeds('a quiet day', SEEDS, (seed) => {
      const revoked = isIn(scaled({ test: 0.002, verify: 0.0005 }), seed)
      const record = fleet({
        seed,
        forMs: BEGINS + 10 * HOUR,
        answer: (connection, now) => (now >= BEGINS && revoked(connection) ? REFUSED : ALIVE),
      })
      expect(record.flips.map(({ connection }) => connection).toSorted((a, b) => a - b)).toEqual(membersOf(revoked))
      const slowest = Math.max(
        ...record.flips.map(({ at, connection }) => at - (record.refusedFirstAt[connection] ?? 0)),
      )
      expect(slowest).toBeLessThan(7 * MINUTE)
      expect(kinds(record)).toEqual([])
      reportFigure(
        'SEC-S3',
        `${record.flips.length} single revocations among ${FLEET.toLocaleString('en')}: all found, the slowest ${minutes(slowest)} after its first 401`,
      )
    })
  })

  it('[SEC-S3] 5 % at once are found within 45 minutes of each one’s own first refusal', () => {
    overSeeds('5 % at once', 1, (seed) => {
      const revoked = isIn(0.05, seed)
      const record = fleet({
        seed,
        forMs: BEGINS + 9 * HOUR,
        answer: (connection, now) => (now >= BEGINS && revoked(connection) ? REFUSED : ALIVE),
      })
      expect(record.flips.map(({ connection }) => connection).toSorted((a, b) => a - b)).toEqual(membersOf(revoked))
      const slowest = Math.max(
        ...record.flips.map(({ at, connection }) => at - (record.refusedFirstAt[connection] ?? 0)),
      )
      expect(slowest).toBeLessThan(45 * MINUTE)
      reportFigure(
        'SEC-S3',
        `5 % of ${FLEET.toLocaleString('en')} at once: ${record.flips.length} of ${record.flips.length} found, the slowest ${minutes(slowest)} after its first 401`,
      )
    })
  })

  it('[SEC-S3] 60 % at once are found in a day, each within 45 minutes of its own first refusal', () => {
    overSeeds('60 % at once', 1, (seed) => {
      const revoked = isIn(0.6, seed)
      const record = fleet({
        seed,
        forMs: BEGINS + 24 * HOUR,
        answer: (connection, now) => (now >= BEGINS && revoked(connection) ? REFUSED : ALIVE),
      })
      const dead = membersOf(revoked)
      expect(record.flips.filter(({ connection }) => !revoked(connection))).toEqual([])
      const slowest = Math.max(
        ...record.flips.map(({ at, connection }) => at - (record.refusedFirstAt[connection] ?? 0)),
      )
      expect(record.flips.length).toBe(dead.length)
      expect(slowest).toBeLessThan(45 * MINUTE)
      reportFigure(
        'SEC-S3',
        `60 % of ${FLEET.toLocaleString('en')} at once: ${record.flips.length} of ${dead.length} found in 24 h, 0 false, the slowest ${minutes(slowest)} after its first 401`,
      )
    })
  })

  it('[SEC-S3] in the middle of a storm are found within 7 minutes of their first refusal after it, all in one sweep', () => {
    overSeeds('revoked in a storm', SEEDS, (seed) => {
      const revoked = isIn(scaled({ test: 0.002, verify: 0.0005 }), seed)
      const record = fleet({
        seed,
        forMs: ENDS + 7 * HOUR,
        answer: (connection, now, random) => {
          const gone = now >= BEGINS + STORM_MS / 2 && revoked(connection)
          return gone || (now >= BEGINS && now < ENDS && random() < 0.09) ? REFUSED : ALIVE
        },
      })
      const over = record.happenings.findLast(({ kind }) => kind === 'incident_over')?.at ?? 0
      expect(over).toBeGreaterThan(ENDS)
      expect(record.flips.map(({ connection }) => connection).toSorted((a, b) => a - b)).toEqual(membersOf(revoked))
      for (const { at, firstAt } of record.flips) {
        expect(firstAt).toBeGreaterThan(over)
        expect(at - firstAt).toBeLessThan(7 * MINUTE)
        // One sweep: the interval with its jitter, and the confirmation.
        expect(at).toBeLessThan(over + 1.1 * record.intervalMs + 20 * MINUTE)
      }
      const last = Math.max(...record.flips.map(({ at }) => at))
      reportFigure(
        'SEC-S3',
        `${record.flips.length} revoked in a storm of 9 % among ${FLEET.toLocaleString('en')}: all found, the last ${minutes(last - over)} after its end (a sweep takes ${minutes(record.intervalMs)})`,
      )
    })
  })

  it('[SEC-S3] 10 % of a fleet of 20 are found within 7 minutes', () => {
    overSeeds('two of twenty', scaled({ test: 10, verify: 300 }), (seed) => {
      const record = fleet({
        seed,
        connections: 20,
        forMs: BEGINS + 2 * HOUR,
        answer: (connection, now) => (now >= BEGINS && connection < 2 ? REFUSED : ALIVE),
      })
      expect(new Set(record.flips.map(({ connection }) => connection))).toEqual(new Set([0, 1]))
      for (const { connection, at } of record.flips) {
        expect(at - (record.refusedFirstAt[connection] ?? 0)).toBeLessThan(7 * MINUTE)
      }
    })
  })
})

describe('a good part of a small fleet that is really revoked at once', () => {
  it.each([3, 5, 10])('[SEC-S3] is found, where it is %d of 20', (dead) => {
    overSeeds(`${dead} of twenty`, scaled({ test: 10, verify: 100 }), (seed) => {
      const record = fleet({
        seed,
        connections: 20,
        forMs: BEGINS + 3 * HOUR,
        answer: (connection, now) => (now >= BEGINS && connection < dead ? REFUSED : ALIVE),
      })
      expect(record.flips.map(({ connection }) => connection).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: dead }, (_, connection) => connection),
      )
    })
  })
})

describe('a restart with everything overdue', () => {
  it('[SEC-S5] never calls more often than the budget in any minute', () => {
    overSeeds('all overdue', 1, (seed) => {
      const record = simulate({
        connections: FLEET,
        callsPerMinute: BUDGET,
        intervalMs: INTERVAL,
        seed,
        forMs: 6 * HOUR,
        overdue: 'all',
        provider: { answer: () => ALIVE, latencyMs: (_, random) => 20 + 400 * random() },
      })
      const most = mostCallsInAMinute(record)
      expect(most).toBeLessThanOrEqual(0.8 * BUDGET)
      reportFigure(
        'SEC-S5',
        `restart with ${FLEET.toLocaleString('en')} overdue, virtual clock: at most ${most} calls in any 60 s of ${0.8 * BUDGET} allowed`,
      )
    })
  })
})

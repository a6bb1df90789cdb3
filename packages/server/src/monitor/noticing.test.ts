import { reportFigure, scaled } from '@keyturn/scripts/scale'
import { describe, expect, it } from 'vitest'
import { Secret } from '../domain/secret.ts'
import { parseReference } from '../domain/ids.ts'
import { checkConnection } from '../engine/check-connection.ts'
import { disconnectConnection } from '../engine/disconnect-connection.ts'
import { importKey } from '../engine/import-key.ts'
import { KEYTURN } from '../engine/records.ts'
import { raw } from '../providers/testing/scripted-http.ts'
import { connectedCompany } from '../testing/fleet-rows.ts'
import { PATIENCE_MS } from '../testing/scale.ts'
import { ALIVE, NoticingWorld, REFUSED } from './testing/noticing-world.ts'
import type { Answers } from './testing/noticing-world.ts'

/** The real monitor over SQLite on a virtual clock: what the simulation says of the rule, said of all that carries it out. */
const MINUTE = 60_000
const FLEET = scaled({ test: 400, verify: 100_000 })
const BUDGET = scaled({ test: 50, verify: 500 })
const WHOLE = FLEET.toLocaleString('en')
const BEGINS = 10 * MINUTE
const SICK = raw(503, '<h1>Service Unavailable</h1>', 'text/html')
const options = { timeout: PATIENCE_MS }

const open = (answer: Answers, over: Partial<Parameters<typeof NoticingWorld.open>[0]> = {}) =>
  NoticingWorld.open({ connections: FLEET, callsPerMinute: BUDGET, seed: 1, answer, ...over })

const isDuring = (time: number, forMs: number): boolean => time >= BEGINS && time < BEGINS + forMs
const typesOf = async (world: NoticingWorld) => (await world.events()).map(({ type }) => type)

function mostInAMinute({ calls }: NoticingWorld): number {
  let [most, first] = [0, 0]
  for (const [index, { at }] of calls.entries()) {
    while ((calls[first]?.at ?? at) <= at - MINUTE) first += 1
    most = Math.max(most, index - first + 1)
  }
  return most
}

describe('the monitor over SQLite, on a virtual clock', () => {
  it(
    '[SEC-S1] takes nothing from anybody while the provider is down for ten minutes, and hardly calls',
    options,
    async () => {
      const forMs = 10 * MINUTE
      await using world = await open((company, time) => (isDuring(time, forMs) ? SICK : ALIVE(company)))
      await world.run(BEGINS + forMs + 20 * MINUTE)
      expect((await world.condemned()).size).toBe(0)
      expect(await typesOf(world)).toEqual(['provider.incident_suspected', 'provider.incident_over'])
      for (let minute = 1; minute < 10; minute += 1) {
        expect(world.callsBetween(BEGINS + minute * MINUTE, BEGINS + (minute + 1) * MINUTE)).toBeLessThanOrEqual(60)
      }
      const before = world.callsBetween(BEGINS - MINUTE, BEGINS)
      expect(world.callsBetween(BEGINS + forMs + 10 * MINUTE, BEGINS + forMs + 11 * MINUTE)).toBeGreaterThan(
        0.9 * before,
      )
      expect(mostInAMinute(world)).toBeLessThanOrEqual(0.8 * BUDGET)
      const calls = world.callsBetween(BEGINS + MINUTE, BEGINS + forMs)
      reportFigure(
        'SEC-S1',
        `monitor over SQLite, ${WHOLE} connections, down for 10 min: 0 flips, 0 webhooks of them, ${calls} calls in the last 9 minutes`,
      )
    },
  )

  it.each(scaled<readonly number[]>({ test: [0.15], verify: [0.02, 0.09, 0.15, 0.5, 1] }))(
    '[SEC-S2] takes nothing from anybody while valid keys are refused at a rate of %f',
    options,
    async (rate) => {
      const forMs = scaled({ test: 12, verify: 80 }) * MINUTE
      await using world = await open((company, time, random) =>
        isDuring(time, forMs) && random() < rate ? REFUSED : ALIVE(company),
      )
      await world.run(BEGINS + forMs + 20 * MINUTE)
      expect((await world.condemned()).size).toBe(0)
      const types = await typesOf(world)
      expect(types).not.toContain('connection.action_required')
      expect(types.filter((type) => type.startsWith('provider.'))).toEqual([
        'provider.incident_suspected',
        'provider.incident_over',
      ])
      expect(mostInAMinute(world)).toBeLessThanOrEqual(0.8 * BUDGET)
      reportFigure(
        'SEC-S2',
        `monitor over SQLite, ${WHOLE} connections, false 401 at ${100 * rate} % for ${forMs / MINUTE} min: 0 flips`,
      )
    },
  )

  it(
    '[SEC-S3] finds each revoked key within 7 minutes of its first refusal, and says so in the histogram',
    options,
    async () => {
      const every = scaled({ test: 50, verify: 2_000 })
      await using world = await open((company, time) =>
        time >= BEGINS && company % every === 0 ? REFUSED : ALIVE(company),
      )
      await world.run(BEGINS + 1.1 * world.intervalMs + 10 * MINUTE)
      const condemned = await world.condemned()
      expect([...condemned.keys()].toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: FLEET / every }, (_, index) => index * every),
      )
      const took = [...condemned].map(([company, at]) => at - (world.refusedAt.get(company) ?? 0))
      expect(Math.min(...took)).toBeGreaterThanOrEqual(6 * MINUTE)
      expect(Math.max(...took)).toBeLessThan(7 * MINUTE)
      expect(await world.detection('count')).toBe(took.length)
      expect(await world.detection('sum')).toBeCloseTo(took.reduce((sum, ms) => sum + ms, 0) / 1_000, 3)
      for (const seconds of [360, 420, 600]) {
        const within = took.filter((ms) => ms <= seconds * 1_000).length
        expect(await world.detection('bucket', seconds)).toBe(within)
      }
      const slowest = (Math.max(...took) / MINUTE).toFixed(1)
      reportFigure(
        'SEC-S3',
        `monitor over SQLite, ${took.length} revoked of ${WHOLE}: all found, the slowest ${slowest} min after its first 401; the histogram says the same`,
      )
    },
  )

  it('counts the time to detect from the first failing call, though a storm made that refusal void', async () => {
    const stormMs = 6 * MINUTE
    const revoked = [0, 30]
    await using world = await open(
      (company, time, random) =>
        (time >= BEGINS && revoked.includes(company)) || (isDuring(time, stormMs) && random() < 0.5)
          ? REFUSED
          : ALIVE(company),
      { connections: 60, callsPerMinute: 50 },
    )
    await world.run(BEGINS + 50 * MINUTE)
    const condemned = await world.condemned()
    expect([...condemned.keys()]).toEqual(revoked)
    const stormEnded = (await world.events()).find(({ type }) => type === 'provider.incident_over')?.at ?? 0
    const failingSince = (company: number): number => world.refusedAt.get(company) ?? 0
    for (const company of revoked) expect(failingSince(company)).toBeLessThan(stormEnded)
    const took = [...condemned].map(([company, at]) => at - failingSince(company))
    expect(await world.detection('sum')).toBeCloseTo(took.reduce((sum, ms) => sum + ms, 0) / 1_000, 3)
  })

  it('[SEC-S5] never calls above the budget after a restart with everything overdue', options, async () => {
    await using world = await open((company) => ALIVE(company), { overdue: 'all', latencyMs: 300 })
    await world.run(scaled({ test: 15, verify: 60 }) * MINUTE)
    const most = mostInAMinute(world)
    expect(most).toBeLessThanOrEqual(0.8 * BUDGET)
    expect(most).toBeGreaterThan(0.75 * BUDGET)
    reportFigure(
      'SEC-S5',
      `monitor over SQLite, ${WHOLE} overdue: at most ${most} calls in any 60 s of ${0.8 * BUDGET} allowed`,
    )
  })

  it('lets a storm end when everybody whom it held is disconnected: keys are judged, and the condemned are asked', async () => {
    const connections = 5
    const isDead = (company: number, time: number): boolean => (company < 2 ? time < 30 * MINUTE : time >= BEGINS)
    await using world = await open((company, time) => (isDead(company, time) ? REFUSED : ALIVE(company)), {
      connections,
      overdue: 'all',
    })
    const [condemned, held] = [
      [0, 1],
      [2, 3, 4],
    ]
    const companyOf = (number: number) =>
      connectedCompany({ number, now: 0, connectedAt: 0, nextCheckAt: 0, tenants: connections })
    await world.run(BEGINS)
    expect([...(await world.condemned()).keys()]).toEqual(condemned)
    await world.meanwhile(
      Promise.all(
        held.map((number) => {
          const { tenantId, id } = companyOf(number)
          return checkConnection(world.engine, tenantId, id, KEYTURN)
        }),
      ),
    )
    expect(world.phase).toBe('storm')
    for (const number of held) {
      const { tenantId, id } = companyOf(number)
      await world.meanwhile(
        disconnectConnection(world.engine, tenantId, id, { actor: KEYTURN, source: 'command_line' }),
      )
    }
    await world.run(BEGINS + 15 * MINUTE)
    expect(world.phase).toBe('calm')
    expect(await typesOf(world)).toContain('provider.incident_over')
    const { tenantId } = companyOf(4)
    const pasted = importKey(
      world.engine,
      {
        tenantId,
        provider: 'pleo',
        reference: parseReference('another'),
        expectedAccountId: null,
        key: { kind: 'key', secret: new Secret(Buffer.from('fleet-key-of-nobody-00000000000002')) },
      },
      KEYTURN,
    )
    await expect(world.meanwhile(pasted)).rejects.toMatchObject({ reason: 'key_invalid' })
    await world.run(50 * MINUTE)
    expect((await world.condemned()).size).toBe(0)
  })
})

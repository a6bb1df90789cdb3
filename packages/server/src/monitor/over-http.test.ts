import { reportFigure, scaled } from '@keyturn/scripts/scale'
import { describe, expect, it, vi } from 'vitest'
import { PATIENCE_MS } from '../testing/scale.ts'
import { FleetOverHttp } from './testing/fleet-over-http.ts'

/**
 * The figures of noticing in small: a whole server asks the stand-in for Pleo over HTTP, by the clock on the wall, with
 * a shorter confirmation. All other times of the rule follow it.
 */
const FLEET = scaled({ test: 60, verify: 2_000 })
/** A panel of which one member is dead still shows that the provider is well: it takes more than a hundred. */
const FLEET_IN_A_STORM = scaled({ test: 240, verify: 2_000 })
const MINUTE = scaled({ test: 500, verify: 1_000 })
const INTERVAL_MS = scaled({ test: 6, verify: 15 }) * MINUTE
const STORM_MS = scaled({ test: 5, verify: 80 }) * MINUTE
const WHOLE = FLEET.toLocaleString('en')
const patient = { timeout: 150 * MINUTE, interval: 100 }
/**
 * What the wall adds to the rule: the monitor looks every half second however short its minutes are, once for each of
 * three confirmations, and the machine is busy, with other tests too.
 */
const BUSY_MS = scaled({ test: 3_000, verify: 1_500 })
const LATE_MS = 3 * 500 + BUSY_MS
const CONFIRMED_MS = 6 * MINUTE
const FOUND_MS = 7 * MINUTE + LATE_MS
const FOUND_IN_A_WAVE_MS = 45 * MINUTE + LATE_MS
/** Each interval is up to a tenth longer. */
const SWEEP_MS = 1.1 * INTERVAL_MS

const aFleet = (connections = FLEET): Promise<FleetOverHttp> => {
  const third = `${CONFIRMED_MS / 3_000}s`
  return FleetOverHttp.open(connections, {
    KEYTURN_CHECK_INTERVAL: `${INTERVAL_MS / 1_000}s`,
    KEYTURN_CONFIRM_AFTER: [third, third, third].join(),
    KEYTURN_PLEO_BUDGET: '600000',
  })
}
type Members = FleetOverHttp['members']

const minutes = (ms: number): string => `${(ms / MINUTE).toFixed(1)} min`
const slowestOf = (took: ReadonlyMap<string, number>): number => Math.max(...took.values())

function revoke({ control }: FleetOverHttp, members: Members): void {
  for (const { key } of members) control.revoke({ key })
}

/** Valid keys are refused by lot, drawn anew every half minute. */
async function refuseByLot(fleet: FleetOverHttp, rate: number, forMs: number): Promise<void> {
  for (let turn = 0; turn < forMs; turn += MINUTE / 2) {
    for (const { key } of fleet.members) {
      fleet.control.setBehaviour({ key, behaviour: Math.random() < rate ? 'unauthorized' : 'ok' })
    }
    await fleet.pause(MINUTE / 2)
  }
  for (const { key } of fleet.members) fleet.control.setBehaviour({ key, behaviour: 'ok' })
}

/** @returns how long after its own first refusal each was found */
async function found(fleet: FleetOverHttp, members: Members, since: number): Promise<ReadonlyMap<string, number>> {
  const ids = members.map(({ connectionId }) => connectionId).toSorted()
  return vi.waitFor(async () => {
    const took = await fleet.tookToFind(since)
    expect([...took.keys()].toSorted()).toEqual(ids)
    return took
  }, patient)
}

/** @returns when the provider was well again */
const overAt = (fleet: FleetOverHttp): Promise<number> =>
  vi.waitFor(async () => {
    const [began, over] = [await fleet.told('provider.incident_suspected'), await fleet.told('provider.incident_over')]
    expect(began.length).toBeGreaterThan(0)
    expect(over).toHaveLength(began.length)
    return over.at(-1)?.at ?? Number.NaN
  }, patient)

const all = ({ control }: FleetOverHttp, behaviour: 'unavailable' | 'ok'): void =>
  void control.setBehaviour({ behaviour })
const calls = ({ control }: FleetOverHttp): number => control.requests().last

/** Each has a server of its own. In small they wait for the clock together; at full figure each has the machine alone. */
const options = { timeout: PATIENCE_MS, concurrent: scaled({ test: true, verify: false }) }

describe(`the monitor over HTTP, with ${WHOLE} connections`, options, () => {
  it('[SEC-S1] takes nothing from anybody while the provider is down, and hardly calls', async () => {
    await using fleet = await aFleet()
    all(fleet, 'unavailable')
    await vi.waitFor(async () => expect(await fleet.told('provider.incident_suspected')).toHaveLength(1), patient)
    await fleet.pause(2 * MINUTE)
    const before = calls(fleet)
    await fleet.pause(8 * MINUTE)
    const perMinute = (calls(fleet) - before) / 8
    all(fleet, 'ok')
    await overAt(fleet)
    expect(await fleet.told('connection.action_required')).toEqual([])
    expect(perMinute).toBeLessThanOrEqual(60)
    reportFigure(
      'SEC-S1',
      `over HTTP, ${WHOLE} connections: 0 flips, ${perMinute} calls a minute of the rule while it was down`,
    )
  })

  it.each(scaled<readonly number[]>({ test: [0.5], verify: [0.02, 0.09, 0.15, 0.5, 1] }))(
    '[SEC-S2] takes nothing from anybody while valid keys are refused at a rate of %f',
    async (rate) => {
      await using fleet = await aFleet()
      await refuseByLot(fleet, rate, STORM_MS)
      await overAt(fleet)
      await fleet.pause(SWEEP_MS + 7 * MINUTE)
      expect(await fleet.told('connection.action_required')).toEqual([])
      reportFigure(
        'SEC-S2',
        `over HTTP, ${WHOLE} connections, false 401 at ${100 * rate} % for ${minutes(STORM_MS)}: 0 flips`,
      )
    },
  )

  it('[SEC-S3] finds a single revoked key within 7 minutes of its first refusal', async () => {
    await using fleet = await aFleet()
    const since = Date.now()
    const single = fleet.members.slice(0, 1)
    revoke(fleet, single)
    const took = await found(fleet, single, since)
    expect(Math.min(...took.values())).toBeGreaterThanOrEqual(CONFIRMED_MS)
    expect(slowestOf(took)).toBeLessThan(FOUND_MS)
    expect(await fleet.told('provider.incident_suspected')).toEqual([])
    reportFigure(
      'SEC-S3',
      `over HTTP, one revoked key of ${WHOLE} found ${minutes(slowestOf(took))} after its first 401`,
    )
  })

  it('[SEC-S3] finds each of the 5 % that are revoked at once within 45 minutes of its own first refusal', async () => {
    await using fleet = await aFleet()
    const since = Date.now()
    const wave = fleet.members.slice(0, FLEET / 20)
    revoke(fleet, wave)
    const took = await found(fleet, wave, since)
    expect(slowestOf(took)).toBeLessThan(FOUND_IN_A_WAVE_MS)
    reportFigure(
      'SEC-S3',
      `over HTTP, ${wave.length} of ${WHOLE} revoked at once: all found, the slowest ${minutes(slowestOf(took))} after its own first 401`,
    )
  })

  it('[SEC-S3] finds those revoked in a storm within 7 minutes of their first refusal after it, all in one sweep', async () => {
    await using fleet = await aFleet(FLEET_IN_A_STORM)
    const rate = scaled({ test: 0.5, verify: 0.09 })
    const revoked = fleet.members.slice(0, scaled({ test: 1, verify: 4 }))
    await refuseByLot(fleet, rate, STORM_MS / 2)
    revoke(fleet, revoked)
    await refuseByLot(fleet, rate, STORM_MS / 2)
    const over = await overAt(fleet)
    const took = await found(fleet, revoked, over)
    // Nothing that was said in the storm counts.
    expect(Math.min(...took.values())).toBeGreaterThanOrEqual(CONFIRMED_MS)
    expect(slowestOf(took)).toBeLessThan(FOUND_MS)
    const condemned = await fleet.told('connection.action_required')
    expect(condemned).toHaveLength(revoked.length)
    const lastMs = Math.max(...condemned.map(({ at }) => at)) - over
    expect(lastMs).toBeLessThan(SWEEP_MS + FOUND_MS)
    reportFigure(
      'SEC-S3',
      `over HTTP, ${revoked.length} of ${FLEET_IN_A_STORM.toLocaleString('en')} revoked in a storm of ${100 * rate} % for ${minutes(STORM_MS)}: all found, the slowest ${minutes(slowestOf(took))} after its first 401 after the end, the last ${minutes(lastMs)} after the end (a sweep takes ${minutes(SWEEP_MS)})`,
    )
  })
})

import { reportFigure, scaled } from '@keyturn/scripts/scale'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { aTenant, RunningKeyturn } from '../http/testing/running-keyturn.ts'
import { PATIENCE_MS } from '../testing/scale.ts'

/**
 * The figures of noticing in small: a whole server asks the stand-in for Pleo over HTTP, by the clock on the wall, with
 * 3 s for the 6 minutes of a confirmation. All other times follow: a minute is half a second.
 */
const FLEET = scaled({ test: 60, verify: 2_000 })
const INTERVAL_MS = scaled({ test: 1_000, verify: 10_000 })
const MINUTE = 500
const AT_ONCE = 16
const WHOLE = FLEET.toLocaleString('en')
const patient = { timeout: 60_000, interval: 100 }

let keyturn: RunningKeyturn
const keys: string[] = []
beforeAll(async () => {
  keyturn = await RunningKeyturn.start({
    KEYTURN_CHECK_INTERVAL: `${INTERVAL_MS / 1_000}s`,
    KEYTURN_CONFIRM_AFTER: '1s,1s,1s',
    KEYTURN_PLEO_BUDGET: '600000',
    KEYTURN_LOG_LEVEL: 'warn',
  })
  const fill = async (): Promise<void> => {
    while (keys.length < FLEET) {
      const { key } = keyturn.key()
      keys.push(key)
      await keyturn.import(aTenant(), key)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, fill))
}, PATIENCE_MS)
afterAll(() => keyturn[Symbol.asyncDispose]())

const pause = (ms: number): Promise<void> => keyturn.server.engine.clock.sleep(ms)
const events = async (): Promise<readonly string[]> => {
  const types: string[] = []
  let after = 0
  for (;;) {
    const read = await keyturn.server.engine.stores.outbox.read(null, after, 200)
    if (read.kind === 'expired' || read.events.length === 0) return types
    after = read.position
    types.push(...read.events.map(({ envelope }) => envelope.type))
  }
}
const times = async (type: string): Promise<number> => (await events()).filter((one) => one === type).length
const calls = (): number => keyturn.simulator.control.requests().last
const all = (behaviour: 'unavailable' | 'ok'): void => void keyturn.simulator.control.setBehaviour({ behaviour })

describe(`the monitor over HTTP, with ${WHOLE} connections`, { timeout: PATIENCE_MS, shuffle: false }, () => {
  it('[SEC-S1] takes nothing from anybody while the provider is down, and hardly calls', async () => {
    all('unavailable')
    await vi.waitFor(async () => expect(await times('provider.incident_suspected')).toBe(1), patient)
    await pause(2 * MINUTE)
    const before = calls()
    await pause(8 * MINUTE)
    const perMinute = (calls() - before) / 8
    all('ok')
    await vi.waitFor(async () => expect(await times('provider.incident_over')).toBe(1), patient)
    expect(await times('connection.action_required')).toBe(0)
    expect(perMinute).toBeLessThanOrEqual(60)
    reportFigure(
      'SEC-S1',
      `over HTTP, ${WHOLE} connections, a minute in half a second: 0 flips, ${perMinute} calls a minute while it was down`,
    )
  })

  it.each(scaled<readonly number[]>({ test: [0.5], verify: [0.09, 0.5, 1] }))(
    '[SEC-S2] takes nothing from anybody while valid keys are refused at a rate of %f',
    async (rate) => {
      const suspected = await times('provider.incident_suspected')
      const over = await times('provider.incident_over')
      for (let turn = 0; turn < scaled({ test: 6, verify: 20 }) * MINUTE; turn += MINUTE / 2) {
        for (const key of keys) {
          const behaviour = Math.random() < rate ? 'unauthorized' : 'ok'
          keyturn.simulator.control.setBehaviour({ key, behaviour })
        }
        await pause(MINUTE / 2)
      }
      for (const key of keys) keyturn.simulator.control.setBehaviour({ key, behaviour: 'ok' })
      await vi.waitFor(async () => expect(await times('provider.incident_over')).toBeGreaterThan(over), patient)
      expect(await times('provider.incident_suspected')).toBeGreaterThan(suspected)
      expect(await times('connection.action_required')).toBe(0)
      reportFigure('SEC-S2', `over HTTP, ${WHOLE} connections, false 401 at ${100 * rate} %: 0 flips`)
    },
  )

  it('[SEC-S3] finds a revoked key, and each of the 5 % that are revoked at once', async () => {
    const detected = async () => {
      const text = (await keyturn.call('GET', '/metrics')).text
      const value = (name: string) =>
        Number(
          new RegExp(`^keyturn_time_to_detect_seconds_${name}\\{source="probe"\\} (.+)$`, 'm').exec(text)?.[1] ?? 0,
        )
      return { count: value('count'), seconds: value('sum') }
    }
    const [single = '', ...others] = keys
    keyturn.simulator.control.revoke({ key: single })
    await vi.waitFor(async () => expect(await times('connection.action_required')).toBe(1), patient)
    const one = await detected()
    expect(one.count).toBe(1)
    const some = others.slice(0, Math.floor(FLEET / 20))
    for (const key of some) keyturn.simulator.control.revoke({ key })
    await vi.waitFor(async () => expect(await times('connection.action_required')).toBe(1 + some.length), patient)
    const both = await detected()
    expect(both.count).toBe(1 + some.length)
    const mean = (both.seconds - one.seconds) / some.length / (MINUTE / 1_000)
    reportFigure(
      'SEC-S3',
      `over HTTP, ${WHOLE} connections: one revoked key found ${(one.seconds / (MINUTE / 1_000)).toFixed(1)} min after its first 401, ${some.length} at once after ${mean.toFixed(1)} min in the mean`,
    )
  })
})

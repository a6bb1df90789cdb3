import { describe, expect, it } from 'vitest'
import { PATIENCE_MS } from '../testing/scale.ts'
import { ALIVE, NoticingWorld, REFUSED } from './testing/noticing-world.ts'
import type { Answers } from './testing/noticing-world.ts'

const MINUTE = 60_000
const FLEET = 100
/** When the clock is set back. */
const STEP = 20 * MINUTE
const BACK = [5 * MINUTE, 20 * MINUTE, 60 * MINUTE, 7 * 24 * 60 * MINUTE]
const options = { timeout: PATIENCE_MS }

async function stepped(backMs: number, answer: Answers): Promise<NoticingWorld> {
  const world = await NoticingWorld.open({ connections: FLEET, callsPerMinute: 500, seed: 3, answer })
  await world.run(STEP)
  world.setClockBack(backMs)
  return world
}

describe('a clock that is set back', () => {
  it.each([60 * MINUTE, 7 * 24 * 60 * MINUTE])(
    'by %i ms stops no check for longer than a minute and a half, and finds each key that dies then',
    options,
    async (backMs) => {
      const dead = 7
      await using world = await stepped(backMs, (company, time) =>
        company === dead && time > STEP ? REFUSED : ALIVE(company),
      )
      await world.run(STEP + 90_000)
      expect(world.callsBetween(STEP, STEP + 90_000)).toBeGreaterThan(0)
      await world.run(STEP + 30 * MINUTE)
      const asked = world.calls.filter(({ at }) => at > STEP)
      expect(new Set(asked.map(({ company }) => company)).size).toBe(FLEET)
      expect([...(await world.condemned()).keys()]).toEqual([dead])
    },
  )

  it.each(BACK)('by %i ms delays nobody by more than two intervals', options, async (backMs) => {
    await using world = await stepped(backMs, ALIVE)
    const until = STEP + 90_000 + 2.2 * world.intervalMs
    await world.run(until)
    const asked = world.calls.filter(({ at }) => at > STEP)
    expect(new Set(asked.map(({ company }) => company)).size).toBe(FLEET)
    expect(world.callsBetween(until - MINUTE, until)).toBeLessThan(FLEET / 3)
  })

  it.each(BACK)('by %i ms leaves no key in doubt for long that was refused just before', options, async (backMs) => {
    await using world = await stepped(backMs, (company, time) =>
      company === 3 && time > STEP - 15 * MINUTE ? REFUSED : ALIVE(company),
    )
    expect(world.refusedAt.has(3)).toBe(true)
    await world.run(STEP + 12 * MINUTE)
    expect([...(await world.condemned()).keys()]).toEqual([3])
  })

  it('does not make an outage longer', options, async () => {
    const away = { kind: 'silence', why: 'timeout' } as const
    await using world = await stepped(60 * MINUTE, (company, time) =>
      time > STEP - 5 * MINUTE && time < STEP + 2 * MINUTE ? away : ALIVE(company),
    )
    await world.run(STEP + 8 * MINUTE)
    const asked = world.calls.filter(({ at }) => at > STEP + 2 * MINUTE)
    expect(new Set(asked.map(({ company }) => company)).size).toBeGreaterThan(0.9 * FLEET)
  })
})

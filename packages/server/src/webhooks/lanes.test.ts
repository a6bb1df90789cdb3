import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseId } from '../domain/ids.ts'
import type { WebhookEndpointId } from '../domain/ids.ts'
import { runs } from '../testing/scale.ts'
import { Lanes } from './lanes.ts'

const idOf = (index: number): WebhookEndpointId => parseId('webhookEndpoint', `whe_${String(index).padStart(22, '0')}`)
const due = (count: number, failing = false, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ id: idOf(from + index), failing }))
const LIMITS = { slots: 20, slotsOfTroubled: 8, width: 4, slowMs: 2_000 }

/** Starts what was planned. @returns how each is ended */
const startAll = (lanes: Lanes, plan: ReadonlyMap<WebhookEndpointId, number>) =>
  [...plan].flatMap(([id, count]) => Array.from({ length: count }, () => ({ id, end: lanes.start(id) })))

/** Lanes on which these endpoints have shown how they are. */
function known(endpoints: readonly { readonly id: WebhookEndpointId }[], durationMs: number): Lanes {
  const lanes = new Lanes(LIMITS)
  for (const { id } of endpoints) lanes.start(id)('arrived', durationMs)
  return lanes
}

describe('the lanes of endpoints', () => {
  it('let one call go to an endpoint nobody knows yet, and four to one that answers well', () => {
    const lanes = new Lanes(LIMITS)
    expect([...lanes.plan(due(1)).values()]).toEqual([1])
    lanes.start(idOf(0))('arrived', 50)
    expect([...lanes.plan(due(1)).values()]).toEqual([4])
    const started = startAll(lanes, lanes.plan(due(1)))
    expect(lanes.plan(due(1)).size).toBe(0)
    started[0]?.end('arrived', 50)
    expect([...lanes.plan(due(1)).values()]).toEqual([1])
  })

  it.each([
    ['fails', 'failed', 10],
    ['is slow', 'arrived', 2_001],
  ] as const)('let one call at a time go to an endpoint that %s', (_how, outcome, durationMs) => {
    const lanes = known(due(1), 50)
    lanes.start(idOf(0))(outcome, durationMs)
    expect([...lanes.plan(due(1)).values()]).toEqual([1])
  })

  it('keep slots for those that answer well, however many others there are', () => {
    const good = due(3)
    const lanes = known(good, 50)
    startAll(lanes, lanes.plan(due(100, true, 10)))
    expect(lanes.plan(due(100, true, 10)).size).toBe(0)
    expect(
      [...lanes.plan([...due(100, true, 10), ...good])].filter(([id]) => good.some((one) => one.id === id)),
    ).toHaveLength(3)
  })

  it('serve whoever waited longest, so that each of many troubled ones has its turn', () => {
    const lanes = new Lanes(LIMITS)
    const served = new Set<WebhookEndpointId>()
    for (let round = 0; round < 5; round += 1) {
      for (const { id, end } of startAll(lanes, lanes.plan(due(40, true)))) {
        served.add(id)
        end('failed', 15_000)
      }
    }
    expect(served.size).toBe(40)
  })

  it('are forgotten when there are very many, but for those with a call under way', () => {
    const [idle, busy, ...others] = due(10_000)
    const late = due(1, false, 10_000)
    if (idle === undefined || busy === undefined) throw new Error('there are many')
    const lanes = known([idle, busy], 50)
    lanes.start(busy.id)
    lanes.plan(others)
    expect(lanes.plan([idle]).get(idle.id)).toBe(4)
    lanes.plan(late)
    expect(lanes.plan([idle]).get(idle.id)).toBe(1)
    expect(lanes.plan([busy]).get(busy.id)).toBe(3)
  })

  it('never let more go than there are slots, whatever happens', () => {
    const step = fc.record({
      endpoints: fc.array(fc.record({ index: fc.nat(30), failing: fc.boolean() }), { maxLength: 20 }),
      ends: fc.array(fc.record({ at: fc.nat(50), arrived: fc.boolean(), durationMs: fc.nat(5_000) }), {
        maxLength: 10,
      }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const lanes = new Lanes(LIMITS)
        const running: { id: WebhookEndpointId; end: ReturnType<Lanes['start']> }[] = []
        for (const { endpoints, ends } of steps) {
          const unique = new Map(endpoints.map(({ index, failing }) => [index, failing]))
          const plan = lanes.plan([...unique].map(([index, failing]) => ({ id: idOf(index), failing })))
          running.push(...startAll(lanes, plan))
          expect(running.length).toBeLessThanOrEqual(LIMITS.slots)
          for (const count of Map.groupBy(running, ({ id }) => id).values()) {
            expect(count.length).toBeLessThanOrEqual(LIMITS.width)
          }
          for (const { at, arrived, durationMs } of ends) {
            const [ended] = running.splice(at % Math.max(running.length, 1), 1)
            ended?.end(arrived ? 'arrived' : 'failed', durationMs)
          }
        }
      }),
      { numRuns: runs({ test: 500, verify: 20_000 }) },
    )
  })
})

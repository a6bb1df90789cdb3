import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../testing/scale.ts'
import { afterTry, GIVE_UP_AFTER_MS, LONGEST_RETRY_AFTER_MS, RETRY_AFTER_MS } from './delivery.ts'
import type { Delivery, DeliveryTry } from './delivery.ts'
import { parseId } from './ids.ts'
import { NOON } from './testing/connections.ts'
import type { WebhookEndpoint } from './webhook-endpoint.ts'

const ID = 'AAAAAAAAAAAAAAAAAAAAAA'
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const endpoint: WebhookEndpoint = {
  id: parseId('webhookEndpoint', `whe_${ID}`),
  url: 'https://acme.example/hook',
  description: null,
  types: null,
  off: null,
  failingSince: null,
  pausedUntil: null,
  previousSecretUntil: null,
  createdAt: NOON,
  updatedAt: NOON,
}
const delivery: Delivery = {
  id: parseId('delivery', `dlv_${ID}`),
  endpointId: endpoint.id,
  eventId: parseId('event', `evt_${ID}`),
  type: 'connection.connected',
  kind: 'event',
  status: 'pending',
  dueAt: NOON,
  tries: [],
  createdAt: NOON,
}
const answered = (status: number, at = NOON): DeliveryTry => ({ at, durationMs: 100, status, failure: null })
const timeout: DeliveryTry = { at: NOON, durationMs: 15_000, status: null, failure: 'timeout' }
const inTheMiddle = 0.5

describe('a try', () => {
  it.each([200, 201, 202, 204, 299])('that is answered with %d delivers, and the endpoint is well', (status) => {
    const troubled = { ...endpoint, failingSince: NOON - HOUR, pausedUntil: NOON - 1 }
    const after = afterTry(delivery, troubled, answered(status), 5_000, inTheMiddle)
    expect(after.delivery).toMatchObject({ status: 'delivered', tries: [{ status }] })
    expect(after.endpoint).toEqual(endpoint)
  })

  it.each([100, 199, 300, 301, 307, 400, 401, 404, 422, 429, 500, 502, 503, 504])(
    'that is answered with %d is made again',
    (status) => {
      const after = afterTry(delivery, endpoint, answered(status), null, inTheMiddle)
      expect(after.delivery).toMatchObject({ status: 'pending', dueAt: NOON + 100 + 5_000 })
      expect(after.endpoint).toEqual({ ...endpoint, failingSince: NOON })
    },
  )

  it('that is not answered is made again, counted from when it was given up', () => {
    const after = afterTry(delivery, endpoint, timeout, null, inTheMiddle)
    expect(after.delivery.dueAt).toBe(NOON + 15_000 + 5_000)
  })

  it('is made seven times: at once, after 5 s, 5 min, 30 min, 2 h, 5 h and 10 h', () => {
    let current = { delivery, endpoint }
    const waits: number[] = []
    while (current.delivery.status === 'pending') {
      const at = current.delivery.dueAt
      current = afterTry(current.delivery, current.endpoint, answered(500, at), null, inTheMiddle)
      if (current.delivery.status === 'pending') waits.push(current.delivery.dueAt - at - 100)
    }
    expect(waits).toEqual([5_000, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR])
    expect(current.delivery).toMatchObject({ status: 'failed', tries: { length: 7 } })
    expect(current.endpoint.off).toBeNull()
  })

  it('is spread by a fifth to either side, and never out of that', () => {
    const tries = fc.integer({ min: 0, max: RETRY_AFTER_MS.length - 1 })
    const chance = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
    fc.assert(
      fc.property(tries, chance, (made, roll) => {
        const before = { ...delivery, tries: Array.from({ length: made }, () => answered(500)) }
        const after = afterTry(before, endpoint, answered(500), null, roll)
        const wait = after.delivery.dueAt - NOON - 100
        const planned = RETRY_AFTER_MS[made] ?? 0
        expect(wait).toBeGreaterThanOrEqual(planned * 0.8 - 1)
        expect(wait).toBeLessThanOrEqual(planned * 1.2 + 1)
      }),
      { numRuns: runs({ test: 1_000, verify: 100_000 }) },
    )
  })
})

describe('an endpoint', () => {
  it('that asks for more time gets it, and no less than the schedule has', () => {
    const dueAfter = (retryAfterMs: number) =>
      afterTry(delivery, endpoint, answered(500), retryAfterMs, inTheMiddle).delivery.dueAt - NOON - 100
    expect(dueAfter(1_000)).toBe(5_000)
    expect(dueAfter(HOUR)).toBe(HOUR)
    expect(dueAfter(LONGEST_RETRY_AFTER_MS)).toBe(24 * HOUR)
  })

  it.each([
    [429, NOON + 100 + HOUR],
    [503, NOON + 100 + HOUR],
    [500, null],
    [404, null],
  ])('that answers %d and names a time is left alone until %o', (status, pausedUntil) => {
    expect(afterTry(delivery, endpoint, answered(status), HOUR, inTheMiddle).endpoint.pausedUntil).toBe(pausedUntil)
  })

  it('that is gone is switched off, and its delivery has failed', () => {
    const after = afterTry(delivery, endpoint, answered(410), null, inTheMiddle)
    expect(after.endpoint.off).toEqual({ reason: 'gone', at: NOON + 100 })
    expect(after.delivery.status).toBe('failed')
  })

  it('that took nothing for five days is switched off, and not a moment earlier', () => {
    const failing = (since: number) =>
      afterTry(delivery, { ...endpoint, failingSince: NOON + 100 - since }, answered(500), null, inTheMiddle).endpoint
    expect(failing(GIVE_UP_AFTER_MS - 1).off).toBeNull()
    expect(failing(GIVE_UP_AFTER_MS)).toMatchObject({ off: { reason: 'failing', at: NOON + 100 } })
    expect(GIVE_UP_AFTER_MS).toBe(5 * 24 * HOUR)
  })

  it('that is off already stays off for its reason', () => {
    const off = { reason: 'requested', at: NOON - 1 } as const
    expect(afterTry(delivery, { ...endpoint, off }, answered(410), null, inTheMiddle).endpoint.off).toEqual(off)
  })

  it('is not judged by a test, which is made once', () => {
    const test: Delivery = { ...delivery, kind: 'test', type: 'webhook_endpoint.test' }
    for (const tried of [answered(500), answered(410), timeout]) {
      expect(afterTry(test, endpoint, tried, HOUR, inTheMiddle)).toEqual({
        delivery: { ...test, status: 'failed', tries: [tried] },
        endpoint,
      })
    }
  })
})

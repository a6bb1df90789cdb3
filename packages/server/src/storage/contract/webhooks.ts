import { describe, expect, it } from 'vitest'
import type { Connection } from '../../domain/connection.ts'
import type { Delivery } from '../../domain/delivery.ts'
import { testEnvelope } from '../../domain/events.ts'
import type { WebhookEndpointId } from '../../domain/ids.ts'
import type { WebhookEndpoint } from '../../domain/webhook-endpoint.ts'
import type { ClaimedDelivery, Lease, Settled, TriedDelivery } from '../../engine/ports/webhook-stores.ts'
import {
  aConnection,
  anAuditEvent,
  anEndpoint,
  anEvent,
  anId,
  anIncident,
  aTest,
  KEPT,
  NOW,
  sealed,
} from './fixtures.ts'
import { committed, eachTest, everything, inserted } from './opened.ts'
import type { OpensStorage } from './opened.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const audit = () => anAuditEvent(aConnection(), { tenantId: null, connectionId: null })
const lease = (over: Partial<Lease> = {}): Lease => ({ now: NOW, until: NOW + 30_000, holder: 'one', ...over })
const tryOf = ({ delivery }: ClaimedDelivery): TriedDelivery => ({
  id: delivery.id,
  tried: { at: NOW, durationMs: 12, status: 200, failure: null },
  retryAfterMs: null,
})
const delivered = (delivery: Delivery, endpoint: WebhookEndpoint, { tried }: TriedDelivery): Settled => ({
  delivery: { ...delivery, status: 'delivered', tries: [...delivery.tries, tried] },
  endpoint,
  events: [],
  audit: [],
})

export function describeWebhooks(open: OpensStorage): void {
  describe('webhook endpoints', () => {
    const at = eachTest(open)

    it('gives back an endpoint as it was written, newest first', async () => {
      const { webhookEndpoints } = at.storage
      const plain = anEndpoint()
      const full = anEndpoint({
        description: 'Main',
        types: ['connection.connected', 'provider.incident_over'],
        off: { reason: 'gone', at: NOW },
        failingSince: NOW - 1,
        pausedUntil: NOW + 2,
        createdAt: NOW + 1,
      })
      for (const one of [plain, full]) await webhookEndpoints.insert(one, sealed('s'), audit())
      expect(await webhookEndpoints.find(plain.id)).toEqual(plain)
      expect(await webhookEndpoints.list()).toEqual([full, plain])
      expect(await webhookEndpoints.find(anId('webhookEndpoint'))).toBeUndefined()
    })

    it('amends what is there, whoever writes at once', async () => {
      const { webhookEndpoints } = at.storage
      const endpoint = anEndpoint({ description: '' })
      await webhookEndpoints.insert(endpoint, sealed('s'), audit())
      const add = (letter: string) =>
        webhookEndpoints.amend(endpoint.id, (now) => ({ ...now, description: now.description + letter }), audit())
      await Promise.all(['a', 'b', 'c', 'd'].map(add))
      expect((await webhookEndpoints.find(endpoint.id))?.description).toHaveLength(4)
      expect(await webhookEndpoints.amend(anId('webhookEndpoint'), (now) => now, audit())).toBeUndefined()
    })

    it('writes nothing that cannot be audited', async () => {
      const { webhookEndpoints, audit: trail } = at.storage
      const endpoint = anEndpoint()
      await webhookEndpoints.insert(endpoint, sealed('s'), audit())
      const twice = audit()
      await trail.append([twice])
      const before = await everything(at.db)
      await expect(webhookEndpoints.insert(anEndpoint(), sealed('s'), twice)).rejects.toThrow()
      await expect(webhookEndpoints.amend(endpoint.id, (now) => ({ ...now, url: 'x' }), twice)).rejects.toThrow()
      await expect(webhookEndpoints.rotate(endpoint.id, sealed('t'), NOW, NOW, twice)).rejects.toThrow()
      await expect(webhookEndpoints.remove(endpoint.id, twice)).rejects.toThrow()
      expect(await everything(at.db)).toEqual(before)
    })

    it('says of an endpoint that is gone that it is gone', async () => {
      const { webhookEndpoints } = at.storage
      const endpoint = anEndpoint()
      await webhookEndpoints.insert(endpoint, sealed('s'), audit())
      expect(await webhookEndpoints.remove(endpoint.id, audit())).toBe(true)
      expect(await webhookEndpoints.remove(endpoint.id, audit())).toBe(false)
      expect(await webhookEndpoints.rotate(endpoint.id, sealed('t'), NOW, NOW, audit())).toBeUndefined()
    })
  })

  describe('deliveries', () => {
    const at = eachTest(open)

    async function endpoint(over: Partial<WebhookEndpoint> = {}): Promise<WebhookEndpoint> {
      const one = anEndpoint(over)
      await at.storage.webhookEndpoints.insert(one, sealed(`secret of ${one.id}`), audit())
      return one
    }
    /** Events of a connection, one commit each. */
    async function told(times: number, over: Parameters<typeof anEvent>[1] = {}): Promise<Connection> {
      let current = await inserted(at.storage, aConnection())
      for (let time = 0; time < times; time += 1) {
        current = await committed(at.storage, current, { records: { events: [anEvent(current, over)], audit: [] } })
      }
      return current
    }
    async function tested({ id }: WebhookEndpoint): Promise<Delivery> {
      const test = aTest(id)
      await at.storage.deliveries.insert(test, testEnvelope(test.eventId, id, NOW), audit())
      return test
    }
    const fanOut = (limit = 100) => at.storage.deliveries.fanOut(NOW, limit, () => anId('delivery'))
    const claim = (count: number, over: Partial<Lease> = {}, ...ids: readonly WebhookEndpointId[]) =>
      at.storage.deliveries.claim(new Map(ids.map((id) => [id, count])), lease(over))
    const of = ({ id }: WebhookEndpoint, limit = 200) => at.storage.deliveries.list(id, {}, { after: null, limit })
    const dueIds = async (now = NOW) => (await at.storage.deliveries.dueEndpoints(now)).map(({ id }) => id)

    it('are made of each event once, for the endpoints that want it, whoever asks at once', async () => {
      const all = await endpoint()
      const some = await endpoint({ types: ['connection.action_required'] })
      const off = await endpoint({ off: { reason: 'requested', at: NOW } })
      await told(3)
      await told(1, { type: 'connection.action_required' })
      await at.storage.outbox.append([anIncident()])
      await Promise.all(Array.from({ length: 5 }, () => fanOut(2)))
      expect(await fanOut()).toBe(0)
      expect((await of(all)).map(({ type }) => type).toSorted()).toEqual([
        'connection.action_required',
        'connection.connected',
        'connection.connected',
        'connection.connected',
        'provider.incident_suspected',
      ])
      expect((await of(some)).map(({ type }) => type)).toEqual(['connection.action_required'])
      expect(await of(off)).toEqual([])
      const [one] = await of(all)
      expect(one).toEqual({
        id: one?.id,
        endpointId: all.id,
        eventId: one?.eventId,
        type: one?.type,
        kind: 'event',
        status: 'pending',
        dueAt: NOW,
        tries: [],
        createdAt: NOW,
      })
    })

    it('are made of what happened since the endpoint was there, and since it was switched on again', async () => {
      await told(2)
      const late = await endpoint()
      expect(await fanOut()).toBe(0)
      await told(1)
      await fanOut()
      expect(await of(late)).toHaveLength(1)
      const { webhookEndpoints } = at.storage
      await webhookEndpoints.amend(late.id, (now) => ({ ...now, off: { reason: 'requested', at: NOW } }), audit())
      await told(3)
      await webhookEndpoints.amend(late.id, (now) => ({ ...now, off: null }), audit())
      await told(1)
      await fanOut()
      expect(await of(late)).toHaveLength(2)
    })

    it('are claimed by one at a time, oldest due first, with all that a call needs', async () => {
      const one = await endpoint()
      const connection = await told(3)
      await fanOut()
      const first = await claim(2, {}, one.id)
      const rest = await claim(5, { holder: 'two' }, one.id)
      expect([first.length, rest.length]).toEqual([2, 1])
      expect(new Set([...first, ...rest].map(({ delivery }) => delivery.id)).size).toBe(3)
      const [claimed] = first
      expect(claimed?.url).toBe(one.url)
      expect(claimed?.secrets).toEqual([sealed(`secret of ${one.id}`)])
      expect(JSON.parse(claimed?.body ?? '')).toMatchObject({
        id: claimed?.delivery.eventId,
        connectionId: connection.id,
      })
      expect(await claim(5, { holder: 'three' }, one.id)).toEqual([])
      expect(await dueIds()).toEqual([])
    })

    it('are free again when a lease runs out, is given back, or its holder is known to be dead', async () => {
      const one = await endpoint()
      await told(2)
      await fanOut()
      await claim(1, {}, one.id)
      await claim(1, { holder: 'two' }, one.id)
      expect(await dueIds(NOW + 29_999)).toEqual([])
      expect(await claim(2, { now: NOW + 29_999, holder: 'three' }, one.id)).toEqual([])
      expect(await claim(2, { now: NOW + 30_000, until: NOW + 60_000, holder: 'three' }, one.id)).toHaveLength(2)
      await at.storage.deliveries.release('two')
      expect(await dueIds()).toEqual([])
      await at.storage.deliveries.release('three')
      expect(await claim(1, {}, one.id)).toHaveLength(1)
      await at.storage.deliveries.release(null)
      expect(await claim(2, { holder: 'four' }, one.id)).toHaveLength(2)
    })

    it('of an endpoint that is off, paused or not asked for are left alone', async () => {
      const [on, paused, off, other] = [
        await endpoint(),
        await endpoint({ pausedUntil: NOW + 1 }),
        await endpoint(),
        await endpoint({ failingSince: NOW }),
      ]
      await told(1)
      await fanOut()
      await at.storage.webhookEndpoints.amend(off.id, (now) => ({ ...now, off: { reason: 'gone', at: NOW } }), audit())
      expect(await at.storage.deliveries.dueEndpoints(NOW)).toEqual([
        { id: on.id, failing: false },
        { id: other.id, failing: true },
      ])
      expect(await dueIds(NOW + 1)).toContain(paused.id)
      expect(await claim(9, {}, on.id)).toHaveLength(1)
    })

    it('that are tests come before the others, and in a pause alone', async () => {
      const [busy, paused] = [await endpoint(), await endpoint({ pausedUntil: NOW + 1 })]
      await told(3)
      await fanOut()
      const [test, testInPause] = [await tested(busy), await tested(paused)]
      expect(await dueIds()).toEqual([busy.id, paused.id])
      const idsOf = (claimed: readonly ClaimedDelivery[]) => claimed.map(({ delivery }) => delivery.id)
      expect(idsOf(await claim(9, {}, paused.id))).toEqual([testInPause.id])
      expect(await dueIds()).toEqual([busy.id])
      expect(idsOf(await claim(1, {}, busy.id))).toEqual([test.id])
      expect(await claim(9, {}, busy.id)).toHaveLength(3)
      expect(await claim(9, { now: NOW + 1 }, paused.id)).toHaveLength(3)
    })

    it('are settled once, by who holds them, with the endpoint and what is told of it', async () => {
      const one = await endpoint()
      await told(2)
      await fanOut()
      const [mine, lost] = await claim(2, {}, one.id)
      if (mine === undefined || lost === undefined) throw new Error('nothing was claimed')
      await at.storage.deliveries.settle('two', [tryOf(mine)], delivered)
      expect((await at.storage.deliveries.find(mine.delivery.id))?.status).toBe('pending')
      const told410 = anId('event')
      await at.storage.deliveries.settle('one', [tryOf(mine), tryOf(mine)], (delivery, before, tried) => ({
        ...delivered(delivery, { ...before, off: { reason: 'gone', at: NOW } }, tried),
        events: [
          {
            id: told410,
            type: 'webhook_endpoint.disabled',
            createdAt: NOW,
            tenantId: null,
            connectionId: null,
            reference: null,
            provider: null,
            environment: null,
            data: { endpointId: one.id, reason: 'gone', failingSince: NOW },
          },
        ],
        audit: [audit()],
      }))
      expect(await at.storage.deliveries.find(mine.delivery.id)).toMatchObject({
        status: 'delivered',
        tries: [{ status: 200, durationMs: 12 }],
      })
      expect((await at.storage.webhookEndpoints.find(one.id))?.off).toEqual({ reason: 'gone', at: NOW })
      const feed = await at.storage.outbox.read(null, null, 100)
      const last = feed.kind === 'page' ? feed.events.at(-1)?.envelope : undefined
      expect(last).toMatchObject({ id: told410, data: { failingSince: new Date(NOW).toISOString() } })
    })

    it('go with their endpoint, and what comes back for them is passed over', async () => {
      const one = await endpoint()
      await told(1)
      await fanOut()
      const [claimed] = await claim(1, {}, one.id)
      await at.storage.webhookEndpoints.remove(one.id, audit())
      expect(await of(one)).toEqual([])
      await at.storage.deliveries.settle('one', claimed === undefined ? [] : [tryOf(claimed)], delivered)
      expect(await of(one)).toEqual([])
    })

    it('are signed by both secrets while the one of before is good', async () => {
      const one = await endpoint()
      const { webhookEndpoints, housekeeping } = at.storage
      await webhookEndpoints.rotate(one.id, sealed('new'), NOW + DAY, NOW, audit())
      await told(3)
      await fanOut()
      const secrets = async (now: number) => (await claim(1, { now, until: now + 1 }, one.id))[0]?.secrets
      expect(await secrets(NOW + DAY - 1)).toEqual([sealed('new'), sealed(`secret of ${one.id}`)])
      expect(await secrets(NOW + DAY)).toEqual([sealed('new')])
      await webhookEndpoints.rotate(one.id, sealed('newest'), null, NOW, audit())
      expect(await secrets(NOW + 1)).toEqual([sealed('newest')])
      await webhookEndpoints.rotate(one.id, sealed('last'), NOW + DAY, NOW, audit())
      await housekeeping.sweep(NOW + DAY, KEPT)
      const row = await at.db.selectFrom('webhook_endpoints').select('previous_secret').executeTakeFirst()
      expect(row?.previous_secret).toBeNull()
    })

    it('are listed newest first, a page at a time, by status', async () => {
      const one = await endpoint()
      await told(5)
      await fanOut()
      const [claimed] = await claim(1, {}, one.id)
      await at.storage.deliveries.settle('one', claimed === undefined ? [] : [tryOf(claimed)], delivered)
      const list = (...asked: Parameters<typeof at.storage.deliveries.list>) => at.storage.deliveries.list(...asked)
      const all = await of(one)
      const walked: Delivery[] = []
      let after = null
      for (let page = 0; page < 3; page += 1) {
        const found: readonly Delivery[] = await list(one.id, {}, { after, limit: 2 })
        walked.push(...found)
        const last = found.at(-1)
        after = last === undefined ? null : { createdAt: last.createdAt, id: last.id }
      }
      expect(walked).toEqual(all)
      expect(await list(one.id, { status: 'delivered' }, { after: null, limit: 9 })).toHaveLength(1)
      expect(await list(one.id, { status: 'pending' }, { after: null, limit: 9 })).toHaveLength(4)
    })

    it('carry a body of their own where they test', async () => {
      const one = await endpoint()
      const test = await tested(one)
      const envelope = testEnvelope(test.eventId, one.id, NOW)
      expect(await at.storage.deliveries.find(test.id)).toEqual(test)
      expect(await at.storage.deliveries.bodyOf(test.id)).toEqual({ own: envelope })
      expect(JSON.parse((await claim(1, {}, one.id))[0]?.body ?? '')).toEqual(envelope)
      expect(await at.storage.outbox.read(null, null, 9)).toMatchObject({ events: [] })
    })

    describe('replayed', () => {
      const replay = (id: WebhookEndpointId, over: object = {}, limit = 100) =>
        at.storage.deliveries.replay(
          { endpointId: id, from: NOW, to: NOW + 1, which: 'missed', ...over },
          NOW + 5,
          limit,
          () => anId('delivery'),
          audit(),
        )

      it('are those an endpoint missed, within the time and the types', async () => {
        await told(2)
        await told(1, { createdAt: NOW + 1 })
        await at.storage.outbox.append([anIncident()])
        const one = await endpoint({ types: ['connection.connected'] })
        expect(await replay(one.id)).toBe(2)
        expect(await of(one)).toMatchObject([
          { kind: 'replay', status: 'pending', dueAt: NOW + 5 },
          { kind: 'replay', status: 'pending', dueAt: NOW + 5 },
        ])
        // They are on their way now.
        expect(await replay(one.id)).toBe(0)
        expect(await replay(one.id, { to: NOW + 2 })).toBe(1)
        expect(await replay(one.id, { which: 'all' })).toBe(2)
      })

      it('are all or none', async () => {
        await told(3)
        const one = await endpoint()
        const before = await everything(at.db)
        expect(await replay(one.id, {}, 2)).toBe('too_many')
        expect(await everything(at.db)).toEqual(before)
        expect(await replay(one.id, {}, 3)).toBe(3)
      })

      it('have their event, as long as it is kept', async () => {
        await told(1)
        const one = await endpoint()
        await replay(one.id)
        const [queued] = await of(one)
        if (queued === undefined) throw new Error('nothing was queued')
        expect(await at.storage.deliveries.bodyOf(queued.id)).toEqual({ own: null })
        await at.db.deleteFrom('outbox_events').execute()
        expect(await at.storage.deliveries.bodyOf(queued.id)).toBeUndefined()
      })
    })

    describe('kept', () => {
      const kept = { events: DAY, deliveries: DAY, attempts: DAY, audit: DAY }

      it('no longer than told, but for those that are still on their way', async () => {
        const [on, off] = [await endpoint(), await endpoint()]
        await told(2)
        await fanOut()
        const [claimed] = await claim(1, {}, on.id)
        await at.storage.deliveries.settle('one', claimed === undefined ? [] : [tryOf(claimed)], delivered)
        await at.storage.webhookEndpoints.amend(
          off.id,
          (now) => ({ ...now, off: { reason: 'gone', at: NOW } }),
          audit(),
        )
        await at.storage.housekeeping.sweep(NOW + DAY - 1, kept)
        expect([(await of(on)).length, (await of(off)).length]).toEqual([2, 2])
        await at.storage.housekeeping.sweep(NOW + DAY, kept)
        expect(await of(on)).toMatchObject([{ status: 'pending' }])
        expect(await of(off)).toEqual([])
      })

      it('with their events, until these were handed on and delivered', async () => {
        const one = await endpoint()
        await told(2)
        const left = async () => {
          const page = await at.storage.outbox.read(null, null, 9)
          return page.kind === 'page' ? page.events.length : 0
        }
        await at.storage.housekeeping.sweep(NOW + DAY, kept)
        expect(await left()).toBe(2)
        await fanOut()
        const [claimed] = await claim(1, {}, one.id)
        await at.storage.deliveries.settle('one', claimed === undefined ? [] : [tryOf(claimed)], delivered)
        await at.storage.housekeeping.sweep(NOW + DAY, kept)
        expect(await left()).toBe(1)
        expect(await claim(1, { now: NOW + DAY, until: NOW + 2 * DAY }, one.id)).toHaveLength(1)
      })
    })
  })
}

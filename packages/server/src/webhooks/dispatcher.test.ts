import { verifyWebhook } from '@keyturn/api/webhooks'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it, vi } from 'vitest'
import type { Delivery } from '../domain/delivery.ts'
import { changeEndpoint, replayDelivery, rotateSecret, testEndpoint } from '../engine/webhook-endpoints.ts'
import { KEYTURN } from '../engine/records.ts'
import { startReceiver } from './testing/receiver.ts'
import type { ReceivedRequest } from './testing/receiver.ts'
import { fastClock, WebhookWorld } from './testing/webhook-world.ts'

vi.setConfig({ testTimeout: 30_000 })

const soon = { timeout: 20_000, interval: 10 }
const idsOf = (received: readonly ReceivedRequest[]) => received.map(({ headers }) => headers['webhook-id'])

describe('webhooks', () => {
  it('[W1] reach an endpoint signed, so that the reference receiver and ours take them', async () => {
    await using world = await WebhookWorld.open()
    await using receiver = await startReceiver()
    const { secret } = await world.endpoint(`${receiver.url}/hook?a=b`)
    world.dispatch()
    const connection = await world.told(2)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(2), soon)
    for (const { path, headers, body } of receiver.received) {
      expect(path).toBe('/hook?a=b')
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body))
      const event = await verifyWebhook({ body, headers, secret })
      expect(event).toMatchObject({ type: 'connection.connected', connectionId: connection.id })
      expect(headers['webhook-id']).toBe(event.id)
    }
  })

  it('are sent again with the same id and a fresh signature until they are taken', async () => {
    const clock = fastClock(60)
    await using world = await WebhookWorld.open({ clock })
    await using receiver = await startReceiver(() => (receiver.received.length < 3 ? 500 : 204))
    const made = await world.endpoint(receiver.url)
    world.dispatch()
    await world.told(1)
    await vi.waitFor(async () => expect(await world.deliveries(made)).toMatchObject([{ status: 'delivered' }]), soon)
    expect(new Set(idsOf(receiver.received)).size).toBe(1)
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3)
    const [delivery] = await world.deliveries(made)
    expect(delivery?.tries.map(({ status }) => status)).toEqual([500, 500, 204])
    const waits = delivery?.tries.slice(1).map(({ at }, index) => at - (delivery.tries[index]?.at ?? 0)) ?? []
    expect(waits[0]).toBeGreaterThanOrEqual(4_000)
    expect(waits[1]).toBeGreaterThanOrEqual(240_000)
    for (const { headers, body } of receiver.received) {
      const now = Number(headers['webhook-timestamp']) * 1_000
      await verifyWebhook({ body, headers, secret: made.secret, now })
    }
  })

  it('are given up after 15 s without an answer, and that is a try', async () => {
    await using world = await WebhookWorld.open({ clock: fastClock(60) })
    await using receiver = await startReceiver(() => undefined)
    const made = await world.endpoint(receiver.url)
    world.dispatch()
    await world.told(1)
    await vi.waitFor(async () => expect((await world.deliveries(made))[0]?.tries[0]).toBeDefined(), soon)
    const [first] = (await world.deliveries(made))[0]?.tries ?? []
    expect(first).toMatchObject({ status: null, failure: 'timeout' })
    expect(first?.durationMs).toBeGreaterThanOrEqual(15_000)
  })

  it('carry two signatures while a secret is being changed, and one afterwards', async () => {
    await using world = await WebhookWorld.open()
    await using receiver = await startReceiver()
    const { endpoint, secret: old } = await world.endpoint(receiver.url)
    const { secret: fresh } = await rotateSecret(world.ports, endpoint.id, 60_000, KEYTURN)
    world.dispatch()
    await world.told(1)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), soon)
    const { secret: newest } = await rotateSecret(world.ports, endpoint.id, 0, KEYTURN)
    await world.told(1)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(2), soon)
    const [during, after] = receiver.received
    if (during === undefined || after === undefined) throw new Error('nothing arrived')
    for (const secret of [old, fresh]) expect(new Webhook(secret).verify(during.body, during.headers)).toBeTruthy()
    expect(() => new Webhook(newest).verify(during.body, during.headers)).toThrow('No matching signature')
    expect(new Webhook(newest).verify(after.body, after.headers)).toBeTruthy()
    expect(() => new Webhook(fresh).verify(after.body, after.headers)).toThrow('No matching signature')
  })

  it('end with 410: the endpoint is switched off, and the others are told', async () => {
    await using world = await WebhookWorld.open()
    await using gone = await startReceiver(() => 410)
    await using other = await startReceiver()
    const made = await world.endpoint(gone.url)
    await world.endpoint(other.url, { types: ['webhook_endpoint.disabled'] })
    world.dispatch()
    await world.told(1)
    await vi.waitFor(() => expect(other.received).toHaveLength(1), soon)
    expect(JSON.parse(other.received[0]?.body ?? '')).toMatchObject({
      type: 'webhook_endpoint.disabled',
      data: { endpointId: made.endpoint.id, reason: 'gone' },
    })
    expect((await world.storage.webhookEndpoints.find(made.endpoint.id))?.off?.reason).toBe('gone')
    await world.told(1)
    await testEndpoint(world.ports, (await world.endpoint(other.url)).endpoint.id, KEYTURN)
    await vi.waitFor(() => expect(other.received).toHaveLength(2), soon)
    expect(gone.received).toHaveLength(1)
  })

  it('wait while an endpoint asks for it, without using up their tries', async () => {
    const clock = fastClock(60)
    await using world = await WebhookWorld.open({ clock })
    await using receiver = await startReceiver((_request, response) => {
      if (receiver.received.length > 1) return 204
      response.writeHead(429, { 'retry-after': '120' }).end()
      return undefined
    })
    const made = await world.endpoint(receiver.url)
    world.dispatch()
    await world.told(1)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), soon)
    await world.told(3)
    await vi.waitFor(async () => {
      const all = await world.deliveries(made)
      expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'delivered'))
    }, soon)
    const all = await world.deliveries(made)
    expect(all.filter(({ tries }) => tries.length === 1)).toHaveLength(3)
    const at = all.flatMap(({ tries }) => tries.map((tried) => tried.at)).toSorted((one, other) => one - other)
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(120_000)
  })

  it('are tested at once while an endpoint asked for peace, and the log says what came of it', async () => {
    await using world = await WebhookWorld.open()
    let status = 503
    await using receiver = await startReceiver((_request, response) => {
      response.writeHead(status, { 'retry-after': '86400' }).end()
      return undefined
    })
    const made = await world.endpoint(receiver.url)
    const outcome = async ({ id }: Delivery) => {
      const found = (await world.deliveries(made)).find((one) => one.id === id)
      return { status: found?.status, tries: found?.tries.map((tried) => tried.status) }
    }
    world.dispatch()
    await world.told(1)
    const paused = async () => (await world.storage.webhookEndpoints.find(made.endpoint.id))?.pausedUntil
    await vi.waitFor(async () => expect(await paused()).toBeGreaterThan(Date.now() + 80_000_000), soon)
    await world.told(1)
    const failing = await testEndpoint(world.ports, made.endpoint.id, KEYTURN)
    await vi.waitFor(async () => expect(await outcome(failing)).toEqual({ status: 'failed', tries: [503] }), soon)
    expect(await paused()).not.toBeNull()
    status = 204
    const arriving = await testEndpoint(world.ports, made.endpoint.id, KEYTURN)
    await vi.waitFor(async () => expect(await outcome(arriving)).toEqual({ status: 'delivered', tries: [204] }), soon)
    const types = receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type)
    expect(types.slice(0, 3)).toEqual(['connection.connected', 'webhook_endpoint.test', 'webhook_endpoint.test'])
  })

  it('[E1] go nowhere when the name of an endpoint is turned inside after it was saved, and say so', async () => {
    const asked: string[] = []
    await using world = await WebhookWorld.open({
      clock: fastClock(60),
      resolve: async (host) => {
        asked.push(host)
        return [{ address: asked.length === 1 ? '93.184.215.14' : '127.0.0.1', family: 4 }]
      },
    })
    const made = await world.endpoint('https://rebinding.example/hook')
    world.dispatch()
    await world.told(1)
    const tries = async () => (await world.deliveries(made))[0]?.tries.map(({ status, failure }) => [status, failure])
    const refused = [null, 'refused_address']
    await vi.waitFor(async () => expect(await tries()).toEqual([refused, refused]), soon)
    expect(asked).toEqual(['rebinding.example', 'rebinding.example', 'rebinding.example'])
    expect((await world.storage.webhookEndpoints.find(made.endpoint.id))?.failingSince).not.toBeNull()
  })

  it('are not sent by two dispatchers at once', async () => {
    await using world = await WebhookWorld.open()
    await using receiver = await startReceiver()
    await world.endpoint(receiver.url)
    for (let node = 0; node < 3; node += 1) world.dispatch()
    await Promise.all([world.told(40), world.told(40)])
    await vi.waitFor(() => expect(new Set(idsOf(receiver.received)).size).toBe(80), soon)
    expect(receiver.received).toHaveLength(80)
  })

  it('that were under way at a stop are finished, or given back for the next start', async () => {
    await using world = await WebhookWorld.open({ clock: fastClock(60) })
    let isAnswering = false
    await using receiver = await startReceiver(() => (isAnswering ? 204 : undefined))
    const made = await world.endpoint(receiver.url)
    const first = world.dispatch()
    await world.told(1)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), soon)
    await first.stop()
    // Cut off by us: no try of the endpoint's, and nobody holds it.
    expect(await world.deliveries(made)).toMatchObject([{ status: 'pending', tries: [] }])
    isAnswering = true
    world.dispatch()
    await vi.waitFor(async () => expect(await world.deliveries(made)).toMatchObject([{ status: 'delivered' }]), soon)
    expect(new Set(idsOf(receiver.received)).size).toBe(1)
  })

  it('go to a new address from the next try on', async () => {
    await using world = await WebhookWorld.open({ clock: fastClock(60) })
    await using old = await startReceiver(() => 500)
    await using fresh = await startReceiver()
    const { endpoint } = await world.endpoint(old.url)
    world.dispatch()
    await world.told(1)
    await vi.waitFor(() => expect(old.received).toHaveLength(1), soon)
    await changeEndpoint(world.ports, endpoint.id, { url: fresh.url }, KEYTURN)
    await vi.waitFor(() => expect(fresh.received).toHaveLength(1), soon)
    expect(idsOf(fresh.received)).toEqual(idsOf(old.received.slice(0, 1)))
  })

  it('are replayed with the id of their event', async () => {
    await using world = await WebhookWorld.open()
    await using receiver = await startReceiver()
    const made = await world.endpoint(receiver.url)
    world.dispatch()
    await world.told(1)
    await vi.waitFor(async () => expect(await world.deliveries(made)).toMatchObject([{ status: 'delivered' }]), soon)
    const [delivery] = await world.deliveries(made)
    if (delivery === undefined) throw new Error('nothing was delivered')
    await replayDelivery(world.ports, delivery.id, KEYTURN)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(2), soon)
    const [one, other] = receiver.received
    expect(other?.headers['webhook-id']).toBe(one?.headers['webhook-id'])
    expect(other?.body).toBe(one?.body)
  })
})

import {
  createdWebhookEndpoint,
  delivery,
  deliveryList,
  replayResult,
  webhookEndpoint,
  webhookEndpointList,
} from '@keyturn/api'
import { verifyWebhook } from '@keyturn/api/webhooks'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startReceiver } from '../../webhooks/testing/receiver.ts'
import type { Receiver } from '../../webhooks/testing/receiver.ts'
import { aRandomId, aTenant, problemOf, RunningKeyturn } from '../testing/running-keyturn.ts'
import type { Answer, Wish } from '../testing/running-keyturn.ts'

let keyturn: RunningKeyturn
let receiver: Receiver
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
  receiver = await startReceiver()
})
afterAll(async () => {
  await receiver[Symbol.asyncDispose]()
  await keyturn[Symbol.asyncDispose]()
})

const soon = { timeout: 20_000, interval: 20 }
const PATH = '/v1/webhook-endpoints'
const DAY_MS = 86_400_000
const call = (method: string, path = '', wish: Wish = {}) => keyturn.call(method, `${PATH}${path}`, wish)
const json = (answer: Answer): unknown => JSON.parse(answer.text)
const made = (answer: Answer) => createdWebhookEndpoint.parse(json(answer))

/** An endpoint with a path of its own on the receiver. */
async function anEndpoint(fields: object = {}) {
  const path = `/${aRandomId('hook-')}`
  const answer = await call('POST', '', { body: { url: receiver.url + path, ...fields } })
  expect(answer.status).toBe(201)
  const received = () => receiver.received.filter((request) => request.path === path)
  return { ...made(answer), received }
}
const deliveriesOf = async (id: string, query = '') =>
  deliveryList.parse(json(await call('GET', `/${id}/deliveries${query}`)))

describe('a webhook endpoint', () => {
  it('is made, shown, changed and deleted', async () => {
    const body = {
      url: `${receiver.url}/all`,
      types: ['connection.connected', 'connection.connected'],
      description: 'Main',
    }
    const created = await call('POST', '', { body })
    expect(created.status).toBe(201)
    const { secret, ...endpoint } = made(created)
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(endpoint).toMatchObject({ types: ['connection.connected'], description: 'Main', enabled: true, off: null })
    expect(webhookEndpoint.parse(json(await call('GET', `/${endpoint.id}`)))).toEqual(endpoint)
    expect(webhookEndpointList.parse(json(await call('GET'))).data).toContainEqual(endpoint)
    const change = { types: null, description: null, enabled: false }
    const changed = webhookEndpoint.parse(json(await call('PATCH', `/${endpoint.id}`, { body: change })))
    expect(changed).toMatchObject({ types: null, description: null, enabled: false, off: { reason: 'requested' } })
    const again = webhookEndpoint.parse(json(await call('PATCH', `/${endpoint.id}`, { body: { enabled: true } })))
    expect(again).toMatchObject({ enabled: true, off: null, url: endpoint.url })
    expect((await call('DELETE', `/${endpoint.id}`)).status).toBe(204)
    expect((await call('GET', `/${endpoint.id}`)).status).toBe(404)
    expect((await call('DELETE', `/${endpoint.id}`)).status).toBe(404)
  })

  it('shows its secret once, and is stored without it', async () => {
    const { id, secret } = await anEndpoint()
    for (const answer of [
      await call('GET'),
      await call('GET', `/${id}`),
      await call('PATCH', `/${id}`, { body: {} }),
    ]) {
      expect(answer.text).not.toContain(secret.slice(6, 40))
    }
    const raw = Buffer.from(secret.slice(6), 'base64')
    const stored = await keyturn.stored()
    for (const form of [secret, raw.toString('latin1'), raw.toString('hex'), raw.toString('base64url')]) {
      expect(stored).not.toContain(form)
      expect(keyturn.printed).not.toContain(form)
    }
  })

  it('gives the same secret to a repeat of the same request, and stores that answer sealed', async () => {
    const wish = { body: { url: `${receiver.url}/once` }, headers: { 'idempotency-key': aRandomId('key-') } }
    const [first, second] = [await call('POST', '', wish), await call('POST', '', wish)]
    expect(second.text).toBe(first.text)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(await keyturn.stored()).not.toContain(made(first).secret)
  })

  it('gets a new secret, and is signed with both for as long as asked', async () => {
    const { id, secret, received } = await anEndpoint()
    const before = Date.now()
    const rotated = made(await call('POST', `/${id}/rotate-secret`))
    expect(rotated.secret).not.toBe(secret)
    const until = Date.parse(rotated.previousSecretUntil ?? '')
    expect(until).toBeGreaterThanOrEqual(before + DAY_MS)
    expect(until).toBeLessThanOrEqual(Date.now() + DAY_MS)
    await keyturn.connected(aTenant())
    await vi.waitFor(() => expect(received()).toHaveLength(1), soon)
    const [request] = received()
    if (request === undefined) throw new Error('nothing arrived')
    for (const one of [secret, rotated.secret])
      expect(new Webhook(one).verify(request.body, request.headers)).toBeTruthy()
    const leaked = made(await call('POST', `/${id}/rotate-secret`, { body: { overlapSeconds: 0 } }))
    expect(leaked.previousSecretUntil).toBeNull()
  })

  it.each([
    ['http://hooks.acme.example/', 'not_https'],
    ['https://10.0.0.1/', 'private_address'],
    ['https://169.254.169.254/latest/meta-data', 'private_address'],
    ['https://[::ffff:127.0.0.1]/', 'private_address'],
    ['https://user:pass@hooks.acme.example/', 'password'],
    ['https://hooks.acme.example:8443/', 'port'],
    ['hooks.acme.example', 'not_a_url'],
  ])('[E1] at %s is refused, when it is made and when it is changed', async (url, fault) => {
    const { id } = await anEndpoint({ enabled: false })
    for (const answer of [
      await call('POST', '', { body: { url } }),
      await call('PATCH', `/${id}`, { body: { url } }),
    ]) {
      expect(answer.status).toBe(422)
      expect(problemOf(answer).errors).toMatchObject([{ pointer: '/url', code: fault }])
      expect(answer.text).not.toContain('user:pass')
    }
  })

  it.each([{ types: [] }, { types: ['connection.exploded'] }, { url: '' }, { enabled: 'yes' }, { secret: 'mine' }])(
    'with %j is refused',
    async (fields) => {
      const answer = await call('POST', '', { body: { url: `${receiver.url}/x`, ...fields } })
      expect(answer.status).toBe(422)
    },
  )

  it('is for tokens with the scope admin, for all tenants', async () => {
    const { id } = await anEndpoint({ enabled: false })
    const { token: reading } = await keyturn.apiToken({ scopes: ['read', 'write', 'proxy'] })
    const { token: bound } = await keyturn.apiToken({ scopes: ['admin'], tenants: [aTenant()] })
    const routes = [
      ['GET', ''],
      ['POST', ''],
      ['GET', `/${id}`],
      ['PATCH', `/${id}`],
      ['DELETE', `/${id}`],
      ['POST', `/${id}/rotate-secret`],
      ['POST', `/${id}/test`],
      ['POST', `/${id}/replay`],
      ['GET', `/${id}/deliveries`],
    ] as const
    for (const [method, path] of routes) {
      for (const token of [reading, bound]) {
        const answer = await call(method, path, { token, ...(method === 'GET' ? {} : { body: {} }) })
        expect([method, path, problemOf(answer).code]).toEqual([method, path, 'scope_missing'])
      }
    }
    const replay = await keyturn.call('POST', `/v1/deliveries/${aRandomId('dlv_')}/replay`, { token: reading })
    expect(problemOf(replay).code).toBe('scope_missing')
  })

  it.each(['whe_', 'whe_short', 'conn_AAAAAAAAAAAAAAAAAAAAAA', aRandomId('whe_')])('%s is nowhere', async (id) => {
    for (const [method, path] of [
      ['GET', `/${id}`],
      ['PATCH', `/${id}`],
      ['DELETE', `/${id}`],
      ['POST', `/${id}/rotate-secret`],
      ['POST', `/${id}/test`],
      ['GET', `/${id}/deliveries`],
    ] as const) {
      const answer = await call(method, path, method === 'GET' ? {} : { body: {} })
      expect([method, path, answer.status]).toEqual([method, path, 404])
    }
  })
})

describe('deliveries', () => {
  it('are sent when something happens, and say what came of them', async () => {
    const { id, secret, received } = await anEndpoint({ types: ['connection.connected'] })
    const { connection } = await keyturn.connected(aTenant(), { reference: 'ledger-9' })
    await keyturn.call('POST', `/v1/connections/${connection.id}/disconnect`)
    await vi.waitFor(async () => expect((await deliveriesOf(id)).data).toMatchObject([{ status: 'delivered' }]), soon)
    const [request] = received()
    const event = await verifyWebhook({ body: request?.body ?? '', headers: request?.headers ?? {}, secret })
    expect(event).toMatchObject({ type: 'connection.connected', sequence: 1, reference: 'ledger-9' })
    const [one] = (await deliveriesOf(id)).data
    expect(one).toMatchObject({
      endpointId: id,
      eventId: event.id,
      kind: 'event',
      nextTryAt: null,
      tries: [{ status: 204 }],
    })
    expect(received()).toHaveLength(1)
  })

  it('of an endpoint that fails stay pending, and name the next try', async () => {
    await using broken = await startReceiver(() => 503)
    const { id } = made(await call('POST', '', { body: { url: broken.url } }))
    await keyturn.connected(aTenant())
    await vi.waitFor(async () => expect((await deliveriesOf(id)).data[0]?.tries).toHaveLength(1), soon)
    const [one] = (await deliveriesOf(id)).data
    expect(one).toMatchObject({ status: 'pending', tries: [{ status: 503, failure: null }] })
    expect(Date.parse(one?.nextTryAt ?? '')).toBeGreaterThan(Date.now())
    expect(webhookEndpoint.parse(json(await call('GET', `/${id}`))).failingSince).not.toBeNull()
    await call('PATCH', `/${id}`, { body: { enabled: false } })
    expect((await deliveriesOf(id)).data[0]?.nextTryAt).toBeNull()
  })

  it('are tested: one event that means nothing, once, to that endpoint alone', async () => {
    const [tested, other] = [await anEndpoint(), await anEndpoint()]
    const answer = await call('POST', `/${tested.id}/test`)
    expect(answer.status).toBe(202)
    const queued = delivery.parse(json(answer))
    expect(queued).toMatchObject({ kind: 'test', type: 'webhook_endpoint.test', status: 'pending' })
    await vi.waitFor(() => expect(tested.received()).toHaveLength(1), soon)
    const [request] = tested.received()
    expect(
      await verifyWebhook({ body: request?.body ?? '', headers: request?.headers ?? {}, secret: tested.secret }),
    ).toMatchObject({
      type: 'webhook_endpoint.test',
      id: queued.eventId,
      data: { endpointId: tested.id },
    })
    expect(other.received()).toEqual([])
  })

  it('are replayed one by one, with the same event', async () => {
    const { id, received } = await anEndpoint()
    await keyturn.connected(aTenant())
    await vi.waitFor(async () => expect((await deliveriesOf(id)).data).toMatchObject([{ status: 'delivered' }]), soon)
    const [first] = (await deliveriesOf(id)).data
    const answer = await keyturn.call('POST', `/v1/deliveries/${first?.id}/replay`)
    expect(answer.status).toBe(202)
    expect(delivery.parse(json(answer))).toMatchObject({ kind: 'replay', eventId: first?.eventId, endpointId: id })
    await vi.waitFor(() => expect(received()).toHaveLength(2), soon)
    expect((await keyturn.call('POST', `/v1/deliveries/${aRandomId('dlv_')}/replay`)).status).toBe(404)
  })

  it('are replayed for a time in which an endpoint was off', async () => {
    const { id, received } = await anEndpoint({ enabled: false, types: ['connection.connected'] })
    const from = new Date(keyturn.server.engine.clock.now()).toISOString()
    const tenantId = aTenant()
    for (const reference of ['one', 'two']) await keyturn.connected(tenantId, { reference })
    expect(problemOf(await call('POST', `/${id}/replay`, { body: { from } })).code).toBe('endpoint_off')
    expect(problemOf(await call('POST', `/${id}/test`)).code).toBe('endpoint_off')
    await call('PATCH', `/${id}`, { body: { enabled: true } })
    const answer = await call('POST', `/${id}/replay`, { body: { from } })
    expect([answer.status, replayResult.parse(json(answer))]).toEqual([202, { deliveries: 2 }])
    await vi.waitFor(() => expect(received()).toHaveLength(2), soon)
    expect(replayResult.parse(json(await call('POST', `/${id}/replay`, { body: { from } })))).toEqual({ deliveries: 0 })
    const all = await call('POST', `/${id}/replay`, { body: { from, which: 'all' } })
    expect(replayResult.parse(json(all))).toEqual({ deliveries: 2 })
  })

  it('are listed a page at a time, with a cursor of their own', async () => {
    const { id } = await anEndpoint({ types: ['connection.connected'] })
    const tenantId = aTenant()
    for (const reference of ['one', 'two', 'three']) await keyturn.connected(tenantId, { reference })
    await vi.waitFor(async () => expect((await deliveriesOf(id, '?status=delivered')).data).toHaveLength(3), soon)
    const first = await deliveriesOf(id, '?limit=2')
    const rest = await deliveriesOf(id, `?limit=2&cursor=${first.nextCursor}`)
    expect([first.data.length, rest.data.length, rest.nextCursor]).toEqual([2, 1, null])
    expect(new Set([...first.data, ...rest.data].map((one) => one.id)).size).toBe(3)
    const other = await anEndpoint()
    expect((await call('GET', `/${other.id}/deliveries?cursor=${first.nextCursor}`)).status).toBe(422)
    expect((await deliveriesOf(id, '?status=failed')).data).toEqual([])
  })
})

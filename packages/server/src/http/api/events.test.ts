import { eventFeed } from '@keyturn/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident } from '../../storage/contract/fixtures.ts'
import { EventSourceReader } from '../testing/event-source.ts'
import { aTenant, problemOf, RunningKeyturn } from '../testing/running-keyturn.ts'
import type { Answer } from '../testing/running-keyturn.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

const feedOf = (answer: Answer) => eventFeed.parse(JSON.parse(answer.text))
const read = (query: Readonly<Record<string, string | number>> = {}, token: string = keyturn.token) => {
  const asked = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, `${value}`]))
  return keyturn.call('GET', `/v1/events?${asked.toString()}`, { token })
}
const follow = (headers: Readonly<Record<string, string>> = {}, token = keyturn.token) =>
  EventSourceReader.open(`http://127.0.0.1:${keyturn.port}/v1/events/stream`, {
    authorization: `Bearer ${token}`,
    ...headers,
  })

/** Where the feed ends now. */
async function here(token: string = keyturn.token): Promise<string> {
  let { nextCursor, data } = feedOf(await read({ limit: 200 }, token))
  while (data.length > 0) ({ nextCursor, data } = feedOf(await read({ limit: 200, cursor: nextCursor }, token)))
  return nextCursor
}

describe('the feed of events', () => {
  it('tells what happened to a connection, in order and whole', async () => {
    const cursor = await here()
    const tenantId = aTenant()
    const { connection, issued } = await keyturn.connected(tenantId, { reference: 'ledger-1' })
    await keyturn.import(tenantId, keyturn.key({ company: { id: issued.company.id } }).key, { reference: 'ledger-1' })
    await keyturn.call('POST', `/v1/connections/${connection.id}/disconnect`)
    await keyturn.call('DELETE', `/v1/connections/${connection.id}`)
    const { data } = feedOf(await read({ cursor }))
    expect(data.map(({ type, sequence }) => [type, sequence])).toEqual([
      ['connection.connected', 1],
      ['connection.replaced', 2],
      ['connection.disconnected', 3],
      ['connection.deleted', 4],
    ])
    expect(data[0]).toMatchObject({
      tenantId,
      connectionId: connection.id,
      reference: 'ledger-1',
      provider: 'pleo',
      environment: 'custom',
      data: { state: 'connected', previousState: 'validating', usable: true, reason: null },
    })
    expect(new Set(data.map(({ id }) => id)).size).toBe(4)
  })

  it('is walked by its cursor, without a gap and without a repeat', async () => {
    const start = await here()
    const tenantId = aTenant()
    for (const reference of ['one', 'two', 'three']) await keyturn.connected(tenantId, { reference })
    const seen: string[] = []
    let cursor = start
    for (let page = 0; page < 4; page += 1) {
      const { data, nextCursor } = feedOf(await read({ cursor, limit: 1 }))
      seen.push(...data.flatMap(({ reference }) => reference ?? []))
      cursor = nextCursor
    }
    expect(seen).toEqual(['one', 'two', 'three'])
    expect(feedOf(await read({ cursor: start })).data.map(({ reference }) => reference)).toEqual(seen)
  })

  it('waits for an event when asked to, and answers as soon as there is one', async () => {
    const cursor = await here()
    const waiting = read({ cursor, wait: 20 })
    const { connection } = await keyturn.connected(aTenant())
    expect(feedOf(await waiting).data.map(({ connectionId }) => connectionId)).toEqual([connection.id])
  })

  it('answers with nothing when the wait is over', async () => {
    const cursor = await here()
    const began = performance.now()
    expect(feedOf(await read({ cursor, wait: 1 }))).toEqual({ data: [], nextCursor: cursor })
    expect(performance.now() - began).toBeGreaterThan(900)
  })

  it('[I1] shows a token for named tenants their events, whoever else is busy, and wakes it for nobody else', async () => {
    const tenantId = aTenant()
    const { token } = await keyturn.apiToken({ tenants: [tenantId] })
    const cursor = await here(token)
    await keyturn.connected(aTenant())
    await keyturn.server.engine.stores.outbox.append([anIncident({ id: keyturn.server.engine.random.id('event') })])
    const waiting = read({ cursor, wait: 20 }, token)
    await keyturn.connected(aTenant())
    const { connection } = await keyturn.connected(tenantId)
    expect(feedOf(await waiting).data.map(({ connectionId }) => connectionId)).toEqual([connection.id])
    expect(feedOf(await read({}, token)).data).toHaveLength(1)
  })

  it('takes a cursor from another token of the same reach, and from none of another', async () => {
    const tenants = [aTenant(), aTenant()]
    const [one, other, wider] = await Promise.all([
      keyturn.apiToken({ tenants }),
      keyturn.apiToken({ tenants: tenants.toReversed() }),
      keyturn.apiToken({}),
    ])
    const cursor = await here(one.token)
    expect((await read({ cursor }, other.token)).status).toBe(200)
    const refused = await read({ cursor }, wider.token)
    expect([refused.status, problemOf(refused).errors?.[0]?.pointer]).toEqual([422, '/cursor'])
  })

  it.each([
    ['limit', 0],
    ['limit', 201],
    ['wait', -1],
    ['wait', 31],
    ['wait', '1.5'],
    ['cursor', 'made-up'],
    ['since', 'yesterday'],
  ])('refuses %s=%s', async (name, value) => {
    const answer = await read({ [name]: value })
    expect(answer.status).toBe(422)
  })

  it('is for tokens that may read', async () => {
    const { token } = await keyturn.apiToken({ scopes: ['write'] })
    expect(problemOf(await read({}, token)).code).toBe('scope_missing')
    expect((await follow({}, token)).status).toBe(403)
  })
})

describe('the stream of events', () => {
  it('sends what happens from now on, and goes on after a break where it was', async () => {
    await keyturn.connected(aTenant())
    const stream = await follow()
    const first = await keyturn.connected(aTenant())
    expect(await stream.next()).toMatchObject({ type: 'connection.connected', connectionId: first.connection.id })
    await stream[Symbol.asyncDispose]()
    const second = await keyturn.connected(aTenant())
    await using again = await follow({ 'last-event-id': stream.lastEventId })
    expect(await again.next()).toMatchObject({ connectionId: second.connection.id })
  })

  it('tells where it is before anything happens, so that nothing is missed after a break', async () => {
    const stream = await follow()
    const cursor = await here()
    await stream.message()
    await stream[Symbol.asyncDispose]()
    expect(stream.lastEventId).toBe(cursor)
  })

  it('ends with its token', async () => {
    const { id, token } = await keyturn.apiToken({})
    await using stream = await follow({}, token)
    await keyturn.call('DELETE', `/v1/api-tokens/${id}`)
    await keyturn.connected(aTenant())
    expect(await stream.next()).toBeUndefined()
  })

  it('refuses a made-up cursor before it begins', async () => {
    const stream = await follow({ 'last-event-id': 'made-up' })
    expect(stream.status).toBe(422)
  })
})

describe('a feed whose beginning is gone', () => {
  it('says so to who was too late, and starts anew without a cursor', async () => {
    await using old = await RunningKeyturn.start()
    const { engine } = old.server
    const call = (query = '') => old.call('GET', `/v1/events${query}`)
    const { nextCursor } = feedOf(await call())
    await old.connected(aTenant())
    const kept = { events: 0, deliveries: 0, attempts: 0, audit: 0 }
    await engine.stores.housekeeping.sweep(engine.clock.now() + 1, kept)
    const late = await call(`?cursor=${nextCursor}`)
    expect([late.status, problemOf(late).code]).toEqual([410, 'cursor_expired'])
    const stream = await EventSourceReader.open(`http://127.0.0.1:${old.port}/v1/events/stream`, {
      authorization: `Bearer ${old.token}`,
      'last-event-id': nextCursor,
    })
    expect([stream.status, stream.body]).toEqual([410, expect.stringContaining('cursor_expired')])
    const fresh = feedOf(await call())
    expect(fresh.data).toEqual([])
    expect((await call(`?cursor=${fresh.nextCursor}`)).status).toBe(200)
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ASSUMPTIONS } from '../assumptions.ts'
import { ACME, ACME_GROUP, NORDLYS } from '../companies.ts'
import { startSimulator } from '../simulator.ts'
import type { Simulator } from '../simulator.ts'
import { basic, rawCall, rawRequest } from '../testing/raw-call.ts'
import { OPERATIONS } from './operations.ts'

const RATE = 600
let now = Date.parse('2026-03-02T09:15:20Z')
let simulator: Simulator

beforeAll(async () => {
  simulator = await startSimulator({ now: () => now })
})
afterAll(() => simulator.close())
beforeEach(() => {
  // Another minute for each test: the limit counts in minutes.
  now += 60_000
  simulator.control.reset()
})

interface Call {
  readonly key: string
  readonly call: string
  readonly body?: unknown
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

async function ask({ key, call, body }: Call): Promise<Answer> {
  const [method = '', path = ''] = call.split(' ')
  const response = await fetch(`${simulator.url}${path}`, {
    method,
    headers: { authorization: basic(key), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

const raw = (headers: Readonly<Record<string, string>>, path = '/v1/introspect') =>
  rawCall(simulator.port, rawRequest({ call: `GET ${path}`, headers }))

const encoded = (text: string): string => Buffer.from(text).toString('base64')

describe('The credential', () => {
  it('is taken as Basic base64(key + ":")', async () => {
    const { key } = simulator.control.createKey()
    expect((await raw({ authorization: basic(key) })).status).toBe(200)
  })

  it('is encoded as the test vector of the documentation says', () => {
    expect(basic('demo-key-not-real-0001')).toBe('Basic ZGVtby1rZXktbm90LXJlYWwtMDAwMTo=')
  })

  const WRONG: readonly { form: string; wrong: string; headers: (key: string) => Readonly<Record<string, string>> }[] =
    [
      { form: 'absent', wrong: 'no header', headers: () => ({}) },
      { form: 'no_colon', wrong: 'no colon', headers: (key) => ({ authorization: `Basic ${encoded(key)}` }) },
      { form: 'password', wrong: 'a password', headers: (key) => ({ authorization: `Basic ${encoded(`${key}:x`)}` }) },
      {
        form: 'password',
        wrong: 'the key as password',
        headers: (key) => ({ authorization: `Basic ${encoded(`x:${key}`)}` }),
      },
      { form: 'empty', wrong: 'no user name', headers: () => ({ authorization: `Basic ${encoded(':')}` }) },
      { form: 'other_scheme', wrong: 'Bearer', headers: (key) => ({ authorization: `Bearer ${key}` }) },
      {
        form: 'other_scheme',
        wrong: 'Bearer, encoded',
        headers: (key) => ({ authorization: `Bearer ${encoded(`${key}:`)}` }),
      },
      { form: 'other_scheme', wrong: 'the bare key', headers: (key) => ({ authorization: key }) },
      {
        form: 'other_scheme',
        wrong: 'a small b',
        headers: (key) => ({ authorization: `basic ${encoded(`${key}:`)}` }),
      },
      { form: 'bad_base64', wrong: 'Basic, not encoded', headers: (key) => ({ authorization: `Basic ${key}` }) },
      {
        form: 'bad_base64',
        wrong: 'two blanks',
        headers: (key) => ({ authorization: `Basic  ${encoded(`${key}:`)}` }),
      },
      { form: 'absent', wrong: 'another header', headers: (key) => ({ 'x-api-key': key }) },
    ]

  it.each(WRONG)(
    'with $wrong is refused with 401 and recorded as $form, without the key',
    async ({ form, headers }) => {
      const { key } = simulator.control.createKey()
      const answer = await raw(headers(key))
      expect(answer.status).toBe(401)
      expect(answer.headers.has('www-authenticate')).toBe(false)
      const [request] = simulator.control.requests().requests
      expect(request).toMatchObject({ authorization: form, keyId: null, status: 401 })
      expect(JSON.stringify(request)).not.toContain(key)
    },
  )

  it('twice is refused', async () => {
    const { key } = simulator.control.createKey()
    const twice = `GET /v1/introspect HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${`authorization: ${basic(key)}\r\n`.repeat(2)}\r\n`
    expect((await rawCall(simulator.port, twice)).status).toBe(401)
  })

  it('in the query is refused, and the record says that it was there, but not what it was', async () => {
    const { key, id } = simulator.control.createKey()
    expect((await raw({}, `/v1/introspect?api_key=${key}`)).status).toBe(401)
    const [request] = simulator.control.requests().requests
    expect(request).toMatchObject({ keyInUrl: true, url: `/v1/introspect?api_key=[${id}]` })
  })

  it('nobody made is refused, and keeps one id', async () => {
    for (const key of ['made-up-by-nobody-0001', 'made-up-by-nobody-0002', 'made-up-by-nobody-0001'])
      expect((await ask({ key, call: 'GET /v1/introspect' })).status).toBe(401)
    const ids = simulator.control.requests().requests.map(({ keyId }) => keyId)
    expect(ids[0]).toBe(ids[2])
    expect(ids[0]).not.toBe(ids[1])
    expect(ids.every((id) => id?.startsWith('unknown_'))).toBe(true)
  })
})

describe('The record', () => {
  it('holds the request and its answer, under an id in place of the key', async () => {
    const { key, id } = simulator.control.createKey()
    await ask({ key, call: 'POST /v1/installations/me?a=b', body: { status: 'ACTIVATED' } })
    const { requests, last } = simulator.control.requests()
    const { headerNames, ...request } = requests[0] ?? { headerNames: [] }
    expect(headerNames).toContain('authorization')
    expect([request, ...requests.slice(1)]).toEqual([
      {
        sequence: last,
        at: new Date(now).toISOString(),
        method: 'POST',
        url: '/v1/installations/me?a=b',
        host: `127.0.0.1:${simulator.port}`,
        contentType: 'application/json',
        authorization: 'basic',
        keyId: id,
        keyInUrl: false,
        keyInBody: false,
        keyInHeader: false,
        body: '{"status":"ACTIVATED"}',
        operation: 'installation_create',
        behaviour: null,
        status: 200,
      },
    ])
  })

  const PLACES: readonly { place: string; flag: string; send: (key: string) => Promise<unknown> }[] = [
    { place: 'the path', flag: 'keyInUrl', send: (key) => raw({ authorization: basic(key) }, `/v1/companies/${key}`) },
    {
      place: 'the path, encoded',
      flag: 'keyInUrl',
      send: (key) => raw({}, `/v1/x/${key.replace('standin', '%73tandin')}`),
    },
    {
      place: 'the query, as base64',
      flag: 'keyInUrl',
      send: (key) => raw({}, `/v1/introspect?k=${encoded(`${key}:`)}`),
    },
    { place: 'a header', flag: 'keyInHeader', send: (key) => raw({ authorization: basic(key), 'x-key': key }) },
    {
      place: 'the body',
      flag: 'keyInBody',
      send: (key) => ask({ key, call: 'POST /v1/installations/me', body: { metadata: { key } } }),
    },
    {
      place: 'the body, as base64',
      flag: 'keyInBody',
      send: (key) => ask({ key, call: 'POST /v1/installations/me', body: { metadata: { key: encoded(key) } } }),
    },
  ]

  it.each(PLACES)('says that a key was in $place, and does not hold it in any form', async ({ flag, send }) => {
    const { key } = simulator.control.createKey()
    await send(key)
    const { requests } = simulator.control.requests()
    expect(requests[0]).toMatchObject({ [flag]: true })
    for (const form of [key, encoded(key), encoded(`${key}:`)]) expect(JSON.stringify(requests)).not.toContain(form)
  })

  it('keeps the last 10,000', async () => {
    const own = await startSimulator({ ratePerMinute: null })
    const request = `GET /v1/introspect HTTP/1.1\r\nhost: x\r\n\r\n`
    const last = 'GET /v1/introspect HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'
    await rawCall(own.port, request.repeat(10_004) + last, { deadlineMs: 60_000, limitBytes: 100_000_000 })
    const { requests, last: sequence } = own.control.requests()
    expect({ sequence, kept: requests.length, first: requests[0]?.sequence }).toEqual({
      sequence: 10_005,
      kept: 10_000,
      first: 6,
    })
    await own.close()
  }, 60_000)
})

describe('The limit of 600 calls a minute', () => {
  /** Many calls down one connection: as fast as it gets. */
  const statusesOf = async (key: string, count: number): Promise<readonly string[]> => {
    const one = rawRequest({
      call: 'GET /v1/introspect',
      headers: { authorization: basic(key), connection: 'keep-alive' },
    })
    const last = rawRequest({ call: 'GET /v1/introspect', headers: { authorization: basic(key) } })
    const { status, body } = await rawCall(simulator.port, one.repeat(count - 1) + last, { deadlineMs: 30_000 })
    return [String(status), ...(body.toString('utf8').match(/(?<=HTTP\/1\.1 )\d{3}/g) ?? [])]
  }

  it('answers the 601st with 429 and the seconds left, for that key only, until the minute is over', async () => {
    const [first, second] = [simulator.control.createKey().key, simulator.control.createKey().key]
    const call = 'GET /v1/introspect'
    expect(await statusesOf(first, RATE)).toEqual(Array.from({ length: RATE }, () => '200'))
    const over = await ask({ key: first, call })
    expect([over.status, over.headers.get('retry-after')]).toEqual([429, '40'])
    expect((await ask({ key: second, call })).status).toBe(200)
    now += 40_000
    expect((await ask({ key: first, call })).status).toBe(200)
  }, 60_000)
})

describe('An installation', () => {
  const me = (method: string): string => `${method} /v1/installations/me`

  it('is made once, read, changed, deleted, and made again', async () => {
    const { key, company } = simulator.control.createKey()
    expect((await ask({ key, call: me('GET') })).status).toBe(404)
    const made = await ask({ key, call: me('POST'), body: { status: 'PENDING_INTEGRATION', metadata: { a: '1' } } })
    expect(made.body).toMatchObject({
      resource: `urn:pleo:company:${company.id}`,
      status: 'PENDING_INTEGRATION',
      metadata: { a: '1' },
    })
    expect((await ask({ key, call: me('POST'), body: {} })).status).toBe(409)
    const changed = await ask({ key, call: me('PUT'), body: { status: 'ERROR', errorCode: 'AUTH_ERROR' } })
    expect(changed.body).toMatchObject({ status: 'ERROR', errorCode: 'AUTH_ERROR', metadata: { a: '1' } })
    const well = await ask({ key, call: me('PUT'), body: { status: 'ACTIVATED', metadata: { b: '2' } } })
    expect(well.body).toMatchObject({ status: 'ACTIVATED', metadata: { b: '2' } })
    expect(well.body).not.toHaveProperty('errorCode')
    expect((await ask({ key, call: me('GET') })).body).toEqual(well.body)
    expect((await ask({ key, call: me('DELETE') })).status).toBe(204)
    expect((await ask({ key, call: me('DELETE') })).status).toBe(404)
    expect((await ask({ key, call: me('PUT'), body: { status: 'ACTIVATED' } })).status).toBe(404)
    expect((await ask({ key, call: 'GET /v1/introspect' })).status).toBe(200)
    expect((await ask({ key, call: me('POST'), body: {} })).body).toMatchObject({ status: 'AUTHORIZED' })
  })

  it('belongs to the company: a further key of it finds the same one', async () => {
    const first = simulator.control.createKey()
    const second = simulator.control.createKey({ company: { id: first.company.id } })
    const made = await ask({ key: first.key, call: me('POST'), body: { status: 'ACTIVATED' } })
    expect((await ask({ key: second.key, call: me('GET') })).body).toEqual(made.body)
  })

  it('is filtered by company_id', async () => {
    const { key, company } = simulator.control.createKey()
    await ask({ key, call: me('POST'), body: {} })
    expect((await ask({ key, call: `${me('GET')}?company_id=${company.id}` })).status).toBe(200)
    expect((await ask({ key, call: `${me('GET')}?company_id=${NORDLYS.id}` })).status).toBe(404)
    expect((await ask({ key, call: `${me('GET')}?company_id=none` })).status).toBe(400)
  })

  it.each(['POST /v1/installations/me:activate', 'PUT /v1/installations/completions'])(
    'is activated by %s after OAuth, never with a key',
    async (call) => {
      const [key, oauth] = [simulator.control.createKey(), simulator.control.createKey({ kind: 'oauth' })]
      expect((await ask({ key: key.key, call })).status).toBe(400)
      expect((await ask({ key: oauth.key, call })).body).toMatchObject({ status: 'ACTIVATED' })
    },
  )

  const FAULTY = [
    ['POST', { status: 'RUNNING' }],
    ['POST', { metadata: 'text' }],
    ['POST', { metadata: { count: 1 } }],
    ['POST', []],
    ['PUT', {}],
    ['PUT', { status: 'ERROR', errorCode: 'OTHER' }],
  ] as const
  it.each(FAULTY)('is not touched by %s %j', async (method, body) => {
    const { key } = simulator.control.createKey()
    const made = await ask({ key, call: me('POST'), body: {} })
    expect((await ask({ key, call: me(method), body })).status).toBe(400)
    expect((await ask({ key, call: me('GET') })).body).toEqual(made.body)
  })
})

describe('Companies, employees, data', () => {
  const Names = z.object({
    data: z.array(z.object({ name: z.string() })),
    pagination: z.object({
      hasNextPage: z.boolean(),
      hasPreviousPage: z.boolean(),
      endCursor: z.string().optional(),
      startCursor: z.string().optional(),
      total: z.number(),
    }),
  })
  const groupKey = (): string => simulator.control.createKey({ kind: 'organisation', company: { id: ACME.id } }).key
  const list = async (key: string, query: string) =>
    Names.parse((await ask({ key, call: `GET /v1/companies?${query}` })).body)

  it('are listed page by page, forwards and backwards', async () => {
    const key = groupKey()
    const first = await list(key, 'limit=1')
    expect(first.pagination).toMatchObject({ hasNextPage: true, hasPreviousPage: false, total: 2 })
    const second = await list(key, `limit=1&after=${first.pagination.endCursor}`)
    expect(second.pagination).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    expect([...first.data, ...second.data].map(({ name }) => name)).toEqual(['Acme ApS', 'Acme Sverige AB'])
    expect((await list(key, `limit=1&before=${second.pagination.startCursor}`)).data).toEqual(first.data)
    expect((await list(key, 'limit=1&offset=1')).data).toEqual(second.data)
    expect((await list(key, `organization_id=${ACME_GROUP.id}`)).data).toHaveLength(2)
  })

  it.each([
    'limit=0',
    'limit=101',
    'limit=-1',
    'limit=x',
    'after=abc',
    'after=AAAAAAAAAAAAAAAAAAAAAAAA',
    'offset=-1',
    'after=AAAAAAA&offset=1',
    'sorting_keys=name',
    'sorting_order=UP&sorting_keys=name',
    'organization_id=1',
  ])('are not listed with %s', async (query) => {
    expect((await ask({ key: groupKey(), call: `GET /v1/companies?${query}` })).status).toBe(400)
  })

  it('of others are hidden', async () => {
    const { key } = simulator.control.createKey({ scopes: ['companies:read', 'users:read', 'export-jobs:read'] })
    const statuses = async (...calls: readonly string[]): Promise<number[]> =>
      Promise.all(calls.map(async (call) => (await ask({ key, call })).status))
    expect(
      await statuses(
        `GET /v1/companies/${ACME.id}`,
        `GET /v1/companies?organization_id=${ACME_GROUP.id}`,
        `GET /v2/employees?companyId=${ACME.id}`,
        `GET /v3/export-jobs?company_id=${ACME.id}`,
      ),
    ).toEqual([404, 403, 403, 403])
  })

  it('each need their scope and nothing else', async () => {
    const guarded = OPERATIONS.filter(({ scope }) => scope !== null)
    expect(guarded.length).toBeGreaterThan(5)
    for (const { method, path, scope } of guarded) {
      const scopes = [scope ?? '']
      const { key, company } = simulator.control.createKey({ scopes })
      const without = simulator.control.createKey({ company: { id: company.id }, scopes: ['some-other:read'] }).key
      const call = `${method} ${path.replace(/\{\w+\}/, company.id)}?company_id=${company.id}`
      const flags = { excludeIfAssignedToCategory: false, excludeIfAssignedToContraAccount: false }
      const body = method === 'POST' ? { body: { companyId: company.id, ...flags } } : {}
      expect([call, (await ask({ key: without, call, ...body })).status]).toEqual([call, 403])
      const expected = path.includes('{employeeId}') ? 404 : 200
      expect([call, (await ask({ key, call, ...body })).status]).toEqual([call, expected])
    }
  })
})

describe('What is assumed', () => {
  it('is named by the answer that rests on it, and only by ids of the table', async () => {
    const { key } = simulator.control.createKey({ scopes: [] })
    const calls = [
      'GET /v1/introspect',
      'GET /v1/installations/me',
      'GET /v1/companies',
      'GET /v1/nowhere',
      'PATCH /v1/introspect',
    ]
    for (const call of calls) {
      const { headers } = await ask({ key, call })
      const ids = (headers.get('x-standin-assumes') ?? '').split(' ')
      expect(ids.length).toBeGreaterThan(0)
      expect(ids.filter((id) => !(id in ASSUMPTIONS))).toEqual([])
      expect(headers.get('x-standin')).toBe('This is not Pleo')
    }
  })
})

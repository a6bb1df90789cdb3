import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { OPERATIONS } from './api/operations.ts'
import { BEHAVIOUR_NAMES } from './behaviours.ts'
import type { BehaviourName } from './behaviours.ts'
import { ACME, ACME_GROUP, NORDLYS } from './companies.ts'
import { magicKey } from './magic-keys.ts'
import { startSimulator } from './simulator.ts'
import type { Simulator } from './simulator.ts'
import { answerFaults, MEDIA_TYPE, PLEO_CALLS, requestFaults } from './testing/pleo-facts.ts'
import type { PleoAnswer, PleoRequest } from './testing/pleo-facts.ts'

interface Exchange extends PleoRequest {
  readonly status: number
  readonly key?: BehaviourName | 'unknown' | 'organisation' | 'oauth' | 'employees'
  /** The request is one that Pleo does not describe, to be told so. */
  readonly malformed?: true
  readonly first?: Exchange
}

const EXTERNAL = { externalConfigurationId: 'conn_000123' }
const CREATED: Exchange = {
  call: 'POST /v1/installations/me',
  status: 200,
  body: { status: 'ACTIVATED', metadata: EXTERNAL },
}
const install = (key: NonNullable<Exchange['key']>): Exchange => ({ ...CREATED, key })

const me = 'GET /v1/installations/me'
const put = 'PUT /v1/installations/me'
const remove = 'DELETE /v1/installations/me'
const activate = 'POST /v1/installations/me:activate'
const completions = 'PUT /v1/installations/completions'
const company = 'GET /v1/companies/{companyId}'
const companies = 'GET /v1/companies'
const employees = 'GET /v2/employees'
const employee = 'GET /v2/employees/{employeeId}'
const STRANGER = '00000000-0000-4000-8000-000000000000'

/** Every call of Pleo's that the stand-in answers, with every status Pleo documents; each once or more. */
const EXCHANGES: readonly Exchange[] = [
  { call: 'GET /v1/introspect', status: 200 },
  { call: 'GET /v1/introspect', status: 200, key: 'no_subject' },
  { call: 'GET /v1/introspect', status: 200, key: 'organisation' },
  { call: 'GET /v1/introspect', status: 200, key: 'oauth' },
  { call: 'GET /v1/introspect', status: 400, key: 'bad_request' },
  { call: 'GET /v1/introspect', status: 500, key: 'server_error' },
  CREATED,
  { call: 'POST /v1/installations/me', status: 200, body: {} },
  { call: 'POST /v1/installations/me', status: 200, body: { metadata: { nested: { as: 'the types say' } } } },
  { call: 'POST /v1/installations/me', status: 400, body: { status: 'ASLEEP' }, malformed: true },
  { call: 'POST /v1/installations/me', status: 500, key: 'server_error', body: {} },
  { call: me, status: 200, first: CREATED },
  { call: me, status: 200, first: CREATED, parameters: { company_id: ACME.id } },
  { call: me, status: 400, first: CREATED, parameters: { company_id: 'acme' }, malformed: true },
  { call: me, status: 500, key: 'server_error' },
  {
    call: put,
    status: 200,
    first: CREATED,
    body: { status: 'ERROR', errorCode: 'AUTH_ERROR', metadata: { externalApplicationId: 'conn_000123' } },
  },
  { call: put, status: 200, first: CREATED, body: { status: 'INACTIVE' } },
  { call: put, status: 400, first: CREATED, body: { metadata: EXTERNAL }, malformed: true },
  { call: put, status: 500, key: 'server_error', body: { status: 'ACTIVATED' } },
  { call: remove, status: 204, first: CREATED },
  { call: remove, status: 404 },
  { call: remove, status: 502, key: 'bad_gateway_html' },
  { call: activate, status: 200, key: 'oauth' },
  { call: activate, status: 400 },
  { call: activate, status: 500, key: 'server_error' },
  { call: completions, status: 200, key: 'oauth' },
  { call: completions, status: 400 },
  { call: completions, status: 500, key: 'server_error' },
  { call: company, status: 200, parameters: { companyId: ACME.id } },
  { call: company, status: 403, key: 'name_forbidden', parameters: { companyId: ACME.id } },
  { call: company, status: 404, parameters: { companyId: NORDLYS.id } },
  { call: companies, status: 200 },
  { call: companies, status: 200, key: 'organisation', parameters: { organization_id: ACME_GROUP.id, limit: '1' } },
  {
    call: companies,
    status: 200,
    key: 'organisation',
    parameters: { offset: '1', sorting_keys: 'name', sorting_order: 'ASC' },
  },
  { call: companies, status: 403, key: 'no_scopes' },
  { call: employees, status: 200, key: 'employees', parameters: { companyId: ACME.id, limit: '1' } },
  { call: employees, status: 403 },
  { call: employee, status: 403, parameters: { employeeId: STRANGER } },
  { call: employee, status: 404, key: 'employees', parameters: { employeeId: STRANGER } },
]

let simulator: Simulator

beforeAll(async () => {
  simulator = await startSimulator({ lateMs: 1 })
})
afterAll(() => simulator.close())

async function keyFor(name: NonNullable<Exchange['key']>): Promise<string> {
  if (name === 'unknown') return 'standin-nobody-made-this-key-0000000000000000'
  if (name !== 'organisation' && name !== 'oauth' && name !== 'employees') return magicKey(name)
  const body = {
    company: { id: ACME.id },
    kind: name === 'employees' ? 'company' : name,
    scopes: name === 'employees' ? ['users:read'] : ['companies:read'],
  }
  const response = await fetch(`${simulator.url}/_simulator/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return z.object({ key: z.string() }).parse(await response.json()).key
}

async function send(exchange: Exchange): Promise<PleoAnswer> {
  const { call, parameters = {}, body, key = 'ok' } = exchange
  const [method = '', template = ''] = call.split(' ')
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '')
  const query = new URLSearchParams(Object.entries(parameters).filter(([name]) => !template.includes(`{${name}}`)))
  const authorization = `Basic ${Buffer.from(`${await keyFor(key)}:`).toString('base64')}`
  const response = await fetch(`${simulator.url}${path}${query.size === 0 ? '' : `?${query.toString()}`}`, {
    method,
    headers: { authorization, ...(body === undefined ? {} : { 'content-type': MEDIA_TYPE }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}

async function reset(): Promise<void> {
  await fetch(`${simulator.url}/_simulator/reset`, { method: 'POST' })
}

/** Behaviours whose point is an answer that nobody could describe. */
const BEYOND_DESCRIPTION: ReadonlySet<BehaviourName> = new Set([
  'hang',
  'reset',
  'truncated',
  'endless',
  'bomb',
  'not_json',
  'empty',
  'invalid_utf8',
  'proto_fields',
  'redirect_elsewhere',
])

describe("the facts of Pleo's API", () => {
  it('are of each call that the stand-in answers, its empty lists of data aside', () => {
    const answered = OPERATIONS.filter(({ name }) => name !== 'data').map(({ method, path }) => `${method} ${path}`)
    expect(answered.toSorted()).toEqual(Object.keys(PLEO_CALLS).toSorted())
  })

  it('are exercised whole: each call with each status they know', () => {
    const wanted = Object.entries(PLEO_CALLS).flatMap(([call, { answers }]) =>
      Object.keys(answers).map((status) => `${call} ${status}`),
    )
    const had = new Set(EXCHANGES.map(({ call, status }) => `${call} ${status}`))
    expect(wanted.filter((pair) => !had.has(pair) && pair !== `${employee} 200`)).toEqual([])
  })

  it.each(EXCHANGES)('describe $call answered $status ($key)', async (exchange) => {
    await reset()
    if (exchange.first !== undefined) expect((await send(exchange.first)).status).toBe(exchange.first.status)
    expect(requestFaults(exchange).length > 0).toBe(exchange.malformed === true)
    const received = await send(exchange)
    expect(received.status).toBe(exchange.status)
    expect(answerFaults(exchange.call, received)).toEqual([])
  })

  it(`describe ${employee} answered 200, for each employee of the list`, async () => {
    await reset()
    const list = await send({ call: employees, status: 200, key: 'employees' })
    const { data } = z.object({ data: z.array(z.object({ id: z.string() })) }).parse(JSON.parse(list.text))
    expect(data.length).toBeGreaterThan(0)
    for (const { id } of data) {
      const received = await send({ call: employee, status: 200, key: 'employees', parameters: { employeeId: id } })
      expect(received.status).toBe(200)
      expect(answerFaults(employee, received)).toEqual([])
    }
  })

  const describable = BEHAVIOUR_NAMES.filter((name) => !BEYOND_DESCRIPTION.has(name))
  it.each(describable)('describe every answer of the behaviour %s', async (key) => {
    await reset()
    const calls: readonly Exchange[] = [
      { call: 'GET /v1/introspect', status: 200, key },
      { call: company, status: 200, key, parameters: { companyId: ACME.id } },
      { call: companies, status: 200, key },
      { call: me, status: 200, key },
      install(key),
      { call: me, status: 200, key },
      { call: put, status: 200, key, body: { status: 'ACTIVATED' } },
      { call: remove, status: 204, key },
    ]
    for (const exchange of calls) expect(answerFaults(exchange.call, await send(exchange))).toEqual([])
  })

  it('find a fault where there is one', () => {
    const fault = (body: unknown): string[] =>
      answerFaults('GET /v1/introspect', { status: 200, type: MEDIA_TYPE, text: JSON.stringify(body) })
    const data = { authMethod: 'API_KEY', clientId: 'x', scope: '' }
    expect(fault({ data })).toEqual([])
    expect(fault({ data: { ...data, companyId: 'x' } })).not.toEqual([])
    expect(fault({ data: { ...data, authMethod: 'PASSWORD' } })).not.toEqual([])
    expect(fault(data)).not.toEqual([])
    expect(answerFaults('GET /v1/introspect', { status: 201, type: MEDIA_TYPE, text: '{}' })).not.toEqual([])
  })
})

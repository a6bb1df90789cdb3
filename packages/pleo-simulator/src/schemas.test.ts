import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import type { ErrorObject, ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { BEHAVIOUR_NAMES } from './behaviours.ts'
import type { BehaviourName } from './behaviours.ts'
import { ACME, ACME_GROUP, NORDLYS } from './companies.ts'
import { magicKey } from './magic-keys.ts'
import { startSimulator } from './simulator.ts'
import type { Simulator } from './simulator.ts'

/** Pleo's own files lie beside the repository; they are not part of it. */
const FOLDER = new URL('../../../../shared/pleo/openapi/', import.meta.url)
const FILES = ['pleo-app-marketplace-openapi.yml', 'pleo-oberon-openapi.yml'] as const
const absent = FILES.filter((file) => !existsSync(new URL(file, FOLDER)))

const MEDIA_TYPE = 'application/json;charset=UTF-8'
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 404, 409, 422, 429, 500, 502, 503])

/** All that may differ from the files, and nothing else (DESIGN section 16). */
const EXCEPTIONS = {
  /** The file types the values of `metadata` as objects and shows them as strings. */
  isMetadataString: ({ instancePath, keyword, params, data }: ErrorObject): boolean =>
    /^\/metadata\/[^/]+$/.test(instancePath) &&
    keyword === 'type' &&
    params['type'] === 'object' &&
    typeof data === 'string',
  /** The files list no 401 and no 429, and the other refusals for some operations only. */
  isStatusTheFileLacks: (status: number): boolean => REFUSALS.has(status),
} as const

const schema = z.record(z.string(), z.unknown())
const content = z.record(z.string(), z.object({ schema }))
const Operation = z.object({
  operationId: z.string(),
  parameters: z
    .array(z.object({ name: z.string(), in: z.enum(['path', 'query']), required: z.boolean(), schema }))
    .default([]),
  requestBody: z.object({ content, required: z.boolean() }).optional(),
  responses: z.record(z.string(), z.object({ content: content.optional() })),
})
const Document = z.object({
  paths: z.record(z.string(), z.partialRecord(z.enum(['get', 'put', 'post', 'delete']), Operation)),
})
type Operation = z.infer<typeof Operation>

/** A closed world: a field that the file does not know is a fault here. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, part]) => [name, closed(part)] as const)
  const isObjectSchema = 'properties' in value && !('additionalProperties' in value)
  return { ...Object.fromEntries(entries), ...(isObjectSchema ? { additionalProperties: false } : {}) }
}

interface Documented {
  readonly operation: Operation
  readonly statuses: readonly number[]
  readonly validatorAt: (pointer: string) => ValidateFunction
}

/** `GET /v1/introspect` → what Pleo's file says of it. */
function readContract(): ReadonlyMap<string, Documented> {
  const ajv = new Ajv({ strict: false, allErrors: true, verbose: true })
  formats.default(ajv)
  const all = FILES.flatMap((file) => {
    const document: unknown = closed(parse(readFileSync(new URL(file, FOLDER), 'utf8')))
    ajv.addSchema({ ...schema.parse(document), $id: file })
    return Object.entries(Document.parse(document).paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Documented] => {
        const base = `${file}#/paths/${escaped(path)}/${method}`
        const validatorAt = (pointer: string): ValidateFunction => ajv.compile({ $ref: `${base}${pointer}` })
        return [
          `${method.toUpperCase()} ${path}`,
          { operation, validatorAt, statuses: Object.keys(operation.responses).map(Number) },
        ]
      }),
    )
  })
  return new Map(all)
}

const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))

const contract = absent.length > 0 ? new Map<string, Documented>() : readContract()

interface Exchange {
  readonly call: string
  readonly status: number
  readonly key?: BehaviourName | 'unknown' | 'organisation' | 'oauth' | 'employees'
  readonly parameters?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** The request is one the file forbids, to be told so. */
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

/** Every operation of the two files with every status they document; each once or more. */
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

const documentedAt = (call: string): Documented => {
  const documented = contract.get(call)
  if (documented === undefined) throw new Error(`Pleo's files do not know ${call}.`)
  return documented
}

const violations = (validate: ValidateFunction, value: unknown): string[] => {
  if (validate(value)) return []
  const errors = (validate.errors ?? []).filter((error) => !EXCEPTIONS.isMetadataString(error))
  return errors.map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** What is wrong with a request by Pleo's files. */
function requestFaults({ call, parameters = {}, body }: Exchange): string[] {
  const { operation, validatorAt } = documentedAt(call)
  const known = new Set(operation.parameters.map(({ name }) => name))
  const unknown = Object.keys(parameters).filter((name) => !known.has(name))
  const wrong = operation.parameters.flatMap(({ name, required, schema: { type } }, index) => {
    const text = parameters[name]
    if (text === undefined) return required ? [`${name} is missing`] : []
    const value = type === 'integer' ? Number(text) : type === 'array' ? [text] : text
    return violations(validatorAt(`/parameters/${index}/schema`), value).map((fault) => `${name}${fault}`)
  })
  const pointer = `/requestBody/content/${escaped(MEDIA_TYPE)}/schema`
  const isBodyDocumented = operation.requestBody !== undefined
  if (!isBodyDocumented && body !== undefined) return [...unknown, ...wrong, 'a body is not documented']
  if (isBodyDocumented && body === undefined) return [...unknown, ...wrong, 'the body is missing']
  return [...unknown, ...wrong, ...(isBodyDocumented ? violations(validatorAt(pointer), body) : [])]
}

interface Received {
  readonly status: number
  readonly type: string | null
  readonly text: string
}

async function send(exchange: Exchange): Promise<Received> {
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

/** What is wrong with an answer by Pleo's files. */
function answerFaults(call: string, { status, type, text }: Received): string[] {
  const { operation, statuses, validatorAt } = documentedAt(call)
  if (!statuses.includes(status)) return EXCEPTIONS.isStatusTheFileLacks(status) ? [] : [`${status} is not documented`]
  if (operation.responses[status]?.content === undefined)
    return status < 300 && text !== '' ? [`${status} has no documented body`] : []
  if (type !== MEDIA_TYPE) return [`the media type is ${type}`]
  const pointer = `/responses/${status}/content/${escaped(MEDIA_TYPE)}/schema`
  return violations(validatorAt(pointer), JSON.parse(text))
}

async function reset(): Promise<void> {
  await fetch(`${simulator.url}/_simulator/reset`, { method: 'POST' })
}

/** Behaviours whose point is an answer that no file could describe. */
const BEYOND_ANY_FILE: ReadonlySet<BehaviourName> = new Set([
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

describe.skipIf(absent.length > 0)(
  `Pleo's OpenAPI files (in ${FOLDER.pathname}; skipped where they are absent)`,
  () => {
    it('are exercised whole: each operation with each status they document', () => {
      const wanted = [...contract].flatMap(([call, { statuses }]) => statuses.map((status) => `${call} ${status}`))
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

    const describable = BEHAVIOUR_NAMES.filter((name) => !BEYOND_ANY_FILE.has(name))
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

    it('find a fault where there is one: the contract can fail', () => {
      const fault = (body: unknown): string[] =>
        answerFaults('GET /v1/introspect', { status: 200, type: MEDIA_TYPE, text: JSON.stringify(body) })
      const data = { authMethod: 'API_KEY', clientId: 'x', scope: '' }
      expect(fault({ data })).toEqual([])
      expect(fault({ data: { ...data, companyId: 'x' } })).not.toEqual([])
      expect(fault({ data: { ...data, authMethod: 'PASSWORD' } })).not.toEqual([])
      expect(fault(data)).not.toEqual([])
      expect(answerFaults('GET /v1/introspect', { status: 201, type: MEDIA_TYPE, text: '{}' })).not.toEqual([])
    })
  },
)

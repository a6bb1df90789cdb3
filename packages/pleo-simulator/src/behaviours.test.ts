import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { BEHAVIOUR_NAMES } from './behaviours.ts'
import type { BehaviourName } from './behaviours.ts'
import { companyUrn } from './companies.ts'
import { MAGIC_KEYS, magicKey } from './magic-keys.ts'
import { startSimulator } from './simulator.ts'
import type { Simulator } from './simulator.ts'
import { basic, rawCall, rawRequest } from './testing/raw-call.ts'
import type { RawAnswer } from './testing/raw-call.ts'

const LATE_MS = 120
const NOW = Date.parse('2026-03-02T09:15:00Z')

let simulator: Simulator

beforeAll(async () => {
  simulator = await startSimulator({ ratePerMinute: null, lateMs: LATE_MS, now: () => NOW })
})
afterAll(() => simulator.close())
beforeEach(() => simulator.control.reset())

const companyOf = (name: BehaviourName): string =>
  MAGIC_KEYS.find(({ key }) => key === magicKey(name))?.company.id ?? 'none'

/** The calls of a connect, in order, and the first again. */
const callsFor = (companyId: string): readonly (readonly [call: string, body: string])[] => [
  ['GET /v1/introspect', ''],
  ['GET /v1/installations/me', ''],
  ['POST /v1/installations/me', '{"status":"ACTIVATED","metadata":{"externalConfigurationId":"conn_1"}}'],
  [`GET /v1/companies/${companyId}`, ''],
  ['GET /v1/introspect', ''],
]

const send = (key: string, call: string, body = ''): Promise<RawAnswer> =>
  rawCall(simulator.port, rawRequest({ call, body, headers: { authorization: basic(key) } }), {
    deadlineMs: silenceOf(key),
  })

/** Only who never answers is not waited for. */
const silenceOf = (key: string): number => (key === magicKey('hang') ? 100 : 5_000)

const Introspection = z.object({ data: z.object({ authMethod: z.string(), subjectURN: z.string().optional() }) })
const Installation = z.object({ resource: z.string(), status: z.string(), errorCode: z.string().optional() })

/** What stood on the wire, in a few words. */
function inWords(answer: RawAnswer, companyId: string): string {
  const { end, status, headers, body } = answer
  const promised = Number(headers.get('content-length') ?? 0)
  if (end === 'reset') return 'reset'
  if (end === 'deadline') return status === 0 ? 'silence' : `${status} endless`
  if (end === 'limit') return `${status} endless`
  if (body.length < promised) return `${status} cut off`
  return status === 200 ? bodyInWords(body.toString('utf8'), companyId) : String(status)
}

function bodyInWords(text: string, companyId: string): string {
  const json = parsed(text)
  const introspection = Introspection.safeParse(json)
  if (introspection.success)
    return `${introspection.data.data.authMethod} ${subjectInWords(introspection.data.data.subjectURN, companyId)}`
  const installation = Installation.safeParse(json)
  if (!installation.success) return json === undefined ? '200 unreadable' : '200'
  const { status, errorCode, resource } = installation.data
  return [status, errorCode, subjectInWords(resource, companyId)].filter((word) => word !== undefined).join(' ')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function subjectInWords(urn: string | undefined, companyId: string): string {
  if (urn === companyUrn(companyId)) return 'its company'
  if (urn?.startsWith('urn:pleo:company:') === true) return 'another company'
  if (urn?.startsWith('urn:pleo:organisation:') === true) return 'an organisation'
  return 'no company'
}

type Row = readonly [introspect: string, read: string, create: string, name: string, introspectAgain: string]

const every = (words: string): Row => [words, words, words, words, words]
const HONEST: Row = ['API_KEY its company', '404', 'ACTIVATED its company', '200', 'API_KEY its company']
const but = (change: Partial<Record<0 | 1 | 2 | 3 | 4, string>>): Row => {
  const [a, b, c, d, e] = HONEST
  return [change[0] ?? a, change[1] ?? b, change[2] ?? c, change[3] ?? d, change[4] ?? e]
}
const both = (words: string): Row => but({ 0: words, 4: words })

/** Every behaviour, by what a client meets: a behaviour without a row does not compile. */
const ON_THE_WIRE: Readonly<Record<BehaviourName, Row>> = {
  ok: HONEST,
  unauthorized: every('401'),
  forbidden: every('403'),
  bad_request: every('400'),
  not_found: every('404'),
  conflict: every('409'),
  unprocessable: every('422'),
  rate_limited: every('429'),
  rate_limited_date: every('429'),
  rate_limited_no_header: every('429'),
  server_error: every('500'),
  bad_gateway_html: every('502'),
  unavailable: every('503'),
  slow: HONEST,
  hang: every('silence'),
  reset: every('reset'),
  truncated: ['200 cut off', '404 cut off', '200 cut off', '200 cut off', '200 cut off'],
  endless: every('200 endless'),
  bomb: every('200 unreadable'),
  not_json: every('200 unreadable'),
  empty: every('200 unreadable'),
  invalid_utf8: every('API_KEY no company'),
  duplicate_fields: ['API_KEY another company', '404', 'ACTIVATED another company', '200', 'API_KEY another company'],
  proto_fields: HONEST,
  redirect_elsewhere: every('307'),
  no_subject: both('API_KEY no company'),
  no_subject_installed: ['API_KEY no company', 'ACTIVATED its company', '409', '200', 'API_KEY no company'],
  no_company_anywhere: ['API_KEY no company', '404', 'ACTIVATED no company', '200', 'API_KEY no company'],
  organisation: ['API_KEY an organisation', '404', 'ACTIVATED an organisation', '404', 'API_KEY an organisation'],
  oauth: both('OAUTH2 its company'),
  other_client: HONEST,
  no_application_name: HONEST,
  scope_missing: HONEST,
  no_scopes: but({ 3: '403' }),
  installation_exists: but({ 1: 'ACTIVATED its company', 2: '409' }),
  installation_exists_400: but({ 1: 'ACTIVATED its company', 2: '400' }),
  installation_overwrites: but({ 1: 'ACTIVATED its company' }),
  installation_other_company: but({ 2: 'ACTIVATED another company' }),
  installation_error_status: but({ 2: 'ERROR AUTH_ERROR its company' }),
  installation_inactive: but({ 2: 'INACTIVE its company' }),
  not_entitled: but({ 2: 'ERROR NOT_ENTITLED its company' }),
  not_entitled_refused: but({ 2: '403' }),
  installation_create_fails: but({ 2: '500' }),
  name_forbidden: but({ 3: '403' }),
  name_missing: but({ 3: '404' }),
  name_error: but({ 3: '500' }),
  flaky_401: but({ 0: '401' }),
  flaky_503: but({ 0: '503' }),
  unauthorized_after_install: but({ 3: '401', 4: '401' }),
  forbidden_after_install: but({ 3: '403', 4: '403' }),
  unavailable_after_install: but({ 3: '503', 4: '503' }),
  scope_lost_after_install: HONEST,
}

describe('A behaviour on the wire', () => {
  it.each(BEHAVIOUR_NAMES)('%s is what its row says, with the magic key alone', async (name) => {
    const companyId = companyOf(name)
    const met: string[] = []
    for (const [call, body] of callsFor(companyId)) met.push(inWords(await send(magicKey(name), call, body), companyId))
    expect(met).toEqual(ON_THE_WIRE[name])
  })

  it('is in force for a key that the control API made with it', async () => {
    const { key } = simulator.control.createKey({ behaviour: 'unavailable' })
    expect((await send(key, 'GET /v1/introspect')).status).toBe(503)
  })

  it.each([
    { name: 'rate_limited', retryAfter: '7' },
    { name: 'rate_limited_date', retryAfter: 'Mon, 02 Mar 2026 09:15:07 GMT' },
    { name: 'rate_limited_no_header', retryAfter: undefined },
  ] as const)('$name sends Retry-After: $retryAfter', async ({ name, retryAfter }) => {
    expect((await send(magicKey(name), 'GET /v1/introspect')).headers.get('retry-after')).toBe(retryAfter)
  })

  it('slow answers late, and then rightly', async () => {
    const startedAt = performance.now()
    expect((await send(magicKey('slow'), 'GET /v1/introspect')).status).toBe(200)
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(LATE_MS - 5)
  })

  it('bad_gateway_html is a page', async () => {
    const { headers, body } = await send(magicKey('bad_gateway_html'), 'GET /v1/introspect')
    expect(headers.get('content-type')).toBe('text/html')
    expect(body.toString('utf8')).toMatch(/^<html>/)
  })

  it('invalid_utf8 is refused by a reader that is strict', async () => {
    const { body } = await send(magicKey('invalid_utf8'), 'GET /v1/introspect')
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(body)).toThrow(TypeError)
  })

  it('bomb is small on the wire and does not fit into 100 MB', async () => {
    const { headers, body } = await send(magicKey('bomb'), 'GET /v1/introspect')
    expect(headers.get('content-encoding')).toBe('gzip')
    expect(body.length).toBeLessThan(1.5 * 1024 * 1024)
    expect(() => gunzipSync(body, { maxOutputLength: 100 * 1024 * 1024 })).toThrow(RangeError)
  })

  it('duplicate_fields names its own company first and another one second', async () => {
    const { body } = await send(magicKey('duplicate_fields'), 'GET /v1/introspect')
    const urns = body.toString('utf8').match(/"subjectURN":"[^"]+"/g) ?? []
    expect(urns).toHaveLength(2)
    expect(urns[0]).toContain(companyOf('duplicate_fields'))
    expect(urns[1]).not.toContain(companyOf('duplicate_fields'))
  })

  it('proto_fields puts __proto__ into every object', async () => {
    const { body } = await send(magicKey('proto_fields'), 'GET /v1/introspect')
    expect(body.toString('utf8').match(/"__proto__":\{"polluted":true/g)).toHaveLength(2)
  })

  it('redirect_elsewhere leads to another host name, where a follower would be believed and is recorded', async () => {
    const key = magicKey('redirect_elsewhere')
    const { headers } = await send(key, 'GET /v1/introspect')
    const target = new URL(headers.get('location') ?? '')
    expect(target.hostname).toBe('localhost')
    const followed = await rawCall(
      simulator.port,
      rawRequest({ call: `GET ${target.pathname}`, headers: { authorization: basic(key), host: target.host } }),
    )
    expect(inWords(followed, '')).toBe('API_KEY another company')
    expect(simulator.control.requests().requests.at(-1)).toMatchObject({
      operation: 'elsewhere',
      host: target.host,
      keyId: 'magic_redirect_elsewhere',
    })
  })

  const fieldsOf = async (name: BehaviourName): Promise<Readonly<Record<string, unknown>>> => {
    const { body } = await send(magicKey(name), 'GET /v1/introspect')
    return z.object({ data: z.record(z.string(), z.unknown()) }).parse(JSON.parse(body.toString('utf8'))).data
  }

  it('other_client, no_application_name, scope_missing and no_scopes differ from ok in introspection', async () => {
    const ok = await fieldsOf('ok')
    expect((await fieldsOf('other_client'))['clientId']).not.toBe(ok['clientId'])
    expect(await fieldsOf('no_application_name')).not.toHaveProperty('applicationName')
    expect((await fieldsOf('scope_missing'))['scope']).toBe('companies:read')
    expect((await fieldsOf('no_scopes'))['scope']).toBe('')
  })

  it('scope_lost_after_install has the scope before and not after, and data are refused then', async () => {
    const key = magicKey('scope_lost_after_install')
    const exports = `GET /v3/export-jobs?company_id=${companyOf('scope_lost_after_install')}`
    expect((await fieldsOf('scope_lost_after_install'))['scope']).toContain('export-jobs:read')
    expect((await send(key, exports)).status).toBe(200)
    await send(key, 'POST /v1/installations/me', '{"status":"ACTIVATED"}')
    expect((await fieldsOf('scope_lost_after_install'))['scope']).not.toContain('export-jobs:read')
    expect((await send(key, exports)).status).toBe(403)
  })
})

describe('Closing', () => {
  it.each(['hang', 'endless', 'slow'] as const)('does not wait for a call that is answered %s', async (name) => {
    const own = await startSimulator({ lateMs: 60_000 })
    const call = rawCall(
      own.port,
      rawRequest({ call: 'GET /v1/introspect', headers: { authorization: basic(magicKey(name)) } }),
      {
        limitBytes: Number.POSITIVE_INFINITY,
        deadlineMs: 20_000,
      },
    )
    await expect.poll(() => own.control.requests().last).toBe(1)
    await own.close()
    expect((await call).end).not.toBe('deadline')
  })
})

import { describe, expect, it } from 'vitest'
import { MalformedValue } from '../../domain/errors.ts'
import type { ProviderResponse } from '../../engine/ports/provider-http.ts'
import { json, raw, scriptedHttp, silence } from '../testing/scripted-http.ts'
import type { Script, ScriptedHttp } from '../testing/scripted-http.ts'
import {
  aCall,
  aKey,
  CLIENT,
  COMPANY,
  company,
  companyUrn,
  CONNECTION,
  installation,
  installationBody,
  introspection,
  OTHER_COMPANY,
  pleoOver,
} from './testing/pleo-answers.ts'

const INTROSPECT = 'GET /v1/introspect'
const NAME = `GET /v1/companies/${COMPANY}`
const READ = 'GET /v1/installations/me'
const CREATE = 'POST /v1/installations/me'
const UPDATE = 'PUT /v1/installations/me'

const ACCOUNT = { id: COMPANY, kind: 'company', name: 'Nordlys Bakery ApS' }
const UNNAMED = { ...ACCOUNT, name: null }
const OURS = { externalConfigurationId: CONNECTION }

const calls = (http: ScriptedHttp): string[] => http.sent.map(({ call }) => call)
const bodies = (http: ScriptedHttp, call: string): unknown[] =>
  http.sent.filter((sent) => sent.call === call).map((sent) => sent.json)

describe('identify', () => {
  it('[D16][D17][D28] reads the company from the answer and its name, and writes nothing', async () => {
    const http = scriptedHttp({ [INTROSPECT]: [introspection()], [NAME]: [company()] })
    const call = aCall()
    expect(await pleoOver(http).identify(aKey(), call)).toEqual({
      kind: 'accepted',
      finding: { account: ACCOUNT, grantedScopes: ['export-jobs:read', 'companies:read'] },
    })
    expect(calls(http)).toEqual([INTROSPECT, NAME])
    expect(call.steps).toEqual(['key', 'company', 'permissions'])
  })

  it.each([
    ['an OAuth token', { authMethod: 'OAUTH2' }],
    ['nothing', { authMethod: 'NONE' }],
    ['something new', { authMethod: 'MAGIC' }],
    ['another application', { clientId: 'another-client' }],
  ])('refuses what turns out to be %s', async (_name, found) => {
    const http = scriptedHttp({ [INTROSPECT]: [introspection(found)] })
    const call = aCall()
    expect(await pleoOver(http).identify(aKey(), call)).toEqual({ kind: 'refused', reason: 'wrong_kind_of_key' })
    expect(call.steps).toEqual(['key'])
  })

  it('takes any client where none is configured', async () => {
    const http = scriptedHttp({ [INTROSPECT]: [introspection({ clientId: 'another-client' })], [NAME]: [company()] })
    expect(await pleoOver(http, { clientId: null }).identify(aKey(), aCall())).toMatchObject({ kind: 'accepted' })
  })

  it.each([
    ['organisation_key', `urn:pleo:organisation:${COMPANY}`],
    ['organisation_key', `urn:pleo:organization:${COMPANY}`],
    ['account_unknown', `urn:pleo:employee:${COMPANY}`],
    ['account_unknown', 'urn:pleo:company:not-a-uuid'],
    ['account_unknown', COMPANY],
  ])('[D43] refuses with %s the subject %s', async (reason, subjectURN) => {
    const http = scriptedHttp({ [INTROSPECT]: [introspection({ subjectURN, scope: '' })] })
    expect(await pleoOver(http).identify(aKey(), aCall())).toEqual({ kind: 'refused', reason })
  })

  it.each([
    [
      'kind before all',
      { authMethod: 'OAUTH2', clientId: 'x', subjectURN: 'urn:pleo:organisation:x', scope: '' },
      'wrong_kind_of_key',
    ],
    [
      'organisation before permissions',
      { subjectURN: `urn:pleo:organisation:${COMPANY}`, scope: '' },
      'organisation_key',
    ],
    ['permissions last', { scope: '' }, 'permissions_missing'],
  ])('refuses in order: %s', async (_name, found, reason) => {
    const http = scriptedHttp({ [INTROSPECT]: [introspection(found)] })
    expect(await pleoOver(http).identify(aKey(), aCall())).toMatchObject({ kind: 'refused', reason })
  })

  it('[D32][X32] names the missing permissions, without a call for the name', async () => {
    const http = scriptedHttp({ [INTROSPECT]: [introspection({ scope: 'companies:read' })] })
    const call = aCall()
    const pleo = pleoOver(http, { requiredScopes: ['export-jobs:read', 'companies:read', 'vendors:read'] })
    expect(await pleo.identify(aKey(), call)).toEqual({
      kind: 'refused',
      reason: 'permissions_missing',
      missing: ['export-jobs:read', 'vendors:read'],
    })
    expect(call.steps).toEqual(['key', 'company', 'permissions'])
    expect(calls(http)).toEqual([INTROSPECT])
  })

  it.each([undefined, null, ''])('asks the installation where the subject is %j', async (subjectURN) => {
    const http = scriptedHttp({
      [INTROSPECT]: [introspection({ subjectURN })],
      [READ]: [installation({ resource: companyUrn(COMPANY).toUpperCase() })],
      [NAME]: [company()],
    })
    expect(await pleoOver(http).identify(aKey(), aCall())).toMatchObject({
      kind: 'accepted',
      finding: { account: ACCOUNT },
    })
    expect(calls(http)).toEqual([INTROSPECT, READ, NAME])
  })

  it('has no account where no read names one, and checks the permissions all the same', async () => {
    const script = (scope: string): ScriptedHttp =>
      scriptedHttp({ [INTROSPECT]: [introspection({ subjectURN: undefined, scope })], [READ]: [json(404, {})] })
    expect(await pleoOver(script('export-jobs:read')).identify(aKey(), aCall())).toEqual({
      kind: 'accepted',
      finding: { account: null, grantedScopes: ['export-jobs:read'] },
    })
    expect(await pleoOver(script('')).identify(aKey(), aCall())).toMatchObject({ reason: 'permissions_missing' })
  })

  it.each([
    [`urn:pleo:organisation:${COMPANY}`, 'organisation_key'],
    ['urn:pleo:thing:1', 'account_unknown'],
  ])('refuses an installation of %s with %s', async (resource, reason) => {
    const http = scriptedHttp({
      [INTROSPECT]: [introspection({ subjectURN: null })],
      [READ]: [installation({ resource })],
    })
    expect(await pleoOver(http).identify(aKey(), aCall())).toEqual({ kind: 'refused', reason })
  })

  it.each([
    ['a bare object', (body: unknown) => body],
    ['wrapped in data', (body: unknown) => ({ data: body })],
    ['a list of one', (body: unknown) => [body]],
  ])('reads an installation that is %s', async (_name, form) => {
    const http = scriptedHttp({
      [INTROSPECT]: [introspection({ subjectURN: null })],
      [READ]: [json(200, form(installationBody()))],
      [NAME]: [company()],
    })
    expect(await pleoOver(http).identify(aKey(), aCall())).toMatchObject({ finding: { account: ACCOUNT } })
  })

  it.each([
    ['another company', company(OTHER_COMPANY), null],
    ['no name', company(COMPANY, ''), null],
    ['a name that is a number', company(COMPANY, 7), null],
    ['an id in capitals', company(COMPANY.toUpperCase()), 'Nordlys Bakery ApS'],
    ['white space', company(COMPANY, '  Nordlys \t\n Bakery  '), 'Nordlys Bakery'],
    ['turned text', company(COMPANY, 'A\u202Eevil\u2066B\u0000\u0007'), 'A evil B'],
    ['half a surrogate', raw(200, `{"data":{"id":"${COMPANY}","name":"A\\ud800B"}}`, null), 'A\uFFFDB'],
    ['10,000 letters', company(COMPANY, '😀'.repeat(10_000)), '😀'.repeat(200)],
    ['markup', company(COMPANY, '<b>A</b>'), '<b>A</b>'],
    ['a refusal', raw(403, '', null), null],
    ['silence', silence('network'), null],
  ])('goes on where the company is answered with %s', async (_name, answer, name) => {
    const http = scriptedHttp({ [INTROSPECT]: [introspection()], [NAME]: [answer] })
    expect(await pleoOver(http).identify(aKey(), aCall())).toMatchObject({
      kind: 'accepted',
      finding: { account: { id: COMPANY, name } },
    })
  })

  it('gives the name a slice of the deadline, not all of it', async () => {
    const hang: Script = ({ signal }) =>
      new Promise<ProviderResponse>((resolve) => signal.addEventListener('abort', () => resolve(silence('timeout'))))
    const http = scriptedHttp({ [INTROSPECT]: [introspection()], [NAME]: [hang] })
    const asked: number[] = []
    const clock = {
      now: () => 0,
      sleep: async (ms: number) => {
        asked.push(ms)
      },
    }
    const call = aCall(60_000)
    expect(await pleoOver(http, { clock }).identify(aKey(), call)).toMatchObject({
      kind: 'accepted',
      finding: { account: UNNAMED },
    })
    expect(asked).toEqual([2_500])
    expect(call.signal.aborted).toBe(false)
  })

  it('leaves no timer behind once the name is there', async () => {
    const http = scriptedHttp({ [INTROSPECT]: [introspection()], [NAME]: [company()] })
    const timers: (AbortSignal | undefined)[] = []
    const clock = {
      now: () => 0,
      sleep: (_ms: number, signal?: AbortSignal) => {
        timers.push(signal)
        return new Promise<void>(() => undefined)
      },
    }
    await pleoOver(http, { clock }).identify(aKey(), aCall())
    expect(timers.map((signal) => signal?.aborted)).toEqual([true])
  })

  it('ends with its caller when a step is refused', async () => {
    const http = scriptedHttp({ [INTROSPECT]: [introspection()] })
    const superseded = new Error('superseded')
    const call = { signal: AbortSignal.timeout(1_000), onStep: () => Promise.reject(superseded) }
    await expect(pleoOver(http).identify(aKey(), call)).rejects.toBe(superseded)
    expect(calls(http)).toEqual([])
  })
})

describe('install', () => {
  const connect = { mode: 'connect', account: ACCOUNT } as const
  const replace = { mode: 'replace', account: ACCOUNT } as const

  it.each(['ACTIVATED', 'PENDING_INTEGRATION'] as const)(
    '[D38] creates the installation with %s and our connection',
    async (initialStatus) => {
      const http = scriptedHttp({ [CREATE]: [installation({ status: initialStatus })] })
      const call = aCall()
      const end = await pleoOver(http, { initialStatus }).install(aKey(), CONNECTION, connect, call)
      expect(end).toEqual({ kind: 'installed', account: ACCOUNT })
      expect(bodies(http, CREATE)).toEqual([{ status: initialStatus, metadata: OURS }])
      expect(call.steps).toEqual(['installation'])
    },
  )

  it.each([400, 409, 422, 500, 502])(
    'adopts one that exists already, after a %i, and keeps the metadata of others',
    async (status) => {
      const metadata = { externalApplicationId: 'app-1', tuning: { depth: [1, 2] } }
      const http = scriptedHttp({
        [CREATE]: [json(status, { type: 'ALREADY' })],
        [READ]: [
          installation({
            status: 'PENDING_INTEGRATION',
            metadata: { ...metadata, externalConfigurationId: 'conn_old' },
          }),
        ],
        [UPDATE]: [installation()],
      })
      expect(await pleoOver(http).install(aKey(), CONNECTION, connect, aCall())).toEqual({
        kind: 'installed',
        account: ACCOUNT,
      })
      expect(bodies(http, UPDATE)).toEqual([{ status: 'ACTIVATED', metadata: { ...metadata, ...OURS } }])
    },
  )

  it.each([
    ['INACTIVE', 'ours', { status: 'INACTIVE' }],
    ['ERROR', 'ours', { status: 'ERROR', errorCode: 'AUTH_ERROR' }],
    ['ACTIVATED', "another connection's", { metadata: { externalConfigurationId: 'conn_old' } }],
  ])('updates the %s one that POST handed back as it was (%s)', async (_status, _whose, older) => {
    const http = scriptedHttp({ [CREATE]: [installation(older)], [UPDATE]: [installation()] })
    expect(await pleoOver(http).install(aKey(), CONNECTION, connect, aCall())).toEqual({
      kind: 'installed',
      account: ACCOUNT,
    })
    expect(calls(http)).toEqual([CREATE, UPDATE])
  })

  it.each([
    ['ACTIVATED', 'ACTIVATED'],
    ['AUTHORIZED', 'AUTHORIZED'],
    ['PENDING_INTEGRATION', 'PENDING_INTEGRATION'],
    ['INACTIVE', 'ACTIVATED'],
    ['ERROR', 'ACTIVATED'],
    ['BRAND_NEW', 'ACTIVATED'],
  ])('a replacement that finds %s puts %s', async (found, put) => {
    const http = scriptedHttp({
      [READ]: [installation({ status: found, metadata: null })],
      [UPDATE]: [installation({ status: put })],
    })
    expect(await pleoOver(http).install(aKey(), CONNECTION, replace, aCall())).toEqual({
      kind: 'installed',
      account: ACCOUNT,
    })
    expect(bodies(http, UPDATE)).toEqual([{ status: put, metadata: OURS }])
    expect(calls(http)).toEqual([READ, UPDATE])
  })

  it('a replacement that finds none creates one', async () => {
    const http = scriptedHttp({ [READ]: [json(404, {})], [CREATE]: [installation()] })
    expect(await pleoOver(http).install(aKey(), CONNECTION, replace, aCall())).toEqual({
      kind: 'installed',
      account: ACCOUNT,
    })
  })

  it.each([
    [
      companyUrn(OTHER_COMPANY),
      { reason: 'account_mismatch', found: { id: OTHER_COMPANY, kind: 'company', name: null } },
    ],
    [`urn:pleo:organization:${COMPANY}`, { reason: 'organisation_key' }],
    ['urn:pleo:moon:1', { reason: 'account_unknown' }],
  ])('[D27] never writes onto an installation of %s', async (resource, refusal) => {
    const found = installation({ resource })
    const replacing = scriptedHttp({ [READ]: [found] })
    expect(await pleoOver(replacing).install(aKey(), CONNECTION, replace, aCall())).toEqual({
      kind: 'refused',
      ...refusal,
    })
    expect(calls(replacing)).toEqual([READ])
    const connecting = scriptedHttp({ [CREATE]: [json(409, {})], [READ]: [found] })
    expect(await pleoOver(connecting).install(aKey(), CONNECTION, connect, aCall())).toEqual({
      kind: 'refused',
      ...refusal,
    })
    expect(calls(connecting)).toEqual([CREATE, READ])
  })

  it.each([
    ['POST', { [CREATE]: [installation({ resource: companyUrn(OTHER_COMPANY) })] }],
    [
      'PUT',
      {
        [CREATE]: [json(409, {})],
        [READ]: [installation()],
        [UPDATE]: [installation({ resource: companyUrn(OTHER_COMPANY) })],
      },
    ],
  ])('[D17] refuses another company in the answer to %s', async (_method, script) => {
    expect(await pleoOver(scriptedHttp(script)).install(aKey(), CONNECTION, connect, aCall())).toMatchObject({
      kind: 'refused',
      reason: 'account_mismatch',
      found: { id: OTHER_COMPANY },
    })
  })

  it.each([
    [
      { status: 'ERROR', errorCode: 'NOT_ENTITLED' },
      { kind: 'refused', reason: 'not_entitled' },
    ],
    [
      { status: 'INACTIVE', errorCode: 'NOT_ENTITLED' },
      { kind: 'refused', reason: 'not_entitled' },
    ],
    [
      { status: 'ERROR', errorCode: 'AUTH_ERROR' },
      { kind: 'inconclusive', reason: 'provider_unexpected', retryAfterMs: null },
    ],
    [{ status: 'INACTIVE' }, { kind: 'inconclusive', reason: 'provider_unexpected', retryAfterMs: null }],
    [{ status: 'BRAND_NEW' }, { kind: 'installed', account: ACCOUNT }],
    [
      { status: 'ACTIVATED', errorCode: 'AUTH_ERROR' },
      { kind: 'installed', account: ACCOUNT },
    ],
  ])('[D19] reads the status %j after all was done', async (status, end) => {
    const http = scriptedHttp({ [CREATE]: [installation(status)], [UPDATE]: [installation(status)] })
    expect(await pleoOver(http).install(aKey(), CONNECTION, connect, aCall())).toEqual(end)
  })
})

describe('reveal', () => {
  it('makes an installation that is not active, and names its company', async () => {
    const http = scriptedHttp({ [CREATE]: [installation({ status: 'PENDING_INTEGRATION' })], [NAME]: [company()] })
    const call = aCall()
    expect(await pleoOver(http).reveal(aKey(), CONNECTION, call)).toEqual({ kind: 'installed', account: ACCOUNT })
    expect(bodies(http, CREATE)).toEqual([{ status: 'PENDING_INTEGRATION', metadata: OURS }])
    expect(call.steps).toEqual(['installation'])
  })

  it('leaves one that was there as it is', async () => {
    const http = scriptedHttp({ [CREATE]: [json(409, {})], [READ]: [installation()], [NAME]: [raw(403, '', null)] })
    expect(await pleoOver(http).reveal(aKey(), CONNECTION, aCall())).toEqual({ kind: 'installed', account: UNNAMED })
    expect(calls(http)).toEqual([CREATE, READ, NAME])
  })

  it('takes back at once what it made for a group', async () => {
    const http = scriptedHttp({
      [CREATE]: [installation({ resource: `urn:pleo:organisation:${COMPANY}` })],
      [UPDATE]: [installation()],
    })
    expect(await pleoOver(http).reveal(aKey(), CONNECTION, aCall())).toEqual({
      kind: 'refused',
      reason: 'organisation_key',
    })
    expect(bodies(http, UPDATE)).toEqual([{ status: 'INACTIVE' }])
  })

  it('says so where the customer is not entitled', async () => {
    const http = scriptedHttp({
      [CREATE]: [installation({ status: 'ERROR', errorCode: 'NOT_ENTITLED' })],
      [UPDATE]: [installation()],
    })
    expect(await pleoOver(http).reveal(aKey(), CONNECTION, aCall())).toEqual({
      kind: 'refused',
      reason: 'not_entitled',
    })
  })
})

describe('taking back', () => {
  it('retract puts INACTIVE and never deletes', async () => {
    const http = scriptedHttp({ [UPDATE]: [installation({ status: 'INACTIVE' })] })
    expect(await pleoOver(http).retract(aKey(), aCall())).toBe('done')
    expect(http.sent).toEqual([{ call: UPDATE, json: { status: 'INACTIVE' } }])
  })

  it('uninstall deletes', async () => {
    const http = scriptedHttp({ 'DELETE /v1/installations/me': [raw(204, '', null)] })
    expect(await pleoOver(http).uninstall(aKey(), aCall())).toBe('done')
    expect(http.sent).toEqual([{ call: 'DELETE /v1/installations/me', json: undefined }])
  })
})

describe('check', () => {
  const check = (found: Readonly<Record<string, unknown>>): Promise<unknown> =>
    pleoOver(scriptedHttp({ [INTROSPECT]: [introspection(found)] })).check(aKey(), aCall())

  it('asks one question and names company and scopes', async () => {
    const http = scriptedHttp({ [INTROSPECT]: [introspection()] })
    const call = aCall()
    expect(await pleoOver(http).check(aKey(), call)).toEqual({
      kind: 'alive',
      accountId: COMPANY,
      grantedScopes: ['export-jobs:read', 'companies:read'],
    })
    expect(calls(http)).toEqual([INTROSPECT])
    expect(call.steps).toEqual([])
  })

  const ANOTHER_THING = { kind: 'inconclusive', reason: 'provider_unexpected', status: 200 }
  it.each([
    [{ subjectURN: undefined }, { kind: 'alive', accountId: null }],
    [{ scope: '' }, { kind: 'alive', grantedScopes: [] }],
    [{ subjectURN: companyUrn(OTHER_COMPANY) }, { kind: 'alive', accountId: OTHER_COMPANY }],
    [{ subjectURN: `urn:pleo:organisation:${COMPANY}` }, ANOTHER_THING],
    [{ authMethod: 'NONE' }, ANOTHER_THING],
    [{ clientId: 'another' }, ANOTHER_THING],
    [{ authMethod: '' }, { kind: 'inconclusive', reason: 'provider_unreachable' }],
    [{ scope: null }, { kind: 'inconclusive', reason: 'provider_unreachable' }],
  ])('%j is %j', async (found, answer) => {
    expect(await check(found)).toMatchObject(answer)
  })
})

describe('an account id', () => {
  const pleo = pleoOver(scriptedHttp({}))

  it.each([COMPANY, COMPANY.toUpperCase(), companyUrn(COMPANY)])('is read from %s', (value) => {
    expect(pleo.parseAccountId(value)).toBe(COMPANY)
  })

  it.each(['', 'acme', `urn:pleo:organisation:${COMPANY}`, `${COMPANY}\n`])(
    'is not read from %j, and the refusal does not repeat it',
    (value) => {
      expect(() => pleo.parseAccountId(value)).toThrow(MalformedValue)
      if (value !== '') expect(() => pleo.parseAccountId(value)).not.toThrow(value)
    },
  )
})

it('tells who it is', () => {
  expect(pleoOver(scriptedHttp({}), { environment: 'staging', clientId: CLIENT })).toMatchObject({
    id: 'pleo',
    environment: 'staging',
    requiredScopes: ['export-jobs:read'],
  })
})

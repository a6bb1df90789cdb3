import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ACME, NORDLYS } from '../companies.ts'
import { OPERATION_NAMES } from '../operation-names.ts'
import { BEHAVIOUR_NAMES, magicKey, startSimulator } from '../simulator.ts'
import type { Simulator } from '../simulator.ts'
import { basic } from '../testing/raw-call.ts'

let now = Date.parse('2026-03-02T09:15:00Z')
let simulator: Simulator

beforeAll(async () => {
  simulator = await startSimulator({ now: () => now, ratePerMinute: null })
})
afterAll(() => simulator.close())
beforeEach(() => simulator.control.reset())

const Issued = z.object({
  key: z.string(),
  id: z.string(),
  company: z.object({ id: z.string(), name: z.string(), organisationId: z.string().nullable() }),
})
const Fault = z.object({ code: z.string(), message: z.string(), errors: z.array(z.unknown()).optional() })

const post = (command: string, body: unknown): Promise<Response> =>
  fetch(`${simulator.url}/_simulator/${command}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

const makeKey = async (body: unknown = {}): Promise<z.infer<typeof Issued>> => {
  const response = await post('keys', body)
  expect(response.status).toBe(201)
  return Issued.parse(await response.json())
}

const call = (key: string, path = '/v1/introspect', method = 'GET'): Promise<Response> =>
  fetch(`${simulator.url}${path}`, { method, headers: { authorization: basic(key) } })

const status = async (key: string, path?: string, method?: string): Promise<number> =>
  (await call(key, path, method)).status

const Introspected = z.object({
  data: z.object({ scope: z.string(), subjectURN: z.string().optional(), authMethod: z.string() }),
})
const introspect = async (key: string) => Introspected.parse(await (await call(key)).json()).data

describe('POST /_simulator/keys', () => {
  it('makes a key of a new company, unmistakably fake, at least 40 characters and free of colons and blanks', async () => {
    const [first, second] = [await makeKey(), await makeKey()]
    expect(first.key).toMatch(/^standin-[a-z0-9-]{32,}$/)
    expect(first.key.length).toBeGreaterThanOrEqual(40)
    expect(first.key).not.toBe(second.key)
    expect(first.company.id).not.toBe(second.company.id)
    expect((await introspect(first.key)).subjectURN).toBe(`urn:pleo:company:${first.company.id}`)
  })

  it('makes a further key of a company that is named by its id, and renames it where a name is given', async () => {
    const first = await makeKey({ company: { name: 'Fjord ApS' } })
    const second = await makeKey({ company: { id: first.company.id.toUpperCase(), name: 'Fjord & Sons ApS' } })
    expect(second.company).toEqual({ ...first.company, name: 'Fjord & Sons ApS' })
    expect(await status(first.key)).toBe(200)
  })

  it('gives the scopes, the kind and the behaviour asked for', async () => {
    expect((await introspect((await makeKey({ scopes: ['a:read', 'b:write'] })).key)).scope).toBe('a:read b:write')
    const organisation = await introspect((await makeKey({ kind: 'organisation' })).key)
    expect(organisation.subjectURN).toMatch(/^urn:pleo:organisation:/)
    expect((await introspect((await makeKey({ kind: 'oauth' })).key)).authMethod).toBe('OAUTH2')
    expect(await status((await makeKey({ behaviour: 'server_error' })).key)).toBe(500)
  })

  it('takes its random part from the source it is given', async () => {
    const own = await startSimulator({ randomBytes: (size) => Buffer.alloc(size, 0xab) })
    expect(own.control.createKey().key).toBe(`standin-key-not-real-${'ab'.repeat(16)}`)
    await own.close()
  })
})

describe('The other commands', () => {
  it('revoke a key, by itself or by its id; others keep working', async () => {
    const [first, second, third] = [await makeKey(), await makeKey(), await makeKey()]
    expect(await (await post('revoke', { key: first.key })).json()).toMatchObject({ id: first.id, revoked: true })
    await post('revoke', { key: second.id })
    expect(await Promise.all([first, second, third].map(({ key }) => status(key)))).toEqual([401, 401, 200])
  })

  it('revoke a magic key until the reset', async () => {
    await post('revoke', { key: magicKey('ok') })
    expect(await status(magicKey('ok'))).toBe(401)
    await post('reset', {})
    expect(await status(magicKey('ok'))).toBe(200)
  })

  it('drop a scope', async () => {
    const { key, company } = await makeKey()
    expect(await status(key, `/v1/companies/${company.id}`)).toBe(200)
    await post('scopes', { key, scopes: ['export-jobs:read', 'export-jobs:read'] })
    expect((await introspect(key)).scope).toBe('export-jobs:read')
    expect(await status(key, `/v1/companies/${company.id}`)).toBe(403)
  })

  it('rename a company', async () => {
    const { key, company } = await makeKey()
    expect(await (await post('companies/rename', { id: company.id, name: 'Renamed ApS' })).json()).toEqual({
      ...company,
      name: 'Renamed ApS',
    })
    expect(await (await call(key, `/v1/companies/${company.id}`)).json()).toMatchObject({
      data: { name: 'Renamed ApS' },
    })
  })

  it('switch the company of a key', async () => {
    const { key } = await makeKey()
    await post('company', { key, company: { id: NORDLYS.id } })
    expect((await introspect(key)).subjectURN).toBe(`urn:pleo:company:${NORDLYS.id}`)
  })

  it('report what was sent since a sequence number, and nothing of the key', async () => {
    const { key, id } = await makeKey()
    await call(key)
    const Requests = z.object({
      requests: z.array(z.looseObject({ sequence: z.number(), keyId: z.string() })),
      last: z.number(),
    })
    const read = async (query: string) => {
      const text = await (await fetch(`${simulator.url}/_simulator/requests${query}`)).text()
      expect(text).not.toContain(key)
      return Requests.parse(JSON.parse(text))
    }
    const { requests, last } = await read('')
    expect(requests.map(({ keyId }) => keyId)).toEqual([id])
    await call(key, '/v1/installations/me')
    const later = await read(`?since=${last}`)
    expect(later.requests).toMatchObject([{ url: '/v1/installations/me' }])
    expect((await read(`?since=${later.last}`)).requests).toEqual([])
  })

  it('reset to the first companies and no keys, without a body too', async () => {
    const { key } = await makeKey({ company: { id: ACME.id, name: 'Other' } })
    await post('behaviour', { behaviour: 'unavailable' })
    expect((await fetch(`${simulator.url}/_simulator/reset`, { method: 'POST' })).status).toBe(200)
    expect(await status(key)).toBe(401)
    const fresh = await makeKey({ company: { id: ACME.id } })
    expect(fresh.company.name).toBe('Acme ApS')
    expect(simulator.control.requests().requests).toHaveLength(1)
  })
})

describe('POST /_simulator/behaviour', () => {
  it('for a key leaves the others alone', async () => {
    const [first, second] = [await makeKey(), await makeKey()]
    await post('behaviour', { key: first.key, behaviour: 'forbidden' })
    expect([await status(first.key), await status(second.key)]).toEqual([403, 200])
    await post('behaviour', { key: first.id, behaviour: 'ok' })
    expect(await status(first.key)).toBe(200)
  })

  it('for all reaches every caller, also one without a good key, as an outage does', async () => {
    const { key } = await makeKey({ behaviour: 'forbidden' })
    await post('behaviour', { behaviour: 'unavailable' })
    expect([await status(key), await status('nobody-made-this-key')]).toEqual([503, 503])
    await post('behaviour', { behaviour: 'ok' })
    expect([await status(key), await status('nobody-made-this-key')]).toEqual([403, 401])
  })

  it('for all goes before that of a key only where it touches the call', async () => {
    const { key, company } = await makeKey({ behaviour: 'name_missing' })
    await post('behaviour', { behaviour: 'no_subject' })
    expect((await introspect(key)).subjectURN).toBeUndefined()
    expect(await status(key, `/v1/companies/${company.id}`)).toBe(404)
  })

  it('for a time ends by itself, and what was before is back', async () => {
    const { key } = await makeKey({ behaviour: 'not_found' })
    const answer = await post('behaviour', { key, behaviour: 'unauthorized', forMs: 5_000 })
    expect(await answer.json()).toEqual({
      behaviours: [{ operation: null, behaviour: 'unauthorized', until: now + 5_000 }],
    })
    now += 4_999
    expect(await status(key)).toBe(401)
    now += 1
    expect(await status(key)).toBe(404)
  })

  it.each(OPERATION_NAMES)('for %s alone leaves every other call honest', async (operation) => {
    const { key, company } = await makeKey({
      scopes: ['companies:read', 'users:read', 'export-jobs:read'],
      kind: 'oauth',
    })
    expect((await post('behaviour', { key, behaviour: 'server_error', operation })).status).toBe(200)
    const calls: Readonly<Record<(typeof OPERATION_NAMES)[number], readonly [method: string, path: string]>> = {
      introspect: ['GET', '/v1/introspect'],
      installation_create: ['POST', '/v1/installations/me'],
      installation_read: ['GET', '/v1/installations/me'],
      installation_update: ['PUT', '/v1/installations/me'],
      installation_delete: ['DELETE', '/v1/installations/me'],
      installation_activate: ['POST', '/v1/installations/me:activate'],
      company: ['GET', `/v1/companies/${company.id}`],
      companies: ['GET', '/v1/companies'],
      employees: ['GET', '/v2/employees'],
      data: ['GET', `/v3/export-jobs?company_id=${company.id}`],
    }
    const failing: string[] = []
    for (const name of OPERATION_NAMES) {
      const [method, path] = calls[name]
      if ((await status(key, path, method)) === 500) failing.push(name)
    }
    expect(failing).toEqual([operation])
  })

  it('refuses a behaviour that has nothing to do with the operation', async () => {
    const response = await post('behaviour', { behaviour: 'name_missing', operation: 'introspect' })
    expect(response.status).toBe(422)
    expect(Fault.parse(await response.json()).code).toBe('behaviour_without_effect')
  })

  it.each(BEHAVIOUR_NAMES)('takes %s', async (behaviour) => {
    expect((await post('behaviour', { behaviour })).status).toBe(200)
  })
})

describe('A command that is not as described', () => {
  const FAULTS: readonly (readonly [status: number, command: string, body: unknown])[] = [
    [400, 'keys', '{'],
    [400, 'keys', ''],
    [422, 'keys', '[]'],
    [422, 'keys', 'null'],
    [422, 'keys', { colour: 'blue' }],
    [422, 'keys', { company: { id: 'x' } }],
    [422, 'keys', { company: { name: '' } }],
    [422, 'keys', { company: { name: 'x'.repeat(201) } }],
    [422, 'keys', { company: { id: ACME.id, country: 'DK' } }],
    [422, 'keys', { scopes: ['two words'] }],
    [422, 'keys', { scopes: 'companies:read' }],
    [422, 'keys', { kind: 'personal' }],
    [422, 'keys', { behaviour: 'wonderful' }],
    [422, 'keys', '{"__proto__":{"kind":"oauth"}}'],
    [422, 'revoke', {}],
    [404, 'revoke', { key: 'standin-key-nobody-made' }],
    [404, 'scopes', { key: 'key_99', scopes: [] }],
    [422, 'scopes', { key: 'key_1' }],
    [422, 'behaviour', {}],
    [422, 'behaviour', { behaviour: 'ok', forMs: 0 }],
    [422, 'behaviour', { behaviour: 'ok', forMs: 1.5 }],
    [422, 'behaviour', { behaviour: 'ok', operation: 'everything' }],
    [422, 'behaviour', { behaviour: 'toString' }],
    [404, 'companies/rename', { id: '00000000-0000-4000-8000-000000000000', name: 'x' }],
    [422, 'companies/rename', { id: ACME.id }],
    [422, 'company', { key: 'key_1' }],
    [404, 'nothing', {}],
    [413, 'keys', { scopes: ['x'.repeat(300_000)] }],
  ]
  it.each(FAULTS)('is answered %i: %s %j', async (expected, command, body) => {
    expect((await post(command, body)).status).toBe(expected)
  })

  it('does not repeat what was sent', async () => {
    const secret = 'standin-key-not-real-pasted-into-the-wrong-place'
    for (const body of [{ [secret]: 1 }, { kind: secret }, { company: { id: secret } }])
      expect(await (await post('keys', body)).text()).not.toContain(secret)
  })

  it('is refused as a form or as text: no page elsewhere can send it unasked', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      const response = await fetch(`${simulator.url}/_simulator/keys`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{}',
      })
      expect(response.status).toBe(415)
    }
  })

  it.each(['?since=-1', '?since=x', '?until=1'])('is refused: requests%s', async (query) => {
    expect((await fetch(`${simulator.url}/_simulator/requests${query}`)).status).toBe(422)
  })
})

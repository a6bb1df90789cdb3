import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseId, parseTenantId } from '../../domain/ids.ts'
import { ASKED_JUST_NOW_MS } from '../../domain/noticing/asked-already.ts'
import { passTime } from '../testing/pass-time.ts'
import { PageVisit } from '../testing/page-visit.ts'
import { aTenant, connectionOf, problemOf, RunningKeyturn, SCOPES } from '../testing/running-keyturn.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterEach(() => void vi.restoreAllMocks())
afterAll(() => keyturn[Symbol.asyncDispose]())

/** The audit trail of one connection, oldest first. */
async function trailOf(tenantId: string, id: string) {
  const { connections } = keyturn.server.engine.stores
  const trail = await connections.timeline(parseTenantId(tenantId), parseId('connection', id), 100)
  return trail.toReversed()
}
const calls = (since: number): string[] =>
  keyturn.simulator.control.requests(since).requests.map(({ method, url }) => `${method} ${url}`)
/** The same with the key that each was made with. */
const callsBy = (since: number) =>
  keyturn.simulator.control
    .requests(since)
    .requests.map(({ method, url, keyId }) => ({ call: `${method} ${url}`, keyId }))
const sameCompany = (id: string) => keyturn.key({ company: { id } })
/** A person hands in a key, and does nothing more. */
async function handsIn(page: PageVisit, key: string) {
  await page.post('key', { key })
  await keyturn.server.engine.running.drain()
  return keyturn.connection(page.connectionId)
}

describe('the life of a key', () => {
  it('[D13] [D14] [X5] [X6] [X40] from the first to the last: every step is kept by us, and stands in the audit trail', async () => {
    const tenantId = aTenant()
    const { connection, issued } = await keyturn.connected(tenantId)
    keyturn.simulator.control.revoke({ key: issued.key })
    const page = await PageVisit.open(keyturn, { tenantId })
    await page.post('check', {})
    await keyturn.server.engine.running.drain()
    expect(await keyturn.connection(connection.id)).toMatchObject({
      state: 'action_required',
      usable: false,
      issue: { code: 'key_revoked' },
    })
    await page.post('key', { key: sameCompany(issued.company.id).key })
    await keyturn.server.engine.running.drain()
    expect(await keyturn.connection(connection.id)).toMatchObject({ state: 'connected', usable: true, issue: null })
    await page.post(`disconnect?of=${connection.id}`, {})
    await keyturn.server.engine.running.drain()
    await page.post('key', { key: sameCompany(issued.company.id).key })
    await keyturn.server.engine.running.drain()

    const trail = await trailOf(tenantId, connection.id)
    const turns = trail.filter(({ action }) => action.startsWith('connection.'))
    expect(turns.map(({ action }) => action)).toEqual([
      'connection.created',
      'connection.connected',
      'connection.unverified',
      'connection.action_required',
      'connection.replaced',
      'connection.disconnected',
      'connection.connected',
    ])
    expect(turns[3]?.details).toMatchObject({ reason: 'key_revoked' })
    for (const turn of [turns[1], turns[4], turns[6]]) {
      expect(turn?.details).toMatchObject({ accountId: issued.company.id })
    }
    expect(turns.map(({ details }) => details['credentialVersion']).filter((version) => version !== undefined)).toEqual(
      [1, 2, 3],
    )
    expect(trail.map(({ at }) => at)).toEqual(trail.map(({ at }) => at).toSorted((one, other) => one - other))
  })

  it('[X40] a key that is good again by itself is a reconnection in the trail too', async () => {
    const tenantId = aTenant()
    const { connection, issued } = await keyturn.connected(tenantId)
    const page = await PageVisit.open(keyturn, { tenantId })
    keyturn.simulator.control.setBehaviour({ key: issued.key, behaviour: 'unauthorized' })
    await page.post('check', {})
    await keyturn.server.engine.running.drain()
    keyturn.simulator.control.setBehaviour({ key: issued.key, behaviour: 'ok' })
    passTime(ASKED_JUST_NOW_MS)
    await page.post('check', {})
    await keyturn.server.engine.running.drain()
    expect((await keyturn.connection(connection.id)).state).toBe('connected')
    const actions = (await trailOf(tenantId, connection.id)).map(({ action }) => action)
    expect(actions.slice(actions.indexOf('connection.action_required'))).toContain('connection.recovered')
  })

  it('[D11] [X3] [I8] asks Pleo with the very key, and connects nothing while Pleo does not answer to it', async () => {
    const page = await PageVisit.open(keyturn, { tenantId: aTenant() })
    const issued = keyturn.key({ behaviour: 'unavailable' })
    const { last } = keyturn.simulator.control.requests()
    expect(await handsIn(page, issued.key)).toMatchObject({ state: 'failed', usable: false, credential: null })
    expect(callsBy(last)[0]).toEqual({ call: 'GET /v1/introspect', keyId: issued.id })
    keyturn.simulator.control.setBehaviour({ key: issued.key, behaviour: 'ok' })
    expect(await handsIn(page, issued.key)).toMatchObject({ state: 'connected', usable: true })
  })

  it('[D15] activates by itself once the key was given, and is not connected where Pleo does not activate', async () => {
    const page = await PageVisit.open(keyturn, { tenantId: aTenant() })
    const idle = keyturn.key({ behaviour: 'installation_inactive' })
    expect(await handsIn(page, idle.key)).toMatchObject({ state: 'failed', usable: false, credential: null })
    const issued = keyturn.key()
    const { last } = keyturn.simulator.control.requests()
    expect(await handsIn(page, issued.key)).toMatchObject({ state: 'connected', usable: true })
    expect(callsBy(last).at(-1)).toEqual({ call: 'POST /v1/installations/me', keyId: issued.id })
  })

  it('[D31] [S51] [S56] repeats company and installation by itself when a key is updated, with the new key alone', async () => {
    const tenantId = aTenant()
    const { connection, issued } = await keyturn.connected(tenantId)
    const page = await PageVisit.open(keyturn, { tenantId })
    const fresh = sameCompany(issued.company.id)
    const { last } = keyturn.simulator.control.requests()
    const updated = await handsIn(page, fresh.key)
    expect(updated).toMatchObject({ state: 'connected', account: { id: issued.company.id } })
    expect(updated.credential).not.toEqual(connection.credential)
    expect(callsBy(last)).toEqual(
      [
        'GET /v1/introspect',
        `GET /v1/companies/${issued.company.id}`,
        'GET /v1/installations/me',
        'PUT /v1/installations/me',
      ].map((call) => ({ call, keyId: fresh.id })),
    )
    const refused = await handsIn(page, keyturn.key().key)
    expect(refused).toMatchObject({
      state: 'connected',
      attempt: { status: 'failed', issue: { code: 'account_mismatch' } },
    })
    expect(refused.credential).toEqual(updated.credential)
  })

  it('[D37] [X26] needs no redirect, no code and no refresh: each call of its life is the API, with the key itself', async () => {
    const tenantId = aTenant()
    const { last } = keyturn.simulator.control.requests()
    const { connection, issued } = await keyturn.connected(tenantId)
    await keyturn.call('POST', `/v1/connections/${connection.id}/check`)
    await keyturn.import(tenantId, sameCompany(issued.company.id).key)
    await keyturn.call('POST', `/v1/connections/${connection.id}/disconnect`)
    await keyturn.server.engine.running.drain()
    const { requests } = keyturn.simulator.control.requests(last)
    expect(requests.length).toBeGreaterThan(8)
    for (const { url, authorization, keyId } of requests) {
      expect(url).toMatch(/^\/v1\/(?:introspect|companies\/[\w-]+|installations\/me)$/)
      expect([authorization, keyId === null]).toEqual(['basic', false])
    }
    const { text } = await keyturn.call('GET', '/openapi.json')
    expect(text).not.toMatch(/oauth|redirect_?uri|refresh_?token|authorization_?code|"\/[^"]*callback/i)
  })

  it('[I9] [X1] [D7] takes keys from Pleo and no part in making them: no call creates one or asks for rights', async () => {
    const { text } = await keyturn.call('GET', '/openapi.json')
    const paths = [...text.matchAll(/"(?<path>\/v1\/[^"]*)": ?\{/g)].map(({ groups }) => groups?.['path'] ?? '')
    expect(paths).toContain('/v1/connections/import')
    expect(paths.filter((path) => /key|credential|scope|permission|grant/i.test(path))).toEqual([])
    for (const field of ['scopes', 'permissions']) {
      const answer = await keyturn.import(aTenant(), keyturn.key().key, { [field]: ['export-jobs:read'] })
      expect(answer.status).toBe(422)
    }
  })

  it('[D26] installs once the key was given, and refuses a company that the installation does not confirm', async () => {
    const { last } = keyturn.simulator.control.requests()
    const { issued } = await keyturn.connected(aTenant())
    const made = calls(last)
    expect(made[0]).toBe('GET /v1/introspect')
    expect(made.at(-1)).toBe('POST /v1/installations/me')
    const { installations } = keyturn.simulator.control.installations()
    expect(installations.map(({ resource }) => resource)).toContain(`urn:pleo:company:${issued.company.id}`)
    const doubtful = keyturn.key({ behaviour: 'installation_other_company' })
    expect(problemOf(await keyturn.import(aTenant(), doubtful.key)).code).toBe('account_mismatch')
  })

  it('[D26] takes the company from the installation where introspection names none', async () => {
    const silent = keyturn.key({ behaviour: 'no_subject' })
    const { account } = connectionOf(await keyturn.import(aTenant(), silent.key))
    expect(account).toMatchObject({ id: silent.company.id, name: silent.company.name })
  })

  it('[D44] asks for nothing but the key’s rights, the company’s name and the installation: there is no other data to keep', async () => {
    const { last } = keyturn.simulator.control.requests()
    const tenantId = aTenant()
    const { connection, issued } = await keyturn.connected(tenantId)
    await keyturn.import(tenantId, sameCompany(issued.company.id).key)
    await keyturn.call('POST', `/v1/connections/${connection.id}/check`)
    await keyturn.call('POST', `/v1/connections/${connection.id}/disconnect`)
    await keyturn.server.engine.running.drain()
    const asked = new Set(calls(last).map((call) => call.replace(issued.company.id, '{id}')))
    expect(asked).toEqual(
      new Set([
        'GET /v1/introspect',
        'GET /v1/companies/{id}',
        'POST /v1/installations/me',
        'GET /v1/installations/me',
        'PUT /v1/installations/me',
        'DELETE /v1/installations/me',
      ]),
    )
  })
})

describe('whose key it is', () => {
  it('[D2] [D41] each ledger of one customer has a company of its own, and no company serves two', async () => {
    const tenantId = aTenant()
    const one = await keyturn.connected(tenantId, { reference: 'one' })
    const two = await keyturn.connected(tenantId, { reference: 'two' })
    expect(one.connection.id).not.toBe(two.connection.id)
    expect([one, two].map(({ connection }) => connection.account?.id)).toEqual([
      one.issued.company.id,
      two.issued.company.id,
    ])
    const again = await keyturn.import(tenantId, sameCompany(one.issued.company.id).key, { reference: 'two' })
    expect(problemOf(again).code).toBe('account_mismatch')
    const third = await keyturn.import(tenantId, sameCompany(one.issued.company.id).key, { reference: 'three' })
    expect(problemOf(third).code).toBe('account_already_connected')
  })

  it('[D3] [D4] [D9] each customer has one key, kept, checked and replaced without touching the others', async () => {
    const customers = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const tenantId = aTenant()
        return { tenantId, ...(await keyturn.connected(tenantId)) }
      }),
    )
    const [first, ...others] = customers
    if (first === undefined) throw new Error('There are no customers.')
    const fresh = sameCompany(first.issued.company.id)
    await keyturn.import(first.tenantId, fresh.key)
    const { last } = keyturn.simulator.control.requests()
    for (const { connection } of customers) await keyturn.call('POST', `/v1/connections/${connection.id}/check`)
    const shown = keyturn.simulator.control.requests(last).requests.map(({ keyId }) => keyId)
    expect(shown).toEqual([fresh.id, ...others.map(({ issued }) => issued.id)])
    for (const { connection } of others) {
      const now = await keyturn.connection(connection.id)
      expect(now).toMatchObject({ credential: connection.credential, revision: connection.revision })
    }
    for (const { tenantId } of customers) {
      const list = await keyturn.call('GET', `/v1/connections?tenantId=${tenantId}`)
      expect(JSON.parse(list.text)).toMatchObject({ data: [{ usable: true }], nextCursor: null })
    }
  })

  it('[D6] has the rights that Pleo says, whoever pasted it: a person has none to give or to lose', async () => {
    const tenantId = aTenant()
    const key = keyturn.key({ scopes: [...SCOPES, 'vendors:read'] })
    const marie = await PageVisit.open(keyturn, { tenantId, user: { id: 'u-7', name: 'Marie Holm' } })
    const granted = async () =>
      (await keyturn.connection(marie.connectionId)).permissions
        .filter((each) => each.granted)
        .map(({ scope }) => scope)
    await handsIn(marie, key.key)
    expect(new Set(await granted())).toEqual(new Set([...SCOPES, 'vendors:read']))
    await keyturn.call('DELETE', `/v1/connections/${marie.connectionId}/connect-sessions`)
    const jonas = await PageVisit.open(keyturn, { tenantId, user: { id: 'u-9', name: 'Jonas Lind' } })
    await handsIn(jonas, keyturn.key({ company: { id: key.company.id }, scopes: SCOPES }).key)
    expect(new Set(await granted())).toEqual(new Set(SCOPES))
    const body = { provider: 'pleo', tenantId, user: { id: 'u-9', name: 'Jonas Lind', scopes: ['vendors:read'] } }
    expect((await keyturn.call('POST', '/v1/connect-sessions', { body })).status).toBe(422)
  })

  it('[D8] belongs to the company, not to the person who brought it: others look after it, and it outlives every page', async () => {
    const tenantId = aTenant()
    const marie = await PageVisit.open(keyturn, { tenantId, user: { id: 'u-7', name: 'Marie Holm' } })
    const issued = keyturn.key()
    await marie.post('key', { key: issued.key })
    await keyturn.server.engine.running.drain()
    const jonas = await PageVisit.open(keyturn, { tenantId, user: { id: 'u-9', name: 'Jonas Lind' } })
    expect(jonas.connectionId).toBe(marie.connectionId)
    await jonas.post('key', { key: sameCompany(issued.company.id).key })
    await keyturn.server.engine.running.drain()
    await keyturn.call('DELETE', `/v1/connections/${marie.connectionId}/connect-sessions`)
    expect((await marie.page()).status).toBe(410)
    const checked = await keyturn.call('POST', `/v1/connections/${marie.connectionId}/check`)
    expect(connectionOf(checked)).toMatchObject({
      state: 'connected',
      usable: true,
      credential: { addedBy: { id: 'u-9' } },
      health: { state: 'healthy' },
    })
  })
})

import { createdApiToken, createdConnectSession } from '@keyturn/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aTenant, connectionOf, problemOf, RunningKeyturn } from '../testing/running-keyturn.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

let made = 0
const anotherKey = (): { readonly 'idempotency-key': string } => ({ 'idempotency-key': `a request ${(made += 1)}` })

describe('the same request with the same Idempotency-Key', () => {
  it('is answered with the first answer, its token too, and has no second effect', async () => {
    const headers = anotherKey()
    const body = { tenantId: aTenant(), provider: 'pleo' }
    const ask = () => keyturn.call('POST', '/v1/connect-sessions', { body, headers })
    const first = await ask()
    const second = await ask()
    expect(first.headers.has('idempotency-replayed')).toBe(false)
    expect(second.status).toBe(201)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'))
    expect(second.headers.get('cache-control')).toBe('no-store')
    expect(second.text).toBe(first.text)
    const { token, connectionId } = createdConnectSession.parse(JSON.parse(first.text))
    const open = await keyturn.call('GET', `/v1/connections/${connectionId}/connect-sessions`)
    expect(open.text.match(/"cs_/g)).toHaveLength(1)
    expect(await keyturn.stored()).not.toContain(token)
  })

  it('keeps the API token of the first answer sealed, and shows it again', async () => {
    const headers = anotherKey()
    const body = { name: 'once', scopes: ['read'] }
    const first = await keyturn.call('POST', '/v1/api-tokens', { body, headers })
    const second = await keyturn.call('POST', '/v1/api-tokens', { body, headers })
    expect(second.text).toBe(first.text)
    const { token } = createdApiToken.parse(JSON.parse(second.text))
    expect((await keyturn.call('GET', '/v1/connections', { token })).status).toBe(200)
    expect(await keyturn.stored()).not.toContain(token)
  })

  it('is answered with the ETag of then', async () => {
    const { connectionId } = await keyturn.session({ tenantId: aTenant() })
    const path = `/v1/connections/${connectionId}`
    const headers = anotherKey()
    const first = await keyturn.call('PATCH', path, { body: { label: 'one' }, headers })
    await keyturn.call('PATCH', path, { body: { label: 'two' } })
    const again = await keyturn.call('PATCH', path, { body: { label: 'one' }, headers })
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'))
    expect((await keyturn.connection(connectionId)).label).toBe('two')
  })

  it('repeats an empty answer as well', async () => {
    const { id } = await keyturn.session({ tenantId: aTenant() })
    const headers = anotherKey()
    const end = () => keyturn.call('DELETE', `/v1/connect-sessions/${id}`, { headers })
    expect((await end()).status).toBe(204)
    const again = await end()
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([204, '', 'true'])
  })

  it('repeats a refusal without asking the provider again', async () => {
    const headers = anotherKey()
    const tenantId = aTenant()
    const { key } = keyturn.key({ behaviour: 'unauthorized' })
    const first = await keyturn.import(tenantId, key, {}, { headers })
    const { last } = keyturn.simulator.control.requests()
    const second = await keyturn.import(tenantId, key, {}, { headers })
    expect([first.status, second.status]).toEqual([422, 422])
    expect(second.text).toBe(first.text)
    expect(keyturn.simulator.control.requests(last).requests).toEqual([])
    const stored = await keyturn.stored()
    expect(keyturn.holdsKey(stored)).toBe(false)
  })

  it('runs again where the first answer was 5xx', async () => {
    const headers = anotherKey()
    const tenantId = aTenant()
    const { key } = keyturn.key({ behaviour: 'unavailable' })
    expect((await keyturn.import(tenantId, key, {}, { headers })).status).toBe(502)
    keyturn.simulator.control.setBehaviour({ key, behaviour: 'ok' })
    const second = await keyturn.import(tenantId, key, {}, { headers })
    expect(second.status).toBe(201)
    expect(second.headers.has('idempotency-replayed')).toBe(false)
    expect(connectionOf(second).state).toBe('connected')
  })

  it('is told to wait while the first one runs', async () => {
    const headers = anotherKey()
    const tenantId = aTenant()
    const { key } = keyturn.key()
    const answers = await Promise.all(Array.from({ length: 4 }, () => keyturn.import(tenantId, key, {}, { headers })))
    const ran = answers.filter((answer) => answer.status === 201 && !answer.headers.has('idempotency-replayed'))
    expect(ran).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(problemOf(answer)).toMatchObject({ status: 409, code: 'idempotency_in_progress' })
    }
  })
})

describe('an Idempotency-Key', () => {
  it('of another body is refused, and the first answer stays', async () => {
    const headers = anotherKey()
    const tenantId = aTenant()
    const ask = (label: string) =>
      keyturn.call('POST', '/v1/connect-sessions', { body: { tenantId, provider: 'pleo', label }, headers })
    const first = await ask('one')
    const other = await ask('two')
    expect(problemOf(other)).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
    expect((await ask('one')).text).toBe(first.text)
  })

  it('is another one for another path or another token', async () => {
    const headers = anotherKey()
    const [one, two] = [await keyturn.session({ tenantId: aTenant() }), await keyturn.session({ tenantId: aTenant() })]
    const other = await keyturn.apiToken({})
    const relabel = (id: string, token: string, label: string) =>
      keyturn.call('PATCH', `/v1/connections/${id}`, { body: { label }, headers, token })
    await relabel(one.connectionId, keyturn.token, 'a')
    await relabel(two.connectionId, keyturn.token, 'b')
    await relabel(one.connectionId, other.token, 'c')
    expect((await keyturn.connection(one.connectionId)).label).toBe('c')
    expect((await keyturn.connection(two.connectionId)).label).toBe('b')
  })

  it.each(['', 'x'.repeat(256), 'schlüssel'])(
    'that is not 1 to 255 printable ASCII characters is refused: %j',
    async (key) => {
      const body = { tenantId: aTenant(), provider: 'pleo' }
      const answer = await keyturn.call('POST', '/v1/connect-sessions', { body, headers: { 'idempotency-key': key } })
      expect(problemOf(answer)).toMatchObject({ status: 400, code: 'malformed_request' })
    },
  )

  it('means nothing on a GET', async () => {
    const headers = anotherKey()
    await keyturn.call('GET', '/v1/connections?limit=1', { headers })
    const again = await keyturn.call('GET', '/v1/connections?limit=1', { headers })
    expect(again.headers.has('idempotency-replayed')).toBe(false)
  })
})

import { apiTokenList } from '@keyturn/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiToken } from '../../engine/api-tokens.ts'
import { KEYTURN } from '../../engine/records.ts'
import { generateApiToken } from '../../vault/api-token.ts'
import { aRandomId, aTenant, problemOf, RunningKeyturn } from '../testing/running-keyturn.ts'
import type { Answer } from '../testing/running-keyturn.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

const bearing = (token: string | null, headers = {}) => keyturn.call('GET', '/v1/connections', { token, headers })

/** What the same refusal says each time: all of it but the request's own id and the time. */
function withoutRequestId(answer: Answer): unknown {
  const { requestId } = problemOf(answer)
  const headers = [...answer.headers].filter(([name]) => name !== 'date')
  return { status: answer.status, said: JSON.stringify([headers, answer.text]).replaceAll(requestId, 'the request id') }
}

describe('who calls', () => {
  async function expiredToken(): Promise<string> {
    const token = generateApiToken()
    const request = { name: 'expired', scopes: ['read'], tenants: null, expiresAt: Date.now() - 1 } as const
    await createApiToken(keyturn.server.engine, token, request, KEYTURN)
    return token
  }
  async function revokedToken(): Promise<string> {
    const { id, token } = await keyturn.apiToken({})
    expect((await bearing(token)).status).toBe(200)
    expect((await keyturn.call('DELETE', `/v1/api-tokens/${id}`)).status).toBe(204)
    return token
  }
  function mistypedToken(): string {
    const last = keyturn.token.at(-1)
    return keyturn.token.slice(0, -1) + (last === '0' ? '1' : '0')
  }

  const UNKNOWN: readonly [string, () => Promise<string | null> | string | null][] = [
    ['no token', () => null],
    ['something else', () => 'garbage'],
    ['a mistyped token', mistypedToken],
    ['a well-formed token nobody was given', () => generateApiToken()],
    ['a revoked token', revokedToken],
    ['an expired token', expiredToken],
  ]
  it.each(UNKNOWN)('stays unknown with %s, and is told no more than that', async (_what, tokenOf) => {
    const answer = await bearing(await tokenOf())
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(withoutRequestId(answer)).toEqual(withoutRequestId(await bearing(null)))
  })

  it('is read from a bearer token alone', async () => {
    for (const authorization of [`Basic ${keyturn.token}`, keyturn.token, `Bearer  ${keyturn.token}`, 'Bearer']) {
      expect((await bearing(null, { authorization })).status).toBe(401)
    }
    expect((await keyturn.call('GET', `/v1/connections?access_token=${keyturn.token}`, { token: null })).status).toBe(
      401,
    )
    expect((await bearing(null, { authorization: `bearer ${keyturn.token}` })).status).toBe(200)
  })

  it('is asked before anything else: a stranger learns no route, no field and no id', async () => {
    const { connectionId } = await keyturn.session({ tenantId: aTenant() })
    for (const [method, path] of [
      ['GET', `/v1/connections/${connectionId}`],
      ['POST', '/v1/connections/import'],
      ['GET', '/v1/no-such-thing'],
    ] as const) {
      expect((await keyturn.call(method, path, { token: null })).status).toBe(401)
    }
  })
})

describe('scopes', () => {
  const id = aRandomId('conn_')
  const NEEDS = [
    ['GET', '/v1/connections', 'read'],
    ['GET', `/v1/connections/${id}`, 'read'],
    ['GET', `/v1/connections/${id}/connect-sessions`, 'read'],
    ['POST', '/v1/connect-sessions', 'write'],
    ['DELETE', `/v1/connect-sessions/${aRandomId('cs_')}`, 'write'],
    ['DELETE', `/v1/connections/${id}/connect-sessions`, 'write'],
    ['PATCH', `/v1/connections/${id}`, 'write'],
    ['DELETE', `/v1/connections/${id}`, 'write'],
    ['POST', `/v1/connections/${id}/check`, 'write'],
    ['POST', `/v1/connections/${id}/disconnect`, 'write'],
    ['POST', '/v1/connections/import', 'write'],
    ['GET', '/v1/api-tokens', 'admin'],
    ['POST', '/v1/api-tokens', 'admin'],
    ['DELETE', `/v1/api-tokens/${aRandomId('tok_')}`, 'admin'],
  ] as const
  const SCOPES = ['read', 'write', 'proxy', 'admin'] as const

  it.each(NEEDS)('%s %s needs %s, and no other scope will do', async (method, path, needed) => {
    const others = await keyturn.apiToken({ scopes: SCOPES.filter((scope) => scope !== needed) })
    const refused = await keyturn.call(method, path, { token: others.token })
    expect(refused.status).toBe(403)
    expect(problemOf(refused).code).toBe('scope_missing')
    const alone = await keyturn.apiToken({ scopes: [needed] })
    const { status } = await keyturn.call(method, path, { token: alone.token })
    expect(status).not.toBe(403)
    expect(status).toBeLessThan(500)
  })
})

describe('a token for one tenant', () => {
  it('[X30] finds another tenant’s things exactly as little as things that never were', async () => {
    const theirs = await keyturn.session({ tenantId: aTenant() })
    const { token, tenants } = await keyturn.apiToken({ tenants: [aTenant()] })
    const ownTenant = tenants?.[0] ?? ''
    const asked = (connection: string, session: string): Promise<Answer>[] => {
      const path = `/v1/connections/${connection}`
      const body = { tenantId: ownTenant, provider: 'pleo', connectionId: connection }
      return [
        keyturn.call('GET', path, { token }),
        keyturn.call('PATCH', path, { token, body: { label: 'mine' } }),
        keyturn.call('DELETE', path, { token }),
        keyturn.call('POST', `${path}/check`, { token }),
        keyturn.call('POST', `${path}/disconnect`, { token }),
        keyturn.call('GET', `${path}/connect-sessions`, { token }),
        keyturn.call('DELETE', `${path}/connect-sessions`, { token }),
        keyturn.call('DELETE', `/v1/connect-sessions/${session}`, { token }),
        keyturn.call('POST', '/v1/connect-sessions', { token, body }),
      ]
    }
    const foreign = await Promise.all(asked(theirs.connectionId, theirs.id))
    const random = await Promise.all(asked(aRandomId('conn_'), aRandomId('cs_')))
    expect(foreign.map(({ status }) => status)).toEqual(foreign.map(() => 404))
    expect(foreign.map(withoutRequestId)).toEqual(random.map(withoutRequestId))
    expect((await keyturn.connection(theirs.connectionId)).label).toBeNull()
  })

  it('is refused under another tenant’s name', async () => {
    const { token } = await keyturn.apiToken({ tenants: [aTenant()] })
    const body = { tenantId: aTenant(), provider: 'pleo' }
    for (const answer of [
      await keyturn.call('POST', '/v1/connect-sessions', { token, body }),
      await keyturn.import(body.tenantId, keyturn.key().key, {}, { token }),
      await keyturn.call('GET', `/v1/connections?tenantId=${body.tenantId}`, { token }),
    ]) {
      expect(answer.status).toBe(403)
      expect(problemOf(answer).code).toBe('tenant_not_allowed')
    }
    const all = await keyturn.call('GET', `/v1/connections?tenantId=${body.tenantId}`)
    expect(JSON.parse(all.text)).toEqual({ data: [], nextCursor: null })
  })

  it('[X29] works for its own tenants and lists nothing else', async () => {
    const tenants = [aTenant(), aTenant()]
    const { token } = await keyturn.apiToken({ tenants })
    await keyturn.session({ tenantId: aTenant() })
    for (const tenantId of tenants) {
      const { connection } = await keyturn.connected(tenantId)
      expect((await keyturn.call('GET', `/v1/connections/${connection.id}`, { token })).status).toBe(200)
    }
    const { text } = await keyturn.call('GET', '/v1/connections', { token })
    expect([...text.matchAll(/"tenantId":"([^"]+)"/g)].map(([, tenant]) => tenant)).toEqual(tenants.toReversed())
  })

  it('cannot make itself one for all, whatever its scopes', async () => {
    const { token, id } = await keyturn.apiToken({ tenants: [aTenant()], scopes: ['admin', 'read', 'write'] })
    const body = { name: 'more', scopes: ['admin'] }
    for (const answer of [
      await keyturn.call('GET', '/v1/api-tokens', { token }),
      await keyturn.call('POST', '/v1/api-tokens', { token, body }),
      await keyturn.call('DELETE', `/v1/api-tokens/${id}`, { token }),
    ]) {
      expect(answer.status).toBe(403)
    }
  })
})

describe('looking after API tokens', () => {
  it('shows a token once, and afterwards only what it may and when it was used', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
    const made = await keyturn.apiToken({ name: 'nightly job', scopes: ['read', 'read'], expiresAt })
    await bearing(made.token)
    const { text } = await keyturn.call('GET', '/v1/api-tokens')
    expect(text).not.toContain(made.token)
    expect(text).not.toContain(keyturn.token)
    const listed = apiTokenList.parse(JSON.parse(text)).data.find(({ id }) => id === made.id)
    expect(listed).toMatchObject({ name: 'nightly job', scopes: ['read'], tenants: null, expiresAt, revokedAt: null })
    expect(Date.parse(listed?.lastUsedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(made.createdAt))
    const stored = await keyturn.stored()
    expect(stored).toContain('nightly job')
    expect(stored).not.toContain(made.token)
    expect(keyturn.printed).not.toContain(made.token)
  })

  it.each([
    { name: 'x', scopes: [] },
    { name: 'x', scopes: ['everything'] },
    { name: '', scopes: ['read'] },
    { name: 'x', scopes: ['read'], tenants: [] },
    { name: 'x', scopes: ['read'], expiresAt: 'tomorrow' },
    { name: 'x', scopes: ['read'], token: 'kt_live_mine' },
  ])('makes none of %j', async (body) => {
    expect((await keyturn.call('POST', '/v1/api-tokens', { body })).status).toBe(422)
  })

  it('does not find one that never was', async () => {
    expect((await keyturn.call('DELETE', `/v1/api-tokens/${aRandomId('tok_')}`)).status).toBe(404)
    expect((await keyturn.call('DELETE', '/v1/api-tokens/nonsense')).status).toBe(404)
  })
})

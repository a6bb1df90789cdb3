import type { BehaviourName } from '@keyturn/pleo-simulator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aTenant, connectionOf, problemOf, RunningKeyturn } from '../testing/running-keyturn.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

const theOnlyOne = async (tenantId: string) => {
  const { connectionId } = await keyturn.session({ tenantId })
  return keyturn.connection(connectionId)
}
/** Which keys the provider has been shown since, by the ids of the stand-in. */
const keysShownSince = (since: number) =>
  new Set(keyturn.simulator.control.requests(since).requests.map(({ keyId }) => keyId))

describe('an imported key', () => {
  it('[X3] [D28] connects with the company the provider names, and only after asking it', async () => {
    const issued = keyturn.key()
    const { last } = keyturn.simulator.control.requests()
    const answer = await keyturn.import(aTenant(), issued.key)
    expect(answer.status).toBe(201)
    expect(connectionOf(answer).account).toMatchObject({ id: issued.company.id, name: issued.company.name })
    expect(answer.headers.get('etag')).toBe(`"${connectionOf(answer).revision}"`)
    expect(keysShownSince(last)).toEqual(new Set([issued.id]))
  })

  it('[X6] [X33] takes the place of the old one, which is not used again', async () => {
    const tenantId = aTenant()
    const { connection, issued: old } = await keyturn.connected(tenantId)
    const fresh = keyturn.key({ company: { id: old.company.id } })
    const answer = await keyturn.import(tenantId, fresh.key)
    expect(answer.status).toBe(200)
    const replaced = connectionOf(answer)
    expect(replaced.id).toBe(connection.id)
    expect(replaced.credential?.id).not.toBe(connection.credential?.id)
    const { last } = keyturn.simulator.control.requests()
    await keyturn.call('POST', `/v1/connections/${connection.id}/check`)
    expect(keysShownSince(last)).toEqual(new Set([fresh.id]))
  })

  it('[X33] that is no good leaves the old one in use', async () => {
    const tenantId = aTenant()
    const { connection, issued: old } = await keyturn.connected(tenantId)
    const bad = keyturn.key({ company: { id: old.company.id }, behaviour: 'unauthorized' })
    expect((await keyturn.import(tenantId, bad.key)).status).toBe(422)
    const now = await keyturn.connection(connection.id)
    expect(now).toMatchObject({ state: 'connected', usable: true, credential: { id: connection.credential?.id } })
    const { last } = keyturn.simulator.control.requests()
    await keyturn.call('POST', `/v1/connections/${connection.id}/check`)
    expect(keysShownSince(last)).toEqual(new Set([old.id]))
  })

  it('[D5] reconnects one customer after a disconnect and touches no other', async () => {
    const tenantId = aTenant()
    const { connection, issued } = await keyturn.connected(tenantId)
    const other = await keyturn.connected(aTenant())
    await keyturn.call('POST', `/v1/connections/${connection.id}/disconnect`)
    const answer = await keyturn.import(tenantId, keyturn.key({ company: { id: issued.company.id } }).key)
    expect(answer.status).toBe(201)
    expect(connectionOf(answer)).toMatchObject({ id: connection.id, state: 'connected' })
    expect(await keyturn.connection(other.connection.id)).toEqual(other.connection)
  })

  const REASONS: readonly [BehaviourName, string][] = [
    ['unauthorized', 'key_invalid'],
    ['scope_missing', 'permissions_missing'],
    ['not_entitled_refused', 'not_entitled'],
    ['oauth', 'wrong_kind_of_key'],
    ['organisation', 'organisation_key'],
    ['other_client', 'wrong_kind_of_key'],
    ['no_company_anywhere', 'account_unknown'],
  ]
  it.each(REASONS)(
    '[D19] [D20] that answers as %s is refused as %s, and nothing is active',
    async (behaviour, code) => {
      const tenantId = aTenant()
      const answer = await keyturn.import(tenantId, keyturn.key({ behaviour }).key)
      expect(answer.status).toBe(422)
      const refusal = problemOf(answer)
      expect(refusal).toMatchObject({ code, type: `urn:keyturn:problem:${code}`, issue: { code } })
      const connection = await theOnlyOne(tenantId)
      expect(connection).toMatchObject({ state: 'failed', usable: false, credential: null, account: null })
      expect(connection.attempt?.issue?.supportReference).toBe(refusal.issue?.supportReference)
    },
  )

  it.each(['unavailable', 'reset', 'server_error'] as const)(
    '[D20] is not accepted while the provider answers as %s: that is 502, and nobody’s fault',
    async (behaviour) => {
      const tenantId = aTenant()
      const answer = await keyturn.import(tenantId, keyturn.key({ behaviour }).key)
      expect(answer.status).toBe(502)
      expect(problemOf(answer).code).toBe('provider_unreachable')
      expect(await theOnlyOne(tenantId)).toMatchObject({ state: 'failed', usable: false, credential: null })
    },
  )

  it('that cannot be one is refused without asking the provider', async () => {
    const { last } = keyturn.simulator.control.requests()
    for (const paste of ['', '   ', 'two words', 'user:password', 'https://app.pleo.io/settings']) {
      const answer = await keyturn.import(aTenant(), paste)
      expect(answer.status).toBe(422)
      expect(problemOf(answer).code).toBe('key_malformed')
    }
    expect(keyturn.simulator.control.requests(last).requests).toEqual([])
  })

  it('[D27] of another company than the one expected, or the one there was, is refused', async () => {
    const tenantId = aTenant()
    const expected = { expectedAccountId: '00000000-0000-4000-8000-000000000001' }
    const first = await keyturn.import(tenantId, keyturn.key().key, expected)
    expect(problemOf(first)).toMatchObject({ status: 422, code: 'account_mismatch' })
    const { connection } = await keyturn.connected(tenantId)
    const second = await keyturn.import(tenantId, keyturn.key().key)
    expect(problemOf(second)).toMatchObject({ status: 422, code: 'account_mismatch' })
    expect((await keyturn.connection(connection.id)).account).toEqual(connection.account)
  })

  it('[D34] [X29] [X30] of another customer is refused, without a word about whose it is', async () => {
    const holder = aTenant()
    const { connection, issued } = await keyturn.connected(holder, { label: 'Holder’s ledger' })
    const anotherKey = keyturn.key({ company: { id: issued.company.id } })
    for (const { key } of [issued, anotherKey]) {
      const answer = await keyturn.import(aTenant(), key)
      expect(answer.status).toBe(422)
      expect(problemOf(answer)).toMatchObject({ code: 'key_in_use_elsewhere', issue: { details: {} } })
      for (const theirs of [holder, connection.id, 'Holder’s', issued.company.name]) {
        expect(answer.text).not.toContain(theirs)
      }
    }
    expect(await keyturn.connection(connection.id)).toEqual(connection)
  })

  it('[D36] is one of many, one for each customer', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => keyturn.connected(aTenant())))
    for (const { connection, issued } of all) {
      expect((await keyturn.connection(connection.id)).account?.id).toBe(issued.company.id)
    }
  })
})

describe('a key that was given', () => {
  it('[S11] [S44] [X18] [D18] [X8] [X31] comes back in no answer, stands in no log line and in no file', async () => {
    const tenantId = aTenant()
    const { connection, issued } = await keyturn.connected(tenantId)
    const refused = keyturn.key({ behaviour: 'unauthorized' })
    const unread = keyturn.key()
    await keyturn.import(aTenant(), refused.key)
    await keyturn.import(tenantId, unread.key, { [unread.key]: unread.key })
    await keyturn.import(unread.key.slice(0, 20).replaceAll(/[^A-Za-z0-9]/g, ''), `${unread.key}:${unread.key}`)
    for (const path of ['', '/connect-sessions']) await keyturn.call('GET', `/v1/connections/${connection.id}${path}`)
    for (const path of ['/v1/connections', '/v1/api-tokens', '/openapi.json', '/healthz'])
      await keyturn.call('GET', path)
    for (const hidden of ['key', 'credential', 'secret']) {
      const answer = await keyturn.call('GET', `/v1/connections/${connection.id}/${hidden}`)
      expect(answer.status).toBe(404)
    }
    const stored = await keyturn.stored()
    expect(stored).toContain(issued.company.id)
    expect(keyturn.holdsKey(stored)).toBe(false)
    expect(keyturn.printed).toContain('"area":"/v1"')
    expect(keyturn.holdsKey(keyturn.printed)).toBe(false)
  })
})

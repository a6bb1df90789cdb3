import { connectSessionList, createdConnectSession } from '@keyturn/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aRandomId, aTenant, problemOf, RunningKeyturn } from '../testing/running-keyturn.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

const ask = (fields: object) =>
  keyturn.call('POST', '/v1/connect-sessions', { body: { tenantId: aTenant(), provider: 'pleo', ...fields } })

describe('a new connect session', () => {
  it('answers with what the contract says, and a link that holds its token', async () => {
    const answer = await ask({ label: 'Acme DK', user: { id: 'u-7', name: 'Mette' } })
    expect(answer.status).toBe(201)
    const session = createdConnectSession.parse(JSON.parse(answer.text))
    expect(new URL(session.url).pathname).toBe(`/connect/${session.token}`)
    expect(Buffer.from(session.token, 'base64url').length).toBeGreaterThanOrEqual(32)
  })

  it('runs out when it was asked to, 15 minutes from now unless told', async () => {
    const lasting = async (fields: object): Promise<number> =>
      Date.parse((await keyturn.session({ tenantId: aTenant(), ...fields })).expiresAt) - Date.now()
    expect(await lasting({})).toBeGreaterThan(890_000)
    expect(await lasting({})).toBeLessThanOrEqual(900_000)
    expect(await lasting({ expiresInSeconds: 60 })).toBeLessThanOrEqual(60_000)
    expect(await lasting({ expiresInSeconds: 86_400 })).toBeGreaterThan(86_390_000)
  })

  it('[D13] makes the connection on the first call and finds it again later', async () => {
    const tenantId = aTenant()
    const first = await keyturn.session({ tenantId })
    const second = await keyturn.session({ tenantId, reference: 'default', connectionId: first.connectionId })
    const elsewhere = await keyturn.session({ tenantId, reference: 'second-ledger' })
    expect(second.connectionId).toBe(first.connectionId)
    expect(second.token).not.toBe(first.token)
    expect(elsewhere.connectionId).not.toBe(first.connectionId)
    expect(await keyturn.connection(first.connectionId)).toMatchObject({ state: 'not_connected', usable: false })
  })

  it('[D36] keeps one connection for each customer', async () => {
    const ours = await keyturn.session({ tenantId: aTenant() })
    const theirs = await keyturn.session({ tenantId: aTenant() })
    expect(theirs.connectionId).not.toBe(ours.connectionId)
  })

  it('makes one connection of two calls at once', async () => {
    const tenantId = aTenant()
    const sessions = await Promise.all(Array.from({ length: 8 }, () => keyturn.session({ tenantId })))
    expect(new Set(sessions.map((session) => session.connectionId)).size).toBe(1)
  })

  it('takes a new label in place of the old one, and leaves it where none is given', async () => {
    const tenantId = aTenant()
    const { connectionId } = await keyturn.session({ tenantId, label: 'Old' })
    await keyturn.session({ tenantId, label: 'New' })
    await keyturn.session({ tenantId })
    expect((await keyturn.connection(connectionId)).label).toBe('New')
  })
})

describe('a connect session that cannot be', () => {
  const REFUSED: readonly [string, object, string][] = [
    ['less than a minute', { expiresInSeconds: 59 }, '/expiresInSeconds'],
    ['more than a day', { expiresInSeconds: 86_401 }, '/expiresInSeconds'],
    ['half a second', { expiresInSeconds: 900.5 }, '/expiresInSeconds'],
    ['http beyond this machine', { returnUrl: 'http://acme.example/back' }, '/returnUrl'],
    ['a document as the way back', { returnUrl: 'data:text/html,hello' }, '/returnUrl'],
    ['a password in the way back', { returnUrl: 'https://a:b@acme.example/' }, '/returnUrl'],
    ['a tenant with a space', { tenantId: 'acme 42' }, '/tenantId'],
    ['a reference that is too long', { reference: 'x'.repeat(129) }, '/reference'],
    ['a label of two lines', { label: 'one\ntwo' }, '/label'],
    ['a provider that is not here', { provider: 'nobody' }, '/provider'],
    ['an account id that is none', { expectedAccountId: 'Acme' }, '/expectedAccountId'],
    ['a capability that is none', { capabilities: ['everything'] }, '/capabilities/0'],
  ]
  it.each(REFUSED)('is refused for %s', async (_what, fields, pointer) => {
    const answer = await ask(fields)
    expect(answer.status).toBe(422)
    const { code, errors } = problemOf(answer)
    expect(code).toBe('invalid_request')
    expect(errors?.map((error) => error.pointer)).toEqual([pointer])
  })

  it('lets a customer back to https anywhere and to http on this machine', async () => {
    expect((await ask({ returnUrl: 'https://acme.example/back?tab=pleo' })).status).toBe(201)
    expect((await ask({ returnUrl: 'http://localhost:3000/back' })).status).toBe(201)
  })

  it('[X31] is refused for a field nobody knows, whose name may be a key and is not said', async () => {
    const { key } = keyturn.key()
    const answer = await ask({ [key]: 1, user: { id: 'u', [key]: 2 } })
    expect(answer.status).toBe(422)
    expect(answer.text).not.toContain(key)
    expect(
      problemOf(answer)
        .errors?.map(({ pointer, code }) => `${pointer} ${code}`)
        .toSorted(),
    ).toEqual([' unknown_field', '/user unknown_field'])
  })

  it('is refused where the connection named has another reference', async () => {
    const tenantId = aTenant()
    const { connectionId } = await keyturn.session({ tenantId, reference: 'one' })
    const answer = await ask({ tenantId, reference: 'two', connectionId })
    expect(answer.status).toBe(422)
    expect(problemOf(answer).errors).toMatchObject([{ pointer: '/connectionId', code: 'contradiction' }])
  })

  it('[X30] finds another customer’s connection no more than one that never was', async () => {
    const { connectionId } = await keyturn.session({ tenantId: aTenant() })
    const tenantId = aTenant()
    for (const id of [connectionId, aRandomId('conn_')]) {
      const answer = await ask({ tenantId, connectionId: id })
      expect(answer.status).toBe(404)
      expect(problemOf(answer)).toMatchObject({ code: 'not_found' })
    }
  })

  it('[D27] is refused where another company is connected than the one expected', async () => {
    const tenantId = aTenant()
    const { connection } = await keyturn.connected(tenantId)
    const id = connection.account?.id ?? ''
    const answer = await ask({ tenantId, expectedAccountId: '00000000-0000-4000-8000-000000000001' })
    expect(answer.status).toBe(422)
    expect(problemOf(answer)).toMatchObject({ code: 'account_mismatch', issue: { details: { found: { id } } } })
    for (const same of [id, id.toUpperCase(), `urn:pleo:company:${id}`]) {
      expect((await ask({ tenantId, expectedAccountId: same })).status).toBe(201)
    }
  })
})

describe('open connect sessions', () => {
  const open = async (connectionId: string): Promise<string[]> => {
    const answer = await keyturn.call('GET', `/v1/connections/${connectionId}/connect-sessions`)
    return connectSessionList.parse(JSON.parse(answer.text)).data.map((session) => session.id)
  }

  it('are listed without their tokens, end one by one and all at once', async () => {
    const tenantId = aTenant()
    const [one, two, three] = [
      await keyturn.session({ tenantId }),
      await keyturn.session({ tenantId }),
      await keyturn.session({ tenantId }),
    ]
    const { connectionId } = one
    expect((await open(connectionId)).toSorted()).toEqual([one.id, two.id, three.id].toSorted())
    const listed = await keyturn.call('GET', `/v1/connections/${connectionId}/connect-sessions`)
    expect(listed.text).not.toContain(one.token)

    expect((await keyturn.call('DELETE', `/v1/connect-sessions/${two.id}`)).status).toBe(204)
    expect((await keyturn.call('DELETE', `/v1/connect-sessions/${two.id}`)).status).toBe(204)
    expect((await open(connectionId)).toSorted()).toEqual([one.id, three.id].toSorted())

    expect((await keyturn.call('DELETE', `/v1/connections/${connectionId}/connect-sessions`)).status).toBe(204)
    expect(await open(connectionId)).toEqual([])
  })

  it('that never were are not found', async () => {
    expect((await keyturn.call('DELETE', `/v1/connect-sessions/${aRandomId('cs_')}`)).status).toBe(404)
    expect((await keyturn.call('DELETE', '/v1/connect-sessions/nonsense')).status).toBe(404)
  })
})

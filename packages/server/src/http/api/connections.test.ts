import { connectionList } from '@keyturn/api'
import type { z } from '@keyturn/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aRandomId, aTenant, connectionOf, problemOf, RunningKeyturn, SCOPES } from '../testing/running-keyturn.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

const at = (id: string): string => `/v1/connections/${id}`
const post = (id: string, what: string, headers = {}) => keyturn.call('POST', `${at(id)}/${what}`, { headers })

describe('one connection', () => {
  it('[D12] [D23] [D29] names its company and permissions, and carries its revision as an ETag', async () => {
    const company = { id: '7a0c2f5e-3b1d-4c8e-9f52-6d0e8a41b7c3', name: 'Acme ApS' }
    const imported = await keyturn.import(aTenant(), keyturn.key({ company }).key, { label: 'Acme DK' })
    const { id } = connectionOf(imported)
    const answer = await keyturn.call('GET', at(id))
    expect(answer.status).toBe(200)
    const connection = connectionOf(answer)
    expect(answer.headers.get('etag')).toBe(`"${connection.revision}"`)
    expect(connection).toMatchObject({
      environment: 'custom',
      label: 'Acme DK',
      state: 'connected',
      usable: true,
      account: { ...company, kind: 'company' },
      issue: null,
      attempt: null,
      permissions: SCOPES.map((scope) => ({ scope, granted: true, required: true })),
    })
  })

  it('is not found where it never was, whatever is asked of it', async () => {
    const id = aRandomId('conn_')
    for (const answer of [
      await keyturn.call('GET', at(id)),
      await keyturn.call('GET', at('nonsense')),
      await keyturn.call('GET', at('%2e%2e%2f')),
      await keyturn.call('PATCH', at(id), { body: { label: 'x' } }),
      await keyturn.call('DELETE', at(id)),
      await post(id, 'check'),
      await post(id, 'disconnect'),
    ]) {
      expect(answer.status).toBe(404)
      expect(problemOf(answer).code).toBe('not_found')
    }
  })
})

describe('a call whose address says it all', () => {
  it.each([
    ['POST', '/check'],
    ['POST', '/disconnect'],
    ['DELETE', ''],
  ])('takes an empty body and no field: %s …%s', async (method, path) => {
    const { connectionId } = await keyturn.session({ tenantId: aTenant() })
    const answer = await keyturn.call(method, `${at(connectionId)}${path}`, { body: { force: true } })
    expect(answer.status).toBe(422)
    expect(problemOf(answer).errors).toEqual([
      { pointer: '', code: 'unknown_field', message: 'This call takes no fields.' },
    ])
    expect((await keyturn.call(method, `${at(connectionId)}${path}`, { body: {} })).status).not.toBe(422)
  })
})

describe('who is told by mail', () => {
  const notify = [{ email: 'mette@acme.example', locale: 'da' }, { email: 'o.brien+pleo@books.acme.example' }]

  it('is set with a page, read back, changed and emptied, and moves the revision', async () => {
    const tenantId = aTenant()
    const { connectionId } = await keyturn.session({ tenantId, notify, locale: 'sv' })
    const set = await keyturn.connection(connectionId)
    const named = [notify[0], { email: 'o.brien+pleo@books.acme.example', locale: 'sv' }]
    expect(set.notify).toEqual(named)
    await keyturn.session({ tenantId })
    expect((await keyturn.connection(connectionId)).notify).toEqual(named)
    const patch = (body: object) => keyturn.call('PATCH', at(connectionId), { body })
    const changed = connectionOf(await patch({ notify: [{ email: 'jonas@acme.example' }] }))
    expect(changed).toMatchObject({
      notify: [{ email: 'jonas@acme.example', locale: null }],
      revision: set.revision + 1,
    })
    expect(connectionOf(await patch({ label: 'Books' })).notify).toHaveLength(1)
    const emptied = connectionOf(await patch({ notify: [] }))
    expect(emptied).toMatchObject({ notify: [], label: 'Books' })
    expect(connectionOf(await patch({ notify: [] })).revision).toBe(emptied.revision)
    expect(keyturn.printed).not.toContain('acme.example')
  })

  it.each([
    ['no address', [{ email: 'mette' }], '/notify/0/email'],
    ['a second line', [{ email: 'mette@acme.example\r\nBcc: x@y.example' }], '/notify/0/email'],
    ['a name beside it', [{ email: 'Mette <mette@acme.example>' }], '/notify/0/email'],
    ['two in one', [{ email: 'mette@acme.example,jonas@acme.example' }], '/notify/0/email'],
    ['quotes', [{ email: '"mette"@acme.example' }], '/notify/0/email'],
    ['a host without a domain', [{ email: 'mette@acme' }], '/notify/0/email'],
    ['an address literal', [{ email: 'mette@[127.0.0.1]' }], '/notify/0/email'],
    ['an IP address', [{ email: 'mette@127.0.0.1' }], '/notify/0/email'],
    ['letters beyond ASCII', [{ email: 'søren@acme.example' }], '/notify/0/email'],
    ['too long a name', [{ email: `${'m'.repeat(65)}@acme.example` }], '/notify/0/email'],
    ['too much', [{ email: `m@${'a'.repeat(60)}.${'b'.repeat(190)}.example` }], '/notify/0/email'],
    ['a language that is none', [{ email: 'mette@acme.example', locale: 'da DK' }], '/notify/0/locale'],
    ['one person twice', [{ email: 'mette@acme.example' }, { email: 'Mette@Acme.example' }], '/notify'],
    ['eleven people', Array.from({ length: 11 }, (_, n) => ({ email: `m${n}@acme.example` })), '/notify'],
    ['an unknown field', [{ email: 'mette@acme.example', phone: '1' }], '/notify/0'],
  ])('is refused in words with %s', async (_what, wrong, pointer) => {
    const answer = await keyturn.call('POST', '/v1/connect-sessions', {
      body: { tenantId: aTenant(), provider: 'pleo', notify: wrong },
    })
    const { code, errors = [] } = problemOf(answer)
    expect([answer.status, code]).toEqual([422, 'invalid_request'])
    expect(errors.map((error) => error.pointer)).toContain(pointer)
    expect(errors[0]?.message).toMatch(/^\p{L}.{8,}$/u)
  })
})

describe('a new label', () => {
  it('is written on the revision it was meant for, and on no other', async () => {
    const { connectionId } = await keyturn.session({ tenantId: aTenant(), label: 'one' })
    const etag = (await keyturn.call('GET', at(connectionId))).headers.get('etag') ?? ''
    const patch = (label: string | null, ifMatch: string) =>
      keyturn.call('PATCH', at(connectionId), { body: { label }, headers: { 'if-match': ifMatch } })

    const first = await patch('two', etag)
    expect(first.status).toBe(200)
    expect(first.headers.get('etag')).not.toBe(etag)
    const late = await patch('three', etag)
    expect(late.status).toBe(412)
    expect(problemOf(late).code).toBe('revision_mismatch')
    expect((await keyturn.connection(connectionId)).label).toBe('two')
    expect(connectionOf(await patch(null, '*')).label).toBeNull()
  })

  it.each(['7', 'W/"7"', '"seven"', '"1", "2"'])(
    'is refused with If-Match: %s, which no connection showed',
    async (ifMatch) => {
      const { connectionId } = await keyturn.session({ tenantId: aTenant() })
      const answer = await keyturn.call('PATCH', at(connectionId), { body: {}, headers: { 'if-match': ifMatch } })
      expect(answer.status).toBe(400)
    },
  )

  it('that is the old one moves nothing', async () => {
    const { connectionId } = await keyturn.session({ tenantId: aTenant(), label: 'same' })
    const before = await keyturn.connection(connectionId)
    const answer = await keyturn.call('PATCH', at(connectionId), { body: { label: 'same' } })
    expect(connectionOf(answer).revision).toBe(before.revision)
  })
})

describe('a check', () => {
  it('that is refused once makes the connection unverified and leaves it connected and usable', async () => {
    const { connection, issued } = await keyturn.connected(aTenant())
    keyturn.simulator.control.setBehaviour({ key: issued.key, behaviour: 'unauthorized' })
    const answer = await post(connection.id, 'check')
    expect(answer.status).toBe(200)
    expect(connectionOf(answer)).toMatchObject({
      state: 'connected',
      usable: true,
      issue: null,
      revision: connection.revision,
      health: { state: 'unverified', reason: 'suspected' },
    })
  })

  it('that goes well says when', async () => {
    const { connection } = await keyturn.connected(aTenant())
    const { health, revision } = connectionOf(await post(connection.id, 'check'))
    expect(health).toMatchObject({ state: 'healthy', reason: null, source: 'probe' })
    expect(Date.parse(health.checkedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(connection.credential?.addedAt ?? ''))
    expect(revision).toBe(connection.revision)
  })

  it('of a connection without a key calls nobody', async () => {
    const { connectionId } = await keyturn.session({ tenantId: aTenant() })
    const { last } = keyturn.simulator.control.requests()
    expect(connectionOf(await post(connectionId, 'check')).health.state).toBe('unknown')
    expect(keyturn.simulator.control.requests(last).requests).toEqual([])
  })
})

describe('a disconnect', () => {
  it('destroys the key, keeps the company, and without a key has no effect', async () => {
    const { connection } = await keyturn.connected(aTenant())
    const first = connectionOf(await post(connection.id, 'disconnect'))
    expect(first).toMatchObject({
      state: 'disconnected',
      usable: false,
      credential: null,
      permissions: [],
      account: connection.account,
    })
    const again = await post(connection.id, 'disconnect')
    expect(again.status).toBe(200)
    expect(connectionOf(again)).toEqual(first)
  })

  it('[X30] leaves every other customer’s key where it is', async () => {
    const ours = await keyturn.connected(aTenant())
    const theirs = await keyturn.connected(aTenant())
    await post(ours.connection.id, 'disconnect')
    expect(await keyturn.connection(theirs.connection.id)).toEqual(theirs.connection)
  })

  it('is held back where the connection has changed since it was read', async () => {
    const { connection } = await keyturn.connected(aTenant())
    const late = await post(connection.id, 'disconnect', { 'if-match': `"${connection.revision - 1}"` })
    expect(late.status).toBe(412)
    expect((await keyturn.connection(connection.id)).state).toBe('connected')
    const now = await post(connection.id, 'disconnect', { 'if-match': `"${connection.revision}"` })
    expect(now.status).toBe(200)
  })
})

describe('forgetting', () => {
  it('waits for the disconnect, and is over after it', async () => {
    const { connection } = await keyturn.connected(aTenant())
    const forget = (headers = {}) => keyturn.call('DELETE', at(connection.id), { headers })
    const early = await forget()
    expect(early.status).toBe(409)
    expect(problemOf(early).code).toBe('illegal_transition')
    const { revision } = connectionOf(await post(connection.id, 'disconnect'))
    expect((await forget({ 'if-match': `"${revision - 1}"` })).status).toBe(412)
    const done = await forget({ 'if-match': `"${revision}"` })
    expect(done.status).toBe(204)
    expect(done.text).toBe('')
    expect((await keyturn.call('GET', at(connection.id))).status).toBe(404)
    expect((await forget()).status).toBe(404)
  })

  it('frees the company and its key for another customer', async () => {
    const { connection, issued } = await keyturn.connected(aTenant())
    await post(connection.id, 'disconnect')
    await keyturn.call('DELETE', at(connection.id))
    expect((await keyturn.import(aTenant(), issued.key)).status).toBe(201)
  })
})

describe('the list', () => {
  type Page = z.infer<typeof connectionList>
  const list = (query: Record<string, string>, token = keyturn.token) =>
    keyturn.call('GET', `/v1/connections?${new URLSearchParams(query)}`, { token })
  const page = async (query: Record<string, string>): Promise<Page> =>
    connectionList.parse(JSON.parse((await list(query)).text))
  const ids = async (query: Record<string, string>): Promise<string[]> => (await page(query)).data.map(({ id }) => id)

  async function references(tenantId: string, names: readonly string[]): Promise<string[]> {
    const made: string[] = []
    for (const reference of names) made.unshift((await keyturn.session({ tenantId, reference })).connectionId)
    return made
  }

  it('comes newest first, page by page, and stays whole while others are added', async () => {
    const tenantId = aTenant()
    const made = await references(tenantId, ['a', 'b', 'c', 'd', 'e'])
    const first = await page({ tenantId, limit: '2' })
    await references(tenantId, ['later'])
    const second = await page({ tenantId, limit: '2', cursor: first.nextCursor ?? '' })
    const third = await page({ tenantId, limit: '2', cursor: second.nextCursor ?? '' })
    expect([first, second, third].flatMap(({ data }) => data.map(({ id }) => id))).toEqual(made)
    expect(third.nextCursor).toBeNull()
  })

  it('ends without a cursor where the last page is full', async () => {
    const tenantId = aTenant()
    await references(tenantId, ['a', 'b'])
    expect(await page({ tenantId, limit: '2' })).toMatchObject({ nextCursor: null })
  })

  it('takes a cursor for its own filters and token only', async () => {
    const tenantId = aTenant()
    await references(tenantId, ['a', 'b'])
    const cursor = (await page({ tenantId, limit: '1' })).nextCursor ?? ''
    const other = await keyturn.apiToken({})
    const forged = `${cursor.startsWith('A') ? 'B' : 'A'}${cursor.slice(1)}`
    for (const answer of [
      await list({ tenantId, limit: '1', state: 'connected', cursor }),
      await list({ limit: '1', cursor }),
      await list({ tenantId, limit: '1', cursor }, other.token),
      await list({ tenantId, limit: '1', cursor: forged }),
      await list({ tenantId, limit: '1', cursor: 'x' }),
    ]) {
      expect(answer.status).toBe(422)
      expect(problemOf(answer).errors).toMatchObject([{ pointer: '/cursor' }])
    }
    expect((await list({ tenantId, limit: '2', cursor })).status).toBe(200)
  })

  it('shows what its filters say', async () => {
    const tenantId = aTenant()
    const { connection } = await keyturn.connected(tenantId, { label: 'Nordlys books' })
    const [bare] = await references(tenantId, ['second'])
    const account = connection.account?.id ?? ''
    const connected: Record<string, string>[] = [
      { state: 'connected' },
      { usable: 'true' },
      { health: 'healthy' },
      { reference: 'default' },
      { accountId: account },
      { provider: 'pleo', accountId: `urn:pleo:company:${account}` },
      { q: 'nordLYS' },
    ]
    for (const filter of connected) expect(await ids({ tenantId, ...filter })).toEqual([connection.id])
    const rest: Record<string, string>[] = [{ state: 'not_connected' }, { usable: 'false' }, { reference: 'second' }]
    for (const filter of rest) expect(await ids({ tenantId, ...filter })).toEqual([bare])
    const none: Record<string, string>[] = [{ q: '%' }, { q: 'books' }, { state: 'disconnected' }]
    for (const filter of none) expect(await ids({ tenantId, ...filter })).toEqual([])
    expect(await ids({ q: tenantId.toUpperCase() })).toEqual([bare, connection.id])
  })

  it('refuses a provider that is not here, as a new connect session does, without looking through them', async () => {
    const answer = await keyturn.call('GET', '/v1/connections?provider=other')
    expect(answer.status).toBe(422)
    expect(problemOf(answer).errors).toMatchObject([{ pointer: '/provider' }])
  })

  it.each(['limit=0', 'limit=201', 'limit=x', 'state=fine', 'usable=1', 'order=name', 'tenantId=a%20b'])(
    'refuses ?%s',
    async (query) => {
      const answer = await keyturn.call('GET', `/v1/connections?${query}`)
      expect(answer.status).toBe(422)
      expect(problemOf(answer).code).toBe('invalid_request')
    },
  )
})

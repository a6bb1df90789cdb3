import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aRandomId, aTenant, problemOf, RunningKeyturn } from '../testing/running-keyturn.ts'
import type { Answer, Wish } from '../testing/running-keyturn.ts'
import { Visitor } from '../testing/visitor.ts'

const HOST = 'https://books.example'
const OTHER = 'https://evil.example'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

const embedded = (fields: object = {}) =>
  keyturn.session({ tenantId: aTenant(), embedOrigins: [HOST, 'https://app.books.example'], ...fields })
const get = (path: string, wish: Wish = {}) => keyturn.call('GET', path, { token: null, ...wish })
const stateOf = ({ id, token }: { readonly id: string; readonly token: string }, headers: Wish['headers'] = {}) =>
  get(`/connect/${id}/state`, { token, headers })

/** As the frame's script sends a form. */
const post = (id: string, name: string, token: string | null, body: string, headers: Wish['headers'] = {}) =>
  fetch(`http://127.0.0.1:${keyturn.port}/connect/${id}/${name}`, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body,
  })
const corsOf = ({ headers }: Pick<Answer, 'headers'>): string[] =>
  [...headers.keys()].filter((name) => name.startsWith('access-control-'))

describe('the frame of a form', () => {
  it('is the same for a session, an ended one, another’s and none; only who may show it differs', async () => {
    const session = await embedded()
    const ended = await embedded()
    await keyturn.call('DELETE', `/v1/connect-sessions/${ended.id}`)
    const closed = await keyturn.session({ tenantId: aTenant() })
    const [shell, ...others] = await Promise.all(
      [session.id, ended.id, closed.id, aRandomId('cs_'), 'nonsense'].map((id) => get(`/connect/${id}/frame`)),
    )
    const drawn = ({ text = '' }: Partial<Answer> = {}): string => text.replace(/ nonce="[\w-]{43}"/g, '')
    for (const other of others) expect([other.status, drawn(other)]).toEqual([200, drawn(shell)])
    const ancestors = [shell, ...others].map(
      (answer) => /frame-ancestors ([^;]+)/.exec(answer?.headers.get('content-security-policy') ?? '')?.[1],
    )
    const listed = `${HOST} https://app.books.example`
    expect(ancestors).toEqual([listed, listed, "'none'", "'none'", "'none'"])
    expect([shell, ...others].map((answer) => answer?.headers.get('x-frame-options'))).toEqual([
      null,
      null,
      'DENY',
      'DENY',
      'DENY',
    ])
  })

  it('holds nothing of anybody, sets no cookie, and keeps the policy of the pages in all else', async () => {
    const session = await embedded({ label: 'Acme DK, main ledger' })
    const { text, headers } = await get(`/connect/${session.id}/frame`)
    for (const secret of [session.id, session.token, session.connectionId, 'Acme DK'])
      expect(text).not.toContain(secret)
    expect(headers.getSetCookie()).toEqual([])
    expect(headers.get('cache-control')).toBe('no-store')
    const page = (await new Visitor(keyturn).open(session.url)).headers.get('content-security-policy') ?? ''
    const frame = headers.get('content-security-policy') ?? ''
    const rest = (policy: string): string =>
      policy.replace(/frame-ancestors [^;]+/, '').replace(/ '(?:sha256|nonce)-[^']+'/g, '')
    expect(rest(frame)).toBe(rest(page))
  })

  it('says where no script runs that the form is on its own page, and has no link that would be a wrong one', async () => {
    const { text } = await get(`/connect/${aRandomId('cs_')}/frame`, { headers: { 'accept-language': 'da' } })
    expect(text).toMatch(/<html lang="da"[^>]* class="framed"/)
    const said = /<noscript>(.*)<\/noscript>/s.exec(text)?.[1] ?? ''
    expect(said.replaceAll(/<[^>]+>/g, '')).toBe('Formularen kunne ikke vises her. Den virker på sin egen side.')
    expect(said).not.toContain('href')
  })
})

describe('a token shown as a bearer', () => {
  it('opens the page, drawn for a frame: no head, no foot, no ground of its own', async () => {
    const { id, token } = await embedded()
    const { status, text } = await get(`/connect/${id}/`, { token })
    expect(status).toBe(200)
    expect(text).toContain('class="framed"')
    expect(text).toContain('id="key-form"')
    expect(text.slice(text.indexOf('<body'))).not.toMatch(/page__head|page__foot/)
  })

  it('draws the way back on every screen for a page that takes the form away, and for no other', async () => {
    const back = async (fields: object, origin: string | null) => {
      const { id, token } = await embedded({ returnUrl: undefined, ...fields })
      const headers = origin === null ? {} : { 'keyturn-closes-to': origin }
      const { text } = await get(`/connect/${id}/`, { token, headers })
      return [...text.matchAll(/<footer class="framed__back"><a class="alone" href="([^"]*)"/g)].map(([, href]) => href)
    }
    expect(await back({}, HOST)).toEqual([`${HOST}/`])
    expect(await back({}, null)).toEqual([])
    expect(await back({}, OTHER)).toEqual([])
    const [own] = await back({ returnUrl: `${HOST}/settings` }, HOST)
    expect(own).toMatch(/^https:\/\/books\.example\/settings\?connection=/)
    expect(await back({ returnUrl: `${HOST}/settings` }, null)).toEqual([])
  })

  it.each([
    ['a session that no page may embed', async () => keyturn.session({ tenantId: aTenant() })],
    ['another session', async () => ({ ...(await embedded()), token: (await embedded()).token })],
    ['a made-up token', async () => ({ ...(await embedded()), token: 'x'.repeat(43) })],
    ['an API token', async () => ({ ...(await embedded()), token: keyturn.token })],
    ['an unknown session', async () => ({ ...(await embedded()), id: aRandomId('cs_') })],
  ])('opens nothing for %s: not found, whatever is asked', async (_what, given) => {
    const { id, token } = await given()
    for (const path of ['', 'state', 'events']) {
      const answer = await get(`/connect/${id}/${path}`, { token })
      expect([path, answer.status]).toEqual([path, 404])
    }
    const issued = keyturn.key()
    expect((await post(id, 'key', token, `key=${issued.key}`)).status).toBe(404)
  })

  it('counts for nothing beside a cookie, and a cookie for nothing beside it', async () => {
    const session = await embedded()
    const visitor = new Visitor(keyturn)
    await visitor.open(session.url)
    const base = `/connect/${session.id}/`
    expect((await visitor.ask('GET', base)).status).toBe(200)
    expect((await visitor.ask('GET', base, { headers: { authorization: `Bearer ${'x'.repeat(43)}` } })).status).toBe(
      404,
    )
    expect((await visitor.ask('GET', base, { headers: { authorization: 'Basic eDp5' } })).status).toBe(404)
  })

  it('is used up when a browser follows the link, and the link still opens once after it was shown', async () => {
    const session = await embedded()
    expect((await stateOf(session)).status).toBe(200)
    const visitor = new Visitor(keyturn)
    expect((await visitor.open(session.url)).path).toBe(`/connect/${session.id}/`)
    expect((await stateOf(session)).status).toBe(404)
    expect((await get(`/connect/${session.id}/`, session)).status).toBe(404)
    expect((await new Visitor(keyturn).open(session.url)).text).toContain('another browser')
    expect((await visitor.ask('GET', `/connect/${session.id}/`)).status).toBe(200)
  })

  it.each(['iframe', 'frame', 'embed', 'object', 'image', 'empty'])(
    'is not used up by a page that loads its link as %s',
    async (dest) => {
      const session = await embedded()
      const path = new URL(session.url).pathname
      const framed = await get(path, { headers: { 'sec-fetch-dest': dest } })
      expect([framed.status, framed.headers.getSetCookie()]).toEqual([404, []])
      expect((await stateOf(session)).status).toBe(200)
      expect((await new Visitor(keyturn).open(session.url)).path).toBe(`/connect/${session.id}/`)
    },
  )

  it('ends with its session', async () => {
    const session = await embedded()
    await stateOf(session)
    await keyturn.call('DELETE', `/v1/connect-sessions/${session.id}`)
    const answer = await stateOf(session, { origin: HOST, accept: 'application/json' })
    expect([answer.status, problemOf(answer).code]).toEqual([410, 'page_ended'])
    expect(answer.headers.get('access-control-allow-origin')).toBe(HOST)
  })

  it('makes a link for a colleague, and shows it to whoever has the token', async () => {
    const session = await embedded()
    expect((await post(session.id, 'handoff', session.token, 'link=make')).status).toBe(202)
    const { text } = await get(`/connect/${session.id}/?view=link`, session)
    const link = /\/connect\/h\/[\w-]{43}/.exec(text)?.[0] ?? ''
    expect((await new Visitor(keyturn).open(link)).text).toContain('Continue')
  })

  it('begins the session: from then on it lasts as one that was opened', async () => {
    const session = await embedded({ expiresInSeconds: 60 })
    await stateOf(session)
    const listed = await keyturn.call('GET', `/v1/connections/${session.connectionId}/connect-sessions`)
    const { data } = JSON.parse(listed.text) as { data: { expiresAt: string; openedAt: string | null }[] }
    expect(data[0]?.openedAt).not.toBeNull()
    expect(Date.parse(data[0]?.expiresAt ?? '') - Date.now()).toBeGreaterThan(59 * 60_000)
  })

  it('sends a key from the frame, and from nowhere else', async () => {
    const session = await embedded()
    const send = (headers: Wish['headers'] = {}) =>
      post(session.id, 'key', session.token, `key=${keyturn.key().key}`, headers)
    for (const site of ['cross-site', 'same-site', 'none'])
      expect((await send({ 'sec-fetch-site': site })).status).toBe(403)
    expect((await send({ 'sec-fetch-site': '', origin: HOST })).status).toBe(403)
    expect((await post(session.id, 'key', null, 'key=x')).status).toBe(404)
    expect((await send()).status).toBe(202)
  })

  it('says what its page says: the stream begins with the state and ends when a browser takes the session over', async () => {
    const session = await embedded()
    const response = await fetch(`http://127.0.0.1:${keyturn.port}/connect/${session.id}/events`, {
      headers: { authorization: `Bearer ${session.token}` },
    })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toContain('event: state')
    await new Visitor(keyturn).open(session.url)
    await keyturn.call('PATCH', `/v1/connections/${session.connectionId}`, { body: { label: 'Another name' } })
    let rest = ''
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) rest += part.value
    expect(rest).toContain('event: ended')
  })

  it('puts a failed try away when the form opens, and not when its state is read', async () => {
    const tenantId = aTenant()
    const first = await embedded({ tenantId })
    await post(first.id, 'key', first.token, 'key=a%20b')
    const second = await embedded({ tenantId })
    const stateIs = async () => (JSON.parse((await stateOf(second)).text) as { state: string }).state
    expect(await stateIs()).toBe('failed')
    await get(`/connect/${second.id}/`, second)
    expect(await stateIs()).toBe('failed')
    await get(`/connect/${second.id}/?opened=frame`, second)
    expect(await stateIs()).toBe('not_connected')
  })
})

describe('across origins', () => {
  const preflight = (id: string, origin: string, path = 'state') =>
    keyturn.call('OPTIONS', `/connect/${id}/${path}`, {
      token: null,
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
        'sec-fetch-site': 'cross-site',
      },
    })

  it('the state is read by exactly the origins that may embed it, without credentials', async () => {
    const session = await embedded()
    for (const origin of [HOST, 'https://app.books.example']) {
      const asked = await preflight(session.id, origin)
      expect(asked.status).toBe(204)
      expect(Object.fromEntries([...asked.headers].filter(([name]) => /^access-control|vary/.test(name)))).toEqual({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET',
        'access-control-allow-headers': 'authorization',
        'access-control-max-age': '600',
        vary: 'origin',
      })
      const read = await stateOf(session, { origin })
      expect(read.headers.get('access-control-allow-origin')).toBe(origin)
      expect(read.headers.get('vary')).toContain('origin')
      expect(corsOf(read)).toEqual(['access-control-allow-origin'])
    }
  })

  it.each([
    OTHER,
    'null',
    'http://books.example',
    'https://books.example:8443',
    'https://books.example.evil.example',
    'https://evilbooks.example',
    `${HOST}/`,
    'HTTPS://BOOKS.EXAMPLE',
  ])('nothing is said to %s', async (origin) => {
    const session = await embedded()
    expect(corsOf(await stateOf(session, { origin }))).toEqual([])
    const asked = await preflight(session.id, origin)
    expect(corsOf(asked)).toEqual([])
    expect(asked.status).toBe((await preflight(aRandomId('cs_'), origin)).status)
  })

  it('nothing is said about a session that no page may embed, nor about one that is not there', async () => {
    const closed = await keyturn.session({ tenantId: aTenant() })
    for (const id of [closed.id, aRandomId('cs_'), 'nonsense']) {
      expect(corsOf(await preflight(id, HOST))).toEqual([])
      expect(corsOf(await get(`/connect/${id}/state`, { headers: { origin: HOST } }))).toEqual([])
    }
  })

  it.each(['', 'frame', 'events', 'key', 'check', 'disconnect', 'cancel', 'confirmation'])(
    'nothing but the state is opened: /%s',
    async (path) => {
      const session = await embedded()
      expect(corsOf(await preflight(session.id, HOST, path))).toEqual([])
      if (path === 'events') return
      expect(
        corsOf(await get(`/connect/${session.id}/${path}`, { token: session.token, headers: { origin: HOST } })),
      ).toEqual([])
    },
  )
})

describe('what the elements in a host’s page are told', () => {
  const shownOf = async (session: Awaited<ReturnType<typeof embedded>>, headers: Wish['headers'] = {}) =>
    (JSON.parse((await stateOf(session, headers)).text) as { shown?: Record<string, unknown> }).shown

  it('is in the words of the session’s language, with times for the reader’s own clock', async () => {
    const tenantId = aTenant()
    const before = Date.now()
    await keyturn.connected(tenantId)
    const shown = await shownOf(await embedded({ tenantId, locale: 'da' }), { 'accept-language': 'fr' })
    expect(shown).toMatchObject({
      lang: 'da',
      dir: 'ltr',
      tone: 'ok',
      icon: 'done',
      label: ['Forbundet'],
      warning: null,
    })
    const [words, when] = (shown?.['detail'] ?? []) as readonly [string, { time: string; form: string }]
    expect([words, when.form]).toEqual(['Kontrolleret ', 'passed'])
    expect(Date.parse(when.time)).toBeGreaterThanOrEqual(before)
    expect(Date.parse(when.time)).toBeLessThanOrEqual(Date.now())
  })

  it('promises what the session may do, and no more', async () => {
    expect(await shownOf(await embedded())).toMatchObject({ action: 'Connect', company: null })
    expect(await shownOf(await embedded({ capabilities: ['check'] }))).toMatchObject({ action: 'Manage' })
  })

  it('is left out where no page may embed the session', async () => {
    const session = await keyturn.session({ tenantId: aTenant() })
    const visitor = new Visitor(keyturn)
    const { path } = await visitor.open(session.url)
    expect(JSON.parse((await visitor.ask('GET', `${path}state`)).text)).not.toHaveProperty('shown')
  })
})

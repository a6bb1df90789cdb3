import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startAcmeBooks } from './acme-books.ts'
import type { AcmeBooks } from './acme-books.ts'
import { Browser, textOf } from './testing/browser.ts'
import type { Seen } from './testing/browser.ts'
import { aConnection, anIssue, startKeyturnStandIn, TOKEN } from './testing/keyturn-stand-in.ts'
import type { KeyturnStandIn } from './testing/keyturn-stand-in.ts'

const MARIE = 'marie@acme.example'
const JONAS = 'jonas@nordlys.example'
const PLEO = '/settings/integrations/pleo'
const PAGES = ['/', '/invoices', '/settings/integrations', PLEO, '/support', '/no-such-page']

let keyturn: KeyturnStandIn
let acme: AcmeBooks
let browser: Browser
let clock: number
let problems: unknown[]

beforeEach(async () => {
  keyturn = await startKeyturnStandIn()
  clock = Date.parse('2026-11-24T09:41:00.000Z')
  problems = []
  acme = await startAcmeBooks({
    port: 0,
    keyturnUrl: keyturn.url,
    keyturnToken: TOKEN,
    now: () => clock,
    onProblem: (error) => problems.push(error),
  })
  browser = new Browser(acme.url)
})

afterEach(async () => {
  await acme.close()
  await keyturn.close()
})

const sessionsAsked = () => keyturn.asked.filter(({ method }) => method === 'POST')

describe('connecting a ledger', () => {
  it('asks Keyturn for a page in the name of this customer, this ledger and this person, and goes there', async () => {
    await browser.signInAs(MARIE)
    const { status, location } = await browser.submit(`${PLEO}/connect`, { ledger: 'default' })
    expect({ status, location }).toEqual({ status: 303, location: `${keyturn.url}/connect/kt_session_1` })
    expect(sessionsAsked().map(({ body }) => body)).toEqual([
      {
        tenantId: 'acme-42',
        provider: 'pleo',
        reference: 'default',
        label: 'Acme DK, main ledger',
        user: { id: 'u-7', name: 'Marie Holm' },
        notify: [{ email: MARIE }],
        returnUrl: `${acme.url}${PLEO}?ledger=default`,
        locale: 'en',
      },
    ])
  })

  it('[D2] gives the two ledgers of one customer two references', async () => {
    await browser.signInAs(JONAS)
    for (const ledger of ['nordlys-dk', 'nordlys-se']) await browser.submit(`${PLEO}/connect`, { ledger })
    expect(sessionsAsked().map(({ body }) => [body['tenantId'], body['reference'], body['label']])).toEqual([
      ['nordlys-7', 'nordlys-dk', 'Nordlys Denmark'],
      ['nordlys-7', 'nordlys-se', 'Nordlys Sweden'],
    ])
  })

  it('uses a new Idempotency-Key for each press, and the same one when an answer was lost', async () => {
    await browser.signInAs(MARIE)
    keyturn.mood = 'lost_once'
    const { location } = await browser.submit(`${PLEO}/connect`, { ledger: 'default' })
    expect(location).toBe(`${keyturn.url}/connect/kt_session_1`)
    await browser.submit(`${PLEO}/connect`, { ledger: 'default' })
    const [first, repeated, second] = sessionsAsked().map(({ idempotencyKey }) => idempotencyKey)
    expect(first).toMatch(/^[\x21-\x7e]{20,255}$/)
    expect(repeated).toBe(first)
    expect(second).not.toBe(first)
  })

  it.each([
    { ledger: 'nordlys-dk', why: "another customer's ledger" },
    { ledger: '', why: 'no ledger' },
    { ledger: '../default', why: 'a made-up ledger' },
  ])('asks Keyturn nothing for $why', async ({ ledger }) => {
    await browser.signInAs(MARIE)
    const seen = await browser.submit(`${PLEO}/connect`, { ledger })
    expect(seen.status).toBe(422)
    expect(textOf(seen)).toContain('Which ledger?')
    expect(sessionsAsked()).toEqual([])
  })

  it.each(['unavailable', 'refuses', 'nonsense'] as const)('says in words that Keyturn is %s', async (mood) => {
    await browser.signInAs(MARIE)
    keyturn.mood = mood
    const seen = await browser.submit(`${PLEO}/connect`, { ledger: 'default' })
    expect(seen.status).toBe(503)
    expect(textOf(seen)).toContain('The Pleo page cannot be opened right now')
    expect(textOf(seen)).not.toMatch(/Keyturn|\b(401|503)\b|token/i)
    expect(problems.length).toBeGreaterThan(0)
  })

  it('shows the API token to Keyturn only, in the Authorization header', async () => {
    const seen: Seen[] = [await browser.open('/sign-in'), await browser.signInAs(MARIE)]
    keyturn.connections = [aConnection()]
    for (const path of PAGES) seen.push(await browser.open(path))
    seen.push(await browser.submit(`${PLEO}/connect`, { ledger: 'default' }))
    keyturn.mood = 'refuses'
    seen.push(await browser.open(PLEO), await browser.submit(`${PLEO}/connect`, { ledger: 'default' }))
    for (const { html, headers } of seen) expect(html + JSON.stringify([...headers])).not.toContain(TOKEN)
    expect(new Set(keyturn.asked.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${TOKEN}`]))
    const elsewhere = keyturn.asked.map(({ path, query, body }) => path + query.toString() + JSON.stringify(body))
    expect(elsewhere.join()).not.toContain(TOKEN)
    expect(String(problems)).not.toContain(TOKEN)
  })
})

describe('coming from Pleo', () => {
  it('[I6] lets somebody who is not signed in sign in, and still land on the key form', async () => {
    const first = await browser.open('/connect/pleo')
    expect(first.location).toBe('/sign-in?next=%2Fconnect%2Fpleo')
    const form = await browser.open(first.location ?? '')
    expect(form.html).toContain('<input type="hidden" name="next" value="/connect/pleo"')
    const { location } = await browser.signInAs(MARIE, '/connect/pleo')
    expect(location).toBe(`${acme.url}/connect/pleo`)
    const last = await browser.open(location ?? '')
    expect(last).toMatchObject({ status: 303, location: `${keyturn.url}/connect/kt_session_1` })
  })

  it('[D42] [I6] asks a customer with two ledgers which one the key is for', async () => {
    await browser.signInAs(JONAS)
    const seen = await browser.open('/connect/pleo')
    expect(textOf(seen)).toContain('Which ledger is the key for?')
    expect(seen.html).toContain('name="ledger" value="nordlys-dk"')
    expect(seen.html).toContain('name="ledger" value="nordlys-se"')
    expect(sessionsAsked()).toEqual([])
  })
})

describe('signing in', () => {
  it.each([
    { next: '/invoices', lands: '/invoices' },
    { next: `${PLEO}?ledger=default&connection=conn_1`, lands: `${PLEO}?ledger=default&connection=conn_1` },
    { next: '//elsewhere.example/', lands: '/' },
    { next: '/\\elsewhere.example/', lands: '/' },
    { next: '/\t/elsewhere.example/', lands: '/' },
    { next: 'https://elsewhere.example/', lands: '/' },
    { next: 'data:text/html,x', lands: '/' },
    { next: '', lands: '/' },
    { next: '/.//elsewhere.example/', lands: '//elsewhere.example/' },
  ])('goes from $next to our own $lands, never to another site', async ({ next, lands }) => {
    const { location } = await browser.signInAs(MARIE, next)
    expect(location).toBe(`${acme.url}${lands}`)
    const again = await browser.open(`/sign-in?${new URLSearchParams({ next }).toString()}`)
    expect(again.location).toBe(`${acme.url}${lands}`)
  })

  it.each([
    { email: MARIE, password: 'wrong' },
    { email: 'nobody@acme.example', password: 'open-the-books' },
    { email: '', password: '' },
  ])('refuses $email with "$password" in words and keeps the destination', async ({ email, password }) => {
    const seen = await browser.submit('/sign-in', { email, password, next: '/invoices' })
    expect(seen.status).toBe(422)
    expect(seen.cookie).toBeUndefined()
    expect(seen.html).toContain('aria-invalid="true"')
    expect(seen.html).toContain('value="/invoices"')
    expect((await browser.open('/')).status).toBe(303)
  })

  it('keeps the sign-in in a cookie that scripts cannot read, until it is ended or old', async () => {
    const { cookie } = await browser.signInAs(MARIE)
    expect(cookie).toMatch(/^acme_books=[\w-]{43}; Max-Age=28800; Path=\/; HttpOnly; SameSite=Lax$/)
    const old = new Browser(acme.url)
    await old.signInAs(MARIE)
    await browser.submit('/sign-out', {})
    expect((await browser.open('/')).location).toBe('/sign-in?next=%2F')
    clock += 8 * 60 * 60_000
    expect((await old.open('/')).location).toBe('/sign-in?next=%2F')
  })

  it.each([
    { headers: { 'sec-fetch-site': 'cross-site' } },
    { headers: { 'sec-fetch-site': 'same-site', origin: 'http://localhost:1' } },
    { headers: { origin: 'https://elsewhere.example' } },
    { headers: {} },
  ])('takes no form from another site: $headers', async ({ headers }) => {
    await browser.signInAs(MARIE)
    const seen = await browser.submit(`${PLEO}/connect`, { ledger: 'default' }, headers)
    expect(seen.status).toBe(403)
    expect(sessionsAsked()).toEqual([])
  })

  it('takes a form from a browser that sends only Origin', async () => {
    await browser.signInAs(MARIE)
    const seen = await browser.submit(`${PLEO}/connect`, { ledger: 'default' }, { origin: acme.url })
    expect(seen.status).toBe(303)
  })
})

describe('the settings page', () => {
  const pleo = async (...connections: object[]) => {
    keyturn.connections = connections
    await browser.signInAs(MARIE)
    return browser.open(PLEO)
  }

  const failed = { status: 'failed', issue: anIssue({ title: 'Pleo does not recognise this key' }) }
  const unverified = (reason: string) => ({ health: { state: 'unverified', reason, since: null } })
  it.each([
    { case: 'nothing', with: undefined, says: ['Not connected yet'], tone: 'quiet', button: 'Connect Pleo' },
    {
      case: 'not_connected',
      with: { state: 'not_connected', usable: false, account: null },
      says: ['Not connected yet'],
      tone: 'quiet',
      button: 'Connect Pleo',
    },
    {
      case: 'validating',
      with: { state: 'validating', usable: false },
      says: ['Validation in progress', 'Load this page again'],
      tone: 'busy',
      button: 'Manage',
    },
    {
      case: 'a replacement',
      with: { state: 'validating' },
      says: ['Validation in progress', 'The current one stays in use'],
      tone: 'busy',
      button: 'Manage',
    },
    {
      case: 'connected',
      with: {},
      says: [
        'Connected',
        'Acme ApS (Pleo)',
        'Company ID 7a0c2f5e-91d4-4f0e-8a39-2f4d1c6b8e10',
        'With this key since today, 10:12',
        'Nothing to do.',
      ],
      tone: 'good',
      button: 'Manage',
    },
    {
      case: 'a company without a name',
      with: { account: { id: '7a0c', name: null } },
      says: ['Company ID 7a0c'],
      tone: 'good',
      button: 'Manage',
    },
    {
      case: 'a failed replacement',
      with: { attempt: failed },
      says: ['Connected', 'Pleo does not recognise this key. The current one stays in use.'],
      tone: 'good',
      button: 'Manage',
    },
    {
      case: 'a provider that is away',
      with: unverified('provider_unreachable'),
      says: ['Connected', 'Pleo is not answering at the moment.'],
      tone: 'quiet',
      button: 'Manage',
    },
    {
      case: 'a key under suspicion',
      with: unverified('suspected'),
      says: ['Connected', 'Pleo refused the key once.'],
      tone: 'quiet',
      button: 'Manage',
    },
    {
      case: 'not usable',
      with: { usable: false, ...unverified('environment_not_configured') },
      says: ['Connected', 'not using this connection'],
      tone: 'quiet',
      button: 'Manage',
    },
    {
      case: 'action_required',
      with: { state: 'action_required', usable: false, issue: anIssue() },
      says: ['Action required', 'Your connection to Pleo is interrupted', 'Since today, 10:54'],
      tone: 'warn',
      button: 'Replace API Key',
    },
    {
      case: 'failed',
      with: { state: 'failed', usable: false, attempt: failed },
      says: ['Connection failed', 'Pleo does not recognise this key'],
      tone: 'warn',
      button: 'Connect Pleo',
    },
    {
      case: 'disconnected',
      with: { state: 'disconnected', usable: false, credential: null },
      says: ['Disconnected', 'Since today, 10:12'],
      tone: 'quiet',
      button: 'Connect Pleo',
    },
    {
      case: 'a state of tomorrow',
      with: { state: 'on_holiday' },
      says: ['Not known'],
      tone: 'quiet',
      button: 'Manage',
    },
  ])('[S60, S61] shows $case as $tone with "$button"', async ({ with: fields, says, tone, button }) => {
    const seen = await (fields === undefined ? pleo() : pleo(aConnection(fields)))
    const text = textOf(seen)
    for (const words of says) expect(text).toContain(words)
    expect(seen.html).toContain(`<span class="badge" data-tone="${tone}"`)
    expect(text).toContain(`${button} for Acme DK, main ledger`)
    expect(seen.html.includes('data-tone="good"')).toBe(tone === 'good')
  })

  it('believes Keyturn, not the address that the customer comes back with', async () => {
    await browser.signInAs(MARIE)
    const back = `${PLEO}?ledger=default&connection=conn_1&state=connected`
    const before = await browser.open(back)
    expect(before.html).not.toContain('data-tone="good"')
    expect(textOf(before)).toContain('Acme DK, main ledger: Not connected yet')
    keyturn.connections = [aConnection()]
    expect(textOf(await browser.open(back))).toContain('Acme DK, main ledger: Connected to Acme ApS (Pleo)')
  })

  it('asks Keyturn for this customer only', async () => {
    keyturn.connections = [
      aConnection({ tenantId: 'nordlys-7', reference: 'nordlys-dk', account: { id: 'x', name: 'Secret AS' } }),
    ]
    const seen = await pleo(...keyturn.connections)
    expect(textOf(seen)).not.toContain('Secret AS')
    for (const { query } of keyturn.asked) {
      expect(Object.fromEntries(query)).toEqual({ tenantId: 'acme-42', provider: 'pleo', limit: '200' })
    }
  })

  it('shows each of two ledgers with its own connection', async () => {
    keyturn.connections = [aConnection({ tenantId: 'nordlys-7', reference: 'nordlys-se' })]
    await browser.signInAs(JONAS)
    const text = textOf(await browser.open(PLEO))
    expect(text).toMatch(/Nordlys Denmark Not connected yet .* Nordlys Sweden Connected/)
  })

  it('writes names as text, whatever they are', async () => {
    const name = `<script>alert("x")</script>&'`
    const issue = anIssue({ title: name, message: name })
    const { html } = await pleo(aConnection({ state: 'action_required', account: { id: name, name }, issue }))
    expect(html).not.toContain('<script>')
    expect(html.split('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;').length).toBeGreaterThan(4)
  })
})

describe('a connection that needs action', () => {
  it.each(PAGES)('[S60, S61] is warned about on %s with the way out, also after signing in anew', async (path) => {
    keyturn.connections = [aConnection({ state: 'action_required', usable: false, issue: anIssue() })]
    await browser.signInAs(MARIE)
    await browser.submit('/sign-out', {})
    await browser.signInAs(MARIE)
    const seen = await browser.open(path)
    expect(seen.html).toContain('<details class="warning" open')
    expect(textOf(seen)).toContain('Pleo no longer accepts the key for Acme ApS.')
    expect(textOf(seen)).toContain('Replace API Key for Acme DK, main ledger')
    keyturn.connections = [aConnection()]
    expect((await browser.open(path)).html).not.toContain('class="warning"')
  })

  it('[S60] stays warned about while its new key is being checked', async () => {
    keyturn.connections = [aConnection({ state: 'validating', issue: anIssue() })]
    await browser.signInAs(MARIE)
    expect(textOf(await browser.open('/'))).toContain('A new key is being checked now.')
  })

  it('[S60] stays warned about while Keyturn does not answer', async () => {
    keyturn.connections = [aConnection({ state: 'action_required', usable: false, issue: anIssue() })]
    await browser.signInAs(MARIE)
    await browser.open('/')
    keyturn.mood = 'unavailable'
    const text = textOf(await browser.open('/'))
    expect(text).toContain('Your connection to Pleo is interrupted')
    expect(text).toContain('Whether this is solved is not known since today, 10:41')
  })
})

describe('while Keyturn does not answer', () => {
  it.each(['unavailable', 'refuses', 'nonsense', 'gone'] as const)(
    'says since when nothing is known, never green (%s)',
    async (mood) => {
      keyturn.connections = [aConnection()]
      await browser.signInAs(MARIE)
      expect((await browser.open(PLEO)).html).toContain('data-tone="good"')
      clock += 60_000
      if (mood === 'gone') await keyturn.close()
      else keyturn.mood = mood
      await browser.open('/')
      clock += 600_000
      const seen = await browser.open(`${PLEO}?ledger=default&state=connected`)
      expect(seen.status).toBe(200)
      expect(seen.html).not.toContain('data-tone="good"')
      const text = textOf(seen)
      expect(text).toContain('Not known at the moment')
      expect(text).toContain('Not known since today, 10:42')
      expect(text).toContain('Before that it was: Connected.')
      if (mood === 'gone') keyturn = await startKeyturnStandIn()
    },
  )

  it('says so as well when it never answered, and forgets it once it does', async () => {
    keyturn.mood = 'unavailable'
    await browser.signInAs(MARIE)
    expect(textOf(await browser.open(PLEO))).toContain('Not known since today, 10:41')
    keyturn.mood = 'well'
    expect(textOf(await browser.open(PLEO))).toContain('Not connected yet')
  })
})

describe('staying in Acme Books', () => {
  const HERE = `${PLEO}/here?ledger=default`
  const askSession = (ledger: string) => browser.submit(`${PLEO}/session`, { ledger })

  it('shows the form of a ledger where scripts run, and the button where none do', async () => {
    await browser.signInAs(MARIE)
    const { html } = await browser.open(HERE)
    expect(html).toMatch(/<keyturn-connect closable data-ledger="default">.*Go there.*<\/keyturn-connect>/s)
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/elements.js">'])
  })

  it('hands the browser the session as Keyturn answered it, for its own origin and its own ledger', async () => {
    await browser.signInAs(MARIE)
    const { status, html } = await askSession('default')
    expect([status, JSON.parse(html)]).toEqual([
      200,
      { id: 'cs_1', token: 'kt_session_1', url: `${keyturn.url}/connect/kt_session_1` },
    ])
    expect(sessionsAsked()[0]?.body).toMatchObject({
      tenantId: 'acme-42',
      reference: 'default',
      embedOrigins: [acme.url],
      returnUrl: `${acme.url}${HERE}`,
    })
  })

  it('hands out nothing of another customer, to nobody who is not signed in, and to no other site', async () => {
    expect((await askSession('default')).status).toBe(303)
    await browser.signInAs(MARIE)
    expect((await askSession('nordlys-dk')).status).toBe(422)
    expect((await browser.open(`${PLEO}/here?ledger=nordlys-dk`)).status).toBe(404)
    expect(
      (await browser.submit(`${PLEO}/session`, { ledger: 'default' }, { 'sec-fetch-site': 'cross-site' })).status,
    ).toBe(403)
    expect(sessionsAsked()).toEqual([])
  })

  it('has nothing to hand out while Keyturn is away', async () => {
    await browser.signInAs(MARIE)
    keyturn.mood = 'unavailable'
    expect((await askSession('default')).status).toBe(503)
  })

  it('keeps its own warning inside the banner, for where no script runs', async () => {
    keyturn.connections = [aConnection({ state: 'action_required', usable: false, issue: anIssue() })]
    await browser.signInAs(MARIE)
    const { html } = await browser.open('/invoices')
    expect(html).toMatch(
      /<keyturn-banner data-ledger="default" href="[^"]*here\?ledger=default">\s*<details class="warning" open>/,
    )
    expect(html).toContain('<script type="module" src="/elements.js">')
  })
})

describe('whatever a browser sends', () => {
  it('carries the same strict rules on every answer, and no script where no element stands', async () => {
    const seen = [await browser.open('/'), await browser.open('/sign-in'), await browser.submit('/sign-in', {}, {})]
    await browser.signInAs(MARIE)
    for (const path of [...PAGES, '/acme-books.css', '/acme-books.svg']) seen.push(await browser.open(path))
    for (const { headers, html } of seen) {
      expect(headers.get('content-security-policy')).toBe(
        `default-src 'none'; script-src 'self'; connect-src 'self' ${keyturn.url}; frame-src ${keyturn.url}; style-src 'self'; img-src 'self'; form-action 'self' ${keyturn.url}; frame-ancestors 'none'; base-uri 'none'`,
      )
      expect(headers.get('cache-control')).toBe('no-store')
      expect(html).not.toMatch(/<script|style="|\son\w+=/)
    }
  })

  it.each([
    {
      what: 'a form that is far too long',
      body: `email=${'x'.repeat(9_000)}`,
      type: 'application/x-www-form-urlencoded',
      status: 413,
    },
    {
      what: 'bytes that are no text',
      body: '%ff%00=%e0%80&%%%',
      type: 'application/x-www-form-urlencoded',
      status: 422,
    },
    { what: 'a broken multipart body', body: '--x\r\nnonsense', type: 'multipart/form-data; boundary=y', status: 422 },
    { what: 'JSON', body: '{"email":', type: 'application/json', status: 422 },
  ])('answers $what in words', async ({ body, type, status }) => {
    const headers = { 'sec-fetch-site': 'same-origin', 'content-type': type }
    const response = await fetch(new URL('/sign-in', acme.url), { method: 'POST', body, headers })
    expect(response.status).toBe(status)
    expect(await response.text()).toContain('<h1>')
    expect(problems).toEqual([])
  })

  it.each([
    'GET /%ff%zz HTTP/1.1\r\nHost: localhost',
    `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost`,
    'GET / HTTP/1.1\r\nHost: <>"\' nonsense',
    'GET / HTTP/1.1\r\nHost: ',
    'GET //elsewhere.example/connect/pleo HTTP/1.1\r\nHost: localhost',
    'GET /sign-in?next=%ff&next=%00&%%% HTTP/1.1\r\nHost: localhost',
    'GET / HTTP/1.1\r\nHost: localhost\r\nCookie: acme_books=%ff%zz; ;=;=;acme_books',
    'TRACE / HTTP/1.1\r\nHost: localhost',
    'nonsense',
  ])('answers %s, and not with a fault of ours', async (head) => {
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(await raw(acme.port, `${head}\r\nConnection: close\r\n\r\n`))?.[1])
    expect(status).toBeGreaterThanOrEqual(200)
    expect(status).toBeLessThan(500)
    expect(problems).toEqual([])
  })
})

const raw = (port: number, request: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, 'localhost', () => socket.write(request))
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })

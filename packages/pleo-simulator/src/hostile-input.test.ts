import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACME, magicKey, startSimulator } from './simulator.ts'
import type { Simulator } from './simulator.ts'
import { basic, rawCall, rawRequest } from './testing/raw-call.ts'

let simulator: Simulator

beforeAll(async () => {
  simulator = await startSimulator({ ratePerMinute: null })
})
afterAll(() => simulator.close())

const authorization = basic(magicKey('ok'))
const line = (call: string, rest = ''): string => `${call} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${rest}\r\n`
const json = (call: string, body: string): string => rawRequest({ call, body, headers: { authorization } })
const form = (path: string, body: string, headers: Readonly<Record<string, string>> = {}): string =>
  rawRequest({
    call: `POST ${path}`,
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...headers },
  })
const add = `/settings/accounting/${ACME.id}/add`

/** What it answers to requests that no client should send. */
const REQUESTS: readonly (readonly [says: string, status: number, request: string])[] = [
  ['absolute form', 400, line('GET http://x/v1/introspect')],
  ['asterisk form', 400, line('OPTIONS *')],
  ['two slashes', 401, line('GET //v1/introspect')],
  ['a path upwards', 401, line('GET /v1/../_simulator')],
  ['an encoded path upwards', 404, line('GET /settings/%2e%2e%2f%2e%2e/etc/passwd')],
  ['a file beside the assets', 404, line('GET /assets/../package.json')],
  ['a broken escape on a page', 404, line('GET /settings/accounting/%zz')],
  ['a broken escape in a query', 401, line('GET /v1/introspect?%zz=%')],
  ['an encoded colon', 404, line('POST /v1/installations/me%3Aactivate', `authorization: ${authorization}\r\n`)],
  ['a path of 8 kB', 401, line(`GET /v1/${'a'.repeat(8_000)}`)],
  ['headers over 16 kB', 400, line('GET /v1/introspect', `x: ${'a'.repeat(20_000)}\r\n`)],
  ['no Host', 400, 'GET / HTTP/1.1\r\n\r\n'],
  ['an empty Host', 400, 'GET / HTTP/1.1\r\nhost:\r\nconnection: close\r\n\r\n'],
  ['a Host with blanks', 400, 'GET / HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n'],
  ['no HTTP', 400, 'hello\r\n\r\n'],
  ['TRACE', 405, line('TRACE /v1/introspect', `authorization: ${authorization}\r\n`)],
  ['HEAD', 405, line('HEAD /v1/introspect', `authorization: ${authorization}\r\n`)],
  ['OPTIONS', 405, line('OPTIONS /v1/introspect', `authorization: ${authorization}\r\n`)],
  ['a body on GET', 200, json('GET /v1/introspect', '{}')],
  ['no JSON', 400, json('POST /v1/installations/me', '{"status":')],
  ['JSON that is null', 400, json('POST /v1/installations/me', 'null')],
  ['deep JSON', 400, json('POST /v1/installations/me', `{"metadata":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)],
  ['a body over 1 MB', 413, json('POST /v1/installations/me', ' '.repeat(1_100_000))],
  [
    'another media type',
    415,
    rawRequest({
      call: 'POST /v1/installations/me',
      body: 'a=b',
      headers: { authorization, 'content-type': 'text/plain' },
    }),
  ],
  [
    'a form from elsewhere',
    403,
    form(add, 'decision=allow', { 'sec-fetch-site': 'cross-site', origin: 'https://x.example' }),
  ],
  ['a form without a decision', 303, form(add, '')],
  ['a form with a wrong decision', 303, form(add, 'decision=%00%ff')],
  [
    'a form in chunks',
    303,
    line(`POST ${add}`, 'sec-fetch-site: same-origin\r\ntransfer-encoding: chunked\r\n') + '0\r\n\r\n',
  ],
  ['a form for no company', 404, form('/settings/accounting/none/add', 'decision=allow')],
  ['a form over the limit', 413, form(add, `a=${'a'.repeat(70_000)}`)],
  ['deleting no key', 404, form('/settings/api-keys/key_99/delete', '')],
  ['deleting __proto__', 404, form('/settings/api-keys/__proto__/delete', '')],
  ['a control form without fields', 422, form('/_simulator/forms/behaviour', '')],
  ['a control form with a wrong time', 422, form('/_simulator/forms/behaviour', 'behaviour=ok&forMs=soon')],
  ['a control form for no key', 404, form('/_simulator/forms/revoke', 'key=key_99')],
  ['a control form for no command', 404, form('/_simulator/forms/launch', 'key=key_1')],
  ['an unknown message on the control page', 200, line('GET /_simulator?done=constructor')],
]

describe('A request that no client should send', () => {
  it.each(REQUESTS)('%s is answered %i', async (_says, status, request) => {
    expect((await rawCall(simulator.port, request)).status).toBe(status)
  })

  it.each(['CONNECT x:443', 'GET /v1/introspect'])('an upgrade or a tunnel is cut: %s', async (call) => {
    const answer = await rawCall(simulator.port, line(call, 'connection: upgrade\r\nupgrade: websocket\r\n'))
    expect(answer.end).not.toBe('deadline')
    expect(answer.status).toBe(0)
  })

  it('broken off in its body leaves the next one untouched', async () => {
    const head = `POST /v1/installations/me HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"stat`
    await rawCall(simulator.port, head, { deadlineMs: 100 })
    expect((await rawCall(simulator.port, json('GET /v1/introspect', ''))).status).toBe(200)
  })

  const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const
  const PATHS = [
    '/v1/introspect',
    '/v1/installations/me',
    '/v1/installations/me:activate',
    `/v1/companies/${ACME.id}`,
    '/v1/companies',
    '/v2/employees',
    '/v3/export-jobs',
    '/v1/chart-of-accounts:search',
    '/',
    '/settings',
    add,
    '/settings/api-keys',
    '/_simulator',
    '/_simulator/keys',
    '/_simulator/behaviour',
    '/_simulator/requests',
    '/_simulator/forms/scopes',
    '/assets/standin.css',
  ] as const

  it('whatever it holds is answered, and never with 5xx', async () => {
    const request = fc.record({
      method: fc.constantFrom(...METHODS),
      path: fc.constantFrom(...PATHS),
      query: fc.string({ unit: 'binary', maxLength: 40 }),
      type: fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'text/plain'),
      body: fc.oneof(fc.json({ maxDepth: 4 }), fc.string({ unit: 'binary', maxLength: 200 })),
      authorization: fc.oneof(
        fc.constant(authorization),
        fc.base64String().map((text) => `Basic ${text}`),
        fc.constant(''),
      ),
    })
    await fc.assert(
      fc.asyncProperty(request, async ({ method, path, query, type, body, authorization: credential }) => {
        const bytes = rawRequest({
          call: `${method} ${path}?${encodeURIComponent(query.toWellFormed())}`,
          body,
          headers: { 'content-type': type, authorization: credential, 'sec-fetch-site': 'same-origin' },
        })
        const { status, end } = await rawCall(simulator.port, bytes)
        expect(end).toBe('closed')
        expect(status).toBeGreaterThanOrEqual(200)
        expect(status).toBeLessThan(500)
      }),
      { numRuns: 400 },
    )
  }, 120_000)
})

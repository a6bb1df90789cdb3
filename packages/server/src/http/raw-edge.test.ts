import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rawCall } from './testing/raw-call.ts'
import { aTenant, RunningKeyturn } from './testing/running-keyturn.ts'

let keyturn: RunningKeyturn
beforeAll(async () => {
  keyturn = await RunningKeyturn.start()
})
afterAll(() => keyturn[Symbol.asyncDispose]())

const AREA = '/v1/connect-sessions'
const lines = (...all: readonly string[]): string => `${all.join('\r\n')}\r\n\r\n`
const host = (): string => `Host: 127.0.0.1:${keyturn.port}`
const bearer = (): string => `Authorization: Bearer ${keyturn.token}`

function post(body: string | Buffer, ...headers: readonly string[]): Buffer {
  const bytes = Buffer.from(body)
  const types = headers.some((header) => /^content-type/i.test(header)) ? [] : ['Content-Type: application/json']
  const head = [`POST ${AREA} HTTP/1.1`, host(), bearer(), 'Connection: close', ...types, ...headers]
  return Buffer.concat([Buffer.from(lines(...head, `Content-Length: ${bytes.length}`)), bytes])
}
const begun = (how: string): string =>
  lines(`POST ${AREA} HTTP/1.1`, host(), bearer(), 'Content-Type: application/json', how)
const json = (members: string): string => `{"tenantId":"acme-42","provider":"pleo"${members}}`
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`

describe('bytes that are no request of ours', () => {
  const MALFORMED: readonly [string, () => string | Buffer, number][] = [
    ['two Hosts', () => lines('GET /healthz HTTP/1.1', host(), 'Host: other.example'), 400],
    ['the same Host twice', () => lines('GET /healthz HTTP/1.1', host(), host()), 400],
    ['no Host', () => lines('GET /healthz HTTP/1.1', 'Accept: */*'), 400],
    ['an empty Host', () => lines('GET /healthz HTTP/1.1', 'Host:'), 400],
    ['an absolute-form target', () => lines('GET http://other.example/healthz HTTP/1.1', host()), 400],
    ['an asterisk as the target', () => lines('OPTIONS * HTTP/1.1', host()), 400],
    ['GET with a body', () => `${lines('GET /healthz HTTP/1.1', host(), 'Content-Length: 2')}{}`, 400],
    ['GET with chunks', () => `${lines('GET /healthz HTTP/1.1', host(), 'Transfer-Encoding: chunked')}0\r\n\r\n`, 400],
    ['TRACE', () => lines('TRACE /healthz HTTP/1.1', host()), 405],
    ['a method of another protocol', () => lines('PROPFIND /healthz HTTP/1.1', host()), 405],
    ['two lengths', () => `${lines(`POST ${AREA} HTTP/1.1`, host(), 'Content-Length: 2', 'Content-Length: 3')}{}`, 400],
    [
      'a length and chunks',
      () => `${lines(`POST ${AREA} HTTP/1.1`, host(), 'Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
      400,
    ],
    ['a header over 8 kB', () => lines('GET /healthz HTTP/1.1', host(), `X-Long: ${'x'.repeat(9_000)}`), 431],
    ['a line that is no request line', () => lines('hello'), 400],
    ['an expectation we do not meet', () => lines('GET /healthz HTTP/1.1', host(), 'Expect: a miracle'), 417],
  ]
  it.each(MALFORMED)('[H1] are refused: %s; nothing behind them is read', async (_what, request, status) => {
    const behind = lines('GET /readyz HTTP/1.1', host(), 'Connection: close')
    const { statuses, text } = await rawCall(keyturn.port, Buffer.concat([Buffer.from(request()), Buffer.from(behind)]))
    expect(statuses).toEqual([status])
    expect(text).not.toContain('ready')
    expect((await keyturn.call('GET', '/healthz')).status).toBe(200)
  })

  it('are refused as a problem where there is a request to speak of', async () => {
    const { text } = await rawCall(keyturn.port, lines('TRACE / HTTP/1.1', host(), 'X-Secret: hush'))
    expect(text).toMatch(/content-type: application\/problem\+json/i)
    expect(text).toMatch(/"code":"method_not_allowed"/)
    expect(text).not.toContain('hush')
  })
})

describe('a body that cannot be relied on', () => {
  const BODIES: readonly [string, () => Buffer, number, string][] = [
    ['a name twice', () => post(json(',"tenantId":"acme-43"')), 400, 'malformed_request'],
    ['a name twice, once escaped', () => post(json(',"tenant\\u0049d":"acme-43"')), 400, 'malformed_request'],
    ['__proto__', () => post(json(',"__proto__":{"label":"x"}')), 400, 'malformed_request'],
    ['__proto__ in disguise', () => post(json(',"__prot\\u006f__":{}')), 400, 'malformed_request'],
    ['constructor within', () => post(json(',"user":{"constructor":{}}')), 400, 'malformed_request'],
    [
      'invalid UTF-8',
      () => post(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
      400,
      'malformed_request',
    ],
    ['no JSON', () => post('{tenantId: 1}'), 400, 'malformed_request'],
    ['half of it', () => post('{"tenantId":"acme-42"'), 400, 'malformed_request'],
    ['more after the end', () => post(`${json('')}{}`), 400, 'malformed_request'],
    ['nesting of 40', () => post(json(`,"user":${nested(40)}`)), 400, 'malformed_request'],
    ['nesting of 30,000', () => post(nested(30_000)), 400, 'malformed_request'],
    ['70 kB', () => post(json(`,"label":"${'x'.repeat(70_000)}"`)), 413, 'body_too_large'],
    ['plain text', () => post(json(''), 'Content-Type: text/plain'), 415, 'unsupported_media_type'],
    [
      'a form',
      () => post('tenantId=acme-42', 'Content-Type: application/x-www-form-urlencoded'),
      415,
      'unsupported_media_type',
    ],
    [
      'another charset',
      () => post(json(''), 'Content-Type: application/json; charset=utf-16'),
      415,
      'unsupported_media_type',
    ],
    ['a list', () => post('[]'), 422, 'invalid_request'],
    ['null', () => post('null'), 422, 'invalid_request'],
    ['nothing', () => post(''), 400, 'malformed_request'],
    ['a number for a name', () => post('{"tenantId":1e400,"provider":"pleo"}'), 422, 'invalid_request'],
    ['a control character', () => post(json(',"user":{"id":"\\u0000"}')), 422, 'invalid_request'],
  ]
  it.each(BODIES)('[H1] is refused: %s', async (_what, request, status, code) => {
    const { statuses, text } = await rawCall(keyturn.port, request())
    expect(statuses).toEqual([status])
    expect(text).toContain(`"code":"${code}"`)
    const next = await keyturn.call('POST', AREA, { body: { tenantId: aTenant(), provider: 'pleo' } })
    expect(next.status).toBe(201)
  })

  it.each([
    ['half of what was announced', () => `${begun('Content-Length: 100')}{"tenantId"`],
    ['a chunk that is none', () => `${begun('Transfer-Encoding: chunked')}zz\r\n`],
  ])('is no fault of ours where the client hangs up after %s', async (_what, request) => {
    const before = keyturn.logged('a request failed for a reason of ours')
    const socket = connect(keyturn.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(request())
    socket.end()
    await once(socket.resume(), 'close')
    expect((await keyturn.call('GET', '/v1/connections')).status).toBe(200)
    expect(keyturn.logged('a request failed for a reason of ours')).toBe(before)
  })

  it('[H1] is refused where 70 kB come in chunks, without a length', async () => {
    const chunk = 'x'.repeat(10_000)
    const chunks = `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(7)
    const type = 'Content-Type: application/json'
    const head = lines(
      `POST ${AREA} HTTP/1.1`,
      host(),
      bearer(),
      'Connection: close',
      type,
      'Transfer-Encoding: chunked',
    )
    expect((await rawCall(keyturn.port, `${head}${chunks}0\r\n\r\n`)).statuses).toEqual([413])
    expect((await keyturn.call('GET', '/v1/connections')).status).toBe(200)
  })

  it.each([AREA, '/v1/connections/import', '/v1/api-tokens'])(
    'is refused by %s where there is none, and no type either',
    async (path) => {
      for (const length of ['Content-Length: 0', 'Transfer-Encoding: chunked']) {
        const end = length.startsWith('T') ? '0\r\n\r\n' : ''
        const head = lines(`POST ${path} HTTP/1.1`, host(), bearer(), 'Connection: close', length)
        expect((await rawCall(keyturn.port, head + end)).statuses).toEqual([422])
      }
    },
  )

  it.each([
    ['half a surrogate', '\\ud800'],
    ['what turns the words behind it around', 'Acme \\u202egnp'],
  ])('is refused in words with %s in a name', async (_what, label) => {
    const { statuses, text } = await rawCall(keyturn.port, post(json(`,"label":"${label}"`)))
    expect(statuses).toEqual([422])
    expect(text).toContain('must be one line of text')
  })

  it.each(['/connect/../v1/connections', '/v1/./connections', '/v1/%2e%2E/healthz', '/healthz/..'])(
    'and dot segments in %s lead nowhere',
    async (target) => {
      const { statuses } = await rawCall(keyturn.port, `GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
      expect(statuses).toEqual([400])
    },
  )

  it('[H1] leaves the prototype of everything as it was', async () => {
    await rawCall(keyturn.port, post(json(',"__proto__":{"polluted":true}')))
    expect('polluted' in {}).toBe(false)
  })

  it('is taken where it is plain JSON in UTF-8', async () => {
    const body = json(',"label":"Ærø Øl ApS"')
    expect((await rawCall(keyturn.port, post(body, 'Content-Type: application/json; charset=utf-8'))).statuses).toEqual(
      [201],
    )
  })
})

import { getEventListeners, once } from 'node:events'
import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { Secret } from '../domain/secret.ts'
import type { ProviderHttp, ProviderRequest, ProviderResponse } from '../engine/ports/provider-http.ts'
import { RefusedPath } from './origin.ts'
import { createProviderHttp } from './provider-http.ts'
import { addressOf, httpAnswer, startRawServer } from './testing/raw-server.ts'
import type { RawServer } from './testing/raw-server.ts'

const KEY = 'demo-key-not-real-0001'
const ENCODED = 'ZGVtby1rZXktbm90LXJlYWwtMDAwMTo='

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean()
})

async function serve(...args: Parameters<typeof startRawServer>): Promise<RawServer> {
  const server = await startRawServer(...args)
  cleanups.push(() => server.close())
  return server
}

function clientOf(baseUrl: URL): ProviderHttp {
  const http = createProviderHttp({ baseUrl, authorization: 'basic-user', allowPlainHttp: 'loopback' })
  cleanups.push(() => http.close())
  return http
}

const request = (more: Partial<ProviderRequest> = {}): ProviderRequest => ({
  method: 'GET',
  path: '/v1/introspect',
  credential: new Secret(Buffer.from(KEY)),
  signal: AbortSignal.timeout(5_000),
  ...more,
})

const send = (server: RawServer, more: Partial<ProviderRequest> = {}): Promise<ProviderResponse> =>
  clientOf(server.url).send(request(more))

const bodyOf = (response: ProviderResponse): string =>
  response.kind === 'answer' ? Buffer.from(response.body).toString() : response.why

describe('a request', () => {
  it('[X26] carries the key in one header and nowhere else', async () => {
    const server = await serve((socket) => socket.write(httpAnswer(200, '{}')))
    await send(server, { method: 'POST', path: '/v1/installations/me', json: { status: 'ACTIVATED' } })
    const text = server.received.join('')
    const [head, body] = text.split('\r\n\r\n')
    expect(head?.split('\r\n')).toEqual([
      'POST /v1/installations/me HTTP/1.1',
      `host: 127.0.0.1:${server.port}`,
      'connection: keep-alive',
      `authorization: Basic ${ENCODED}`,
      'user-agent: Keyturn',
      'accept: application/json',
      'accept-encoding: identity',
      'content-type: application/json',
      'content-length: 22',
    ])
    expect(body).toBe('{"status":"ACTIVATED"}')
    expect(text).not.toContain(KEY)
    expect(text.split(ENCODED)).toHaveLength(2)
  })

  it('reuses its connections', async () => {
    const server = await serve((socket) => socket.write(httpAnswer(200, '{}')))
    const http = clientOf(server.url)
    for (let call = 0; call < 20; call += 1) await http.send(request())
    expect(server.received.length).toBeLessThanOrEqual(2)
  })

  it('is not made for a path that could leave the host', async () => {
    const server = await serve((socket) => socket.write(httpAnswer(200, '{}')))
    await expect(send(server, { path: '//evil.example/v1' })).rejects.toBeInstanceOf(RefusedPath)
    expect(server.received).toHaveLength(0)
  })

  it('is not made after the deadline', async () => {
    const server = await serve((socket) => socket.write(httpAnswer(200, '{}')))
    expect(await send(server, { signal: AbortSignal.abort() })).toEqual({ kind: 'silence', why: 'timeout' })
    expect(server.received).toHaveLength(0)
  })
})

describe('an answer', () => {
  it('comes with its status, type, Retry-After and bytes', async () => {
    const server = await serve((socket) => socket.write(httpAnswer(429, '{"a":1}', { 'retry-after': '7' })))
    expect(await send(server)).toMatchObject({
      kind: 'answer',
      status: 429,
      contentType: 'application/json',
      retryAfter: '7',
    })
  })

  it.each([200, 201, 400, 401, 403, 404, 409, 422, 500, 502, 503, 599])('%i is an answer', async (status) => {
    const server = await serve((socket) => socket.write(httpAnswer(status, 'x')))
    expect(await send(server)).toMatchObject({ kind: 'answer', status })
  })

  it('of 204 has no bytes', async () => {
    const server = await serve((socket) => socket.write('HTTP/1.1 204 No Content\r\n\r\n'))
    expect(await send(server)).toEqual({
      kind: 'answer',
      status: 204,
      contentType: null,
      retryAfter: null,
      body: Buffer.alloc(0),
    })
  })

  it.each([
    ['in chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
    [
      'after an informational one',
      'HTTP/1.1 103 Early Hints\r\ncontent-encoding: br\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}',
    ],
    ['under content-encoding identity', 'HTTP/1.1 200 OK\r\ncontent-encoding: Identity\r\ncontent-length: 2\r\n\r\n{}'],
  ])('%s is read', async (_name, bytes) => {
    const server = await serve((socket) => socket.write(bytes))
    expect(bodyOf(await send(server))).toBe('{}')
  })

  it('of exactly 256 kB is read, and one byte more is not', async () => {
    const server = await serve((socket, text) => {
      socket.write(httpAnswer(200, Buffer.alloc(text.includes('/more') ? 262_145 : 262_144, 'x')))
    })
    const whole = await send(server)
    expect(whole.kind === 'answer' ? whole.body.length : whole.why).toBe(262_144)
    expect(await send(server, { path: '/more' })).toEqual({ kind: 'silence', why: 'too_large' })
  })

  it('cannot answer the request after it', async () => {
    const server = await serve((socket) =>
      socket.write(Buffer.concat([httpAnswer(200, '{}'), httpAnswer(401, '{"planted":true}')])),
    )
    const http = clientOf(server.url)
    for (let call = 0; call < 5; call += 1) expect(await http.send(request())).toMatchObject({ status: 200 })
  })
})

describe('silence', () => {
  it.each([300, 301, 302, 303, 304, 307, 308])(
    '[E1] %i is not followed: the other host sees no connection',
    async (status) => {
      const other = await serve((socket) => socket.write(httpAnswer(200, '{}')))
      const server = await serve((socket) =>
        socket.write(httpAnswer(status, '', { location: `${other.url}v1/introspect` })),
      )
      expect(await send(server)).toEqual({ kind: 'silence', why: 'redirect' })
      await send(other)
      expect(other.received, 'ours alone').toHaveLength(1)
    },
  )

  it.each(['gzip', 'br', 'deflate', 'zstd', 'identity, gzip', 'x-unknown'])(
    'compression by %s is not undone',
    async (encoding) => {
      const server = await serve((socket) =>
        socket.write(httpAnswer(200, gzipSync('{}'), { 'content-encoding': encoding })),
      )
      expect(await send(server)).toEqual({ kind: 'silence', why: 'undecodable' })
    },
  )

  it.each([
    ['reset', 'network', (socket) => socket.resetAndDestroy()],
    ['closed at once', 'network', (socket) => socket.end()],
    ['closed in the head', 'network', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le')],
    ['closed before the body', 'network', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n')],
    ['closed in the body', 'network', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"a":')],
    [
      'closed between chunks',
      'network',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n'),
    ],
    ['not HTTP', 'undecodable', (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
    ['HTTP/2 frames', 'undecodable', (socket) => socket.end(Buffer.from('00001204000000000000', 'hex'))],
    [
      'two lengths',
      'network',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}'),
    ],
    [
      'length and chunks',
      'network',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'),
    ],
    ['negative length', 'undecodable', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\n{}')],
    [
      'bad chunk size',
      'undecodable',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'),
    ],
    [
      'an upgrade',
      'network',
      (socket) => socket.write('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    ],
    [
      'an announced gigabyte',
      'too_large',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n'),
    ],
    ['one huge header', 'too_large', (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`)],
    ['many headers', 'too_large', (socket) => socket.write(`HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(9_000)}\r\n`)],
  ] satisfies [string, string, Parameters<typeof startRawServer>[0]][])('%s is %s', async (_name, why, answer) => {
    const server = await serve(answer)
    expect(await send(server)).toEqual({ kind: 'silence', why })
  })

  it('a refused connection is the network', async () => {
    const server = await startRawServer(() => undefined)
    await server.close()
    expect(await send(server)).toEqual({ kind: 'silence', why: 'network' })
  })

  it('a name that does not resolve is the network', async () => {
    const http = clientOf(new URL('https://no-such-host.invalid'))
    expect(await http.send(request())).toEqual({ kind: 'silence', why: 'network' })
  })

  it('an endless body is cut at the limit, its socket destroyed', async () => {
    const server = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      const chunk = Buffer.concat([Buffer.from('4000\r\n'), Buffer.alloc(0x4000, 'x'), Buffer.from('\r\n')])
      const pour = (): void => {
        while (!socket.destroyed && socket.write(chunk));
        socket.once('drain', pour)
      }
      pour()
    })
    expect(await send(server)).toEqual({ kind: 'silence', why: 'too_large' })
    await expect.poll(server.openSockets).toBe(0)
  })
})

describe('the deadline', () => {
  const drip = (socket: Parameters<Parameters<typeof startRawServer>[0]>[0], bytes: string): void => {
    const timer = setInterval(() => socket.write(bytes), 10)
    socket.on('close', () => clearInterval(timer))
  }

  it.each([
    ['before any byte', () => undefined],
    ['in the head', (socket) => drip(socket.setNoDelay(), 'HTTP/1.1 200 OK\r\n'.slice(0, 1))],
    ['between hints', (socket) => drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n')],
    ['in the body', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"a":')],
    [
      'in a dripping body',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n')
        drip(socket, ' ')
      },
    ],
  ] satisfies [string, Parameters<typeof startRawServer>[0]][])('ends a call %s', async (_name, answer) => {
    const server = await serve(answer)
    const response = await send(server, { signal: AbortSignal.timeout(200) })
    expect(response.kind).toBe('silence')
    await expect.poll(server.openSockets).toBe(0)
  })

  it('ends a call that waits for a free connection, and it is never sent', async () => {
    const server = await serve(() => undefined)
    const http = clientOf(server.url)
    const hanging = Array.from({ length: 64 }, () => http.send(request({ signal: AbortSignal.timeout(600) })))
    const waiting = await http.send(request({ path: '/v1/waited', signal: AbortSignal.timeout(100) }))
    expect(waiting).toEqual({ kind: 'silence', why: 'timeout' })
    await Promise.all(hanging)
    void http.send(request({ path: '/v1/after' }))
    await expect.poll(() => server.received.join('')).toContain('/v1/after')
    expect(server.received.join('')).not.toContain('/v1/waited')
  })

  it('leaves no listener behind on a signal that many calls share', async () => {
    const server = await serve((socket) => socket.write(httpAnswer(200, '{}')))
    const http = clientOf(server.url)
    const { signal } = new AbortController()
    await Promise.all(Array.from({ length: 20 }, () => http.send(request({ signal }))))
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })
})

it('a close ends what is under way', async () => {
  const server = await serve(() => undefined)
  const http = clientOf(server.url)
  const answer = http.send(request())
  await expect.poll(() => server.received.length).toBe(1)
  await http.close()
  expect(await answer).toEqual({ kind: 'silence', why: 'network' })
  expect(await http.send(request())).toEqual({ kind: 'silence', why: 'network' })
})

it('does not go through a proxy that the environment names', async () => {
  const proxy = await serve((socket) => socket.write(httpAnswer(200, '{"proxied":true}')))
  const direct = createServer((_request, response) => response.end('{"direct":true}'))
  direct.listen(0, '127.0.0.1')
  await once(direct, 'listening')
  cleanups.push(async () => void direct.close())
  process.env['HTTP_PROXY'] = proxy.url.href
  try {
    const http = clientOf(new URL(`http://localhost:${addressOf(direct.address()).port}`))
    expect(bodyOf(await http.send(request()))).toBe('{"direct":true}')
  } finally {
    delete process.env['HTTP_PROXY']
  }
})

import type { LookupAddress } from 'node:dns'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { reportFigure } from '@keyturn/scripts/scale'
import type { WebhookAnswer, WebhookHttp, WebhookRequest } from '../engine/ports/webhook-http.ts'
import { runs } from '../testing/scale.ts'
import { nameServers } from './names.ts'
import type { Resolve } from './names.ts'
import { innerUrls } from './testing/inner-urls.ts'
import { BusyThreads } from './testing/busy-threads.ts'
import { startNameServer } from './testing/name-server.ts'
import { httpAnswer, startRawServer } from './testing/raw-server.ts'
import type { RawServer } from './testing/raw-server.ts'
import { createWebhookHttp } from './webhook-http.ts'
import type { WebhookHttpOptions } from './webhook-http.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

async function serve(answer: Parameters<typeof startRawServer>[0]): Promise<RawServer> {
  const server = await startRawServer(answer)
  cleanups.push(() => server.close())
  return server
}

function client(options: Partial<WebhookHttpOptions> = {}): WebhookHttp {
  const http = createWebhookHttp({ allowPlainHttp: 'loopback', ports: new Set([443]), ...options })
  cleanups.push(() => http.close())
  return http
}

const post = (http: WebhookHttp, url: string | URL, more: Partial<WebhookRequest> = {}): Promise<WebhookAnswer> =>
  http.post({
    url: String(url),
    headers: { 'webhook-id': 'evt_1' },
    body: '{"a":1}',
    signal: AbortSignal.timeout(5_000),
    ...more,
  })

const answers = (status: number, headers: Readonly<Record<string, string>> = {}, body = ''): Promise<RawServer> =>
  serve((socket) => socket.write(httpAnswer(status, body, headers)))

describe('a delivery', () => {
  it('is one POST with its headers and its body, as they were given', async () => {
    const server = await answers(204)
    const url = new URL('/hook/a%20b?c=d', server.url)
    expect(await post(client(), url)).toEqual({ kind: 'answer', status: 204, retryAfter: null })
    const [head = '', body] = server.received.join('').split('\r\n\r\n')
    expect(head.split('\r\n')).toEqual([
      'POST /hook/a%20b?c=d HTTP/1.1',
      `host: 127.0.0.1:${server.port}`,
      'connection: keep-alive',
      'webhook-id: evt_1',
      'user-agent: Keyturn',
      'content-type: application/json',
      'accept: */*',
      'accept-encoding: identity',
      'content-length: 7',
    ])
    expect(body).toBe('{"a":1}')
  })

  it('uses one connection for several, as long as it is fresh', async () => {
    const server = await answers(200, {}, 'ok')
    const http = client()
    for (let time = 0; time < 10; time += 1) await post(http, server.url)
    expect(server.received.length).toBeLessThan(3)
  })

  it('hands on when to come again', async () => {
    const server = await answers(503, { 'retry-after': '120' })
    expect(await post(client(), server.url)).toEqual({ kind: 'answer', status: 503, retryAfter: '120' })
  })

  it.each([301, 302, 303, 307, 308, 300])('[E1] follows no redirect: %d is what was answered', async (status) => {
    const elsewhere = await answers(200)
    const server = await answers(status, { location: elsewhere.url.href })
    expect(await post(client(), server.url)).toMatchObject({ kind: 'answer', status })
    expect(elsewhere.received).toEqual([])
  })

  it('reads 64 kB of an answer and no more, and lets what was answered stand', async () => {
    let sent = 0
    const server = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      const pour = (): void => {
        while (!socket.destroyed && socket.write(`1000\r\n${'x'.repeat(4_096)}\r\n`)) sent += 4_096
      }
      socket.on('drain', pour)
      pour()
    })
    expect(await post(client(), server.url)).toMatchObject({ kind: 'answer', status: 200 })
    await vi.waitFor(() => expect(server.openSockets()).toBe(0))
    // What lay in the buffers of two sockets was sent as well.
    expect(sent).toBeLessThan(16_000_000)
  })

  it.each([
    ['never answers', '', { kind: 'silence', why: 'timeout' }],
    ['never ends its head', 'HTTP/1.1 200 OK\r\nx: ', { kind: 'silence', why: 'timeout' }],
    ['never ends its body', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nx', { kind: 'answer', status: 200 }],
  ])('ends at the deadline where an endpoint %s', async (_what, sent, outcome) => {
    const server = await serve((socket) => socket.write(sent))
    expect(await post(client(), server.url, { signal: AbortSignal.timeout(200) })).toMatchObject(outcome)
    await vi.waitFor(() => expect(server.openSockets()).toBe(0))
  })

  it.each([
    ['is no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n\r\n', 'unreadable'],
    ['has a head without an end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 'unreadable'],
  ])('says what an answer is that %s', async (_what, sent, why) => {
    const server = await serve((socket) => socket.write(sent))
    expect(await post(client(), server.url)).toEqual({ kind: 'silence', why })
  })

  it('says that nobody was there', async () => {
    const server = await startRawServer(() => undefined)
    await server.close()
    expect(await post(client(), server.url)).toEqual({ kind: 'silence', why: 'network' })
    const dropped = await serve((socket) => socket.destroy())
    expect(await post(client(), dropped.url)).toEqual({ kind: 'silence', why: 'network' })
  })

  it('ends before its deadline where the name of an endpoint is not resolved, as a time-out', async () => {
    await using silent = await startNameServer(() => 'silence')
    const http = client({ resolve: nameServers({ servers: [silent.address], withinMs: 300 }) })
    const unanswered = { kind: 'silence', why: 'timeout' }
    expect(await post(http, 'https://hanging.example/', { signal: AbortSignal.timeout(60_000) })).toEqual(unanswered)
    expect(await http.examine('https://hanging.example/')).toBeNull()
    expect(silent.asked).toContain('AAAA hanging.example')
  })

  it('is not sent to a TLS port that speaks no TLS', async () => {
    const server = await serve(() => undefined)
    const url = `https://127.0.0.1:${server.port}/`
    const answer = await post(client(), url, { signal: AbortSignal.timeout(500) })
    expect(answer.kind).toBe('silence')
    expect(server.received.join('')).not.toContain('evt_1')
  })
})

describe('an endpoint inside', () => {
  /** A real listener on loopback whose port is allowed: a spelling that slipped through would reach it. */
  async function bait(): Promise<{ readonly server: RawServer; readonly options: WebhookHttpOptions }> {
    const server = await answers(200)
    const resolve: Resolve = async () => [{ address: '127.0.0.1', family: 4 }]
    return { server, options: { allowPlainHttp: 'never', ports: new Set([443, server.port]), resolve } }
  }

  it('[E1] is refused in every spelling, when it is saved and when it is called, and never connected to', async () => {
    const { server, options } = await bait()
    const http = client(options)
    const urls = [
      ...innerUrls(`:${server.port}`),
      `https://localhost:${server.port}/`,
      `https://a.localhost:${server.port}/`,
    ]
    for (const url of urls) {
      expect([url, await http.examine(url)]).not.toEqual([url, null])
      expect([url, await post(http, url)]).toEqual([url, { kind: 'silence', why: 'refused_address' }])
    }
    expect(server.received).toEqual([])
  })

  it('[E1] is refused by whatever name it goes, also when the name led elsewhere before', async () => {
    const { server, options } = await bait()
    const flips = runs({ test: 100, verify: 1_000 })
    const inner: LookupAddress[] = [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
      { address: '::ffff:127.0.0.1', family: 6 },
      { address: '64:ff9b::7f00:1', family: 6 },
      { address: '2002:7f00:1::', family: 6 },
      { address: '169.254.169.254', family: 4 },
    ]
    let asked = 0
    const resolve: Resolve = async () => {
      const outer: LookupAddress = { address: '93.184.215.14', family: 4 }
      const address = inner[asked % inner.length] ?? outer
      asked += 1
      return asked % 3 === 0 ? [outer, address] : [address]
    }
    const http = client({ ...options, resolve })
    for (let flip = 0; flip < flips; flip += 1) {
      const answer = await post(http, `https://rebinding.example:${server.port}/`)
      expect(answer).toEqual({ kind: 'silence', why: 'refused_address' })
    }
    // Once for each connection: nothing is resolved a second time between the judgement and the connection.
    expect(asked).toBe(flips)
    expect(server.received).toEqual([])
    reportFigure('E1', `${flips} rebinding flips of a webhook host, 0 connections inside`)
  })

  it('is refused by name while every thread of the process is busy', async () => {
    const http = createWebhookHttp({ allowPlainHttp: 'never', ports: new Set([443]) })
    const busy = new BusyThreads()
    expect(await http.examine('https://localhost/')).toBe('private_address')
    expect(busy.hadRoom).toBe(false)
    await busy.over
    await http.close()
  })

  it('is no fault of a name that nobody knows at the moment', async () => {
    const resolve: Resolve = () => Promise.reject(new Error('ENOTFOUND'))
    const http = client({ resolve })
    expect(await http.examine('https://soon.acme.example/')).toBeNull()
    expect(await post(http, 'https://soon.acme.example/')).toEqual({ kind: 'silence', why: 'network' })
  })

  it('is taken on this machine where that is allowed, by the names of loopback alone', async () => {
    const { server, options } = await bait()
    const http = client({ ...options, allowPlainHttp: 'loopback' })
    for (const host of ['127.0.0.1', 'localhost']) {
      expect(await http.examine(`http://${host}:${server.port}/`)).toBeNull()
      expect(await post(http, `http://${host}:${server.port}/`)).toMatchObject({ status: 200 })
    }
    expect(await http.examine(`https://acme.example:${server.port}/`)).toBe('private_address')
    expect(await post(http, `https://acme.example:${server.port}/`)).toEqual({
      kind: 'silence',
      why: 'refused_address',
    })
  })
})

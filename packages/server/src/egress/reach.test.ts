import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { RefusedBaseUrl } from './origin.ts'
import { reach } from './reach.ts'
import { addressOf, httpAnswer, startRawServer } from './testing/raw-server.ts'
import type { RawServer } from './testing/raw-server.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean()
})

async function serve(answer: Parameters<typeof startRawServer>[0]): Promise<RawServer> {
  const server = await startRawServer(answer)
  cleanups.push(() => server.close())
  return server
}

describe('a host', () => {
  it.each([
    ['an answer', httpAnswer(200, '{}')],
    ['a refusal', httpAnswer(401, '{}')],
    ['an error', httpAnswer(503, '')],
    ['a redirect', httpAnswer(302, '', { location: 'https://elsewhere.example/' })],
    ['compressed bytes', httpAnswer(200, 'x', { 'content-encoding': 'gzip' })],
    ['too much', 'HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n'],
  ])('is reached where it gives %s', async (_what, bytes) => {
    const server = await serve((socket) => socket.write(bytes))
    expect(await reach(server.url, 'loopback')).toBeNull()
    await expect.poll(server.openSockets).toBe(0)
  })

  it('is asked once, without a key', async () => {
    const server = await serve((socket) => socket.write(httpAnswer(200, '{}')))
    await reach(new URL('/pleo/', server.url), 'loopback')
    const [head = ''] = server.received.join('').split('\r\n\r\n')
    expect(head.split('\r\n')).toEqual([
      'GET /pleo/ HTTP/1.1',
      `host: 127.0.0.1:${server.port}`,
      'connection: keep-alive',
      'user-agent: Keyturn',
      'accept-encoding: identity',
    ])
  })

  it('is not reached where nobody listens, or where it hangs up', async () => {
    const gone = await startRawServer(() => undefined)
    await gone.close()
    expect(await reach(gone.url, 'loopback')).toBe('network')
    const rude = await serve((socket) => socket.destroy())
    expect(await reach(rude.url, 'loopback')).toBe('network')
  })

  it('is not reached where it speaks no TLS behind https', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end(httpAnswer(200, '{}')))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    cleanups.push(async () => void server.close())
    const { port } = addressOf(server.address())
    expect(await reach(new URL(`https://127.0.0.1:${port}`), 'never')).toBe('tls')
  })

  it('is not asked at all over plain http, but on this machine', async () => {
    await expect(reach(new URL('http://external.example'), 'loopback')).rejects.toBeInstanceOf(RefusedBaseUrl)
    const server = await serve((socket) => socket.write(httpAnswer(200, '{}')))
    await expect(reach(server.url, 'never')).rejects.toBeInstanceOf(RefusedBaseUrl)
    expect(server.received).toEqual([])
  })
})

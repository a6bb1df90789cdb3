import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { createProviderHttp } from '../../egress/provider-http.ts'
import { httpAnswer, startRawServer } from '../../egress/testing/raw-server.ts'
import type { RawServer } from '../../egress/testing/raw-server.ts'
import type { ProviderHttp } from '../../engine/ports/provider-http.ts'
import type { Provider } from '../../engine/ports/provider.ts'
import { aCall, aKey, COMPANY, CONNECTION, installationBody, KEY, pleoOver } from './testing/pleo-answers.ts'

const DEADLINE_MS = 200
const MEMORY_BOUND_BYTES = 64 * 1024 * 1024

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean()
})

async function facing(
  answer: (socket: Socket, request: string) => void,
): Promise<{ pleo: Provider; server: RawServer }> {
  const server = await startRawServer(answer)
  const http: ProviderHttp = createProviderHttp({
    baseUrl: server.url,
    authorization: 'basic-user',
    allowPlainHttp: 'loopback',
  })
  cleanups.push(
    () => http.close(),
    () => server.close(),
  )
  return { pleo: pleoOver(http), server }
}

const GOOD = {
  data: {
    authMethod: 'API_KEY',
    clientId: '0f5b7c1e-3d52-4a86-9a57-6f1f3f0e2b11',
    scope: 'export-jobs:read',
    subjectURN: `urn:pleo:company:${COMPANY}`,
  },
}
const good = JSON.stringify(GOOD)
const head = (status: number, ...lines: string[]): string =>
  `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`

function pour(socket: Socket, chunk: Buffer): void {
  const go = (): void => {
    while (!socket.destroyed && socket.write(chunk));
    socket.once('drain', go)
  }
  go()
}

function drip(socket: Socket, text: string): void {
  let at = 0
  const timer = setInterval(() => socket.write(text[at++ % text.length] ?? ' '), 20)
  socket.on('close', () => clearInterval(timer))
}

const deep = (open: string, close: string): string => open.repeat(10_000) + close.repeat(10_000)
const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '), { level: 9 })

/** Each could come with any status; none may ever be a verdict. */
const HOSTILE: Readonly<Record<string, (socket: Socket, status: number) => unknown>> = {
  'a page': (socket, status) =>
    socket.write(
      httpAnswer(status, '<html><body>Sign in to the airport</body></html>', { 'content-type': 'text/html' }),
    ),
  'a page that says JSON': (socket, status) => socket.write(httpAnswer(status, '\n <!DOCTYPE html>')),
  'cut JSON': (socket, status) => socket.write(httpAnswer(status, good.slice(0, -3))),
  'JSON and a tail': (socket, status) => socket.write(httpAnswer(status, `${good}x`)),
  'JSON twice': (socket, status) => socket.write(httpAnswer(status, good + good)),
  'invalid UTF-8': (socket, status) =>
    socket.write(httpAnswer(status, Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]))),
  'a duplicate field': (socket, status) =>
    socket.write(httpAnswer(status, good.replace('"scope"', '"authMethod":"OAUTH2","scope"'))),
  'a prototype': (socket, status) =>
    socket.write(httpAnswer(status, good.replace('{"auth', '{"__proto__":{"admin":true},"auth'))),
  'a constructor': (socket, status) =>
    socket.write(httpAnswer(status, good.replace('{"auth', '{"constructor":{"prototype":{}},"auth'))),
  '10,000 lists': (socket, status) => socket.write(httpAnswer(status, deep('[', ']'))),
  '10,000 objects': (socket, status) => socket.write(httpAnswer(status, deep('{"a":', '}').replace('}', '1}'))),
  'a compressed bomb': (socket, status) => socket.write(httpAnswer(status, BOMB, { 'content-encoding': 'gzip' })),
  'a bomb without its name': (socket, status) => socket.write(httpAnswer(status, BOMB)),
  'an endless body': (socket, status) => {
    socket.write(head(status, 'transfer-encoding: chunked'))
    pour(socket, Buffer.from(`8000\r\n${' '.repeat(0x8000)}\r\n`))
  },
  'an endless head': (socket, status) => {
    socket.write(`HTTP/1.1 ${status} X\r\n`)
    pour(socket, Buffer.from(`x-a: ${'y'.repeat(8_000)}\r\n`))
  },
  'an endless row of hints': (socket) => pour(socket, Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100))),
  'too short a length': (socket, status) => socket.write(`${head(status, 'content-length: 20')}${good}`),
  'too long a length': (socket, status) => socket.end(`${head(status, 'content-length: 2000')}${good}`),
  'a length that never comes': (socket, status) => socket.write(`${head(status, 'content-length: 2000')}${good}`),
  'a reset in the body': (socket, status) => {
    socket.write(`${head(status, 'content-length: 2000')}${good}`)
    setTimeout(() => socket.resetAndDestroy(), 10)
  },
  'a dripping head': (socket, status) => drip(socket, head(status)),
  'a dripping body': (socket, status) => {
    socket.write(head(status, 'content-length: 2000'))
    drip(socket, good)
  },
  'another protocol': (socket) => socket.end('220 smtp.example ESMTP\r\n'),
  nothing: () => undefined,
}

const unreachable = { kind: 'inconclusive', reason: 'provider_unreachable' }

describe.each([200, 401, 403])('with status %i', (status) => {
  it.each(Object.entries(HOSTILE))(
    '[D39] %s says nothing about the key, and is left at the deadline',
    async (_name, play) => {
      const { pleo } = await facing((socket) => void play(socket, status))
      const ends = await Promise.all([
        pleo.identify(aKey(), aCall(DEADLINE_MS)),
        pleo.check(aKey(), aCall(DEADLINE_MS)),
      ])
      expect(ends).toMatchObject([unreachable, unreachable])
    },
  )
})

describe('installing against a hostile host', () => {
  it.each(Object.entries(HOSTILE))('%s never installs', async (_name, play) => {
    const { pleo } = await facing((socket) => void play(socket, 200))
    const plan = { mode: 'connect', account: { id: COMPANY, kind: 'company', name: null } } as const
    expect(await pleo.install(aKey(), CONNECTION, plan, aCall(DEADLINE_MS))).toMatchObject(unreachable)
  })
})

it.each([301, 302, 303, 307, 308, 300])(
  '[E1] after a %i the other host sees no connection, and the key is not blamed',
  async (status) => {
    const other = await startRawServer((socket) => socket.write(httpAnswer(401, '{}')))
    cleanups.push(() => other.close())
    const { pleo } = await facing((socket) =>
      socket.write(httpAnswer(status, good, { location: `${other.url}v1/introspect` })),
    )
    expect(await pleo.identify(aKey(), aCall())).toMatchObject(unreachable)
    expect(await pleo.check(aKey(), aCall())).toMatchObject(unreachable)
    expect(await pleo.uninstall(aKey(), aCall())).toBe('left_behind')
    expect(other.received).toEqual([])
  },
)

it('memory stays where it is under floods and bombs', async () => {
  const flood = async (times: number): Promise<void> => {
    for (const name of [
      'an endless body',
      'an endless head',
      'a compressed bomb',
      'a bomb without its name',
      '10,000 objects',
    ]) {
      const play = HOSTILE[name]
      const { pleo } = await facing((socket) => void play?.(socket, 200))
      for (let turn = 0; turn < times; turn += 1) {
        expect(await pleo.check(aKey(), aCall(DEADLINE_MS))).toMatchObject(unreachable)
      }
    }
  }
  await flood(5)
  const before = process.memoryUsage.rss()
  await flood(30)
  expect(process.memoryUsage.rss() - before).toBeLessThan(MEMORY_BOUND_BYTES)
})

it('a hostile answer does not spoil the next honest one', async () => {
  let turn = 0
  const plays = Object.values(HOSTILE)
  const { pleo } = await facing((socket) => {
    const play = turn % 2 === 0 ? plays[(turn / 2) % plays.length] : undefined
    turn += 1
    if (play === undefined) socket.write(httpAnswer(200, good))
    else play(socket, 401)
  })
  for (const _play of plays) {
    expect(await pleo.check(aKey(), aCall(DEADLINE_MS))).toMatchObject(unreachable)
    expect(await pleo.check(aKey(), aCall(2_000))).toMatchObject({ kind: 'alive', accountId: COMPANY })
  }
}, 30_000)

it('[X26] the whole life of a key shows it in one header of each call, in no address and in no body', async () => {
  const installed = JSON.stringify(installationBody({ metadata: { theirs: 'kept' } }))
  const routes: readonly (readonly [RegExp, Buffer])[] = [
    [/^GET \/v1\/introspect /, httpAnswer(200, good)],
    [/^GET \/v1\/companies\//, httpAnswer(200, JSON.stringify({ data: { id: COMPANY, name: 'Nordlys' } }))],
    [/^POST /, httpAnswer(409, '{}')],
    [/^(?:GET|PUT) \/v1\/installations\/me /, httpAnswer(200, installed)],
    [/^DELETE /, httpAnswer(204, '')],
  ]
  const { pleo, server } = await facing((socket, request) =>
    socket.write(routes.find(([route]) => route.test(request))?.[1] ?? httpAnswer(500, '')),
  )
  const account = { id: COMPANY, kind: 'company', name: null }
  expect(await pleo.identify(aKey(), aCall())).toMatchObject({ kind: 'accepted' })
  for (const mode of ['connect', 'replace'] as const) {
    expect(await pleo.install(aKey(), CONNECTION, { mode, account }, aCall())).toMatchObject({ kind: 'installed' })
  }
  expect(await pleo.reveal(aKey(), CONNECTION, aCall())).toMatchObject({ kind: 'installed' })
  expect(await pleo.retract(aKey(), aCall())).toBe('done')
  expect(await pleo.check(aKey(), aCall())).toMatchObject({ kind: 'alive' })
  expect(await pleo.uninstall(aKey(), aCall())).toBe('done')

  const text = server.received.join('')
  const requests = text.match(/(?:GET|POST|PUT|DELETE) \/\S+ HTTP\/1\.1\r\n/g) ?? []
  const header = `authorization: Basic ${Buffer.from(`${KEY}:`).toString('base64')}\r\n`
  expect(requests.length).toBeGreaterThan(10)
  expect(text.split(header)).toHaveLength(requests.length + 1)
  const rest = text.replaceAll(header, '').toLowerCase()
  const spellings = [
    KEY,
    encodeURIComponent(KEY),
    Buffer.from(KEY).toString('hex'),
    Buffer.from(KEY).toString('base64').slice(0, 24),
    Buffer.from(KEY).toString('base64url').slice(0, 24),
  ]
  for (const spelling of spellings) expect(rest).not.toContain(spelling.toLowerCase())
})

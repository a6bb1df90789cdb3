import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { TlsOptions, TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Secret } from '../domain/secret.ts'
import type { ProviderResponse } from '../engine/ports/provider-http.ts'
import { createProviderHttp } from './provider-http.ts'
import { BusyThreads } from './testing/busy-threads.ts'
import { addressOf, httpAnswer } from './testing/raw-server.ts'
import { createWebhookHttp } from './webhook-http.ts'

const folder = mkdtempSync(join(tmpdir(), 'keyturn-tls-'))
const trusted = getCACertificates('default')

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }).toString()
}

function hasOpenssl(): boolean {
  try {
    return openssl('version').startsWith('OpenSSL 3')
  } catch {
    return false
  }
}

const present = hasOpenssl()
if (!present) process.stderr.write('tls.test.ts: no OpenSSL 3 on this machine, certificates cannot be made; skipped.\n')

const newKey = (name: string): string[] => [
  '-newkey',
  'ec',
  '-pkeyopt',
  'ec_paramgen_curve:P-256',
  '-nodes',
  '-keyout',
  `${name}.key`,
]

function makeAuthority(name: string): void {
  openssl('req', '-x509', ...newKey(name), '-out', `${name}.pem`, '-days', '2', '-subj', `/CN=${name}`)
}

interface Leaf {
  readonly name: string
  readonly issuer: string
  readonly san: string
  readonly from?: string
  readonly until?: string
}

function makeLeaf({ name, issuer, san, from, until }: Leaf): void {
  writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${san}\nextendedKeyUsage=serverAuth\n`)
  openssl('req', '-new', ...newKey(name), '-out', `${name}.csr`, '-subj', `/CN=${name}`)
  const dates = from === undefined || until === undefined ? ['-days', '2'] : ['-startdate', from, '-enddate', until]
  writeFileSync(join(folder, `${name}.index`), '')
  writeFileSync(
    join(folder, `${name}.cnf`),
    `[ca]\ndefault_ca=d\n[d]\ndatabase=${name}.index\nrand_serial=yes\ndefault_md=sha256\npolicy=p\nnew_certs_dir=.\n[p]\ncommonName=supplied\n`,
  )
  const signer = ['-cert', `${issuer}.pem`, '-keyfile', `${issuer}.key`, '-config', `${name}.cnf`]
  openssl(
    'ca',
    '-batch',
    '-notext',
    ...signer,
    '-extfile',
    `${name}.ext`,
    ...dates,
    '-in',
    `${name}.csr`,
    '-out',
    `${name}.pem`,
  )
}

const identity = (name: string): TlsOptions => ({
  key: readFileSync(join(folder, `${name}.key`)),
  cert: readFileSync(join(folder, `${name}.pem`)),
})

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean()
})

interface Listening {
  readonly url: URL
  /** What reached the server after the handshake. */
  readonly heard: string[]
  readonly protocols: (string | null)[]
}

async function serveTls(options: TlsOptions, greet: (socket: TLSSocket) => void = () => undefined): Promise<Listening> {
  const heard: string[] = []
  const protocols: (string | null)[] = []
  const server = createServer(options, (socket) => {
    protocols.push(socket.getProtocol())
    greet(socket)
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      heard.push(chunk.toString('latin1'))
      socket.write(httpAnswer(200, '{"ok":true}'))
    })
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => server.close())
  return { url: new URL(`https://127.0.0.1:${addressOf(server.address()).port}`), heard, protocols }
}

async function send(url: URL): Promise<ProviderResponse> {
  const http = createProviderHttp({ baseUrl: url, authorization: 'basic-user', allowPlainHttp: 'never' })
  const credential = new Secret(Buffer.from('demo-key-not-real-0001'))
  const signal = AbortSignal.timeout(5_000)
  const response = await http.send({ method: 'GET', path: '/v1/introspect', credential, signal })
  await http.close()
  return response
}

describe.skipIf(!present)('TLS (skipped where there is no openssl 3)', () => {
  beforeAll(() => {
    makeAuthority('authority')
    makeAuthority('stranger')
    const here = 'IP:127.0.0.1,DNS:localhost'
    makeLeaf({ name: 'good', issuer: 'authority', san: here })
    makeLeaf({ name: 'elsewhere', issuer: 'authority', san: 'DNS:external.pleo.io' })
    makeLeaf({ name: 'expired', issuer: 'authority', san: here, from: '20200101000000Z', until: '20200201000000Z' })
    makeLeaf({ name: 'early', issuer: 'authority', san: here, from: '20400101000000Z', until: '20400201000000Z' })
    makeLeaf({ name: 'unknown', issuer: 'stranger', san: here })
    openssl(
      'req',
      '-x509',
      ...newKey('self'),
      '-out',
      'self.pem',
      '-subj',
      '/CN=127.0.0.1',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
    )
    setDefaultCACertificates([...trusted, readFileSync(join(folder, 'authority.pem'), 'utf8')])
  }, 30_000)

  it('[E2] a good certificate is accepted, over TLS 1.2 as over 1.3', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const server = await serveTls({ ...identity('good'), minVersion: version, maxVersion: version })
      expect(await send(server.url)).toMatchObject({ kind: 'answer', status: 200 })
      expect(server.protocols).toEqual([version])
      expect(server.heard.join('')).toContain('authorization: Basic ')
    }
  })

  it('speaks HTTP/1.1 where HTTP/2 is offered as well', async () => {
    const chosen: unknown[] = []
    const server = await serveTls({ ...identity('good'), ALPNProtocols: ['h2', 'http/1.1'] }, (socket) =>
      chosen.push(socket.alpnProtocol),
    )
    expect(await send(server.url)).toMatchObject({ kind: 'answer', status: 200 })
    expect(chosen).toEqual(['http/1.1'])
  })

  it.each(['expired', 'early', 'self', 'elsewhere', 'unknown'])(
    '[E2] a certificate that is %s is refused before the key is sent',
    async (name) => {
      const server = await serveTls(identity(name))
      expect(await send(server.url)).toEqual({ kind: 'silence', why: 'tls' })
      expect(server.heard).toEqual([])
    },
  )

  it('[E2] NODE_TLS_REJECT_UNAUTHORIZED=0 does not open the door', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      const server = await serveTls(identity('self'))
      expect(await send(server.url)).toEqual({ kind: 'silence', why: 'tls' })
      expect(server.heard).toEqual([])
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    }
  })

  it('reaches its host while every thread of the process is busy', async () => {
    const server = await serveTls(identity('good'))
    const url = new URL(server.url)
    url.hostname = 'localhost'
    const busy = new BusyThreads()
    expect(await send(url)).toMatchObject({ kind: 'answer', status: 200 })
    expect(busy.hadRoom).toBe(false)
    await busy.over
  })

  it('[E2] an endpoint of webhooks is held to the same', async () => {
    const http = createWebhookHttp({ allowPlainHttp: 'loopback', ports: new Set([443]) })
    const post = (url: URL) => http.post({ url: url.href, headers: {}, body: '{}', signal: AbortSignal.timeout(5_000) })
    const good = await serveTls(identity('good'))
    expect(await post(good.url)).toMatchObject({ kind: 'answer', status: 200 })
    for (const name of ['expired', 'early', 'self', 'elsewhere', 'unknown']) {
      const server = await serveTls(identity(name))
      expect([name, await post(server.url)]).toEqual([name, { kind: 'silence', why: 'tls' }])
      expect(server.heard).toEqual([])
    }
    await http.close()
  })

  it.each(['TLSv1', 'TLSv1.1'] as const)('[E2] %s is refused', async (version) => {
    const server = await serveTls({
      ...identity('good'),
      minVersion: version,
      maxVersion: version,
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    expect(await send(server.url)).toEqual({ kind: 'silence', why: 'tls' })
    expect(server.heard).toEqual([])
  })
})

it('[E2] a plaintext server behind https is refused before the key is sent', async () => {
  const heard: string[] = []
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      heard.push(chunk.toString('latin1'))
      socket.end(httpAnswer(200, '{}'))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => server.close())
  expect(await send(new URL(`https://127.0.0.1:${addressOf(server.address()).port}`))).toEqual({
    kind: 'silence',
    why: 'tls',
  })
  expect(heard.join('')).not.toContain('uthorization')
})

afterAll(() => {
  setDefaultCACertificates(trusted)
  rmSync(folder, { recursive: true })
})

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { SMTPServerOptions } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { examineSmtp, sendMail } from './smtp.ts'
import type { SmtpServer } from './smtp.ts'
import { startMailCatcher } from './testing/mail-catcher.ts'

const ENVELOPE = { from: 'keys@acme.example', to: 'mette@acme.example' }
const MESSAGE = Buffer.from('Subject: one\r\n\r\nfirst line\r\n.a line with a dot in front\r\n')
const LOGIN = { user: 'keys', password: 'pass word:@/%' }
const patience = () => AbortSignal.timeout(20_000)
const at = (port: number, over: Partial<SmtpServer> = {}): SmtpServer => ({
  host: '127.0.0.1',
  port,
  tls: 'never',
  login: null,
  ...over,
})
const takesLogin: SMTPServerOptions = {
  authOptional: false,
  allowInsecureAuth: true,
  onAuth(auth, _session, done) {
    const isRight = auth.username === LOGIN.user && auth.password === LOGIN.password
    done(isRight ? null : new Error('no'), isRight ? { user: LOGIN.user } : undefined)
  },
}

describe('handing a mail over', () => {
  it('gives the server what was written, byte for byte', async () => {
    await using catcher = await startMailCatcher()
    expect(await sendMail(at(catcher.port), ENVELOPE, MESSAGE, patience())).toEqual({ kind: 'sent' })
    expect(catcher.caught).toMatchObject([{ ...ENVELOPE, raw: MESSAGE.toString(), isEncrypted: false, user: null }])
  })

  it('logs in where it was told to, with any character in the password', async () => {
    await using catcher = await startMailCatcher(takesLogin)
    expect(await sendMail(at(catcher.port, { login: LOGIN }), ENVELOPE, MESSAGE, patience())).toEqual({ kind: 'sent' })
    expect(catcher.caught[0]?.user).toBe(LOGIN.user)
  })

  it.each([
    { what: 'a wrong password', login: { ...LOGIN, password: 'x' }, options: takesLogin },
    {
      what: 'a login that the server does not offer',
      login: LOGIN,
      options: { disabledCommands: ['AUTH', 'STARTTLS'] },
    },
  ])('never goes on without a login it was told to use: $what', async ({ login, options }) => {
    await using catcher = await startMailCatcher(options)
    const outcome = await sendMail(at(catcher.port, { login }), ENVELOPE, MESSAGE, patience())
    expect(outcome).toEqual({ kind: 'unreachable', fault: 'login' })
    expect(catcher.caught).toEqual([])
  })

  it.each([
    { step: 'recipient', says: 550, outcome: { kind: 'refused', status: 550 } },
    { step: 'recipient', says: 450, outcome: { kind: 'later', status: 450 } },
    { step: 'data', says: 554, outcome: { kind: 'refused', status: 554 } },
    { step: 'data', says: 421, outcome: { kind: 'later', status: 421 } },
    { step: 'sender', says: 451, outcome: { kind: 'later', status: 451 } },
    { step: 'sender', says: 550, outcome: { kind: 'unreachable', fault: 'sender' } },
    { step: 'greeting', says: 421, outcome: { kind: 'unreachable', fault: 'busy' } },
    { step: 'greeting', says: 554, outcome: { kind: 'unreachable', fault: 'not_smtp' } },
    { step: 'data', says: 'drops', outcome: { kind: 'lost' } },
  ] as const)('takes $says at the $step as $outcome', async ({ step, says, outcome }) => {
    await using catcher = await startMailCatcher()
    catcher.answer = (asked) => (asked === step ? says : undefined)
    expect(await sendMail(at(catcher.port), ENVELOPE, MESSAGE, patience())).toEqual(outcome)
  })

  it.each([
    { what: 'nobody listens', greeting: null, fault: 'network' },
    { what: 'somebody else listens', greeting: 'HTTP/1.1 400 Bad Request\r\n\r\n', fault: 'not_smtp' },
    { what: 'it talks without end', greeting: `220-${'x'.repeat(200_000)}\r\n`, fault: 'not_smtp' },
  ] as const)('says why it never began: $what', async ({ greeting, fault }) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined).write(greeting ?? '')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    if (greeting === null) server.close()
    expect(await sendMail(at(port), ENVELOPE, MESSAGE, patience())).toEqual({ kind: 'unreachable', fault })
    server.close()
  })

  it.each([
    { what: 'before it began', step: 'greeting', outcome: { kind: 'unreachable', fault: 'timeout' } },
    { what: 'with the mail under way', step: 'data', outcome: { kind: 'lost' } },
  ] as const)('can be broken off $what', async ({ step, outcome }) => {
    await using catcher = await startMailCatcher()
    const stop = new AbortController()
    catcher.answer = (asked) => {
      if (asked === step) stop.abort()
      return asked === step ? 'never' : undefined
    }
    expect(await sendMail(at(catcher.port), ENVELOPE, MESSAGE, stop.signal)).toEqual(outcome)
  })
})

const folder = mkdtempSync(join(tmpdir(), 'keyturn-smtp-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function certificate(): { key: string; cert: string } | null {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2']
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  try {
    const files = ['-keyout', 'key.pem', '-out', 'cert.pem']
    execFileSync('openssl', ['req', '-x509', ...curve, ...subject, ...files], { cwd: folder, stdio: 'pipe' })
    return { key: readFileSync(join(folder, 'key.pem'), 'utf8'), cert: readFileSync(join(folder, 'cert.pem'), 'utf8') }
  } catch {
    return null
  }
}

const made = certificate()

describe.skipIf(made === null)('the way to a mail server (skipped where there is no openssl)', () => {
  const { key, cert } = made ?? { key: '', cert: '' }
  const trusted = getCACertificates('default')
  beforeAll(() => setDefaultCACertificates([...trusted, cert]))
  afterAll(() => setDefaultCACertificates(trusted))

  it.each([
    { tls: 'starttls', options: { disabledCommands: [] } },
    { tls: 'implicit', options: { secure: true } },
  ] as const)('is encrypted before anything is said: $tls', async ({ tls, options }) => {
    await using catcher = await startMailCatcher({ ...options, disabledCommands: [], key, cert })
    const server = at(catcher.port, { host: 'localhost', tls })
    expect(await examineSmtp(server, patience())).toBeNull()
    expect(await sendMail(server, ENVELOPE, MESSAGE, patience())).toEqual({ kind: 'sent' })
    expect(catcher.caught).toMatchObject([{ isEncrypted: true }])
  })

  it('is not taken where the server offers no encryption: nothing is said, least of all the password', async () => {
    await using catcher = await startMailCatcher(takesLogin)
    const server = at(catcher.port, { host: 'localhost', tls: 'starttls', login: LOGIN })
    expect(await sendMail(server, ENVELOPE, MESSAGE, patience())).toEqual({ kind: 'unreachable', fault: 'tls' })
    expect(catcher.caught).toEqual([])
  })

  it.each(['starttls', 'implicit'] as const)('is not taken to a server of another name: %s', async (tls) => {
    await using catcher = await startMailCatcher({ secure: tls === 'implicit', disabledCommands: [], key, cert })
    const server = at(catcher.port, { host: '127.0.0.1', tls })
    expect(await examineSmtp(server, patience())).toBe('tls')
    expect(await sendMail(server, ENVELOPE, MESSAGE, patience())).toEqual({ kind: 'unreachable', fault: 'tls' })
  })
})

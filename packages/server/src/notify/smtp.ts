import SMTPConnection from 'nodemailer/lib/smtp-connection'

/** Where mail is handed over, and how the way there is protected. */
export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** `implicit`: from the first byte. `starttls`: before anything is said, or not at all. `never`: this machine only. */
  readonly tls: 'implicit' | 'starttls' | 'never'
  readonly login: { readonly user: string; readonly password: string } | null
}

/** Why the server takes no mail at all from us. */
export type SmtpFault = 'network' | 'timeout' | 'tls' | 'login' | 'sender' | 'not_smtp' | 'busy'

export type SendOutcome =
  | { readonly kind: 'sent' }
  /** It will never take this mail, or not now. `status`: its three digits (RFC 5321 §4.2.1). */
  | { readonly kind: 'refused' | 'later'; readonly status: number }
  /** The conversation broke off: it may have been taken. */
  | { readonly kind: 'lost' }
  /** It never came to this mail. */
  | { readonly kind: 'unreachable'; readonly fault: SmtpFault }

export interface Envelope {
  readonly from: string
  readonly to: string
}

const CONNECT_MS = 10_000
const SILENCE_MS = 30_000
const GOODBYE_MS = 1_000
/** A reply is a line; whoever says more is no mail server. */
const LONGEST_REPLY_BYTES = 65_536

/** Hands one message over, in a conversation of its own. Never throws for what the other side does. */
export async function sendMail(
  server: SmtpServer,
  envelope: Envelope,
  message: Buffer,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const talk = new Talk(server, signal)
  try {
    const fault = await talk.begin()
    if (fault !== null) return { kind: 'unreachable', fault }
    return await talk.handOver(envelope, message)
  } finally {
    talk.end()
  }
}

/** Says hello, protects the way, logs in, and leaves. @returns null: mail could be handed over now */
export async function examineSmtp(server: SmtpServer, signal: AbortSignal): Promise<SmtpFault | null> {
  const talk = new Talk(server, signal)
  try {
    return await talk.begin()
  } finally {
    talk.end()
  }
}

class Talk {
  readonly #server: SmtpServer
  readonly #signal: AbortSignal
  readonly #connection: SMTPConnection
  /** Rejects with what breaks the conversation off, whenever that is. */
  readonly #broken: Promise<never>

  constructor(server: SmtpServer, signal: AbortSignal) {
    this.#server = server
    this.#signal = signal
    this.#connection = new SMTPConnection({
      host: server.host,
      port: server.port,
      secure: server.tls === 'implicit',
      requireTLS: server.tls === 'starttls',
      ignoreTLS: server.tls === 'never',
      tls: { minVersion: 'TLSv1.2' },
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      dnsTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      socketCloseTimeout: GOODBYE_MS,
      maxResponseSize: LONGEST_REPLY_BYTES,
    })
    this.#broken = new Promise((_resolve, reject) => {
      this.#connection.on('error', reject)
      signal.addEventListener('abort', () => reject(new Interrupted()), { once: true })
      if (signal.aborted) reject(new Interrupted())
    })
    this.#broken.catch(() => undefined)
  }

  async begin(): Promise<SmtpFault | null> {
    const { login } = this.#server
    try {
      await this.#step((done) => this.#connection.connect(done))
      if (login !== null) {
        const credentials = { user: login.user, pass: login.password }
        await this.#step((done) => this.#connection.login({ ...credentials, credentials }, done))
      }
      return null
    } catch (error) {
      return faultOf(error)
    }
  }

  async handOver({ from, to }: Envelope, message: Buffer): Promise<SendOutcome> {
    try {
      await this.#step((done) => this.#connection.send({ from, to: [to] }, message, done))
      return { kind: 'sent' }
    } catch (error) {
      return outcomeOf(error)
    }
  }

  end(): void {
    if (this.#signal.aborted) this.#connection.close()
    else this.#connection.quit()
  }

  #step(start: (done: (error?: Error | null) => void) => void): Promise<void> {
    const taken = new Promise<void>((resolve, reject) => {
      start((error) => {
        if (error == null) resolve()
        else reject(error)
      })
    })
    return Promise.race([taken, this.#broken])
  }
}

class Interrupted extends Error {}

/** What nodemailer tells of an error: its own code, the step, and the server's digits. */
interface Told {
  readonly code: string | null
  readonly command: string | null
  readonly status: number | null
}

function toldBy(error: unknown): Told {
  const { code, command, responseCode } = (error instanceof Error ? error : {}) as Partial<Record<string, unknown>>
  return {
    code: typeof code === 'string' ? code : null,
    command: typeof command === 'string' ? command : null,
    status: typeof responseCode === 'number' ? responseCode : null,
  }
}

const FAULTS: Readonly<Partial<Record<string, SmtpFault>>> = {
  ETIMEDOUT: 'timeout',
  ETLS: 'tls',
  EAUTH: 'login',
  ENOAUTH: 'login',
  EPROTOCOL: 'not_smtp',
}

function faultOf(error: unknown): SmtpFault {
  if (error instanceof Interrupted) return 'timeout'
  const { code, status } = toldBy(error)
  // "Not now" of a whole server: RFC 5321 §3.8.
  if (status !== null && isTransient(status)) return 'busy'
  if (isCertificateFault(error)) return 'tls'
  return FAULTS[code ?? ''] ?? 'network'
}

/** A certificate that is refused comes as a fault of the socket; OpenSSL's and Node's codes name what it is. */
function isCertificateFault(error: unknown): boolean {
  const { originalCode } = (error instanceof Error ? error : {}) as { originalCode?: unknown }
  return typeof originalCode === 'string' && /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO|ISSUER/.test(originalCode)
}

const isTransient = (status: number): boolean => status >= 400 && status <= 499

function outcomeOf(error: unknown): SendOutcome {
  const { command, status } = toldBy(error)
  if (status === null || status < 400) return { kind: 'lost' }
  if (isTransient(status)) return { kind: 'later', status }
  // It takes nothing from this sender: a setting, not a fault of the one mail.
  if (command === 'MAIL FROM') return { kind: 'unreachable', fault: 'sender' }
  return { kind: 'refused', status }
}

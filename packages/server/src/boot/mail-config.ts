import { email } from '@keyturn/api'
import type { MailAddress } from '../notify/mail-message.ts'
import type { SmtpServer } from '../notify/smtp.ts'

export interface MailConfig {
  readonly server: SmtpServer
  readonly from: MailAddress
  /** A problem that is over sooner is told to nobody. */
  readonly afterMs: number
}

/** Of the settings as they stand in the environment. */
interface Settings {
  readonly faults: string[]
  text(name: string): string | null
  duration(name: string, fallbackMs: number): number
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
const AFTER_MS = 2 * 60_000
const PORTS = { 'smtp:': 587, 'smtps:': 465 } as const

/**
 * `smtps://user:password@host[:port]`: TLS from the first byte. `smtp://`: STARTTLS or nothing is said, but on this machine,
 * where it stays plain.
 * @returns null: it is not such a URL
 */
export function parseSmtpUrl(value: string): SmtpServer | null {
  const url = URL.canParse(value) ? new URL(value) : null
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')) return null
  const isBare = (url.pathname === '' || url.pathname === '/') && url.search === '' && url.hash === ''
  const login = loginOf(url)
  if (!isBare || url.hostname === '' || login === 'malformed') return null
  const plain = url.protocol === 'smtp:' && LOOPBACK.has(url.hostname)
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? PORTS[url.protocol] : Number(url.port),
    tls: url.protocol === 'smtps:' ? 'implicit' : plain ? 'never' : 'starttls',
    login,
  }
}

function loginOf({ username, password }: URL): SmtpServer['login'] | 'malformed' {
  if (username === '' && password === '') return null
  if (username === '' || password === '') return 'malformed'
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) }
  } catch {
    return 'malformed'
  }
}

/** `keys@acme.example` or `Acme Books <keys@acme.example>`. @returns null: neither */
export function parseMailFrom(value: string, productName: string): MailAddress | null {
  const [, name = productName, bracketed, bare] =
    /^(?:([^<>"\p{Cc}]{1,120}?)?\s*<([^<>]+)>|([^<>]+))$/u.exec(value) ?? []
  const address = email.safeParse(bracketed ?? bare ?? '')
  return address.success ? { name: name.trim(), address: address.data } : null
}

export function mailConfig(settings: Settings, productName: string): MailConfig | null {
  const url = settings.text('KEYTURN_SMTP_URL')
  const sender = settings.text('KEYTURN_MAIL_FROM')
  const afterMs = settings.duration('KEYTURN_MAIL_AFTER', AFTER_MS)
  if (url === null) {
    if (sender !== null)
      settings.faults.push('KEYTURN_MAIL_FROM is set, and KEYTURN_SMTP_URL is not; set both or none.')
    return null
  }
  const server = parseSmtpUrl(url)
  if (server === null) {
    settings.faults.push('KEYTURN_SMTP_URL must be like smtps://user:password@smtp.acme.example or smtp://host:587.')
  }
  if (sender === null) settings.faults.push('KEYTURN_SMTP_URL needs KEYTURN_MAIL_FROM: who the mails come from.')
  const from = sender === null ? null : parseMailFrom(sender, productName)
  if (sender !== null && from === null) {
    settings.faults.push('KEYTURN_MAIL_FROM must be an address, for instance Acme Books <keys@acme.example>.')
  }
  return server === null || from === null ? null : { server, from, afterMs }
}

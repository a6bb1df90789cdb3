import { CONFIRM_AFTER_MS } from '../domain/noticing/rules.ts'
import { resolve } from 'node:path'
import type { Retention } from '../engine/ports/stores.ts'
import { LOG_LEVELS } from './log.ts'
import type { LogLevel } from './log.ts'
import { mailConfig } from './mail-config.ts'
import type { MailConfig } from './mail-config.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Config {
  readonly host: string
  readonly port: number
  readonly publicUrl: string
  readonly databaseFile: string
  readonly masterKey: string | null
  readonly masterKeyFile: string | null
  readonly apiToken: string | null
  readonly productName: string
  readonly productPath: string | null
  readonly supportUrl: string | null
  readonly privacyUrl: string | null
  readonly allowedOrigins: readonly string[] | null
  readonly allowPlainHttp: 'never' | 'loopback'
  readonly requireSealedSubmit: boolean
  /** That endpoints of webhooks may have. */
  readonly webhookPorts: ReadonlySet<number>
  readonly checkIntervalMs: number
  /** Between one refusal of a stored key and the next question. */
  readonly confirmAfterMs: readonly number[]
  readonly retention: Retention
  readonly logLevel: LogLevel
  readonly metricsToken: string | null
  /** Null: nobody is told by mail. */
  readonly mail: MailConfig | null
  readonly pleo: PleoConfig
  /** What may be so, but is worth a word at the start. */
  readonly warnings: readonly string[]
}

interface PleoConfig {
  readonly environment: string
  readonly baseUrl: URL
  readonly clientId: string | null
  readonly requiredScopes: readonly string[]
  readonly initialStatus: 'ACTIVATED' | 'PENDING_INTEGRATION'
  readonly integrationName: string
  readonly appUrl: string | null
  /** Calls a minute that Pleo takes, for people and checks together. */
  readonly callsPerMinute: number
}

/** All faults at once, each naming its variable; never a value, which could be a key. */
export class ConfigFaults extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(`Keyturn cannot start:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

const PLEO_HOSTS = {
  production: 'https://external.pleo.io',
  staging: 'https://external.staging.pleo.io',
} as const

const KNOWN = new Set([
  'KEYTURN_HOST',
  'KEYTURN_PORT',
  'KEYTURN_PUBLIC_URL',
  'KEYTURN_DATABASE_URL',
  'KEYTURN_MASTER_KEY',
  'KEYTURN_MASTER_KEY_FILE',
  'KEYTURN_API_TOKEN',
  'KEYTURN_PRODUCT_NAME',
  'KEYTURN_PRODUCT_PATH',
  'KEYTURN_SUPPORT_URL',
  'KEYTURN_PRIVACY_URL',
  'KEYTURN_ALLOWED_ORIGINS',
  'KEYTURN_ALLOW_HTTP_PROVIDERS',
  'KEYTURN_REQUIRE_SEALED_SUBMIT',
  'KEYTURN_CHECK_INTERVAL',
  'KEYTURN_CONFIRM_AFTER',
  'KEYTURN_WEBHOOK_PORTS',
  'KEYTURN_RETENTION',
  'KEYTURN_LOG_LEVEL',
  'KEYTURN_METRICS_TOKEN',
  'KEYTURN_SMTP_URL',
  'KEYTURN_MAIL_FROM',
  'KEYTURN_MAIL_AFTER',
  'KEYTURN_PLEO_ENVIRONMENT',
  'KEYTURN_PLEO_BASE_URL',
  'KEYTURN_PLEO_CLIENT_ID',
  'KEYTURN_PLEO_REQUIRED_SCOPES',
  'KEYTURN_PLEO_INITIAL_STATUS',
  'KEYTURN_PLEO_INTEGRATION_NAME',
  'KEYTURN_PLEO_APP_URL',
  'KEYTURN_PLEO_BUDGET',
])

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 } as const
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Reads single variables and collects what is wrong with them. */
class Reader {
  readonly faults: string[] = []
  readonly #environment: Environment
  constructor(environment: Environment) {
    this.#environment = environment
  }

  text(name: string): string | null {
    const value = this.#environment[name]?.trim()
    return value === undefined || value === '' ? null : value
  }

  choice<const Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = this.text(name)
    if (value === null) return fallback
    const found = choices.find((choice) => choice === value)
    if (found === undefined) this.faults.push(`${name} must be one of: ${choices.join(', ')}.`)
    return found ?? fallback
  }

  port(name: string, fallback: number): number {
    const value = this.text(name)
    if (value === null) return fallback
    const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN
    if (port <= 65_535) return port
    this.faults.push(`${name} must be a port, 0 to 65535.`)
    return fallback
  }

  duration(name: string, fallbackMs: number): number {
    const value = this.text(name)
    if (value === null) return fallbackMs
    const [, amount, unit] = /^(\d{1,6})([smh])$/.exec(value) ?? []
    const factor = unit === 's' || unit === 'm' || unit === 'h' ? UNITS[unit] : null
    if (amount !== undefined && factor !== null && Number(amount) > 0) return Number(amount) * factor
    this.faults.push(`${name} must be a duration, for instance 30s, 15m or 1h.`)
    return fallbackMs
  }

  durations(name: string, fallbackMs: readonly number[]): readonly number[] {
    const parts = this.list(name)
    if (parts === null) return fallbackMs
    const read = parts.map((part) => /^([1-9]\d{0,5})([smh])$/.exec(part))
    const times = read.map((found) => Number(found?.[1]) * UNITS[(found?.[2] ?? 's') as keyof typeof UNITS])
    if (times.length === fallbackMs.length && !times.some(Number.isNaN)) return times
    this.faults.push(`${name} must be ${fallbackMs.length} durations, for instance 20s,100s,240s.`)
    return fallbackMs
  }

  count(name: string, { fallback, from, to }: { fallback: number; from: number; to: number }): number {
    const value = this.text(name)
    if (value === null) return fallback
    const count = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
    if (count >= from && count <= to) return count
    this.faults.push(`${name} must be a number from ${from} to ${to}.`)
    return fallback
  }

  url(name: string, allow: 'https' | 'https_or_loopback' | 'web_or_mail'): URL | null {
    const value = this.text(name)
    if (value === null) return null
    const url = URL.canParse(value) ? new URL(value) : null
    if (url !== null && isAllowed(url, allow)) return url
    this.faults.push(`${name} must be ${URL_WORDS[allow]}.`)
    return null
  }

  list(name: string): readonly string[] | null {
    return (
      this.text(name)
        ?.split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '') ?? null
    )
  }
}

const URL_WORDS = {
  https: 'an https URL',
  https_or_loopback: 'an https URL (http only on this machine)',
  web_or_mail: 'an https or mailto URL (http only on this machine)',
} as const

function isAllowed(url: URL, allow: keyof typeof URL_WORDS): boolean {
  if (url.username !== '' || url.password !== '') return false
  if (url.protocol === 'https:') return true
  if (allow === 'web_or_mail' && url.protocol === 'mailto:') return true
  return allow !== 'https' && url.protocol === 'http:' && LOOPBACK.has(url.hostname)
}

/**
 * Reads the environment. Unknown and contradictory settings stop the start.
 * @throws ConfigFaults
 */
export function readConfig(environment: Environment): Config {
  const reader = new Reader(environment)
  for (const name of Object.keys(environment)) {
    if (name.startsWith('KEYTURN_') && !KNOWN.has(name)) reader.faults.push(`${name} is not a setting of Keyturn.`)
  }
  const port = reader.port('KEYTURN_PORT', 4_500)
  const host = reader.text('KEYTURN_HOST') ?? '127.0.0.1'
  const productName = reader.text('KEYTURN_PRODUCT_NAME') ?? 'this product'
  const supportUrl = reader.url('KEYTURN_SUPPORT_URL', 'web_or_mail')?.href ?? null
  const config: Omit<Config, 'warnings'> = {
    host,
    port,
    publicUrl: publicUrl(reader, port),
    databaseFile: databaseFile(reader),
    masterKey: reader.text('KEYTURN_MASTER_KEY'),
    masterKeyFile: reader.text('KEYTURN_MASTER_KEY_FILE'),
    apiToken: reader.text('KEYTURN_API_TOKEN'),
    productName,
    productPath: reader.text('KEYTURN_PRODUCT_PATH'),
    supportUrl,
    privacyUrl: reader.url('KEYTURN_PRIVACY_URL', 'https_or_loopback')?.href ?? null,
    allowedOrigins: allowedOrigins(reader),
    allowPlainHttp: plainHttp(reader),
    requireSealedSubmit: reader.choice('KEYTURN_REQUIRE_SEALED_SUBMIT', ['0', '1'], '0') === '1',
    checkIntervalMs: reader.duration('KEYTURN_CHECK_INTERVAL', 15 * 60_000),
    confirmAfterMs: reader.durations('KEYTURN_CONFIRM_AFTER', CONFIRM_AFTER_MS),
    webhookPorts: webhookPorts(reader),
    retention: retention(reader),
    metricsToken: reader.text('KEYTURN_METRICS_TOKEN'),
    mail: mailConfig(reader, productName),
    logLevel: reader.choice('KEYTURN_LOG_LEVEL', LOG_LEVELS, 'info'),
    pleo: pleoConfig(reader, productName),
  }
  if (config.masterKey !== null && config.masterKeyFile !== null) {
    reader.faults.push('KEYTURN_MASTER_KEY and KEYTURN_MASTER_KEY_FILE are both set; set one.')
  }
  if (reader.faults.length > 0) throw new ConfigFaults(reader.faults)
  return { ...config, warnings: warningsOf(config) }
}

function publicUrl(reader: Reader, port: number): string {
  const url = reader.url('KEYTURN_PUBLIC_URL', 'https_or_loopback')
  if (url === null) return `http://127.0.0.1:${port}`
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    reader.faults.push('KEYTURN_PUBLIC_URL must be an origin without a path.')
  }
  return url.origin
}

function databaseFile(reader: Reader): string {
  const value = reader.text('KEYTURN_DATABASE_URL') ?? 'file:./data/keyturn.db'
  if (!value.startsWith('file:') || value.length === 'file:'.length) {
    reader.faults.push('KEYTURN_DATABASE_URL must be file: and a path.')
    return resolve('data/keyturn.db')
  }
  return resolve(value.slice('file:'.length).replace(/^\/\/(?=\/)/, ''))
}

function allowedOrigins(reader: Reader): readonly string[] | null {
  const origins = reader.list('KEYTURN_ALLOWED_ORIGINS')
  if (origins === null) return null
  const wrong = origins.some((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin)
  if (wrong) reader.faults.push('KEYTURN_ALLOWED_ORIGINS must be origins, separated by commas.')
  return origins
}

function webhookPorts(reader: Reader): ReadonlySet<number> {
  const ports = (reader.list('KEYTURN_WEBHOOK_PORTS') ?? ['443']).map((port) =>
    /^\d{1,5}$/.test(port) ? Number(port) : 0,
  )
  if (ports.length > 0 && ports.every((port) => port >= 1 && port <= 65_535)) return new Set(ports)
  reader.faults.push('KEYTURN_WEBHOOK_PORTS must be ports, separated by commas.')
  return new Set()
}

const HOUR_MS = 3_600_000
const RETENTION_UNITS = { h: HOUR_MS, d: 24 * HOUR_MS } as const
const RETENTION: Retention = {
  events: 30 * RETENTION_UNITS.d,
  deliveries: 30 * RETENTION_UNITS.d,
  attempts: 90 * RETENTION_UNITS.d,
  audit: 400 * RETENTION_UNITS.d,
}

/** `events=30d,deliveries=30d`: what is not named stays as it is by default. */
function retention(reader: Reader): Retention {
  const wished: Record<string, number> = {}
  for (const item of reader.list('KEYTURN_RETENTION') ?? []) {
    const [, name = '', amount = '', unit = ''] =
      /^(events|deliveries|attempts|audit)=([1-9]\d{0,4})([hd])$/.exec(item) ?? []
    const factor = unit === 'h' || unit === 'd' ? RETENTION_UNITS[unit] : null
    if (factor === null || name in wished) {
      reader.faults.push('KEYTURN_RETENTION must be like events=30d,deliveries=30d,attempts=90d,audit=400d (h or d).')
      return RETENTION
    }
    wished[name] = Number(amount) * factor
  }
  return { ...RETENTION, ...wished }
}

function plainHttp(reader: Reader): 'never' | 'loopback' {
  const choice = reader.choice('KEYTURN_ALLOW_HTTP_PROVIDERS', ['0', 'loopback'], '0')
  return choice === 'loopback' ? 'loopback' : 'never'
}

function pleoConfig(reader: Reader, productName: string): PleoConfig {
  const named = reader.choice('KEYTURN_PLEO_ENVIRONMENT', ['production', 'staging'], 'production')
  const base = reader.url('KEYTURN_PLEO_BASE_URL', 'https_or_loopback')
  if (base !== null && reader.text('KEYTURN_PLEO_ENVIRONMENT') !== null) {
    reader.faults.push('KEYTURN_PLEO_BASE_URL makes the environment custom; leave KEYTURN_PLEO_ENVIRONMENT out.')
  }
  if (base?.protocol === 'http:' && reader.text('KEYTURN_ALLOW_HTTP_PROVIDERS') !== 'loopback') {
    reader.faults.push('KEYTURN_PLEO_BASE_URL is http; that needs KEYTURN_ALLOW_HTTP_PROVIDERS=loopback.')
  }
  return {
    environment: base === null ? named : 'custom',
    baseUrl: base ?? new URL(PLEO_HOSTS[named]),
    clientId: reader.text('KEYTURN_PLEO_CLIENT_ID'),
    requiredScopes: reader.text('KEYTURN_PLEO_REQUIRED_SCOPES')?.split(/[\s,]+/) ?? [],
    initialStatus: reader.choice('KEYTURN_PLEO_INITIAL_STATUS', ['ACTIVATED', 'PENDING_INTEGRATION'], 'ACTIVATED'),
    integrationName: reader.text('KEYTURN_PLEO_INTEGRATION_NAME') ?? productName,
    appUrl: reader.url('KEYTURN_PLEO_APP_URL', 'https_or_loopback')?.href ?? null,
    callsPerMinute: reader.count('KEYTURN_PLEO_BUDGET', { fallback: 500, from: 5, to: 10_000_000 }),
  }
}

function warningsOf(config: Omit<Config, 'warnings'>): string[] {
  const { productName, supportUrl, masterKey, mail, pleo } = config
  return [
    ...(productName === 'this product' ? ['KEYTURN_PRODUCT_NAME is not set: customers read "this product".'] : []),
    ...(supportUrl === null ? ['KEYTURN_SUPPORT_URL is not set: customers have nobody to ask.'] : []),
    ...(masterKey === null
      ? []
      : ['KEYTURN_MASTER_KEY is in the environment, which leaks into crash reports; a file is safer.']),
    ...(mail !== null && mail.server.tls !== 'never' && config.publicUrl.startsWith('http:')
      ? ['KEYTURN_PUBLIC_URL is good on this machine only: the links in mails open nowhere else.']
      : []),
    ...(pleo.clientId === null
      ? ['KEYTURN_PLEO_CLIENT_ID is not set: any company key of Pleo passes, whoever it was made for.']
      : []),
  ]
}

import { randomBytes } from 'node:crypto'
import { handleApi } from './api/api-handler.ts'
import { Control } from './control/control.ts'
import { pagesApp } from './pages/pages-app.ts'
import { Redaction } from './redaction.ts'
import { RequestLog } from './request-log.ts'
import { DEFAULT_SCOPES } from './scopes.ts'
import { serve } from './server.ts'
import { uuidOf } from './uuid.ts'
import { World } from './world.ts'

export { ASSUMPTIONS } from './assumptions.ts'
export type { AssumptionId } from './assumptions.ts'
export { BEHAVIOUR_NAMES, BEHAVIOURS } from './behaviours.ts'
export type { BehaviourName } from './behaviours.ts'
export { ACME, ACME_GROUP, NORDLYS } from './companies.ts'
export type { Company } from './companies.ts'
export { ControlRefusal } from './control/control.ts'
export type { Control, IssuedKey, KeyState, Requests } from './control/control.ts'
export type { Installation } from './installations.ts'
export { MAGIC_KEYS, magicKey } from './magic-keys.ts'
export type { MagicKey } from './magic-keys.ts'
export type { OperationName } from './operation-names.ts'
export type { RecordedRequest } from './request-log.ts'

export interface SimulatorOptions {
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default 0: one that is free. */
  readonly port?: number
  /** The integration a person can add. Default “Acme Books”. */
  readonly integrationName?: string
  /** Where “Go to …” leads, an http(s) URL; without it the button is left out. */
  readonly goToUrl?: string
  /** What introspection names as `clientId`. */
  readonly clientId?: string
  /** What the integration asks for. */
  readonly scopes?: readonly string[]
  /** Calls a minute and key; null: no limit. Default 600. */
  readonly ratePerMinute?: number | null
  /** How late the behaviour `slow` answers, in milliseconds. Default 4,000. */
  readonly lateMs?: number
  /** Milliseconds since 1970. */
  readonly now?: () => number
  readonly randomBytes?: (size: number) => Buffer
}

export interface Simulator {
  /** `http://127.0.0.1:4501`: base URL of the API and address of the start page. */
  readonly url: string
  readonly port: number
  /** The control API without HTTP. */
  readonly control: Control
  /** Ends at once, whatever hangs. */
  close(): Promise<void>
}

const RATE_PER_MINUTE = 600
const LATE_MS = 4_000

/**
 * Starts a stand-in for Pleo's External API and for the pages of Pleo where a customer gets a key. It is not Pleo.
 *
 * @throws TypeError `goToUrl` is not an http(s) URL.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const world = new World({
    integrationName: options.integrationName ?? 'Acme Books',
    clientId: options.clientId ?? uuidOf('client'),
    scopes: options.scopes ?? DEFAULT_SCOPES,
    ratePerMinute: options.ratePerMinute === undefined ? RATE_PER_MINUTE : options.ratePerMinute,
    now: options.now ?? Date.now,
    randomBytes: options.randomBytes ?? randomBytes,
  })
  const log = new RequestLog()
  const redaction = new Redaction({ idOf: (secret) => world.findBySecret(secret)?.id })
  const control = new Control(world, log)
  const host = options.host ?? '127.0.0.1'
  const pages = pagesApp({ world, control, goToUrl: webUrl(options.goToUrl) })
  const api = { world, log, redaction, lateMs: options.lateMs ?? LATE_MS, elsewhere: () => urlOf(otherName(host)) }
  const running = await serve(
    { pages: (request) => pages.fetch(request), api: (request, response) => handleApi(api, request, response) },
    host,
    options.port ?? 0,
  )
  const urlOf = (name: string): string => `http://${name.includes(':') ? `[${name}]` : name}:${running.port}`
  return { url: urlOf(host), port: running.port, control, close: () => running.close() }
}

/** Another name for this machine: to a client it is another host. */
const otherName = (host: string): string => (host === 'localhost' ? '127.0.0.1' : 'localhost')

function webUrl(text: string | undefined): string | null {
  if (text === undefined) return null
  const { protocol } = new URL(text)
  if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError('goToUrl must be an http or https URL.')
  return text
}

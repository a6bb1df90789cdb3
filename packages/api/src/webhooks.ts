import type { WebhookEvent } from './events.ts'

export type { WebhookEvent, WebhookEventType } from './events.ts'

/** An event of a type that this version does not know: a newer Keyturn sent it. Answer 2xx and pass over it. */
export interface UnknownEvent {
  readonly type: 'unknown'
  readonly id: string
  /** The type it has. */
  readonly name: string
  readonly payload: unknown
}

export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

export interface ReceivedWebhook {
  /** As it arrived, before anything parsed it: another spelling of the same JSON has another signature. */
  readonly body: string | Uint8Array
  /** Of a `Request`, or as Node's `http` has them. */
  readonly headers: WebhookHeaders
  /** `whsec_…`; while one takes the place of another, either. */
  readonly secret: string | readonly string[]
  /** Milliseconds since 1970; left out: the clock of this machine. */
  readonly now?: number
}

/** `headers`: one is missing or has no such form. `timestamp`: over five minutes off. `body`: signed, and not an event. */
export type WebhookFault = 'headers' | 'timestamp' | 'signature' | 'body'

/** It was not sent by Keyturn, or not just now, or not to us. Answer 400 and do nothing. */
export class WebhookRefused extends Error {
  readonly fault: WebhookFault
  constructor(fault: WebhookFault) {
    super(MESSAGES[fault])
    this.name = 'WebhookRefused'
    this.fault = fault
  }
}

const MESSAGES: Readonly<Record<WebhookFault, string>> = {
  headers: 'A header of the webhook is missing or malformed.',
  timestamp: 'The webhook was signed too long ago, or in the future.',
  signature: 'No signature of the webhook fits.',
  body: 'The webhook holds no event.',
}

const TOLERANCE_SECONDS = 300
/** Of one delivery there are at most two; more is somebody's try to keep us busy. */
const MOST_SIGNATURES = 8
const LONGEST_HEADER = 1_024
const ID = /^[\w.:-]{1,256}$/
const SECONDS = /^\d{1,11}$/
/** Standard Webhooks: version, comma, 32 bytes in base64. */
const SIGNATURE = /^v1,([A-Za-z0-9+/]{43}=)$/

const KNOWN: Readonly<Record<WebhookEvent['type'], true>> = {
  'connection.connected': true,
  'connection.replaced': true,
  'connection.attempt_failed': true,
  'connection.action_required': true,
  'connection.recovered': true,
  'connection.unverified': true,
  'connection.verified': true,
  'connection.disconnected': true,
  'connection.deleted': true,
  'provider.incident_suspected': true,
  'provider.incident_over': true,
  'webhook_endpoint.disabled': true,
  'webhook_endpoint.test': true,
}

/**
 * Checks that a webhook comes from Keyturn (Standard Webhooks, `v1`) and reads its event. Runs wherever WebCrypto is. The
 * same event may arrive more than once, and events in another order than they happened: keep `id`, compare `sequence`.
 *
 * @throws WebhookRefused; TypeError for a secret that is none
 */
export async function verifyWebhook(received: ReceivedWebhook): Promise<WebhookEvent | UnknownEvent> {
  const id = header(received.headers, 'webhook-id', ID)
  const timestamp = header(received.headers, 'webhook-timestamp', SECONDS)
  const signatures = header(received.headers, 'webhook-signature').split(' ').slice(0, MOST_SIGNATURES)
  const now = Math.floor((received.now ?? Date.now()) / 1_000)
  if (Math.abs(now - Number(timestamp)) > TOLERANCE_SECONDS) throw new WebhookRefused('timestamp')
  const body = typeof received.body === 'string' ? new TextEncoder().encode(received.body) : received.body
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), body)
  const secrets = typeof received.secret === 'string' ? [received.secret] : received.secret
  if (!(await anyFits(secrets, signatures, signed))) throw new WebhookRefused('signature')
  return readEvent(body)
}

function header(headers: WebhookHeaders, name: string, form?: RegExp): string {
  const value = headers instanceof Headers ? headers.get(name) : ownHeader(headers, name)
  const isFine = typeof value === 'string' && value.length <= LONGEST_HEADER && (form?.test(value) ?? true)
  if (!isFine) throw new WebhookRefused('headers')
  return value
}

/** In whatever case; twice is not once. */
function ownHeader(headers: Exclude<WebhookHeaders, Headers>, name: string): unknown {
  const found = Object.keys(headers).filter((key) => key.toLowerCase() === name)
  return found.length === 1 ? headers[found[0] ?? ''] : undefined
}

async function anyFits(
  secrets: readonly string[],
  signatures: readonly string[],
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  for (const secret of secrets) {
    const key = await importKey(secret)
    for (const signature of signatures) {
      const base64 = SIGNATURE.exec(signature)?.[1]
      // `verify` compares in constant time.
      if (base64 !== undefined && (await crypto.subtle.verify('HMAC', key, bytesOf(base64), signed))) return true
    }
  }
  return false
}

async function importKey(secret: string) {
  const bytes = bytesOf(secret.replace(/^whsec_/, ''))
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
}

/** @throws TypeError */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const isBase64 = base64.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(base64)
  if (!isBase64) throw new TypeError('A webhook secret is whsec_ and base64.')
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}

/** What was signed is Keyturn's own; only its type decides whether this version knows it. */
function readEvent(body: Uint8Array): WebhookEvent | UnknownEvent {
  const payload = parse(body)
  if (isKnown(payload)) return payload
  if (!isRecord(payload) || typeof payload['type'] !== 'string' || typeof payload['id'] !== 'string') {
    throw new WebhookRefused('body')
  }
  return { type: 'unknown', id: payload['id'], name: payload['type'], payload }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new WebhookRefused('body')
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const isKnown = (value: unknown): value is WebhookEvent =>
  isRecord(value) &&
  typeof value['id'] === 'string' &&
  typeof value['type'] === 'string' &&
  Object.hasOwn(KNOWN, value['type']) &&
  isRecord(value['data'])

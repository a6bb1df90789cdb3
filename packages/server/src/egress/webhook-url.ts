import { isIP } from 'node:net'
import type { UrlFault } from '../engine/ports/webhook-http.ts'
import { LOOPBACK_HOST } from './origin.ts'
import type { PlainHttp } from './origin.ts'
import { isPublicAddress } from './public-address.ts'

export interface WebhookUrlRules {
  /** `loopback`: endpoints on this machine may be http, on any port. */
  readonly allowPlainHttp: PlainHttp
  /** Of https. */
  readonly ports: ReadonlySet<number>
}

export type ReadWebhookUrl =
  | { readonly kind: 'url'; readonly url: URL; readonly where: 'public' | 'loopback' }
  | { readonly kind: 'fault'; readonly fault: UrlFault }

/** A name without empty labels, or an address in brackets. */
const HOST = /^[^.]+(?:\.[^.]+)*\.?$/

/** Without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1')

/** What can be said of a URL without asking a resolver. `URL` has spelt the host out before: `0x7f.1` is `127.0.0.1`. */
export function readWebhookUrl(text: string, rules: WebhookUrlRules): ReadWebhookUrl {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !HOST.test(url.hostname)) return { kind: 'fault', fault: 'not_a_url' }
  if (url.username !== '' || url.password !== '') return { kind: 'fault', fault: 'password' }
  if (url.href.includes('#')) return { kind: 'fault', fault: 'fragment' }
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
  if (isWeb && rules.allowPlainHttp === 'loopback' && LOOPBACK_HOST.test(url.hostname)) {
    return { kind: 'url', url, where: 'loopback' }
  }
  if (url.protocol !== 'https:') return { kind: 'fault', fault: 'not_https' }
  if (!rules.ports.has(url.port === '' ? 443 : Number(url.port))) return { kind: 'fault', fault: 'port' }
  const host = hostOf(url)
  if (isIP(host) !== 0 && !isPublicAddress(host)) return { kind: 'fault', fault: 'private_address' }
  return { kind: 'url', url, where: 'public' }
}

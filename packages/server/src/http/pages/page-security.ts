import { createMiddleware } from 'hono/factory'
import type { Env } from '../context.ts'
import { EdgeRefusal } from '../problems.ts'

export const POLICY = 'content-security-policy'

interface PolicyWish {
  /** The one address beyond ours that this page shows something from. */
  readonly logoUrl?: string | null
  /** Of the rules that stand in the page, as a source of the policy. */
  readonly styleHash?: string | null
  /** The scripts of this answer carry it, and no other script runs. Without one none does. */
  readonly nonce?: string | null
  /** Origins whose pages may show it in a frame. */
  readonly ancestors?: readonly string[]
}

export const pagePolicy = (wish: PolicyWish = {}): string => {
  const { logoUrl = null, styleHash = null, nonce = null, ancestors = [] } = wish
  return [
    "default-src 'none'",
    nonce === null ? "script-src 'none'" : `script-src 'nonce-${nonce}'`,
    styleHash === null ? "style-src 'self'" : `style-src 'self' '${styleHash}'`,
    `img-src 'self' data:${logoUrl === null ? '' : ` ${new URL(logoUrl).origin}`}`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${ancestors.length === 0 ? "'none'" : ancestors.join(' ')}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

const PERMISSIONS = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'display-capture', 'browsing-topics']
  .map((feature) => `${feature}=()`)
  .join(', ')

export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  [POLICY]: pagePolicy(),
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'permissions-policy': PERMISSIONS,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-robots-tag': 'noindex',
}

/** Sent under https only: RFC 6797 ignores it elsewhere. */
export const TRANSPORT_HEADER = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } as const

/**
 * What a page changes must come from that page: `Sec-Fetch-Site: same-origin`, or where a browser does not say, the
 * right Origin.
 */
export const sameOriginOnly = (publicUrl: string) => {
  const { origin } = new URL(publicUrl)
  return createMiddleware<Env>(async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    const site = c.req.header('sec-fetch-site')
    const fine = site === undefined ? c.req.header('origin') === origin : site === 'same-origin'
    if (!fine) throw new EdgeRefusal('cross_site')
    await next()
  })
}

/** On every answer below; a page that says its policy itself keeps it. */
export const withPageHeaders = (publicUrl: string) =>
  createMiddleware<Env>(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(PAGE_HEADERS)) {
      if (name !== POLICY || !c.res.headers.has(POLICY)) c.res.headers.set(name, value)
    }
    if (!publicUrl.startsWith('https:')) return
    for (const [name, value] of Object.entries(TRANSPORT_HEADER)) c.res.headers.set(name, value)
  })

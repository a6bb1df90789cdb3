import { KeyturnError } from '../domain/errors.ts'

/** A configured base URL that a key must not be sent to. The message never repeats it: it may hold a password. */
export class RefusedBaseUrl extends KeyturnError {
  readonly code = 'refused_base_url'
  constructor(expectation: string) {
    super(`The provider's base URL must ${expectation}.`)
  }
}

/** A path that could leave the configured host or its prefix. Ours to fix: paths are built by the providers' code. */
export class RefusedPath extends KeyturnError {
  readonly code = 'refused_path'
  constructor() {
    super('A provider path must be absolute and plain.')
  }
}

/** Whether `http:` may be used at all; `loopback` for a simulator on this machine. */
export type PlainHttp = 'never' | 'loopback'

export interface Base {
  /** Scheme, host and port. */
  readonly origin: string
  readonly secure: boolean
  /** Path before each request's own, without a slash at its end. */
  readonly prefix: string
}

/**
 * A list of what is allowed, so that no spelling of `..`, `//` or a host is left to think of: segments of plain
 * characters, no percent-encoding and no `;` before the query, nothing outside ASCII, no fragment.
 */
const PLAIN_PATH = /^(?:\/[\w~!$&'()*+,=:@.-]+)*\/?(?:\?[\w~!$&'()*+,;=:@./?%-]+)?$/
const DOT_SEGMENT = /^[^?]*\/\.{1,2}(?:[/?]|$)/
export const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

const isPlain = (path: string): boolean => path.startsWith('/') && PLAIN_PATH.test(path) && !DOT_SEGMENT.test(path)

/** @throws RefusedBaseUrl unless it is https, or http on loopback where that is allowed, and nothing but host and path. */
export function readBase(url: URL, plainHttp: PlainHttp): Base {
  if (url.username !== '' || url.password !== '') throw new RefusedBaseUrl('hold no user name and no password')
  if (url.href.includes('?') || url.href.includes('#')) throw new RefusedBaseUrl('have neither query nor fragment')
  if (!isPlain(url.pathname)) throw new RefusedBaseUrl('have a plain path')
  const secure = url.protocol === 'https:'
  const loopback = url.protocol === 'http:' && plainHttp === 'loopback' && LOOPBACK_HOST.test(url.hostname)
  if (!secure && !loopback) throw new RefusedBaseUrl('be https')
  return { origin: url.origin, secure, prefix: url.pathname.replace(/\/$/, '') }
}

/** @throws RefusedPath */
export function placeUnder(base: Base, path: string): string {
  if (!isPlain(path)) throw new RefusedPath()
  return base.prefix + path
}

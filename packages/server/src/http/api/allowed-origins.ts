import { EdgeRefusal } from '../problems.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** An origin stands in headers that give it rights: letters of a host name, or an address, and nothing else. */
const PLAIN_HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/

/**
 * Addresses of the integrator: https, or http on this machine, and one of their own origins where those are listed.
 * @param allowed `KEYTURN_ALLOWED_ORIGINS`
 * @throws EdgeRefusal
 */
export function refuseForeignOrigin(allowed: readonly string[] | null, url: URL, pointer: string): void {
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname))
  if (!isSafe || !PLAIN_HOST.test(url.hostname)) {
    throw originRefusal(pointer, 'must be an https URL (http only on this machine)')
  }
  if (allowed !== null && !allowed.includes(url.origin)) {
    throw originRefusal(pointer, 'must have one of the origins in KEYTURN_ALLOWED_ORIGINS')
  }
}

const originRefusal = (pointer: string, message: string): EdgeRefusal =>
  new EdgeRefusal('invalid_request', { errors: [{ pointer, code: 'origin', message }] })

/** @returns each origin once, as browsers write it @throws EdgeRefusal */
export function readOrigins(allowed: readonly string[] | null, origins: readonly string[], pointer: string): string[] {
  const read = origins.map((origin, at) => {
    const url = new URL(origin)
    refuseForeignOrigin(allowed, url, `${pointer}/${at}`)
    return url.origin
  })
  return [...new Set(read)]
}

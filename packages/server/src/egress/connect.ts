import type { LookupAddress, LookupOptions } from 'node:dns'
import { isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { isPublicAddress, RefusedAddress } from './public-address.ts'

type Found = (error: null, address: string | LookupAddress[], family?: number) => void

const LOOPBACK: LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

/** `localhost` without asking a resolver: plain http must not leave this machine because a name server says so. */
function lookupLoopback(_hostname: string, options: LookupOptions, found: Found): void {
  if (options.all === true) return found(null, LOOPBACK)
  found(null, '127.0.0.1', 4)
}

const VERIFIED_TLS = {
  allowH2: false,
  minVersion: 'TLSv1.2',
  // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not switch it off.
  rejectUnauthorized: true,
} as const

/** @param timeoutMs for TCP and TLS together */
export function secureConnector(timeoutMs: number): buildConnector.connector {
  return buildConnector({ ...VERIFIED_TLS, timeout: timeoutMs })
}

/** For http on loopback only. @param timeoutMs for the TCP connection */
export function loopbackConnector(timeoutMs: number): buildConnector.connector {
  return buildConnector({ allowH2: false, timeout: timeoutMs, lookup: lookupLoopback })
}

/** For http and https on loopback only. @param timeoutMs for TCP and TLS together */
export function localConnector(timeoutMs: number): buildConnector.connector {
  return buildConnector({ ...VERIFIED_TLS, timeout: timeoutMs, lookup: lookupLoopback })
}

/** Whoever is public, decided as the socket connects. @param lookup gives checked addresses only */
export function publicConnector(timeoutMs: number, lookup: LookupFunction): buildConnector.connector {
  const connect = buildConnector({ ...VERIFIED_TLS, timeout: timeoutMs, lookup })
  return (options, callback) => {
    // A socket asks no lookup for an address in figures.
    const host = options.hostname.replace(/^\[(.*)\]$/, '$1')
    if (isIP(host) !== 0 && !isPublicAddress(host)) return callback(new RefusedAddress(), null)
    connect(options, callback)
  }
}

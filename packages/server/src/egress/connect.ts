import { isIP } from 'node:net'
import { buildConnector } from 'undici'
import { lookupBy, LOOPBACK, operatorsNames } from './names.ts'
import type { Resolve } from './names.ts'
import { isPublicAddress, RefusedAddress } from './public-address.ts'

/** `localhost` without asking a resolver: plain http must not leave this machine because a name server says so. */
const loopbackNames: Resolve = () => Promise.resolve(LOOPBACK)

const VERIFIED_TLS = {
  allowH2: false,
  minVersion: 'TLSv1.2',
  // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not switch it off.
  rejectUnauthorized: true,
} as const

/** @param timeoutMs for TCP and TLS together */
export function secureConnector(timeoutMs: number): buildConnector.connector {
  return buildConnector({ ...VERIFIED_TLS, timeout: timeoutMs, lookup: lookupBy(operatorsNames()) })
}

/** For http on loopback only. @param timeoutMs for the TCP connection */
export function loopbackConnector(timeoutMs: number): buildConnector.connector {
  return buildConnector({ allowH2: false, timeout: timeoutMs, lookup: lookupBy(loopbackNames) })
}

/** For http and https on loopback only. @param timeoutMs for TCP and TLS together */
export function localConnector(timeoutMs: number): buildConnector.connector {
  return buildConnector({ ...VERIFIED_TLS, timeout: timeoutMs, lookup: lookupBy(loopbackNames) })
}

/** Whoever is public, decided as the socket connects. @param names with checked addresses only */
export function publicConnector(timeoutMs: number, names: Resolve): buildConnector.connector {
  const connect = buildConnector({ ...VERIFIED_TLS, timeout: timeoutMs, lookup: lookupBy(names) })
  return (options, callback) => {
    // A socket asks no lookup for an address in figures.
    const host = options.hostname.replace(/^\[(.*)\]$/, '$1')
    if (isIP(host) !== 0 && !isPublicAddress(host)) return callback(new RefusedAddress(), null)
    connect(options, callback)
  }
}

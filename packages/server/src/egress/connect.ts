import type { LookupAddress, LookupOptions } from 'node:dns'
import { buildConnector } from 'undici'

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

/** @param timeoutMs for TCP and TLS together */
export function secureConnector(timeoutMs: number): buildConnector.connector {
  return buildConnector({
    allowH2: false,
    timeout: timeoutMs,
    minVersion: 'TLSv1.2',
    // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not switch it off.
    rejectUnauthorized: true,
  })
}

/** For http on loopback only. @param timeoutMs for the TCP connection */
export function loopbackConnector(timeoutMs: number): buildConnector.connector {
  return buildConnector({ allowH2: false, timeout: timeoutMs, lookup: lookupLoopback })
}

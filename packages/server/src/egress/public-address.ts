import type { LookupAddress, LookupOptions } from 'node:dns'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** The host of a URL is, or has become, an address that nobody outside could mean. */
export class RefusedAddress extends Error {
  readonly code = 'KEYTURN_REFUSED_ADDRESS'
  constructor() {
    super('The host is not on the public network.')
  }
}

/** RFC 4291: the one block of IPv6 that is given out for the public network. Everything beside it is special or nobody's. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3')

/**
 * On the public network, and nothing but that: not private, loopback, link-local, shared, reserved or documentation; no IPv4
 * inside IPv6 (mapped, compatible, 6to4, Teredo, NAT64), because who translates it decides where it leads.
 *
 * @param address of a resolver or a parsed URL, without brackets
 */
export function isPublicAddress(address: string): boolean {
  // ipaddr.js alone would read shortened forms, and the zone of an interface is never somebody else's.
  if (isIP(address) === 0 || address.includes('%')) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST)
}

type Resolved = (error: Error | null, addresses: LookupAddress[]) => void

/** `dns.lookup` with `all`. */
export type Resolve = (hostname: string, options: LookupOptions & { readonly all: true }, resolved: Resolved) => void

type Found = (error: Error | null, address: string | LookupAddress[], family?: number) => void

/**
 * A `lookup` for sockets that gives them checked addresses only: what was judged is what is connected to. One address
 * that is not public among them, and the host is refused: an honest one has none.
 */
export const publicLookup =
  (resolve: Resolve) =>
  (hostname: string, options: LookupOptions, found: Found): void => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return found(error, [])
      const [first] = addresses
      const isSafe = first !== undefined && addresses.every(({ address }) => isPublicAddress(address))
      if (!isSafe) return found(new RefusedAddress(), [])
      if (options.all === true) return found(null, addresses)
      found(null, first.address, first.family)
    })
  }

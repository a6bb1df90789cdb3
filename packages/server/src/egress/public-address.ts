import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { Resolve } from './names.ts'

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

/**
 * Names with checked addresses only: what was judged is what is connected to. One address that is not public among them, and
 * the host is refused: an honest one has none.
 */
export const publicNames =
  (resolve: Resolve): Resolve =>
  async (hostname) => {
    const addresses = await resolve(hostname)
    const isSafe = addresses.length > 0 && addresses.every(({ address }) => isPublicAddress(address))
    if (!isSafe) throw new RefusedAddress()
    return addresses
  }

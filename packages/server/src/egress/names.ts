import type { LookupAddress } from 'node:dns'
import { lookup, Resolver } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { LookupFunction } from 'node:net'

/** Where a name leads. Rejects where nobody knows; never gives an empty list. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

/** The name servers of a name said nothing in time. It is the fault of that name alone. */
export class UnansweredName extends Error {
  readonly code = 'ETIMEDOUT'
  constructor() {
    super('The name was not resolved in time.')
  }
}

export interface NameSources {
  /** Instead of the system's: addresses with a port. */
  readonly servers?: readonly string[]
  /** Asked before any server. */
  readonly hostsFile?: string
  readonly withinMs?: number
}

const WITHIN_MS = 5_000
/** Then the next server is asked, if there is one, and the same one again after that. */
const SERVER_MS = 1_000
const ROUNDS = 3
/** Of the 5 s in which a provider must be connected to. */
const BEFORE_SYSTEM_MS = 2_000

export const LOOPBACK: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]
/** RFC 6761 §6.3: no name server decides where it leads. */
const LOOPBACK_NAME = /^(?:.+\.)?localhost\.?$/

/**
 * Asks the hosts file and name servers, each name in a conversation of its own. `dns.lookup` would ask on the two threads of
 * this process that look names up: two names without an answer, and every other name waits for them.
 */
export function nameServers({ servers, hostsFile = '/etc/hosts', withinMs = WITHIN_MS }: NameSources = {}): Resolve {
  return async (hostname) => {
    if (isIP(hostname) !== 0) return [addressOf(hostname)]
    if (LOOPBACK_NAME.test(hostname)) return LOOPBACK
    const listed = inHostsFile(hostsFile, hostname)
    return listed.length > 0 ? listed : inDns(hostname, servers, withinMs)
  }
}

/**
 * For a host that the operator has named: what name servers do not know the system may, by its own ways. The system is
 * asked once at a time, so that a name without an answer takes one of its threads and no more.
 */
export function operatorsNames(
  ask: Resolve = nameServers({ withinMs: BEFORE_SYSTEM_MS }),
  system: Resolve = (hostname) => lookup(hostname, { all: true }),
): Resolve {
  const asking = new Map<string, Promise<readonly LookupAddress[]>>()
  const askSystem: Resolve = (hostname) => {
    const running = asking.get(hostname) ?? system(hostname).finally(() => asking.delete(hostname))
    asking.set(hostname, running)
    return running
  }
  return (hostname) => ask(hostname).catch(() => askSystem(hostname))
}

/** As a socket asks. */
export const lookupBy =
  (resolve: Resolve): LookupFunction =>
  (hostname, options, found) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses
        if (options.all === true || first === undefined) return found(null, [...addresses])
        return found(null, first.address, first.family)
      },
      (error: unknown) => found(error instanceof Error ? error : new UnansweredName(), []),
    )
  }

const addressOf = (address: string): LookupAddress => ({ address, family: isIP(address) })

function inHostsFile(file: string, hostname: string): readonly LookupAddress[] {
  const name = hostname.replace(/\.$/, '').toLowerCase()
  return textOf(file)
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/))
    .filter(([address = '', ...names]) => isIP(address) !== 0 && names.includes(name))
    .map(([address = '']) => addressOf(address))
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Both families; one of them is enough. IPv4 first: a server without a way to IPv6 is more common than one without IPv4. */
async function inDns(
  hostname: string,
  servers: readonly string[] | undefined,
  withinMs: number,
): Promise<readonly LookupAddress[]> {
  const resolver = new Resolver({ timeout: SERVER_MS, tries: ROUNDS })
  if (servers !== undefined) resolver.setServers(servers)
  const late = AbortSignal.timeout(withinMs)
  late.addEventListener('abort', () => resolver.cancel(), { once: true })
  const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  if (addresses.length > 0) return addresses.map(addressOf)
  throw faultOf(answers)
}

const UNANSWERED = new Set(['ETIMEOUT', 'ECANCELLED'])

function faultOf(answers: readonly PromiseSettledResult<unknown>[]): Error {
  const faults = answers.flatMap((answer) =>
    answer.status === 'rejected' ? [answer.reason as NodeJS.ErrnoException] : [],
  )
  const [first] = faults
  if (first === undefined || faults.some(({ code }) => UNANSWERED.has(code ?? ''))) return new UnansweredName()
  return first
}

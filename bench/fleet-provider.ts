import { createServer, request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { once } from 'node:events'

/** A provider on loopback that knows the keys of a fleet, answers them at once, and sends all others on. */
export interface FleetProvider extends AsyncDisposable {
  readonly url: string
  /** When each question about a key of the fleet came in, by `performance.now()`. */
  readonly askedAt: readonly number[]
  /** How long the answers to all others took since the last call, in ms. Those come one after the other. */
  takeOthersMs(): number
}

const FLEET_KEY = /^fleet-key-(?<company>[0-9a-f-]{36}):$/
const SCOPES = 'export-jobs:read export-jobs:write tag-groups:read companies:read'

/** @param others where questions about keys go that are not of a fleet; null: there are none */
export async function startFleetProvider(others: string | null): Promise<FleetProvider> {
  const askedAt: number[] = []
  let othersMs = 0
  const server = createServer((incoming, outgoing) => {
    const company = companyOf(incoming)
    const now = performance.now()
    if (company === undefined) {
      outgoing.once('finish', () => (othersMs += performance.now() - now))
      return sendOn(incoming, outgoing, others)
    }
    askedAt.push(now)
    const subjectURN = `urn:pleo:company:${company}`
    outgoing.writeHead(200, { 'content-type': 'application/json' })
    outgoing.end(JSON.stringify({ data: { authMethod: 'API_KEY', clientId: 'bench', scope: SCOPES, subjectURN } }))
  }).listen(0, '127.0.0.1')
  server.keepAliveTimeout = 60_000
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    askedAt,
    takeOthersMs() {
      const taken = othersMs
      othersMs = 0
      return taken
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function companyOf({ headers: { authorization = '' } }: IncomingMessage): string | undefined {
  const [, encoded = ''] = authorization.split(' ')
  return FLEET_KEY.exec(Buffer.from(encoded, 'base64').toString('latin1'))?.groups?.['company']
}

/** Passes a call on as it came. */
function sendOn(incoming: IncomingMessage, outgoing: ServerResponse, target: string | null): void {
  if (target === null) {
    outgoing.writeHead(401).end()
    return
  }
  const { method = 'GET', url = '/', headers } = incoming
  const onward = request(new URL(url, target), { method, headers: { ...headers, host: new URL(target).host } })
  onward.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(outgoing)
  })
  onward.on('error', () => outgoing.destroy())
  incoming.pipe(onward)
}

/** The most of these moments in any 60 s. */
export function mostInAMinute(moments: readonly number[]): number {
  let [most, first] = [0, 0]
  for (const [index, at] of moments.entries()) {
    while ((moments[first] ?? at) <= at - 60_000) first += 1
    most = Math.max(most, index - first + 1)
  }
  return most
}

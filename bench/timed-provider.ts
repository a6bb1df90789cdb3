import { createServer } from 'node:http'
import { once } from 'node:events'
import { sendOn } from './fleet-provider.ts'

/** Stands before a provider and adds up how long it took to answer. */
export interface TimedProvider extends AsyncDisposable {
  readonly url: string
  /** What was added up since the last call, in ms. Calls come one after the other. */
  takeMs(): number
}

export async function timeProvider(target: string): Promise<TimedProvider> {
  let total = 0
  const server = createServer((incoming, outgoing) => {
    const startedAt = performance.now()
    outgoing.once('finish', () => (total += performance.now() - startedAt))
    sendOn(incoming, outgoing, target)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    takeMs() {
      const taken = total
      total = 0
      return taken
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

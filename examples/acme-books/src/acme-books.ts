import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { acmeBooksApp, HOOK } from './app.ts'
import { keyturnAt } from './keyturn.ts'

export interface AcmeBooksOptions {
  readonly host?: 'localhost'
  /** 0 takes a free one. */
  readonly port?: number
  /** How browsers reach Acme Books; Keyturn sends customers back there. */
  readonly publicUrl?: string
  readonly keyturnUrl: string
  /** `kt_live_…` with the scopes `read` and `write`. */
  readonly keyturnToken: string
  readonly provider?: 'pleo'
  /** `whsec_…` of our webhook endpoint at Keyturn, which is `{url}/hooks/keyturn`. */
  readonly webhookSecret?: string
  /** Unguessable and never twice: for our own sign-ins and the Idempotency-Key. */
  readonly newId?: () => string
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** Hears why Keyturn could not be asked; customers are told in words. */
  readonly onProblem?: (error: unknown) => void
}

/** Where an Acme Books hears from Keyturn. */
export const webhookUrlOf = (publicUrl: string): string => new URL(HOOK, publicUrl).href

export interface AcmeBooks {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

export async function startAcmeBooks(options: AcmeBooksOptions): Promise<AcmeBooks> {
  const server = createServer()
  server.listen(options.port ?? 0, options.host ?? 'localhost')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = options.publicUrl ?? `http://localhost:${port}`

  const app = acmeBooksApp({
    publicUrl: url,
    keyturn: keyturnAt(options.keyturnUrl, options.keyturnToken),
    keyturnOrigin: new URL(options.keyturnUrl).origin,
    provider: options.provider ?? 'pleo',
    webhookSecret: options.webhookSecret ?? null,
    newId: options.newId ?? (() => randomBytes(32).toString('base64url')),
    now: options.now ?? Date.now,
    onProblem: options.onProblem ?? (() => {}),
  })
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  server.on('request', (request, response) => void listener(request, response))

  return {
    url,
    port,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

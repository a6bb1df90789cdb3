import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBuilt } from './built-files.ts'

const PEOPLE = {
  marie: { id: 'marie', name: 'Marie Holm', company: 'Acme DK', tenantId: 'acme-dk' },
  jonas: { id: 'jonas', name: 'Jonas Berg', company: 'Berg & Sons', tenantId: 'berg-and-sons' },
} as const
type Person = (typeof PEOPLE)[keyof typeof PEOPLE]

export interface BooksSettings {
  readonly port: number
  readonly keyturnUrl: string
  /** `kt_live_…` with the scope `write`. It never leaves this back end. */
  readonly keyturnToken: string
}

export interface Books {
  readonly url: string
  close(): Promise<void>
}

/** The back end of the product: its log-in, its built pages, and one call that is about Keyturn. */
export async function startBooks({ port, keyturnUrl, keyturnToken }: BooksSettings): Promise<Books> {
  const logIns = new Map<string, Person>()
  const personOf = (request: IncomingMessage): Person | null =>
    logIns.get(/(?:^|; )books=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '') ?? null

  const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => unknown>> = {
    'GET /api/person': (request, response) => sendJson(response, 200, personOf(request)),
    'POST /api/log-in': async (request, response) => {
      const person = await wishedPerson(request)
      const logIn = crypto.randomUUID()
      if (person !== null) logIns.set(logIn, person)
      response.setHeader('set-cookie', `books=${logIn}; HttpOnly; SameSite=Lax; Path=/`)
      sendJson(response, 200, person)
    },
    'POST /api/log-out': (_request, response) => {
      response.setHeader('set-cookie', 'books=; Max-Age=0; Path=/')
      sendJson(response, 200, null)
    },
    'POST /api/keyturn-session': async (request, response) => {
      const person = personOf(request)
      if (person === null) return sendJson(response, 401, null)
      const answer = await fetch(`${keyturnUrl}/v1/connect-sessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${keyturnToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          tenantId: person.tenantId,
          provider: 'pleo',
          label: `${person.company}, main ledger`,
          user: { id: person.id, name: person.name },
          embedOrigins: [url],
          returnUrl: `${url}/#settings`,
          locale: 'en',
        }),
      })
      return sendJson(response, answer.status, await answer.json())
    },
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => sendJson(response, 502, null))
  })
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', url).pathname
    const route = routes[`${request.method} ${path}`]
    // Another site may send a browser's cookie along, and must not make this one hand out sessions.
    const isOurs = request.method === 'GET' || request.headers['sec-fetch-site'] === 'same-origin'
    if (!isOurs) sendJson(response, 403, null)
    else if (route !== undefined) await route(request, response)
    else await sendBuilt(response, path, keyturnUrl)
  }
  await new Promise<void>((resolve) => {
    server.listen(port, 'localhost', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.')
  const url = `http://localhost:${address.port}`
  return {
    url,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function wishedPerson(request: IncomingMessage): Promise<Person | null> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk)
  const { id } = JSON.parse(text) as { id?: unknown }
  return id === 'marie' || id === 'jonas' ? PEOPLE[id] : null
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(value))
}

/** All that the elements need of a policy are the two lines with Keyturn in them. */
async function sendBuilt(response: ServerResponse, path: string, keyturnUrl: string): Promise<void> {
  const file = await readBuilt(path)
  if (file === null) return sendJson(response, 404, null)
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    'img-src data:',
    `connect-src 'self' ${keyturnUrl}`,
    `frame-src ${keyturnUrl}`,
    "base-uri 'none'",
    "form-action 'none'",
  ]
  response.writeHead(200, { 'content-type': file.type, 'content-security-policy': policy.join('; ') }).end(file.body)
}

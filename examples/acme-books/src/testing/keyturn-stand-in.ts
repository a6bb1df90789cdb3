import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'

/** What Keyturn was asked. */
interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly authorization: string | undefined
  readonly idempotencyKey: string | undefined
  readonly body: Record<string, unknown>
}

/** `lost`: does what it is asked, but the answer never arrives. */
type Mood = 'well' | 'lost_once' | 'unavailable' | 'refuses' | 'nonsense'

/** An honest small Keyturn: the two calls of DESIGN 8 that Acme Books makes, over real HTTP, with its rules. */
export interface KeyturnStandIn {
  readonly url: string
  readonly asked: Asked[]
  connections: object[]
  mood: Mood
  /** What it finds wrong with each theme. */
  themeFaults: readonly { readonly pointer: string; readonly code: string; readonly message: string }[]
  close(): Promise<void>
}

export const TOKEN = 'kt_live_stand-in'
const NAME = /^[A-Za-z0-9._:@-]{1,128}$/
const SESSION_FIELDS = new Set([
  'tenantId',
  'provider',
  'reference',
  'label',
  'user',
  'notify',
  'returnUrl',
  'embedOrigins',
  'locale',
  'theme',
])

interface Answer {
  readonly status: number
  readonly body: unknown
}

export async function startKeyturnStandIn(): Promise<KeyturnStandIn> {
  const sessions = new Map<string, Answer>()
  const server = createServer((request, response) => {
    void answer(request).then((reply) => {
      if (reply === undefined) return response.destroy()
      const type = reply.status < 400 ? 'application/json' : 'application/problem+json'
      return response.writeHead(reply.status, { 'content-type': type }).end(JSON.stringify(reply.body))
    })
  })

  async function answer(request: IncomingMessage): Promise<Answer | undefined> {
    const asked = await readAsked(request)
    standIn.asked.push(asked)
    const { mood } = standIn
    if (mood === 'unavailable') return problem(503, 'sealed')
    if (mood === 'nonsense') return { status: 200, body: 'hello' }
    if (mood === 'refuses' || asked.authorization !== `Bearer ${TOKEN}`) return problem(401, 'unauthenticated')
    const reply = asked.method === 'POST' ? makeSession(asked) : listFor(asked)
    if (mood !== 'lost_once') return reply
    standIn.mood = 'well'
    return undefined
  }

  function makeSession({ path, body, idempotencyKey }: Asked): Answer {
    if (path !== '/v1/connect-sessions') return problem(404, 'not_found')
    const known = Object.keys(body).every((field) => SESSION_FIELDS.has(field))
    if (!known || !NAME.test(String(body['tenantId'])) || !NAME.test(String(body['reference'])))
      return problem(422, 'invalid_request')
    if (standIn.themeFaults.length > 0) return problem(422, 'invalid_request', standIn.themeFaults)
    const kept = sessions.get(idempotencyKey ?? '')
    if (kept !== undefined) return kept
    const url = `${standIn.url}/connect/kt_session_${sessions.size + 1}`
    const made = {
      status: 201,
      body: { id: 'cs_1', connectionId: 'conn_1', url, token: 'kt_session_1', expiresAt: '' },
    }
    sessions.set(idempotencyKey ?? '', made)
    return made
  }

  function listFor({ path, query }: Asked): Answer {
    if (path !== '/v1/connections') return problem(404, 'not_found')
    const fits = (one: object) =>
      ['tenantId', 'provider'].every((field) => query.get(field) === Reflect.get(one, field))
    return { status: 200, body: { data: standIn.connections.filter(fits), nextCursor: null } }
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const standIn: KeyturnStandIn = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    asked: [],
    connections: [],
    mood: 'well',
    themeFaults: [],
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
  return standIn
}

async function readAsked(request: IncomingMessage): Promise<Asked> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://keyturn.invalid')
  const body: unknown = text === '' ? {} : JSON.parse(text)
  const key = request.headers['idempotency-key']
  return {
    method: request.method ?? '',
    path: pathname,
    query: searchParams,
    authorization: request.headers.authorization,
    idempotencyKey: typeof key === 'string' ? key : undefined,
    body: typeof body === 'object' && body !== null ? { ...body } : {},
  }
}

const problem = (status: number, code: string, errors: readonly object[] = []): Answer => ({
  status,
  body: { type: `urn:keyturn:problem:${code}`, title: 'A title', status, code, requestId: 'req_1', errors },
})

/** As DESIGN 8 shows it. */
export const aConnection = (fields: object = {}) => ({
  id: 'conn_1',
  tenantId: 'acme-42',
  provider: 'pleo',
  environment: 'production',
  reference: 'default',
  label: 'Acme DK, main ledger',
  state: 'connected',
  usable: true,
  account: { id: '7a0c2f5e-91d4-4f0e-8a39-2f4d1c6b8e10', kind: 'company', name: 'Acme ApS (Pleo)' },
  credential: { id: 'cred_1', hint: null, addedAt: '2026-11-24T09:12:00.000Z', addedBy: null, lastUsedAt: null },
  permissions: [],
  issue: null,
  attempt: null,
  health: { state: 'healthy', reason: null, since: null, checkedAt: null, nextCheckAt: null, source: 'probe' },
  revision: 7,
  createdAt: '2026-11-24T09:00:00.000Z',
  updatedAt: '2026-11-24T09:12:00.000Z',
  ...fields,
})

export const anIssue = (fields: object = {}) => ({
  code: 'key_revoked',
  title: 'Your connection to Pleo is interrupted',
  message: 'Pleo no longer accepts the key for Acme ApS.',
  nextStep: 'Replace API Key',
  userRecoverable: true,
  since: '2026-11-24T09:54:00.000Z',
  supportReference: 'K7QX-2M4D',
  details: {},
  ...fields,
})

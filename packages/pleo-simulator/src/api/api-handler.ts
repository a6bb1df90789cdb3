import type { IncomingMessage, ServerResponse } from 'node:http'
import { written } from '../answer.ts'
import { ACME, companyUrn } from '../companies.ts'
import { readCredential } from '../credential.ts'
import type { Presented } from '../credential.ts'
import type { Redaction } from '../redaction.ts'
import type { RequestLog } from '../request-log.ts'
import { deliver } from '../wire.ts'
import type { World } from '../world.ts'
import { answerTo } from './answer-to.ts'
import type { Answered } from './answer-to.ts'

const BODY_LIMIT_BYTES = 1024 * 1024
const RECORDED_CHARACTERS = 4096

export interface ApiPorts {
  readonly world: World
  readonly log: RequestLog
  readonly redaction: Redaction
  readonly lateMs: number
  /** The same server under another host name. */
  readonly elsewhere: () => string
}

/** Pleo's side: reads, records, answers. Speaks `node:http`, because some behaviours need the socket itself. */
export async function handleApi(ports: ApiPorts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const presented = readCredential(request)
  const body = await readBody(request)
  const sequence = record(ports, request, presented, body.kept)
  const { answer, operation, behaviour } = respond(ports, request, presented, body)
  ports.log.complete(sequence, { operation, behaviour })
  response.setHeader('x-standin', 'This is not Pleo')
  response.setHeader('cache-control', 'no-store')
  if (body.kind !== 'whole') response.setHeader('connection', 'close')
  deliver(answer, response, { lateMs: ports.lateMs, sent: (status) => ports.log.complete(sequence, { status }) })
}

function respond(ports: ApiPorts, request: IncomingMessage, presented: Presented, body: Body): Answered {
  const [path, query] = splitOnce(request.url ?? '', '?')
  if (path.startsWith('/elsewhere')) return elsewhere(ports.world)
  return answerTo(ports.world, {
    method: request.method ?? '',
    path,
    query: new URLSearchParams(query),
    contentType: request.headers['content-type'] ?? '',
    body: body.kind === 'whole' ? body.kept : null,
    secret: presented.form === 'basic' ? presented.secret : null,
    elsewhere: ports.elsewhere(),
  })
}

/** Where a redirect leads that must not be followed: it takes any key, so that following it is noticed. */
function elsewhere(world: World): Answered {
  const { clientId, scopes } = world.options
  const data = { authMethod: 'API_KEY', clientId, scope: scopes.join(' '), subjectURN: companyUrn(ACME.id) }
  return { answer: written({ status: 200, body: { data } }), operation: 'elsewhere', behaviour: null }
}

interface Body {
  readonly kind: 'whole' | 'too_large' | 'broken_off'
  /** What came, at most the limit. */
  readonly kept: Buffer
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = []
  let size = 0
  const kept = (): Buffer => Buffer.concat(chunks).subarray(0, BODY_LIMIT_BYTES)
  try {
    const incoming: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false })
    for await (const chunk of incoming) {
      chunks.push(chunk)
      size += chunk.length
      if (size > BODY_LIMIT_BYTES) return { kind: 'too_large', kept: kept() }
    }
  } catch {
    return { kind: 'broken_off', kept: kept() }
  }
  return { kind: 'whole', kept: kept() }
}

function record(ports: ApiPorts, request: IncomingMessage, presented: Presented, body: Buffer): number {
  const { redaction, log, world } = ports
  const { secret, form } = presented
  const url = redaction.strike(request.url ?? '', secret)
  const text = redaction.strike(body.toString('utf8'), secret)
  const others = Object.entries(request.headersDistinct).filter(([name]) => name !== 'authorization')
  const struck = others.map(([name, values]) => redaction.strike(`${name}: ${values?.join(' ') ?? ''}`, secret))
  return log.add({
    at: new Date(world.options.now()).toISOString(),
    method: request.method ?? '',
    url: url.text,
    host: struckHeader(ports, request.headers.host, secret),
    headerNames: Object.keys(request.headersDistinct).map((name) => redaction.strike(name, secret).text),
    contentType: struckHeader(ports, request.headers['content-type'], secret),
    authorization: form,
    keyId: form === 'basic' && secret !== null ? redaction.idFor(secret) : null,
    keyInUrl: url.found,
    keyInBody: text.found,
    keyInHeader: struck.some(({ found }) => found),
    body: text.text.slice(0, RECORDED_CHARACTERS),
  })
}

const struckHeader = ({ redaction }: ApiPorts, value: string | undefined, secret: string | null): string | null =>
  value === undefined ? null : redaction.strike(value, secret).text

function splitOnce(text: string, at: string): readonly [string, string] {
  const index = text.indexOf(at)
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)]
}

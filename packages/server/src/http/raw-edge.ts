import type { IncomingMessage, ServerResponse } from 'node:http'
import { PROBLEMS, problemBody } from './problems.ts'
import type { ProblemCode } from './problems.ts'

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const LONGEST_TARGET = 8_192
/** `/./`, `/../` and their escapes: who reads it one way may be asked another. */
const DOT_SEGMENT = /^[^?]*\/(?:\.|%2e){1,2}(?:[/?]|$)/i

/**
 * What Node's parser lets through and we do not: two Host headers, absolute-form targets, dot segments, unknown methods,
 * a body on GET. Null: go on.
 */
export function rawRefusal(request: IncomingMessage): ProblemCode | null {
  const hosts = request.headersDistinct['host']
  if (hosts?.length !== 1 || hosts[0] === '') return 'malformed_request'
  const target = request.url ?? ''
  if (!target.startsWith('/') || target.length > LONGEST_TARGET || DOT_SEGMENT.test(target)) return 'malformed_request'
  if (!KNOWN_METHODS.has(request.method ?? '')) return 'method_not_allowed'
  const bodiless = request.method === 'GET' || request.method === 'HEAD'
  return bodiless && hasBody(request) ? 'malformed_request' : null
}

function hasBody(request: IncomingMessage): boolean {
  if (request.headers['transfer-encoding'] !== undefined) return true
  return (request.headers['content-length'] ?? '0') !== '0'
}

/** The connection closes with the answer, so that nothing pipelined behind is read. */
export function refuseRaw(response: ServerResponse, code: ProblemCode, requestId: string): void {
  const body = JSON.stringify(problemBody(code, requestId))
  response.writeHead(PROBLEMS[code].status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'keyturn-request-id': requestId,
    connection: 'close',
  })
  response.end(body)
}

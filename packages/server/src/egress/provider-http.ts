import { Pool } from 'undici'
import type { ProviderHttp, ProviderRequest, ProviderResponse } from '../engine/ports/provider-http.ts'
import { loopbackConnector, secureConnector } from './connect.ts'
import { credentialHeader } from './credential-header.ts'
import type { CredentialScheme } from './credential-header.ts'
import { placeUnder, readBase } from './origin.ts'
import type { PlainHttp } from './origin.ts'
import { AnswerReader } from './answer-reader.ts'

export interface ProviderHttpOptions {
  readonly baseUrl: URL
  readonly authorization: CredentialScheme
  readonly allowPlainHttp: PlainHttp
}

const CONNECT_TIMEOUT_MS = 5_000
/** Behind the caller's own deadline, which is shorter: for callers whose signal never comes. */
const SILENCE_TIMEOUT_MS = 20_000
const MOST_CONNECTIONS = 64
const LARGEST_HEAD_BYTES = 16_384

/**
 * A client for one host. Verified TLS 1.2 or later, HTTP/1.1, no redirects, no proxy from the environment, no
 * compression; each request carries the credential in its Authorization header and nowhere else.
 *
 * @throws RefusedBaseUrl
 */
export function createProviderHttp(options: ProviderHttpOptions): ProviderHttp {
  const base = readBase(options.baseUrl, options.allowPlainHttp)
  const pool = new Pool(base.origin, {
    connect: base.secure ? secureConnector(CONNECT_TIMEOUT_MS) : loopbackConnector(CONNECT_TIMEOUT_MS),
    connections: MOST_CONNECTIONS,
    pipelining: 1,
    headersTimeout: SILENCE_TIMEOUT_MS,
    bodyTimeout: SILENCE_TIMEOUT_MS,
    maxHeaderSize: LARGEST_HEAD_BYTES,
  })
  return {
    async send(request) {
      const path = placeUnder(base, request.path)
      if (request.signal.aborted) return { kind: 'silence', why: 'timeout' }
      return exchange(pool, path, request, options.authorization)
    },
    close: () => pool.destroy(),
  }
}

function exchange(
  pool: Pool,
  path: string,
  request: ProviderRequest,
  scheme: CredentialScheme,
): Promise<ProviderResponse> {
  const body = request.json === undefined ? null : JSON.stringify(request.json)
  const { promise, resolve } = Promise.withResolvers<ProviderResponse>()
  const reader = new AnswerReader(resolve)
  const expire = (): void => reader.giveUp('timeout')
  request.signal.addEventListener('abort', expire, { once: true })
  pool.dispatch(
    {
      method: request.method,
      path,
      body,
      headers: {
        authorization: credentialHeader(scheme, request.credential),
        'user-agent': 'Keyturn',
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      },
    },
    reader,
  )
  return promise.finally(() => request.signal.removeEventListener('abort', expire))
}

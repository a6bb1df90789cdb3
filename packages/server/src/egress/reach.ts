import { Pool } from 'undici'
import type { ProviderResponse } from '../engine/ports/provider-http.ts'
import { AnswerReader } from './answer-reader.ts'
import { loopbackConnector, secureConnector } from './connect.ts'
import { readBase } from './origin.ts'
import type { PlainHttp } from './origin.ts'

const WITHIN_MS = 5_000

/** What kept a host from answering; null: it answers, whatever it says. */
export type Unreached = 'timeout' | 'network' | 'tls' | null

/**
 * Does the host answer at all, over verified TLS? Asked without a key.
 * @throws RefusedBaseUrl
 */
export async function reach(baseUrl: URL, allowPlainHttp: PlainHttp): Promise<Unreached> {
  const base = readBase(baseUrl, allowPlainHttp)
  const pool = new Pool(base.origin, {
    connect: base.secure ? secureConnector(WITHIN_MS) : loopbackConnector(WITHIN_MS),
    connections: 1,
    headersTimeout: WITHIN_MS,
    bodyTimeout: WITHIN_MS,
  })
  try {
    const { promise, resolve } = Promise.withResolvers<ProviderResponse>()
    const headers = { 'user-agent': 'Keyturn', 'accept-encoding': 'identity' }
    pool.dispatch({ method: 'GET', path: `${base.prefix}/`, headers }, new AnswerReader(resolve))
    const said = await promise
    const isSilent = said.kind === 'silence' && (said.why === 'timeout' || said.why === 'network' || said.why === 'tls')
    return isSilent ? said.why : null
  } finally {
    await pool.destroy()
  }
}

import type { Silence } from '../engine/ports/provider-http.ts'

/** Codes of undici, Node and OpenSSL, or the name where there is no code. First match wins; what nobody foresaw is the network's fault, never the key's. */
const CAUSES: readonly (readonly [RegExp, Silence])[] = [
  [/^UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT$|^ETIMEDOUT$/, 'timeout'],
  [/^UND_ERR_(?:HEADERS_OVERFLOW|RES_EXCEEDED_MAX_SIZE)$/, 'too_large'],
  [/^HTTPParserError$/, 'undecodable'],
  [/^ERR_(?:TLS|SSL)_|CERT|CRL|^UNABLE_TO_|^INVALID_(?:CA|PURPOSE)$|^PATH_LENGTH_EXCEEDED$|^HOSTNAME_MISMATCH$/, 'tls'],
  [/^EPROTO$/, 'tls'],
]

/** Reads only the error's code or name: its message, cause and socket details stay behind. */
export function silenceOf(error: unknown): Silence {
  if (!(error instanceof Error)) return 'network'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return CAUSES.find(([pattern]) => pattern.test(code))?.[1] ?? 'network'
}

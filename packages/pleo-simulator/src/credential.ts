import type { IncomingMessage } from 'node:http'

/** How a request presented its key. Only `basic` is the documented form: `Basic base64(key + ":")`. */
type CredentialForm = 'basic' | 'absent' | 'several' | 'other_scheme' | 'bad_base64' | 'no_colon' | 'password' | 'empty'

export interface Presented {
  readonly form: CredentialForm
  /** What was found in place of a key, also where the form is wrong, so that it can be struck from the record. */
  readonly secret: string | null
}

const SCHEME = 'Basic '
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** Reads the Authorization header as strictly as the documentation writes it (RFC 7617, empty password). */
export function readCredential(request: IncomingMessage): Presented {
  const values = request.headersDistinct['authorization'] ?? []
  const [value] = values
  if (value === undefined) return { form: 'absent', secret: null }
  if (values.length > 1) return { form: 'several', secret: null }
  if (!value.startsWith(SCHEME)) return { form: 'other_scheme', secret: afterScheme(value) }
  return readBasic(value.slice(SCHEME.length))
}

function afterScheme(value: string): string | null {
  const secret = value.slice(value.indexOf(' ') + 1)
  return secret === '' ? null : secret
}

function readBasic(encoded: string): Presented {
  const bytes = Buffer.from(encoded, 'base64')
  if (!BASE64.test(encoded) || bytes.toString('base64') !== encoded) return { form: 'bad_base64', secret: encoded }
  const text = bytes.toString('utf8')
  const colon = text.indexOf(':')
  if (colon === -1) return { form: 'no_colon', secret: text }
  if (colon === 0) return { form: 'empty', secret: null }
  if (colon !== text.length - 1) return { form: 'password', secret: text.slice(0, colon) }
  return { form: 'basic', secret: text.slice(0, colon) }
}

import type { z } from 'zod'
import { refusal } from '../answer.ts'
import type { Said } from '../answer.ts'
import type { SimulatedKey } from '../key.ts'
import { UUID } from '../uuid.ts'
import type { AgainRule } from '../behaviour.ts'
import type { World } from '../world.ts'

/** One call, as an operation sees it: the key is good, its scope is there. */
export interface ApiCall {
  readonly world: World
  readonly key: SimulatedKey
  readonly again: AgainRule
  /** The one parameter of the path, where it has one. */
  readonly id: string
  readonly query: URLSearchParams
  readonly contentType: string
  readonly body: Buffer
}

export const malformed = (message: string): Said => refusal(400, 'BAD_REQUEST', message, 'malformed_input')

export const notFound = (message: string, ...assumes: Parameters<typeof refusal>[3][]): Said =>
  refusal(404, 'NOT_FOUND', message, ...assumes)

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly said: Said }

const JSON_TYPE = /^application\/json\s*(;|$)/i

const refused = (said: Said): { readonly ok: false; readonly said: Said } => ({ ok: false, said })

/** Reads a JSON body against a schema; what the schema does not know is ignored. */
export function parseBody<T>(call: ApiCall, schema: z.ZodType<T>): Parsed<T> {
  if (!JSON_TYPE.test(call.contentType))
    return refused(refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must be JSON.', 'malformed_input'))
  const json = parseJson(call.body)
  if (json === undefined) return refused(malformed('The body is not JSON.'))
  const result = schema.safeParse(json)
  if (result.success) return { ok: true, value: result.data }
  const [issue] = result.error.issues
  return refused(malformed(`The body is not as described: ${issue?.path.join('.') ?? ''}.`))
}

/** @returns `undefined` where the bytes are not JSON in UTF-8. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

/** A UUID from the query; null where it is not asked for. */
export function uuidFrom(query: URLSearchParams, name: string): Parsed<string | null> {
  const value = query.get(name)
  if (value === null) return { ok: true, value: null }
  if (!UUID.test(value)) return refused(malformed(`${name} is not a UUID.`))
  return { ok: true, value: value.toLowerCase() }
}

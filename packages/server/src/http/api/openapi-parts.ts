import { problem, z } from '@keyturn/api'

const MEANING = {
  400: 'The request could not be read.',
  401: 'No valid API token.',
  403: 'The token lacks a scope, or may not act for this tenant.',
  404: 'No such thing here. Another tenant’s answers the same.',
  409: 'Not in this state, or the same request is still running.',
  410: 'The event, or those behind the cursor, are no longer kept.',
  412: 'The connection has changed since it was read.',
  413: 'The body is over 64 kB.',
  415: 'The body is not JSON.',
  422: 'A field is wrong, or the key was not accepted.',
  429: 'Too many tries; see `Retry-After`.',
  502: 'The provider gave no usable answer.',
} as const

/** The problems an operation may answer with (RFC 9457). */
export function describedProblems(...statuses: readonly (keyof typeof MEANING)[]) {
  const described: Record<
    number,
    { description: string; content: { 'application/problem+json': { schema: typeof problem } } }
  > = {}
  for (const status of statuses) {
    described[status] = {
      description: MEANING[status],
      content: { 'application/problem+json': { schema: problem } },
    }
  }
  return described
}

export const idempotencyHeader = z.object({
  'idempotency-key': z.string().optional().openapi({
    description: 'One effect for all repeats with this key for 24 h. 1 to 255 printable ASCII characters.',
  }),
})

export const ifMatchHeaders = idempotencyHeader.extend({
  'if-match': z
    .string()
    .optional()
    .openapi({ description: 'The ETag that the connection must still have.', example: '"7"' }),
})

/** Kept loose on purpose: a malformed id is a 404 like any other that is not there. */
export const idParameter = (prefix: string) =>
  z.object({
    id: z
      .string()
      .max(200)
      .openapi({ param: { name: 'id', in: 'path' }, example: `${prefix}Jd8v3nQ2xT7mLr5kWb0yZg` }),
  })

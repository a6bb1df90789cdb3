import type { AssumptionId } from './assumptions.ts'

/** What an operation has to say, before it is written down. `body: undefined` is an answer without a body. */
export interface Said {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly assumes?: readonly AssumptionId[]
}

/** How the bytes reach the caller: all at once, late, never, half of them, or without end. */
export type Delivery = 'whole' | 'late' | 'never' | 'reset' | 'truncated' | 'endless'

/** What goes on the wire. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly delivery: Delivery
}

/** The media type of Pleo's own files. */
const JSON_TYPE = 'application/json;charset=UTF-8'

/** An error as Pleo's export and vendor files describe it (`ExceptionInfo`). */
export function refusal(status: number, type: string, message: string, ...assumes: readonly AssumptionId[]): Said {
  return { status, body: { type, message }, assumes: ['error_bodies', ...assumes] }
}

export const unauthorized = (): Said => refusal(401, 'UNAUTHORIZED', 'Unauthorized.', 'unauthorized')

export interface Writing {
  readonly write?: (body: unknown) => string
  readonly delivery?: Delivery
}

/** Writes down what was said as JSON, or as the behaviour wants it written. */
export function written(said: Said, { write = JSON.stringify, delivery = 'whole' }: Writing = {}): Answer {
  const assumes = said.assumes ?? []
  const body = said.body === undefined ? Buffer.alloc(0) : Buffer.from(write(said.body))
  return {
    status: said.status,
    headers: {
      ...(said.body === undefined ? {} : { 'content-type': JSON_TYPE }),
      ...(assumes.length === 0 ? {} : { 'x-standin-assumes': assumes.join(' ') }),
      ...said.headers,
    },
    body,
    delivery,
  }
}

/** An answer that is not JSON of ours: a page of a gateway, broken bytes, nothing at all. */
export function bytesAnswer(status: number, contentType: string | null, body: string | Buffer): Answer {
  const headers: Record<string, string> = contentType === null ? {} : { 'content-type': contentType }
  return { status, headers, body: Buffer.from(body), delivery: 'whole' }
}

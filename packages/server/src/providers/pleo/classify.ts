import type { z } from 'zod'
import type { ProviderResponse } from '../../engine/ports/provider-http.ts'
import { readStrictJson } from '../../domain/strict-json.ts'
import { NOT_ENTITLED, refusalShape } from './shapes.ts'
import type { AnswerClass } from './verdicts.ts'

/** An answer as the table of verdicts sees it, or a 2xx in the expected shape. */
export type Classified<Value> = { readonly answer: 'ok'; readonly value: Value } | { readonly answer: AnswerClass }

type Answer = Extract<ProviderResponse, { kind: 'answer' }>
type Body = { readonly kind: 'none' | 'text' | 'broken' } | { readonly kind: 'json'; readonly value: unknown }

const BY_STATUS: Readonly<Record<number, AnswerClass>> = {
  400: 'rejected',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'missing',
  409: 'conflict',
  422: 'rejected',
}

const BLANK = /^[\s\uFEFF]*$/
const LOOKS_LIKE_PAGE = /^[\s\uFEFF]*</
const LOOKS_LIKE_JSON = /^[\s\uFEFF]*[[{"]/

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** A page is `broken` whatever it says: gateways and captive portals answer with pages, the API does not. */
function readBody({ body, contentType }: Answer): Body {
  const text = decode(body)
  if (text === null) return { kind: 'broken' }
  if (BLANK.test(text)) return { kind: 'none' }
  if (/html/i.test(contentType ?? '') || LOOKS_LIKE_PAGE.test(text)) return { kind: 'broken' }
  const json = readStrictJson(body)
  if (json.kind === 'value') return { kind: 'json', value: json.value }
  const promised = /json/i.test(contentType ?? '') || LOOKS_LIKE_JSON.test(text)
  return { kind: promised ? 'broken' : 'text' }
}

function saysNotEntitled(body: Body): boolean {
  if (body.kind !== 'json') return false
  const { data } = refusalShape.safeParse(body.value)
  return data?.type === NOT_ENTITLED || data?.errorCode === NOT_ENTITLED
}

function classifyRefusal(status: number, body: Body): AnswerClass {
  if (status !== 401 && saysNotEntitled(body)) return 'not_entitled'
  return BY_STATUS[status] ?? 'odd'
}

/**
 * Reads one answer. The order matters: 429 and 5xx say the same whatever their body holds; below them a body that no API
 * would write takes every meaning away from the status, 401 included. A bare 401 keeps its meaning: its body is UNKNOWN
 * (FACTS 8), so none, plain text and any JSON are taken as equally plausible.
 */
export function classify<Value>(response: ProviderResponse, shape: z.ZodType<Value>): Classified<Value> {
  if (response.kind === 'silence') return { answer: 'silent' }
  const { status } = response
  if (status === 500) return { answer: 'fault' }
  if (status > 500 || status < 200 || (status >= 300 && status < 400)) return { answer: 'sick' }
  if (status === 429) return { answer: 'busy' }
  const body = readBody(response)
  if (body.kind === 'broken') return { answer: 'unreadable' }
  if (status >= 400) return { answer: classifyRefusal(status, body) }
  if (body.kind === 'text') return { answer: 'unreadable' }
  const parsed = shape.safeParse(body.kind === 'json' ? body.value : undefined)
  return parsed.success ? { answer: 'ok', value: parsed.data } : { answer: 'misshapen' }
}

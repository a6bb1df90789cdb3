import type { Context } from 'hono'
import { boundedBody } from '../bounded-body.ts'
import { lostPage } from './control-page.ts'

const FORM_LIMIT_BYTES = 64 * 1024

/** The fields of a sent form; null where it is over 64 kB. */
export async function formFields(c: Context): Promise<URLSearchParams | null> {
  const body = await boundedBody(c, FORM_LIMIT_BYTES)
  return body === null ? null : new URLSearchParams(body.toString('utf8'))
}

export const tooLong = (c: Context): Response | Promise<Response> =>
  c.html(lostPage('That was too much', 'The form holds more than the stand-in reads.'), 413)

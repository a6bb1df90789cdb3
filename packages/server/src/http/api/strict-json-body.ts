import { createMiddleware } from 'hono/factory'
import { readStrictJson } from '../../domain/strict-json.ts'
import type { Env } from '../context.ts'
import { EdgeRefusal } from '../problems.ts'
import { readBody } from '../read-body.ts'

const JSON_TYPE = /^application\/json *(?:; *charset="?utf-8"?)? *$/i

/**
 * Reads the body once, as strictly as JSON can be read: no duplicate names, no `__proto__`, valid UTF-8. What comes
 * after parses the same bytes.
 */
export const strictJsonBody = createMiddleware<Env>(async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
  const body = await readBody(c.req.raw)
  c.set('body', body)
  if (body.length > 0) {
    if (!JSON_TYPE.test(c.req.header('content-type') ?? '')) throw new EdgeRefusal('unsupported_media_type')
    const reading = readStrictJson(body)
    if (reading.kind === 'unreadable') throw new EdgeRefusal('malformed_request')
    // The validators behind take the body from Hono's cache, which holds promises.
    c.req.bodyCache.json = Promise.resolve(reading.value)
  } else {
    // Without it they would read again what was read.
    c.req.bodyCache.json = Promise.resolve()
  }
  await next()
})

import { createMiddleware } from 'hono/factory'
import type { Env } from '../context.ts'
import { EdgeRefusal } from '../problems.ts'

/** For calls whose address says it all: a body may be missing or empty, and a field in it is one we do not know. */
export const takesNoFields = createMiddleware<Env>(async (c, next) => {
  const body: unknown = await c.req.bodyCache.json
  if (body === undefined || isEmptyObject(body)) return next()
  const message = 'This call takes no fields.'
  throw new EdgeRefusal('invalid_request', { errors: [{ pointer: '', code: 'unknown_field', message }] })
})

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0

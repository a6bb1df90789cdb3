import type { Hono } from 'hono'
import type { Env } from './context.ts'

/**
 * Which methods an address takes, for one that does not take the method asked for (RFC 9110, section 15.5.6).
 * Read from the routes once.
 */
export function otherMethods(app: Hono<Env>): (path: string) => readonly string[] {
  const known = app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => ({ method, form: formOf(path) }))
  return (path) => [...new Set(known.filter(({ form }) => form.test(path)).map(({ method }) => method))].toSorted()
}

/** A route's path with its parameters, as a linear pattern. */
function formOf(path: string): RegExp {
  const parts = path.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll('.', String.raw`\.`)))
  return new RegExp(`^${parts.join('/')}$`)
}

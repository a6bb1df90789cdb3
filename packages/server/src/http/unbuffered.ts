import type { Context } from 'hono'
import type { Env } from './context.ts'

/** What is streamed must not wait in a reverse proxy until there is more of it: nginx and those like it read this. */
export function unbuffered(c: Context<Env>): void {
  c.header('x-accel-buffering', 'no')
}

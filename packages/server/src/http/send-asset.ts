import type { Context } from 'hono'
import type { Env } from './context.ts'
import { takesBrotli } from './compress-text.ts'
import type { AssetFile } from './http-config.ts'

/** A file whose address changes with what is in it. */
export function sendAsset(c: Context<Env>, file: AssetFile): Response {
  const compressed = takesBrotli(c.req.header('accept-encoding')) ? file.brotli : null
  return c.body(compressed ?? file.body, 200, {
    'content-type': file.contentType,
    'cache-control': 'public, max-age=31536000, immutable',
    // What a style sheet loads is asked for in its name.
    'referrer-policy': 'no-referrer',
    vary: 'accept-encoding',
    ...(compressed === null ? {} : { 'content-encoding': 'br' }),
  })
}

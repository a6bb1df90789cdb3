import type { Context } from 'hono'

/**
 * Reads a body up to a limit; null where it is longer, and then nothing more can be asked on the connection.
 *
 * Not Hono's `bodyLimit`: it makes a new `Request` of one without a length, which `@hono/node-server` only allows when
 * it may replace the global `Request`. The stand-in runs inside other people's processes.
 */
export async function boundedBody(c: Context, limitBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  const incoming: AsyncIterable<Uint8Array> | readonly Uint8Array[] = c.req.raw.body ?? []
  for await (const chunk of incoming) {
    size += chunk.length
    if (size > limitBytes) {
      c.header('connection', 'close')
      return null
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

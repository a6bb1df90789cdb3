import { EdgeRefusal } from './problems.ts'

const BODY_LIMIT_BYTES = 65_536

/**
 * Reads a body as bytes and stops reading at the limit. The chunks are overwritten: what is returned is the only copy
 * we hold.
 * @throws EdgeRefusal body_too_large, or malformed_request where the client did not send all of it
 */
export async function readBody(request: Request, limitBytes: number = BODY_LIMIT_BYTES): Promise<Buffer<ArrayBuffer>> {
  const declared = Number(request.headers.get('content-length') ?? '0')
  if (declared > limitBytes) throw new EdgeRefusal('body_too_large')
  if (request.body === null) return Buffer.alloc(0)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body) {
      size += chunk.byteLength
      chunks.push(chunk)
      if (size > limitBytes) throw new EdgeRefusal('body_too_large')
    }
  } catch (error) {
    wipeAll(chunks)
    // Only the client's half can fail here: it hung up, or broke the framing.
    throw error instanceof EdgeRefusal ? error : new EdgeRefusal('malformed_request')
  }
  const body = Buffer.alloc(size)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.byteLength
  }
  wipeAll(chunks)
  return body
}

function wipeAll(chunks: readonly Uint8Array[]): void {
  for (const chunk of chunks) chunk.fill(0)
}

import type { Readable } from 'node:stream'
import type { SubmittedKey } from '../engine/key-origin.ts'
import { submittedKey } from '../http/submitted-key.ts'

/** Reads a key from a pipe, with the repairs a paste gets. */
export async function pastedKey(input: Readable): Promise<SubmittedKey> {
  const chunks: Buffer[] = []
  for await (const chunk of input as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk))
  const pasted = Buffer.concat(chunks)
  for (const chunk of chunks) chunk.fill(0)
  return submittedKey(pasted)
}

import { tidyPaste } from '@keyturn/connect/paste'
import { Secret } from '../domain/secret.ts'
import type { SubmittedKey } from '../engine/key-origin.ts'

/** What a paste comes to. Takes the bytes and wipes what it does not hand on. */
export function submittedKey(pasted: Buffer): SubmittedKey {
  const paste = tidyPaste(pasted)
  if (paste.kind === 'malformed') {
    pasted.fill(0)
    return { kind: 'malformed', fault: paste.fault }
  }
  const bytes = Buffer.from(paste.bytes)
  paste.bytes.fill(0)
  pasted.fill(0)
  return { kind: 'key', secret: new Secret(bytes) }
}

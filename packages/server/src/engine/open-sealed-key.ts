import type { ConnectSession } from '../domain/connect-session.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { PageOutdated, SealedUnreadable } from './refusals.ts'

/** A key as a browser sealed it. */
export interface SealedKey {
  readonly keyId: string
  /** The turn of the session for which it says it was sealed. */
  readonly turn: number
  readonly message: Uint8Array
  /** What it must have been bound to: session and turn. */
  readonly info: Uint8Array
}

/**
 * Opens a key that a browser sealed, and ends the turn it was sealed for: the same message never opens again, here or in
 * another session. The caller wipes the bytes.
 *
 * @throws PageOutdated, SealedUnreadable
 */
export async function openSealedKey(
  ports: Pick<EnginePorts, 'stores' | 'submitKeys'>,
  session: ConnectSession,
  sealed: SealedKey,
): Promise<Buffer<ArrayBuffer>> {
  if (sealed.turn !== session.turn) throw new PageOutdated()
  const opened = await ports.submitKeys.open(sealed.keyId, sealed.message, sealed.info)
  if (opened.kind === 'unknown_key') throw new PageOutdated()
  if (opened.kind === 'unreadable') throw new SealedUnreadable()
  // Only now: a message that does not open takes nobody's turn. Of two that do, one is first.
  if (await ports.stores.sessions.endTurn(session.id, sealed.turn)) return opened.bytes
  opened.bytes.fill(0)
  throw new PageOutdated()
}

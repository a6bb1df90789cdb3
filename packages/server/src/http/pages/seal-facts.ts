import type { SealFacts } from '@keyturn/connect/views'
import type { ConnectSession } from '../../domain/connect-session.ts'
import type { HttpDeps } from '../http-deps.ts'

/** What a page seals its key with: the key of the hour, and the turn of its session. Nothing in it is secret. */
export async function sealFacts(
  { engine, config }: Pick<HttpDeps, 'engine' | 'config'>,
  session: Pick<ConnectSession, 'id' | 'turn'>,
): Promise<SealFacts> {
  const { id, publicKey } = await engine.submitKeys.current()
  return {
    keyId: id,
    publicKey: Buffer.from(publicKey).toString('base64url'),
    session: session.id,
    turn: session.turn,
    required: config.requireSealedSubmit,
  }
}

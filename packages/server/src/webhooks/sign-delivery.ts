import { Webhook } from 'standardwebhooks'
import type { WebhookEndpointId } from '../domain/ids.ts'
import type { SealedSecret } from '../domain/sealed.ts'
import type { Vault } from '../engine/ports/vault.ts'

interface Message {
  /** The event's own: the same in every try. */
  readonly id: string
  /** Of this try, milliseconds since 1970. */
  readonly at: number
  readonly body: string
}

/**
 * The headers of Standard Webhooks: one signature for each secret, so that either is good while they overlap.
 * @throws StoredKeyUnreadable
 */
export async function signedHeaders(
  vault: Pick<Vault, 'openSigningSecret'>,
  endpoint: WebhookEndpointId,
  secrets: readonly SealedSecret[],
  { id, at, body }: Message,
): Promise<Readonly<Record<string, string>>> {
  const signatures: string[] = []
  for (const sealed of secrets) {
    const secret = await vault.openSigningSecret(endpoint, sealed)
    signatures.push(secret.use((key) => new Webhook(key, { format: 'raw' }).sign(id, new Date(at), body)))
    secret.wipe()
  }
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': signatures.join(' '),
  }
}

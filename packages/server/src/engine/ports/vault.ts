import type { Connection } from '../../domain/connection.ts'
import { KeyturnError } from '../../domain/errors.ts'
import type { ConnectionId, TenantId, WebhookEndpointId } from '../../domain/ids.ts'
import type { Fingerprint, SealedSecret, StateMac } from '../../domain/sealed.ts'
import type { Secret } from '../../domain/secret.ts'

/** Everything a record is bound to. Another value in any field, and it does not open. */
export interface SealContext {
  readonly purpose: 'provider-credential' | 'candidate'
  readonly tenantId: TenantId
  readonly connectionId: ConnectionId
  readonly credentialVersion: number
  readonly provider: string
  readonly environment: string
}

export interface CredentialMaterial {
  readonly secret: Secret
  /** The account it was validated for; compared again on every open. Null while that is not known (a candidate). */
  readonly accountId: string | null
}

/** The record cannot be opened or does not verify: ours, and named as ours (`stored_key_unreadable`). */
export class StoredKeyUnreadable extends KeyturnError {
  readonly code = 'stored_key_unreadable'
  constructor() {
    super('The stored key cannot be opened.')
  }
}

/** The columns a MAC protects: whose key this is, and whether it may be used. */
export type GuardedState = Pick<
  Connection,
  'id' | 'tenantId' | 'provider' | 'environment' | 'standing' | 'account' | 'credentialVersion'
>

export interface Vault {
  seal(context: SealContext, material: CredentialMaterial): Promise<SealedSecret>
  /** The caller wipes the secret it is given. @throws StoredKeyUnreadable */
  open(context: SealContext, sealed: SealedSecret): Promise<CredentialMaterial>
  fingerprint(provider: string, environment: string, secret: Secret): Promise<Fingerprint>
  stateMac(state: GuardedState): Promise<StateMac>
  /** @throws StoredKeyUnreadable when the columns were changed behind our back. */
  verifyState(state: GuardedState, mac: StateMac | null): Promise<void>
  /** For answers that carry a token, kept for a replay. Bound to `label`. */
  sealAnswer(label: string, bytes: Uint8Array): Promise<SealedSecret>
  /** @throws StoredKeyUnreadable */
  openAnswer(label: string, sealed: SealedSecret): Promise<Uint8Array>
  /** Keyed digest of a request, to tell a repeat from another request without keeping either. Hex. */
  digest(label: string, bytes: Uint8Array): Promise<string>
  /** Makes a secret that signs what one webhook endpoint is sent. `shown`: `whsec_` and base64, for the integrator. */
  newSigningSecret(endpoint: WebhookEndpointId): Promise<{ readonly shown: string; readonly sealed: SealedSecret }>
  /** The caller wipes the secret it is given. @throws StoredKeyUnreadable */
  openSigningSecret(endpoint: WebhookEndpointId, sealed: SealedSecret): Promise<Secret>
}

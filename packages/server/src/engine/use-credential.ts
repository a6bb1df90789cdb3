import type { Connection } from '../domain/connection.ts'
import type { Secret } from '../domain/secret.ts'
import { distrust } from './amend-connection.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import type { SealedConnection } from './ports/written.ts'
import { StoredKeyUnreadable } from './ports/vault.ts'

/**
 * Opens a stored key after the row that names its owner has verified. What cannot be opened, or was validated for
 * another account than the row now says, is named as ours on the connection. The caller wipes the secret.
 *
 * @returns null when there is none, or none that may be used
 */
export async function openCredential(ports: EnginePorts, sealed: SealedConnection): Promise<Secret | null> {
  const { connection, credential } = sealed
  if (connection.credential === null || credential === null) return null
  try {
    const { secret, accountId } = await ports.vault.open(
      contextOf(connection, connection.credential.version),
      credential,
    )
    if (accountId === connection.account?.id) return secret
    secret.wipe()
    throw new StoredKeyUnreadable()
  } catch (error) {
    if (!(error instanceof StoredKeyUnreadable)) throw error
    if (connection.issue?.code !== 'stored_key_unreadable') await distrust(ports, connection)
    return null
  }
}

const contextOf = (connection: Connection, credentialVersion: number) =>
  ({
    purpose: 'provider-credential',
    tenantId: connection.tenantId,
    connectionId: connection.id,
    credentialVersion,
    provider: connection.provider,
    environment: connection.environment,
  }) as const

import type { ApiToken, TokenScope } from '../domain/api-token.ts'
import type { Actor } from '../domain/audit.ts'
import type { ApiTokenId, TenantId } from '../domain/ids.ts'
import type { EnginePorts } from './ports/engine-ports.ts'
import { auditEvent } from './records.ts'
import { NotFound } from './refusals.ts'

type TokenPorts = Pick<EnginePorts, 'stores' | 'clock' | 'random'>

export interface ApiTokenRequest {
  readonly name: string
  readonly scopes: readonly TokenScope[]
  /** Null: all tenants. */
  readonly tenants: readonly TenantId[] | null
  readonly expiresAt: number | null
}

const NOBODY = { tenantId: null, connectionId: null }

/** Stores the hash of a token that was generated with its checksum; the token itself is the caller's to show once. */
export async function createApiToken(
  ports: TokenPorts,
  token: string,
  request: ApiTokenRequest,
  actor: Actor,
): Promise<ApiToken> {
  const apiToken: ApiToken = {
    id: ports.random.id('apiToken'),
    ...request,
    createdAt: ports.clock.now(),
    revokedAt: null,
    lastUsedAt: null,
  }
  const audit = auditEvent(ports, NOBODY, 'api_token.created', actor, { apiTokenId: apiToken.id, name: apiToken.name })
  await ports.stores.apiTokens.insert(apiToken, ports.random.hash(token), audit)
  return apiToken
}

/** @throws NotFound */
export async function revokeApiToken(ports: TokenPorts, id: ApiTokenId, actor: Actor): Promise<void> {
  const audit = auditEvent(ports, NOBODY, 'api_token.revoked', actor, { apiTokenId: id })
  const revoked = await ports.stores.apiTokens.revoke(id, ports.clock.now(), audit)
  if (!revoked) throw new NotFound()
}

/** The token that a back end shows, or undefined: unknown, expired and revoked look the same from outside. */
export async function authenticate(ports: TokenPorts, token: string): Promise<ApiToken | undefined> {
  const found = await ports.stores.apiTokens.findByHash(ports.random.hash(token))
  const now = ports.clock.now()
  if (found === undefined || found.revokedAt !== null) return undefined
  if (found.expiresAt !== null && found.expiresAt <= now) return undefined
  await ports.stores.apiTokens.touch(found.id, now)
  return found
}

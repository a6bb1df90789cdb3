import type { ApiTokenId, TenantId } from './ids.ts'

export const TOKEN_SCOPES = ['read', 'write', 'proxy', 'admin'] as const
export type TokenScope = (typeof TOKEN_SCOPES)[number]

/** What the integrator's back end shows. Never called a key. The token itself is stored as SHA-256 only. */
export interface ApiToken {
  readonly id: ApiTokenId
  readonly name: string
  readonly scopes: readonly TokenScope[]
  /** Null: for all tenants. */
  readonly tenants: readonly TenantId[] | null
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly revokedAt: number | null
  readonly lastUsedAt: number | null
}

export const mayActFor = (token: Pick<ApiToken, 'tenants'>, tenant: TenantId): boolean =>
  token.tenants === null || token.tenants.includes(tenant)

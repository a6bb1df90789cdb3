export type KeyKind = 'company' | 'organisation' | 'oauth'

/** A key without its secret, which is not kept. */
export interface SimulatedKey {
  /** `key_1`, `magic_ok`: stands for the key wherever the key must not stand. */
  readonly id: string
  readonly kind: KeyKind
  readonly companyId: string
  readonly organisationId: string | null
  readonly scopes: readonly string[]
  readonly clientId: string
  readonly applicationName: string
  readonly namesCompany: boolean
  readonly hasInstalled: boolean
  readonly revoked: boolean
  readonly createdAt: number
}

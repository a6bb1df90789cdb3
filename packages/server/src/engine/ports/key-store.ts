import type { TenantId } from '../../domain/ids.ts'

/** A tenant key, wrapped by the master key named `masterKeyId`. */
export interface WrappedTenantKey {
  /** A tenant, or `~instance`, which no tenant can be called, for what belongs to nobody. */
  readonly owner: TenantId | '~instance'
  readonly version: number
  readonly masterKeyId: string
  readonly wrapped: Uint8Array
  readonly createdAt: number
}

/** Where the vault keeps its wrapped keys. Nothing in it opens anything without the master key. */
export interface KeyStore {
  /** The newest version, or the one asked for. */
  find(owner: WrappedTenantKey['owner'], version?: number): Promise<WrappedTenantKey | undefined>
  /** Keeps what is there: two servers making the first key at once agree on one. @returns the one that stands. */
  insertIfAbsent(key: WrappedTenantKey): Promise<WrappedTenantKey>
  destroy(owner: WrappedTenantKey['owner']): Promise<void>
  /** Instance-wide wrapped values: the sentinel that tells a wrong master key, and the pepper. */
  readSetting(name: 'sentinel' | 'pepper'): Promise<Uint8Array | undefined>
  /** Keeps what is there. @returns the one that stands. */
  insertSettingIfAbsent(name: 'sentinel' | 'pepper', value: Uint8Array): Promise<Uint8Array>
}

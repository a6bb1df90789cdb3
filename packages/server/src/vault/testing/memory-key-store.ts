import type { KeyStore, WrappedTenantKey } from '../../engine/ports/key-store.ts'

type Owner = WrappedTenantKey['owner']
type Setting = Parameters<KeyStore['readSetting']>[0]

export interface MemoryKeyStore extends KeyStore {
  /** Per owner, oldest version first, as they lie there: what a thief sees, and what a test damages. */
  readonly rows: Map<Owner, WrappedTenantKey[]>
  readonly settings: Map<Setting, Uint8Array>
  readonly reads: () => number
}

const copyOf = (row: WrappedTenantKey): WrappedTenantKey => ({ ...row, wrapped: new Uint8Array(row.wrapped) })

/** Keeps copies, as a database does. */
export function aMemoryKeyStore(): MemoryKeyStore {
  const rows = new Map<Owner, WrappedTenantKey[]>()
  const settings = new Map<Setting, Uint8Array>()
  let reads = 0
  return {
    rows,
    settings,
    reads: () => reads,
    find: async (owner, version) => {
      reads += 1
      const versions = rows.get(owner) ?? []
      const row = version === undefined ? versions.at(-1) : versions.find((each) => each.version === version)
      return row === undefined ? undefined : copyOf(row)
    },
    insertIfAbsent: async (key) => {
      const versions = rows.get(key.owner) ?? []
      const standing = versions.find(({ version }) => version === key.version)
      if (standing !== undefined) return copyOf(standing)
      rows.set(
        key.owner,
        [...versions, copyOf(key)].toSorted((one, other) => one.version - other.version),
      )
      return copyOf(key)
    },
    destroy: async (owner) => {
      rows.delete(owner)
    },
    readSetting: async (name) => settings.get(name),
    insertSettingIfAbsent: async (name, value) => {
      const standing = settings.get(name) ?? new Uint8Array(value)
      settings.set(name, standing)
      return standing
    },
  }
}

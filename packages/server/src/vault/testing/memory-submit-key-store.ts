import type { SubmitKeyStore, WrappedSubmitKey } from '../../engine/ports/submit-keys.ts'

export interface MemorySubmitKeyStore extends SubmitKeyStore {
  /** As they lie there: what a thief sees. */
  readonly rows: WrappedSubmitKey[]
}

export function aMemorySubmitKeyStore(): MemorySubmitKeyStore {
  const rows: WrappedSubmitKey[] = []
  const ofPeriod = (period: number, masterKeyId: string): WrappedSubmitKey | undefined =>
    rows.find((row) => row.period === period && row.masterKeyId === masterKeyId)
  return {
    rows,
    find: async (id) => rows.find((row) => row.id === id),
    findOfPeriod: async (period, masterKeyId) => ofPeriod(period, masterKeyId),
    insertIfAbsent: async (key) => {
      const standing = ofPeriod(key.period, key.masterKeyId)
      if (standing === undefined) rows.push(key)
      return standing ?? key
    },
  }
}

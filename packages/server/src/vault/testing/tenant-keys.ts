import { createSecretKey } from 'node:crypto'
import type { TenantKey } from '../tenant-keys.ts'

export const aTenantKey = (bytes: Buffer = Buffer.alloc(32, 9), version = 1): TenantKey => ({
  version,
  secret: createSecretKey(bytes),
})

import { parseId, parseTenantId } from '../../domain/ids.ts'
import type { ConnectionId } from '../../domain/ids.ts'
import { Secret } from '../../domain/secret.ts'
import type { SealContext, Vault } from '../../engine/ports/vault.ts'
import { openVault } from '../vault.ts'
import { localMasterKey } from '../wrap.ts'
import { aMemoryKeyStore } from './memory-key-store.ts'
import type { MemoryKeyStore } from './memory-key-store.ts'

export const KEY = 'demo-key-not-real-0001'
export const ACCOUNT_ID = '7a0c2f5e-0000-4000-8000-000000000001'

export interface VaultWorld {
  readonly vault: Vault
  readonly keys: MemoryKeyStore
  readonly clock: { now: () => number; forward: (ms: number) => void }
  /** Another process on the same data. */
  readonly another: () => Promise<Vault>
}

/** 32 bytes of one value: a master key nobody would use. */
export const aMasterKey = (value: number) => localMasterKey(Buffer.alloc(32, value))

export async function aVaultWorld(): Promise<VaultWorld> {
  const keys = aMemoryKeyStore()
  let now = 1_772_448_060_000
  const clock = {
    now: () => now,
    forward: (ms: number) => {
      now += ms
    },
  }
  const another = async (): Promise<Vault> => openVault({ masterKey: aMasterKey(7), keys, clock })
  return { vault: await another(), keys, clock, another }
}

export const aConnectionId = (number: number): ConnectionId =>
  parseId('connection', `conn_${String(number).padStart(22, '0')}`)

export const aContext = (given: Partial<SealContext> = {}): SealContext => ({
  purpose: 'provider-credential',
  tenantId: parseTenantId('acme'),
  connectionId: aConnectionId(1),
  credentialVersion: 1,
  provider: 'pleo',
  environment: 'production',
  ...given,
})

export const aSecret = (text: string = KEY): Secret => new Secret(Buffer.from(text, 'utf8'))

export const textOf = (secret: Secret): string => secret.use((bytes) => bytes.toString('utf8'))

/** What became of a promise that may be refused. */
export async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
    return undefined
  } catch (error) {
    return error
  }
}

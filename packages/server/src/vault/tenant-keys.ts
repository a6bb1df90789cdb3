import { createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { Clock } from '../engine/ports/clock.ts'
import type { KeyStore, WrappedTenantKey } from '../engine/ports/key-store.ts'
import { StoredKeyUnreadable } from '../engine/ports/vault.ts'
import { CannotUnwrap } from './vault-errors.ts'
import type { MasterKey } from './wrap.ts'

export type KeyOwner = WrappedTenantKey['owner']

export interface TenantKey {
  readonly version: number
  readonly key: KeyObject
  /** For the MAC over the state columns. */
  readonly macKey: KeyObject
}

const KEY_BYTES = 32
export const CACHE_LIMITS = { entries: 10_000, ageMs: 300_000, uses: 100_000 } as const

interface Cached {
  readonly tenantKey: TenantKey
  readonly loadedAt: number
  uses: number
}

/** Tenant keys, unwrapped for a while. SECURITY 3.4. */
export class TenantKeys {
  readonly #masterKey: MasterKey
  readonly #store: KeyStore
  readonly #clock: Clock
  readonly #cache = new Map<string, Cached>()

  constructor(masterKey: MasterKey, store: KeyStore, clock: Clock) {
    this.#masterKey = masterKey
    this.#store = store
    this.#clock = clock
  }

  /** The newest key of an owner, made on first use; two servers that make one at once agree. */
  async current(owner: KeyOwner): Promise<TenantKey> {
    const cached = this.#lookUp(`${owner} current`)
    if (cached !== undefined) return cached
    const wrapped = (await this.#store.find(owner)) ?? (await this.#make(owner))
    return this.#remember(`${owner} current`, this.#unwrap(wrapped))
  }

  /** The key a record names. @throws StoredKeyUnreadable when it was destroyed */
  async versioned(owner: KeyOwner, version: number): Promise<TenantKey> {
    const name = `${owner} ${version}`
    const cached = this.#lookUp(name)
    if (cached !== undefined) return cached
    const wrapped = await this.#store.find(owner, version)
    if (wrapped === undefined) throw new StoredKeyUnreadable()
    return this.#remember(name, this.#unwrap(wrapped))
  }

  async #make(owner: KeyOwner): Promise<WrappedTenantKey> {
    const bytes = randomBytes(KEY_BYTES)
    try {
      return await this.#store.insertIfAbsent({
        owner,
        version: 1,
        masterKeyId: this.#masterKey.id,
        wrapped: this.#masterKey.wrap(purposeOf(owner, 1), bytes),
        createdAt: this.#clock.now(),
      })
    } finally {
      bytes.fill(0)
    }
  }

  #unwrap({ owner, version, wrapped }: WrappedTenantKey): TenantKey {
    const bytes = this.#unwrapBytes(owner, version, wrapped)
    const key = createSecretKey(bytes)
    bytes.fill(0)
    const macBytes = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'state-mac', KEY_BYTES))
    const macKey = createSecretKey(macBytes)
    macBytes.fill(0)
    return { version, key, macKey }
  }

  #unwrapBytes(owner: KeyOwner, version: number, wrapped: Uint8Array): Buffer {
    try {
      return this.#masterKey.unwrap(purposeOf(owner, version), wrapped)
    } catch (error) {
      throw error instanceof CannotUnwrap ? new StoredKeyUnreadable() : error
    }
  }

  #lookUp(name: string): TenantKey | undefined {
    const cached = this.#cache.get(name)
    if (cached === undefined) return undefined
    const stale = this.#clock.now() - cached.loadedAt >= CACHE_LIMITS.ageMs || cached.uses >= CACHE_LIMITS.uses
    this.#cache.delete(name)
    if (stale) return undefined
    cached.uses += 1
    this.#cache.set(name, cached) // moved to the end: the first is the least recently used
    return cached.tenantKey
  }

  #remember(name: string, tenantKey: TenantKey): TenantKey {
    const [oldest] = this.#cache.keys()
    if (oldest !== undefined && this.#cache.size >= CACHE_LIMITS.entries) this.#cache.delete(oldest)
    this.#cache.set(name, { tenantKey, loadedAt: this.#clock.now(), uses: 1 })
    return tenantKey
  }
}

const purposeOf = (owner: KeyOwner, version: number): readonly string[] => ['tenant-key', owner, String(version)]

export const hmac = (key: KeyObject, message: Uint8Array): Buffer => createHmac('sha256', key).update(message).digest()

import { createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { Clock } from '../engine/ports/clock.ts'
import type { KeyStore, WrappedTenantKey } from '../engine/ports/key-store.ts'
import { KEY_BYTES } from './ciphers.ts'
import { KeyCache } from './key-cache.ts'
import type { CacheLimits } from './key-cache.ts'
import type { RandomBytes } from './random.ts'
import type { MasterKey } from './wrap.ts'

export type KeyOwner = WrappedTenantKey['owner']

/** The key itself lies outside the JavaScript heap and never leaves this room. */
export interface TenantKey {
  readonly version: number
  readonly secret: KeyObject
}

/** SECURITY 3.4. */
export const CACHE_LIMITS: CacheLimits = { entries: 10_000, ageMs: 300_000, uses: 100_000 }

export interface TenantKeyParts {
  readonly masterKey: MasterKey
  readonly keys: KeyStore
  readonly clock: Pick<Clock, 'now'>
  readonly randomBytes: RandomBytes
}

/** Tenant keys, made on first use and kept unwrapped for a while. */
export class TenantKeys {
  readonly #parts: TenantKeyParts
  readonly #cache: KeyCache<TenantKey>

  constructor(parts: TenantKeyParts) {
    this.#parts = parts
    this.#cache = new KeyCache(CACHE_LIMITS, parts.clock)
  }

  /**
   * The newest, made when there is none. Where the newest does not unwrap, what it sealed is lost, and a newer one lets
   * the customer paste again; the unreadable one stays where it is.
   */
  async current(owner: KeyOwner): Promise<TenantKey> {
    const cached = this.#cache.take(newestOf(owner))
    if (cached !== undefined) return cached
    const stored = await this.#parts.keys.find(owner)
    if (stored === undefined) return this.#make(owner, 1)
    return (await this.#unwrap(owner, stored, [newestOf(owner)])) ?? this.#make(owner, stored.version + 1)
  }

  /** The one that a record names; undefined where it was destroyed or does not unwrap. */
  async versioned(owner: KeyOwner, version: number): Promise<TenantKey | undefined> {
    const cached = this.#cache.take(nameOf(owner, version))
    if (cached !== undefined) return cached
    const stored = await this.#parts.keys.find(owner, version)
    return stored === undefined ? undefined : this.#unwrap(owner, stored, [])
  }

  async #make(owner: KeyOwner, version: number): Promise<TenantKey> {
    const { masterKey, keys, randomBytes, clock } = this.#parts
    const bytes = randomBytes(KEY_BYTES)
    const wrapped = await masterKey.wrap(bindingOf(owner, version), bytes)
    bytes.fill(0)
    // Another server may have been faster: the key that stands is the one to use, never the one just made.
    const standing = await keys.insertIfAbsent({
      owner,
      version,
      masterKeyId: masterKey.id,
      wrapped,
      createdAt: clock.now(),
    })
    const key = await this.#unwrap(owner, standing, [newestOf(owner)])
    if (key === undefined) throw new Error('A tenant key that was just made does not unwrap.')
    return key
  }

  /** Bound to the owner that was asked for: a row that belongs to another never unwraps. */
  async #unwrap(
    owner: KeyOwner,
    { version, wrapped }: WrappedTenantKey,
    moreNames: readonly string[],
  ): Promise<TenantKey | undefined> {
    const bytes = await this.#parts.masterKey.unwrap(bindingOf(owner, version), wrapped)
    if (bytes?.length !== KEY_BYTES) return undefined
    const key: TenantKey = { version, secret: createSecretKey(bytes) }
    bytes.fill(0)
    this.#cache.put([nameOf(owner, version), ...moreNames], key)
    return key
  }
}

const bindingOf = (owner: KeyOwner, version: number) => ['tenant-key', owner, version] as const

// No owner contains a slash.
const nameOf = (owner: KeyOwner, version: number): string => `${owner}/${version}`
const newestOf = (owner: KeyOwner): string => `${owner}/newest`

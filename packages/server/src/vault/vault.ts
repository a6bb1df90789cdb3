import { createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { Fingerprint, SealedSecret, StateMac } from '../domain/sealed.ts'
import { Secret } from '../domain/secret.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { KeyStore } from '../engine/ports/key-store.ts'
import { StoredKeyUnreadable } from '../engine/ports/vault.ts'
import type { CredentialMaterial, GuardedState, SealContext, Vault } from '../engine/ports/vault.ts'
import { lengthPrefixed, readLengthPrefixed } from './bytes.ts'
import { openRecord, sealRecord, tenantKeyVersionOf } from './record.ts'
import { hmac, TenantKeys } from './tenant-keys.ts'
import type { KeyOwner } from './tenant-keys.ts'
import { CannotUnwrap, WrongMasterKey } from './vault-errors.ts'
import type { MasterKey } from './wrap.ts'

const INSTANCE: KeyOwner = '~instance'
const SENTINEL = Buffer.from('keyturn sentinel 1', 'latin1')
const PEPPER_BYTES = 32
const FINGERPRINT_BYTES = 16
/** Key, account id, hint: the third is there for the day hints are switched on. */
const MATERIAL_ITEMS = 3

export interface VaultParts {
  readonly masterKey: MasterKey
  readonly keys: KeyStore
  readonly clock: Clock
}

/**
 * Opens the vault of this data, or makes it on the first start.
 * @throws WrongMasterKey before anything is changed
 */
export async function openVault({ masterKey, keys, clock }: VaultParts): Promise<Vault> {
  await verifySentinel(masterKey, keys)
  const pepper = await loadPepper(masterKey, keys)
  return new LocalVault(new TenantKeys(masterKey, keys, clock), pepper)
}

async function verifySentinel(masterKey: MasterKey, keys: KeyStore): Promise<void> {
  const fresh = masterKey.wrap(['sentinel'], SENTINEL)
  const stored = (await keys.readSetting('sentinel')) ?? (await keys.insertSettingIfAbsent('sentinel', fresh))
  unwrapSetting(masterKey, 'sentinel', stored)
}

async function loadPepper(masterKey: MasterKey, keys: KeyStore): Promise<KeyObject> {
  const fresh = randomBytes(PEPPER_BYTES)
  const wrapped = masterKey.wrap(['pepper'], fresh)
  fresh.fill(0)
  const stored = (await keys.readSetting('pepper')) ?? (await keys.insertSettingIfAbsent('pepper', wrapped))
  const bytes = unwrapSetting(masterKey, 'pepper', stored)
  const pepper = createSecretKey(bytes)
  bytes.fill(0)
  return pepper
}

function unwrapSetting(masterKey: MasterKey, name: 'sentinel' | 'pepper', wrapped: Uint8Array): Buffer {
  try {
    return masterKey.unwrap([name], wrapped)
  } catch (error) {
    throw error instanceof CannotUnwrap ? new WrongMasterKey() : error
  }
}

class LocalVault implements Vault {
  readonly #tenantKeys: TenantKeys
  readonly #pepper: KeyObject

  constructor(tenantKeys: TenantKeys, pepper: KeyObject) {
    this.#tenantKeys = tenantKeys
    this.#pepper = pepper
  }

  async seal(context: SealContext, { secret, accountId }: CredentialMaterial): Promise<SealedSecret> {
    const { key, version } = await this.#tenantKeys.current(context.tenantId)
    const plaintext = secret.use((bytes) => lengthPrefixed([bytes, accountId ?? '', '']))
    try {
      return sealRecord(key, version, boundTo(context), plaintext)
    } finally {
      plaintext.fill(0)
    }
  }

  async open(context: SealContext, sealed: SealedSecret): Promise<CredentialMaterial> {
    const { key } = await this.#tenantKeys.versioned(context.tenantId, tenantKeyVersionOf(sealed))
    const plaintext = openRecord(key, boundTo(context), sealed)
    try {
      const [bytes, accountId] = readLengthPrefixed(plaintext, MATERIAL_ITEMS) ?? []
      if (bytes === undefined || accountId === undefined) throw new StoredKeyUnreadable()
      const secret = new Secret(Buffer.from(bytes))
      return { secret, accountId: accountId.length === 0 ? null : accountId.toString('utf8') }
    } finally {
      plaintext.fill(0)
    }
  }

  async fingerprint(provider: string, environment: string, secret: Secret): Promise<Fingerprint> {
    const message = secret.use((bytes) => lengthPrefixed(['fp1', provider, environment, bytes]))
    const digest = hmac(this.#pepper, message).subarray(0, FINGERPRINT_BYTES)
    message.fill(0)
    return digest.toString('hex') as Fingerprint
  }

  async stateMac(state: GuardedState): Promise<StateMac> {
    const { macKey, version } = await this.#tenantKeys.current(state.tenantId)
    const prefix = Buffer.alloc(4)
    prefix.writeUInt32BE(version)
    const mac = Buffer.concat([prefix, hmac(macKey, guarded(state))])
    return mac as Uint8Array as StateMac
  }

  async verifyState(state: GuardedState, mac: StateMac | null): Promise<void> {
    if (mac === null || mac.byteLength !== 36) throw new StoredKeyUnreadable()
    const given = Buffer.from(mac.buffer, mac.byteOffset, mac.byteLength)
    const { macKey } = await this.#tenantKeys.versioned(state.tenantId, given.readUInt32BE(0))
    if (!timingSafeEqual(hmac(macKey, guarded(state)), given.subarray(4))) throw new StoredKeyUnreadable()
  }

  async sealAnswer(label: string, bytes: Uint8Array): Promise<SealedSecret> {
    const { key, version } = await this.#tenantKeys.current(INSTANCE)
    return sealRecord(key, version, ['idempotent-answer', label], lengthPrefixed([bytes]))
  }

  async openAnswer(label: string, sealed: SealedSecret): Promise<Uint8Array> {
    const { key } = await this.#tenantKeys.versioned(INSTANCE, tenantKeyVersionOf(sealed))
    const [bytes] = readLengthPrefixed(openRecord(key, ['idempotent-answer', label], sealed), 1) ?? []
    if (bytes === undefined) throw new StoredKeyUnreadable()
    return bytes
  }

  async digest(label: string, bytes: Uint8Array): Promise<string> {
    const { macKey } = await this.#tenantKeys.current(INSTANCE)
    return hmac(macKey, lengthPrefixed(['digest', label, bytes])).toString('hex')
  }
}

const boundTo = (context: SealContext): readonly string[] => [
  context.purpose,
  context.tenantId,
  context.connectionId,
  String(context.credentialVersion),
  context.provider,
  context.environment,
]

/** What may be used for whom: another value in any column, and the MAC no longer fits. */
const guarded = (state: GuardedState): Buffer =>
  lengthPrefixed([
    'state1',
    state.tenantId,
    state.id,
    state.provider,
    state.environment,
    state.standing,
    state.account === null ? '' : state.account.kind,
    state.account === null ? '' : state.account.id,
    String(state.credentialVersion),
  ])

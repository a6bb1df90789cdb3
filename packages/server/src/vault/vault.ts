import { timingSafeEqual } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { WebhookEndpointId } from '../domain/ids.ts'
import type { Fingerprint, SealedSecret, StateMac } from '../domain/sealed.ts'
import { Secret } from '../domain/secret.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { KeyStore } from '../engine/ports/key-store.ts'
import { StoredKeyUnreadable } from '../engine/ports/vault.ts'
import type { CredentialMaterial, GuardedState, SealContext, Vault } from '../engine/ports/vault.ts'
import { hkdf, hmac, KEY_BYTES, NO_SALT } from './ciphers.ts'
import { checkSentinel, readPepper } from './instance-secrets.ts'
import { lengthPrefix, lengthPrefixed } from './length-prefixed.ts'
import { packPadded, unpackPadded } from './padded.ts'
import { systemRandomBytes } from './random.ts'
import type { RandomBytes } from './random.ts'
import { openRecord, sealRecord, tenantKeyVersionOf } from './record.ts'
import type { Binding } from './record.ts'
import { TenantKeys } from './tenant-keys.ts'
import type { KeyOwner, TenantKey } from './tenant-keys.ts'
import type { MasterKey } from './wrap.ts'

const INSTANCE: KeyOwner = '~instance'
const FINGERPRINT_BYTES = 16
const VERSION_BYTES = 4
const MAC_BYTES = VERSION_BYTES + 32
/** Key, account id, hint. None is an empty one; the hint is there for the day hints are switched on. */
const MATERIAL_ITEMS = 3
const NO_HINT = Buffer.alloc(0)
/** Standard Webhooks: 24 to 64. */
const SIGNING_BYTES = 32

export interface VaultParts {
  readonly masterKey: MasterKey
  readonly keys: KeyStore
  readonly clock: Pick<Clock, 'now'>
  readonly randomBytes?: RandomBytes
}

/**
 * Opens the vault of this data, or makes it on the first start.
 * @throws WrongMasterKey before anything is changed
 */
export async function openVault({ randomBytes = systemRandomBytes, ...rest }: VaultParts): Promise<Vault> {
  const parts = { ...rest, randomBytes }
  await checkSentinel(parts)
  return new LocalVault(new TenantKeys(parts), await readPepper(parts), randomBytes)
}

class LocalVault implements Vault {
  readonly #tenantKeys: TenantKeys
  readonly #pepper: KeyObject
  readonly #randomBytes: RandomBytes

  constructor(tenantKeys: TenantKeys, pepper: KeyObject, randomBytes: RandomBytes) {
    this.#tenantKeys = tenantKeys
    this.#pepper = pepper
    this.#randomBytes = randomBytes
  }

  async seal(context: SealContext, material: CredentialMaterial): Promise<SealedSecret> {
    return this.#seal(context.tenantId, boundTo(context), packMaterial(material))
  }

  async open(context: SealContext, sealed: SealedSecret): Promise<CredentialMaterial> {
    return this.#open(context.tenantId, boundTo(context), sealed, unpackMaterial)
  }

  async fingerprint(provider: string, environment: string, secret: Secret): Promise<Fingerprint> {
    const about = lengthPrefixed(['fp1', provider, environment])
    const digest = secret.use((key) => hmac(this.#pepper, about, lengthPrefix(key.length), key))
    return digest.toString('hex', 0, FINGERPRINT_BYTES) as Fingerprint
  }

  async stateMac(state: GuardedState): Promise<StateMac> {
    return macOf(await this.#tenantKeys.current(state.tenantId), state)
  }

  async verifyState(state: GuardedState, mac: StateMac | null): Promise<void> {
    if (mac?.length !== MAC_BYTES) throw new StoredKeyUnreadable()
    const version = Buffer.from(mac.buffer, mac.byteOffset, mac.length).readUInt32BE()
    const key = await this.#tenantKeys.versioned(state.tenantId, version)
    if (key === undefined || !timingSafeEqual(macOf(key, state), mac)) throw new StoredKeyUnreadable()
  }

  async sealAnswer(label: string, bytes: Uint8Array): Promise<SealedSecret> {
    return this.#seal(INSTANCE, answerTo(label), packPadded([bytes]))
  }

  async openAnswer(label: string, sealed: SealedSecret): Promise<Uint8Array> {
    return this.#open(INSTANCE, answerTo(label), sealed, unpackAnswer)
  }

  async digest(label: string, bytes: Uint8Array): Promise<string> {
    const key = await this.#tenantKeys.current(INSTANCE)
    return macUnder(key, 'digest', lengthPrefixed([label]), bytes).toString('hex')
  }

  async newSigningSecret(endpoint: WebhookEndpointId): Promise<{ shown: string; sealed: SealedSecret }> {
    const bytes = this.#randomBytes(SIGNING_BYTES)
    const shown = `whsec_${bytes.toString('base64')}`
    const packed = packPadded([bytes])
    bytes.fill(0)
    return { shown, sealed: await this.#seal(INSTANCE, signingFor(endpoint), packed) }
  }

  async openSigningSecret(endpoint: WebhookEndpointId, sealed: SealedSecret): Promise<Secret> {
    return this.#open(INSTANCE, signingFor(endpoint), sealed, unpackSecret)
  }

  /** Takes over what is packed and wipes it. */
  async #seal(owner: KeyOwner, binding: Binding, packed: Buffer): Promise<SealedSecret> {
    try {
      return sealRecord(await this.#tenantKeys.current(owner), binding, packed, this.#randomBytes)
    } finally {
      packed.fill(0)
    }
  }

  async #open<Content>(
    owner: KeyOwner,
    binding: Binding,
    sealed: SealedSecret,
    unpack: (packed: Buffer) => Content | undefined,
  ): Promise<Content> {
    const version = tenantKeyVersionOf(sealed)
    const key = version === undefined ? undefined : await this.#tenantKeys.versioned(owner, version)
    const packed = key === undefined ? undefined : openRecord(key, binding, sealed)
    const content = packed === undefined ? undefined : unpack(packed)
    packed?.fill(0)
    if (content === undefined) throw new StoredKeyUnreadable()
    return content
  }
}

const boundTo = (context: SealContext): Binding => [
  context.purpose,
  context.tenantId,
  context.connectionId,
  context.credentialVersion,
  context.provider,
  context.environment,
]

const answerTo = (label: string): Binding => ['idempotent-answer', INSTANCE, label]

const signingFor = (endpoint: WebhookEndpointId): Binding => ['webhook-secret', INSTANCE, endpoint]

const packMaterial = ({ secret, accountId }: CredentialMaterial): Buffer =>
  secret.use((key) => packPadded([key, Buffer.from(accountId ?? '', 'utf8'), NO_HINT]))

function unpackMaterial(packed: Buffer): CredentialMaterial | undefined {
  const [key, accountId] = unpackPadded(packed, MATERIAL_ITEMS) ?? []
  if (key === undefined || accountId === undefined) return undefined
  return { secret: ownSecret(key), accountId: accountId.length === 0 ? null : accountId.toString('utf8') }
}

function unpackSecret(packed: Buffer): Secret | undefined {
  const [secret] = unpackPadded(packed, 1) ?? []
  return secret === undefined ? undefined : ownSecret(secret)
}

/** A copy: what it was unpacked from is wiped. */
function ownSecret(view: Buffer): Secret {
  const own = Buffer.allocUnsafeSlow(view.length)
  own.set(view)
  return new Secret(own)
}

function unpackAnswer(packed: Buffer): Uint8Array | undefined {
  const [answer] = unpackPadded(packed, 1) ?? []
  return answer === undefined ? undefined : new Uint8Array(answer)
}

/** What may be used for whom: another value in any column, and the MAC no longer fits. */
function macOf(key: TenantKey, state: GuardedState): StateMac {
  const { account } = state
  // One list inside another: an account without a name is not one whose name is empty, nor none at all.
  const name = account === null || account.name === null ? [] : [account.name]
  const accountFields = account === null ? [] : [account.id, account.kind, ...name]
  const message = lengthPrefixed([
    'state1',
    state.tenantId,
    state.id,
    state.provider,
    state.environment,
    state.standing,
    state.credentialVersion,
    lengthPrefixed(accountFields),
  ])
  const version = Buffer.alloc(VERSION_BYTES)
  version.writeUInt32BE(key.version)
  return new Uint8Array(Buffer.concat([version, macUnder(key, 'state-mac', message)])) as StateMac
}

function macUnder(key: TenantKey, name: 'state-mac' | 'digest', ...parts: readonly Uint8Array[]): Buffer {
  const derived = hkdf(key.secret, NO_SALT, name, KEY_BYTES)
  try {
    return hmac(derived, ...parts)
  } finally {
    derived.fill(0)
  }
}

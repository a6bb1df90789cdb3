import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_P256_HKDF_SHA256, NotSupportedError } from 'hpke'
import type { CryptoKey, KeyPair } from 'hpke'
import { SESSION_LASTS_MS } from '../domain/connect-session.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type {
  OpenedSubmit,
  SubmitKey,
  SubmitKeys,
  SubmitKeyStore,
  WrappedSubmitKey,
} from '../engine/ports/submit-keys.ts'
import { systemRandomBytes } from './random.ts'
import type { RandomBytes } from './random.ts'
import type { MasterKey } from './wrap.ts'

/** For so long one key is the current one. */
export const ROTATE_EVERY_MS = 60 * 60_000
/** A page that got it at the last moment may use it for as long as any page lives. */
export const ACCEPTED_FOR_MS = ROTATE_EVERY_MS + SESSION_LASTS_MS
const ID_BYTES = 12

/** DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM: RFC 9180. */
const suite = new CipherSuite(KEM_DHKEM_P256_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM)

interface SubmitKeyParts {
  readonly masterKey: MasterKey
  readonly store: SubmitKeyStore
  readonly clock: Pick<Clock, 'now'>
  readonly randomBytes?: RandomBytes
}

/** An unwrapped key. Its private half cannot be exported. */
interface OpenKey {
  readonly id: string
  readonly period: number
  readonly acceptedUntil: number
  readonly pair: KeyPair<CryptoKey>
  readonly publicKey: Uint8Array
}

export function createSubmitKeys({ randomBytes = systemRandomBytes, ...rest }: SubmitKeyParts): SubmitKeys {
  return new StoredSubmitKeys({ ...rest, randomBytes })
}

class StoredSubmitKeys implements SubmitKeys {
  readonly #parts: Required<SubmitKeyParts>
  readonly #open = new Map<string, OpenKey>()

  constructor(parts: Required<SubmitKeyParts>) {
    this.#parts = parts
  }

  async current(): Promise<SubmitKey> {
    const { store, masterKey, clock } = this.#parts
    const period = Math.floor(clock.now() / ROTATE_EVERY_MS)
    const held = this.#held().find((key) => key.period === period)
    if (held !== undefined) return held
    const stored = (await store.findOfPeriod(period, masterKey.id)) ?? (await this.#make(period))
    const key = await this.#unwrap(stored)
    if (key === undefined) throw new Error('A submit key of this master key does not unwrap.')
    return key
  }

  async open(keyId: string, message: Uint8Array, info: Uint8Array): Promise<OpenedSubmit> {
    const key = await this.#accepted(keyId)
    if (key === undefined) return { kind: 'unknown_key' }
    const { Nenc } = suite.KEM
    try {
      const opened = await suite.Open(key.pair, message.subarray(0, Nenc), message.subarray(Nenc), { info })
      return { kind: 'opened', bytes: taken(opened) }
    } catch (error) {
      if (error instanceof NotSupportedError) throw error
      return { kind: 'unreadable' }
    }
  }

  async #accepted(id: string): Promise<OpenKey | undefined> {
    const held = this.#held().find((key) => key.id === id)
    if (held !== undefined) return held
    const { store, clock } = this.#parts
    const stored = await store.find(id)
    return stored === undefined || stored.acceptedUntil <= clock.now() ? undefined : this.#unwrap(stored)
  }

  /** Forgets those whose time is over: with the row in the store, their private half is gone for good. */
  #held(): readonly OpenKey[] {
    const now = this.#parts.clock.now()
    for (const { id, acceptedUntil } of this.#open.values()) if (acceptedUntil <= now) this.#open.delete(id)
    return Array.from(this.#open.values())
  }

  async #make(period: number): Promise<WrappedSubmitKey> {
    const { store, masterKey, randomBytes } = this.#parts
    const id = randomBytes(ID_BYTES).toString('base64url')
    const bytes = await newPair()
    const wrapped = await masterKey.wrap(bindingOf(id, period), bytes)
    bytes.fill(0)
    const acceptedUntil = period * ROTATE_EVERY_MS + ACCEPTED_FOR_MS
    // Another server may have been faster: the key that stands is the one to use, never the one just made.
    return store.insertIfAbsent({ id, period, masterKeyId: masterKey.id, wrapped, acceptedUntil })
  }

  /** @returns undefined where another master key wrapped it */
  async #unwrap({ id, period, wrapped, acceptedUntil }: WrappedSubmitKey): Promise<OpenKey | undefined> {
    const bytes = await this.#parts.masterKey.unwrap(bindingOf(id, period), wrapped)
    if (bytes === undefined) return undefined
    const publicKey = Uint8Array.from(bytes.subarray(0, suite.KEM.Npk))
    const pair = await importPair(publicKey, Uint8Array.from(bytes.subarray(suite.KEM.Npk)))
    bytes.fill(0)
    const key = { id, period, acceptedUntil, pair, publicKey }
    this.#open.set(id, key)
    return key
  }
}

const ALGORITHM = { name: 'ECDH', namedCurve: 'P-256' } as const

/** The public half as a point, then the private one as PKCS #8. The caller wipes it. */
async function newPair(): Promise<Buffer> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ALGORITHM, true, ['deriveBits'])
  const bytes = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey))
  const both = Buffer.concat([new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)), bytes])
  bytes.fill(0)
  return both
}

/**
 * By WebCrypto itself: what the library does with a private key alone is experimental in Node, which says so on every
 * start. @param privateKey PKCS #8, wiped
 */
async function importPair(
  point: Uint8Array<ArrayBuffer>,
  privateKey: Uint8Array<ArrayBuffer>,
): Promise<KeyPair<CryptoKey>> {
  try {
    return {
      publicKey: await crypto.subtle.importKey('raw', point, ALGORITHM, true, []),
      privateKey: await crypto.subtle.importKey('pkcs8', privateKey, ALGORITHM, false, ['deriveBits']),
    }
  } finally {
    privateKey.fill(0)
  }
}

const bindingOf = (id: string, period: number) => ['submit-key', id, period] as const

/** Into memory of its own, outside Node's shared pool; what it came in is wiped. */
function taken(opened: Uint8Array): Buffer<ArrayBuffer> {
  const bytes = Buffer.allocUnsafeSlow(opened.length)
  bytes.set(opened)
  opened.fill(0)
  return bytes
}

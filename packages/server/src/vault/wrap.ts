import { createSecretKey } from 'node:crypto'
import { decrypt, encrypt, hkdf, KEY_BYTES, NO_SALT, NONCE_BYTES } from './ciphers.ts'
import { lengthPrefixed } from './length-prefixed.ts'
import type { Field } from './length-prefixed.ts'
import { systemRandomBytes } from './random.ts'
import type { RandomBytes } from './random.ts'

/** The key of all keys, wherever it lives. It wraps tenant keys, pepper and sentinel, and nothing else. */
export interface MasterKey {
  /** Names it in what it has wrapped, and reveals nothing of it: 8 bytes, hex. */
  readonly id: string
  /** @param binding what is wrapped and for whom; another one, and it does not unwrap */
  wrap(binding: readonly Field[], key: Uint8Array): Promise<Uint8Array>
  /** @returns undefined for what this master key did not wrap for this binding. The caller wipes it. */
  unwrap(binding: readonly Field[], wrapped: Uint8Array): Promise<Buffer | undefined>
}

/** `KW`, format 1, algorithm 1 (AES-256-GCM); then nonce 12, ciphertext, tag 16. */
const HEADER = Buffer.from([0x4b, 0x57, 1, 1])
const ID_BYTES = 8

/**
 * A master key in this process. What wraps and what is shown as its id are derived from it (HKDF-SHA-256, info "wrap"
 * and "id"), so that neither says anything of the other.
 *
 * @param bytes 32; taken over and wiped
 * @throws RangeError for another length
 */
export function localMasterKey(bytes: Buffer, randomBytes: RandomBytes = systemRandomBytes): MasterKey {
  if (bytes.length !== KEY_BYTES) throw new RangeError(`A master key has ${KEY_BYTES} bytes.`)
  const id = hkdf(bytes, NO_SALT, 'id', ID_BYTES).toString('hex')
  const derived = hkdf(bytes, NO_SALT, 'wrap', KEY_BYTES)
  const wrappingKey = createSecretKey(derived)
  derived.fill(0)
  bytes.fill(0)
  const associatedData = (binding: readonly Field[]): Buffer => lengthPrefixed(['wrap', ...binding, id])
  return {
    id,
    wrap: async (binding, key) => {
      const nonce = randomBytes(NONCE_BYTES)
      return new Uint8Array(
        Buffer.concat([HEADER, nonce, encrypt(wrappingKey, nonce, associatedData(binding), viewOf(key))]),
      )
    },
    unwrap: async (binding, wrapped) => {
      const all = viewOf(wrapped)
      if (!all.subarray(0, HEADER.length).equals(HEADER)) return undefined
      const rest = all.subarray(HEADER.length)
      return decrypt(wrappingKey, rest.subarray(0, NONCE_BYTES), associatedData(binding), rest.subarray(NONCE_BYTES))
    },
  }
}

const viewOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

import { createSecretKey } from 'node:crypto'
import { decrypt, encrypt, hkdf, KEY_BYTES, NO_SALT, NONCE_BYTES } from './ciphers.ts'
import type { RandomBytes } from './ciphers.ts'
import { lengthPrefixed } from './length-prefixed.ts'
import type { Field } from './length-prefixed.ts'

/** What the key of all keys does, wherever it lives. It never leaves, and nothing else is done with it. */
export interface MasterKey {
  /** Names it in what it has wrapped, and reveals nothing of it. */
  readonly id: string
  /** @param binding what is wrapped and for whom; another one, and it does not unwrap */
  wrap(binding: readonly Field[], key: Uint8Array): Promise<Uint8Array>
  /** @returns undefined for what this master key did not wrap for this binding. The caller wipes it. */
  unwrap(binding: readonly Field[], wrapped: Uint8Array): Promise<Buffer | undefined>
}

/** `CW`, format 1, algorithm 1 (AES-256-GCM), nonce 12, ciphertext, tag 16. */
const HEADER = Buffer.from([0x43, 0x57, 1, 1])
const ID_BYTES = 8

/**
 * A master key in this process. What wraps and what is shown as its id are derived from it, each under a name of its
 * own (HKDF), so that neither says anything of the other.
 *
 * @param bytes 32; overwritten
 * @throws RangeError for another length
 */
export function localMasterKey(bytes: Buffer, randomBytes: RandomBytes): MasterKey {
  if (bytes.length !== KEY_BYTES) throw new RangeError(`A master key has ${KEY_BYTES} bytes.`)
  const id = hkdf(bytes, NO_SALT, 'id', ID_BYTES).toString('hex')
  const derived = hkdf(bytes, NO_SALT, 'wrap', KEY_BYTES)
  const wrappingKey = createSecretKey(derived)
  derived.fill(0)
  bytes.fill(0)
  const associated = (binding: readonly Field[]): Buffer => lengthPrefixed(['wrap', ...binding, id])
  return {
    id,
    wrap: async (binding, key) => {
      const nonce = randomBytes(NONCE_BYTES)
      const body = encrypt(wrappingKey, nonce, associated(binding), Buffer.from(key.buffer, key.byteOffset, key.length))
      return new Uint8Array(Buffer.concat([HEADER, nonce, body]))
    },
    unwrap: async (binding, wrapped) => {
      const all = Buffer.from(wrapped.buffer, wrapped.byteOffset, wrapped.length)
      if (!all.subarray(0, HEADER.length).equals(HEADER)) return undefined
      const body = all.subarray(HEADER.length)
      return decrypt(wrappingKey, body.subarray(0, NONCE_BYTES), associated(binding), body.subarray(NONCE_BYTES))
    },
  }
}

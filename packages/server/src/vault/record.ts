import { timingSafeEqual } from 'node:crypto'
import type { SealedSecret } from '../domain/sealed.ts'
import { decrypt, encrypt, hkdf, KEY_BYTES, NONCE_BYTES, TAG_BYTES } from './ciphers.ts'
import { lengthPrefixed } from './length-prefixed.ts'
import type { Field } from './length-prefixed.ts'
import { BLOCK_BYTES } from './padded.ts'
import type { RandomBytes } from './random.ts'
import type { TenantKey } from './tenant-keys.ts'

/**
 * The record format, version 1 (SECURITY 3.2). All lengths in bytes:
 *
 *     magic "CK", format 1, algorithm 1 (AES-256-GCM)    4
 *     tenant-key version, big-endian                     4
 *     salt                                              32
 *     commitment                                        32
 *     nonce                                             12
 *     ciphertext, a multiple of 64                       n
 *     tag                                               16
 *
 * Each record has its own key: HKDF-SHA-256 of the tenant key with the salt and the info "enc" gives 32 bytes of key
 * and 32 of commitment. The commitment binds the record to that key, which GCM alone does not. Associated data: the
 * length-prefixed list of format, algorithm, purpose and the rest of the binding, tenant-key version.
 */
const HEADER = Buffer.from([0x43, 0x4b, 1, 1])
const FORMAT = 1
const ALGORITHM = 1
const SALT_BYTES = 32
const AT = { version: 4, salt: 8, commitment: 40, nonce: 72, ciphertext: 84 } as const

/** What a record belongs to, purpose first. Another value in any place, and it does not open. */
export type Binding = readonly [purpose: string, ...Field[]]

/** @param padded whole blocks of 64 bytes; stays the caller's to wipe */
export function sealRecord(key: TenantKey, binding: Binding, padded: Buffer, randomBytes: RandomBytes): SealedSecret {
  const salt = randomBytes(SALT_BYTES)
  const nonce = randomBytes(NONCE_BYTES)
  const version = Buffer.alloc(AT.salt - AT.version)
  version.writeUInt32BE(key.version)
  const derived = hkdf(key.secret, salt, 'enc', 2 * KEY_BYTES)
  try {
    const body = encrypt(derived.subarray(0, KEY_BYTES), nonce, associatedData(binding, key.version), padded)
    const commitment = derived.subarray(KEY_BYTES)
    return new Uint8Array(Buffer.concat([HEADER, version, salt, commitment, nonce, body])) as SealedSecret
  } finally {
    derived.fill(0)
  }
}

/** @returns the version of the tenant key it needs, or undefined for bytes that are no record */
export function tenantKeyVersionOf(sealed: Uint8Array): number | undefined {
  const record = viewOf(sealed)
  const ciphertext = record.length - AT.ciphertext - TAG_BYTES
  if (ciphertext < BLOCK_BYTES || ciphertext % BLOCK_BYTES !== 0) return undefined
  if (!record.subarray(0, AT.version).equals(HEADER)) return undefined
  return record.readUInt32BE(AT.version)
}

/** @returns undefined where anything differs from how it was sealed. The caller wipes the plaintext. */
export function openRecord(key: TenantKey, binding: Binding, sealed: Uint8Array): Buffer | undefined {
  if (tenantKeyVersionOf(sealed) !== key.version) return undefined
  const record = viewOf(sealed)
  const derived = hkdf(key.secret, record.subarray(AT.salt, AT.commitment), 'enc', 2 * KEY_BYTES)
  try {
    if (!timingSafeEqual(derived.subarray(KEY_BYTES), record.subarray(AT.commitment, AT.nonce))) return undefined
    return decrypt(
      derived.subarray(0, KEY_BYTES),
      record.subarray(AT.nonce, AT.ciphertext),
      associatedData(binding, key.version),
      record.subarray(AT.ciphertext),
    )
  } finally {
    derived.fill(0)
  }
}

const associatedData = (binding: Binding, keyVersion: number): Buffer =>
  lengthPrefixed([FORMAT, ALGORITHM, ...binding, keyVersion])

const viewOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

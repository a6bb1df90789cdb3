import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { SealedSecret } from '../domain/sealed.ts'
import { StoredKeyUnreadable } from '../engine/ports/vault.ts'
import { lengthPrefixed } from './bytes.ts'

/**
 * The record format, version 1 (SECURITY 3.2). All lengths in bytes:
 *
 *     magic "CK", format 1, algorithm 1 (AES-256-GCM)   4
 *     tenant-key version, big-endian                     4
 *     salt                                              32
 *     commitment                                        32
 *     nonce                                             12
 *     ciphertext, padded to a multiple of 64             n
 *     tag                                               16
 *
 * Each record has its own key: HKDF-SHA-256 (RFC 5869) of the tenant key, the salt and the info "enc" gives 32 bytes
 * of key and 32 of commitment. The commitment binds the record to that key, which GCM alone does not.
 */
const MAGIC = Buffer.from('CK', 'latin1')
const FORMAT = 1
const ALGORITHM = 1
const AT = { version: 4, salt: 8, commitment: 40, nonce: 72, ciphertext: 84 } as const
const TAG_BYTES = 16
const BLOCK_BYTES = 64
const CIPHER = 'aes-256-gcm'

const HEADER = Buffer.concat([MAGIC, Buffer.from([FORMAT, ALGORITHM])])

/** @param bound what the record belongs to; another value in any place, and it does not open */
export function sealRecord(
  tenantKey: KeyObject,
  tenantKeyVersion: number,
  bound: readonly string[],
  plaintext: Buffer,
): SealedSecret {
  const salt = randomBytes(32)
  const nonce = randomBytes(12)
  const { key, commitment } = recordKey(tenantKey, salt)
  const padded = pad(plaintext)
  try {
    const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    cipher.setAAD(associatedData(bound, tenantKeyVersion))
    const ciphertext = Buffer.concat([cipher.update(padded), cipher.final()])
    const version = Buffer.alloc(4)
    version.writeUInt32BE(tenantKeyVersion)
    const record = Buffer.concat([HEADER, version, salt, commitment, nonce, ciphertext, cipher.getAuthTag()])
    return record as Uint8Array as SealedSecret
  } finally {
    padded.fill(0)
    key.fill(0)
  }
}

/** @returns the version of the tenant key that a record needs. @throws StoredKeyUnreadable */
export function tenantKeyVersionOf(sealed: SealedSecret): number {
  const record = readRecord(sealed)
  return record.readUInt32BE(AT.version)
}

/** @returns the padded plaintext; the caller wipes it. @throws StoredKeyUnreadable */
export function openRecord(tenantKey: KeyObject, bound: readonly string[], sealed: SealedSecret): Buffer {
  const record = readRecord(sealed)
  const { key, commitment } = recordKey(tenantKey, record.subarray(AT.salt, AT.commitment))
  try {
    if (!timingSafeEqual(commitment, record.subarray(AT.commitment, AT.nonce))) throw new StoredKeyUnreadable()
    const end = record.length - TAG_BYTES
    const decipher = createDecipheriv(CIPHER, key, record.subarray(AT.nonce, AT.ciphertext), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(associatedData(bound, record.readUInt32BE(AT.version)))
    decipher.setAuthTag(record.subarray(end))
    return finish(decipher, record.subarray(AT.ciphertext, end))
  } finally {
    key.fill(0)
  }
}

function finish(decipher: ReturnType<typeof createDecipheriv>, ciphertext: Buffer): Buffer {
  const plaintext = decipher.update(ciphertext)
  try {
    decipher.final()
    return plaintext
  } catch {
    plaintext.fill(0)
    throw new StoredKeyUnreadable()
  }
}

function readRecord(sealed: SealedSecret): Buffer {
  const record = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  const body = record.length - AT.ciphertext - TAG_BYTES
  const shaped = body > 0 && body % BLOCK_BYTES === 0 && record.subarray(0, HEADER.length).equals(HEADER)
  if (!shaped) throw new StoredKeyUnreadable()
  return record
}

function recordKey(tenantKey: KeyObject, salt: Buffer): { key: Buffer; commitment: Buffer } {
  const derived = Buffer.from(hkdfSync('sha256', tenantKey, salt, 'enc', 64))
  return { key: derived.subarray(0, 32), commitment: derived.subarray(32) }
}

const associatedData = (bound: readonly string[], tenantKeyVersion: number): Buffer =>
  lengthPrefixed([HEADER, ...bound, String(tenantKeyVersion)])

/** Length must not tell kinds of keys apart. */
function pad(plaintext: Buffer): Buffer {
  const padded = Buffer.alloc(Math.max(1, Math.ceil(plaintext.length / BLOCK_BYTES)) * BLOCK_BYTES)
  padded.set(plaintext)
  return padded
}

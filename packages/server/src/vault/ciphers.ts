import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

export const KEY_BYTES = 32
export const NONCE_BYTES = 12
export const TAG_BYTES = 16

const CIPHER = 'aes-256-gcm'
/** Without it Node takes tags of 4 bytes, which can be guessed (DEP0182). */
const WHOLE_TAG = { authTagLength: TAG_BYTES } as const

/**
 * AES-256-GCM, NIST SP 800-38D. @returns ciphertext and tag
 * @throws RangeError for a nonce that is not 96 bits
 */
export function encrypt(key: KeyObject | Buffer, nonce: Buffer, associated: Buffer, plaintext: Buffer): Buffer {
  if (nonce.length !== NONCE_BYTES) throw new RangeError(`A nonce has ${NONCE_BYTES} bytes.`)
  const cipher = createCipheriv(CIPHER, key, nonce, WHOLE_TAG).setAAD(associated)
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/** @returns undefined unless every bit is as it was sealed; nothing unverified leaves. The caller wipes the plaintext. */
export function decrypt(
  key: KeyObject | Buffer,
  nonce: Buffer,
  associated: Buffer,
  sealed: Buffer,
): Buffer | undefined {
  if (nonce.length !== NONCE_BYTES || sealed.length < TAG_BYTES) return undefined
  const tagAt = sealed.length - TAG_BYTES
  const decipher = createDecipheriv(CIPHER, key, nonce, WHOLE_TAG).setAAD(associated).setAuthTag(sealed.subarray(tagAt))
  const plaintext = decipher.update(sealed.subarray(0, tagAt))
  try {
    decipher.final()
    return plaintext
  } catch {
    plaintext.fill(0)
    return undefined
  }
}

/** HKDF-SHA-256, RFC 5869. The caller wipes it. @param length bytes, at most 8,160 */
export const hkdf = (key: KeyObject | Buffer, salt: Buffer, info: string | Buffer, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, info, length))

/** HMAC-SHA-256, RFC 2104, over the parts one after the other. */
export function hmac(key: KeyObject | Buffer, ...parts: readonly Uint8Array[]): Buffer {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part)
  return mac.digest()
}

export const NO_SALT = Buffer.alloc(0)

import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import { lengthPrefixed } from './bytes.ts'
import { CannotUnwrap } from './vault-errors.ts'

const FORMAT = Buffer.from([0x4b, 0x57, 1, 1]) // "KW", format 1, AES-256-GCM
const NONCE_BYTES = 12
const TAG_BYTES = 16
const CIPHER = 'aes-256-gcm'

/** The outermost key: wraps tenant keys and the pepper, and nothing else. */
export interface MasterKey {
  /** Names it without revealing it: 8 bytes of HKDF, hex. */
  readonly id: string
  wrap(purpose: readonly string[], plaintext: Buffer): Uint8Array
  /** The caller wipes the answer. @throws CannotUnwrap */
  unwrap(purpose: readonly string[], wrapped: Uint8Array): Buffer
}

/** @param bytes 32 random bytes; taken over and wiped */
export function localMasterKey(bytes: Buffer): MasterKey {
  const secret = createSecretKey(bytes)
  bytes.fill(0)
  const id = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), 'master-key-id', 8)).toString('hex')
  const aad = (purpose: readonly string[]): Buffer => lengthPrefixed([FORMAT, id, ...purpose])
  return {
    id,
    wrap(purpose, plaintext) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, secret, nonce, { authTagLength: TAG_BYTES })
      cipher.setAAD(aad(purpose))
      return Buffer.concat([FORMAT, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
    },
    unwrap(purpose, wrapped) {
      const bytesIn = Buffer.from(wrapped)
      const headed = bytesIn.length > FORMAT.length + NONCE_BYTES + TAG_BYTES && bytesIn.indexOf(FORMAT) === 0
      if (!headed) throw new CannotUnwrap()
      const nonceEnd = FORMAT.length + NONCE_BYTES
      const end = bytesIn.length - TAG_BYTES
      const decipher = createDecipheriv(CIPHER, secret, bytesIn.subarray(FORMAT.length, nonceEnd), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(aad(purpose))
      decipher.setAuthTag(bytesIn.subarray(end))
      const plaintext = decipher.update(bytesIn.subarray(nonceEnd, end))
      try {
        decipher.final()
      } catch {
        plaintext.fill(0)
        throw new CannotUnwrap()
      }
      return plaintext
    },
  }
}

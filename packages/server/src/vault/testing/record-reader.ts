import { webcrypto } from 'node:crypto'
import { gcm } from '@noble/ciphers/aes.js'

/*
 * Reads records and wrapped keys from their descriptions alone (SECURITY 3.2, and the comments of record.ts and
 * wrap.ts): AES by @noble/ciphers, HKDF and HMAC by WebCrypto, lists by hand. It shares no line with the vault.
 */

type Bytes = Uint8Array<ArrayBuffer>

const utf8 = (text: string): Bytes => new TextEncoder().encode(text)

function concat(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function bigEndian(value: number, bytes: number): Bytes {
  const all = new Uint8Array(bytes)
  for (let at = bytes - 1, rest = value; at >= 0; at -= 1, rest = Math.floor(rest / 256)) all[at] = rest % 256
  return all
}

/** Each field behind its length in 4 bytes; numbers as 8 bytes. */
export const list = (...fields: readonly (string | number | Uint8Array)[]): Bytes =>
  concat(
    ...fields.flatMap((field) => {
      if (typeof field === 'number') return [bigEndian(8, 4), bigEndian(field, 8)]
      const bytes = typeof field === 'string' ? utf8(field) : field
      return [bigEndian(bytes.length, 4), bytes]
    }),
  )

export async function hkdfSha256(key: Uint8Array, salt: Uint8Array, info: string, bytes: number): Promise<Bytes> {
  const material = await webcrypto.subtle.importKey('raw', concat(key), 'HKDF', false, ['deriveBits'])
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: concat(salt), info: utf8(info) }
  return new Uint8Array(await webcrypto.subtle.deriveBits(parameters, material, bytes * 8))
}

export async function hmacSha256(key: Uint8Array, message: Uint8Array): Promise<Bytes> {
  const usage = { name: 'HMAC', hash: 'SHA-256' }
  const material = await webcrypto.subtle.importKey('raw', concat(key), usage, false, ['sign'])
  return new Uint8Array(await webcrypto.subtle.sign('HMAC', material, concat(message)))
}

/** @param binding purpose and the rest, as the record was sealed */
export async function readRecord(
  tenantKey: Uint8Array,
  record: Uint8Array,
  binding: readonly (string | number)[],
): Promise<{ items: Uint8Array[]; padding: Uint8Array }> {
  const [magicC, magicK, format, algorithm] = record
  if (magicC !== 0x43 || magicK !== 0x4b || format !== 1 || algorithm !== 1) throw new Error('Not a record.')
  const version = new DataView(record.buffer, record.byteOffset).getUint32(4)
  const derived = await hkdfSha256(tenantKey, record.subarray(8, 40), 'enc', 64)
  const commitment = record.subarray(40, 72)
  if (derived.subarray(32).some((byte, at) => byte !== commitment[at])) throw new Error('Another tenant key.')
  const associated = list(1, 1, ...binding, version)
  return itemsOf(gcm(derived.subarray(0, 32), record.subarray(72, 84), associated).decrypt(record.subarray(84)), 3)
}

function itemsOf(plaintext: Uint8Array, count: number): { items: Uint8Array[]; padding: Uint8Array } {
  const view = new DataView(plaintext.buffer, plaintext.byteOffset)
  const items: Uint8Array[] = []
  let at = 0
  while (items.length < count) {
    const length = view.getUint32(at)
    items.push(plaintext.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return { items, padding: plaintext.subarray(at) }
}

/** @param binding what was wrapped and for whom */
export async function readWrapped(
  masterKey: Uint8Array,
  wrapped: Uint8Array,
  binding: readonly (string | number)[],
): Promise<Uint8Array> {
  const nothing = new Uint8Array(0)
  const id = Buffer.from(await hkdfSha256(masterKey, nothing, 'id', 8)).toString('hex')
  const wrappingKey = await hkdfSha256(masterKey, nothing, 'wrap', 32)
  return gcm(wrappingKey, wrapped.subarray(4, 16), list('wrap', ...binding, id)).decrypt(wrapped.subarray(16))
}

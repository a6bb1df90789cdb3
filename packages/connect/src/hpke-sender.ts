/**
 * The sender's half of HPKE (RFC 9180) on WebCrypto: base mode, one message, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256,
 * AES-256-GCM. The receiver's half is a library of its own on the server.
 */

type Bytes = Uint8Array<ArrayBuffer>

export interface Aead {
  /** Registered number, RFC 9180 section 7.3. */
  readonly id: number
  readonly keyBytes: number
}

const AES_256_GCM: Aead = { id: 2, keyBytes: 32 }
const KEM_SUITE = join('KEM', number(0x0010))
const SECRET_BYTES = 32
const NONCE_BYTES = 12
/** HMAC fills a shorter key up with zeros: this one is the same as none, which WebCrypto refuses. */
const NO_SALT = new Uint8Array(32)
const NOTHING = new Uint8Array(0)

/**
 * @param recipient a P-256 point, uncompressed (65 bytes)
 * @param info what the message is bound to; another one, and it does not open
 * @returns the encapsulated secret (65 bytes) and the ciphertext behind it
 */
export async function sealFor(recipient: Bytes, info: Bytes, plaintext: Bytes): Promise<Bytes> {
  const { encapsulated, key, nonce } = await encapsulate(recipient, info, await newKeyPair(), AES_256_GCM)
  const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt'])
  key.fill(0)
  return join(encapsulated, await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, aes, plaintext))
}

const newKeyPair = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])

/**
 * SetupBaseS, RFC 9180 sections 4.1 and 5.1. The caller wipes the key.
 *
 * @param ephemeral used once; its private half derives bits
 */
export async function encapsulate(
  recipient: Bytes,
  info: Bytes,
  ephemeral: CryptoKeyPair,
  aead: Aead,
): Promise<{ readonly encapsulated: Bytes; readonly key: Bytes; readonly nonce: Bytes }> {
  const encapsulated = join(await crypto.subtle.exportKey('raw', ephemeral.publicKey))
  const point = await crypto.subtle.importKey('raw', recipient, { name: 'ECDH', namedCurve: 'P-256' }, false, [])
  const agreed = join(await crypto.subtle.deriveBits({ name: 'ECDH', public: point }, ephemeral.privateKey, 256))
  const extracted = await extract(KEM_SUITE, NO_SALT, 'eae_prk', agreed)
  const shared = await expand(KEM_SUITE, extracted, 'shared_secret', join(encapsulated, recipient), SECRET_BYTES)

  const suite = join('HPKE', number(0x0010), number(0x0001), number(aead.id))
  const base = Uint8Array.of(0)
  const noPskId = await extract(suite, NO_SALT, 'psk_id_hash', NOTHING)
  const context = join(base, noPskId, await extract(suite, NO_SALT, 'info_hash', info))
  const secret = await extract(suite, shared, 'secret', NOTHING)
  const key = await expand(suite, secret, 'key', context, aead.keyBytes)
  const nonce = await expand(suite, secret, 'base_nonce', context, NONCE_BYTES)
  for (const spent of [agreed, extracted, shared, secret]) spent.fill(0)
  return { encapsulated, key, nonce }
}

/** LabeledExtract, RFC 9180 section 4. */
const extract = (suite: Bytes, salt: Bytes, label: string, material: Bytes): Promise<Bytes> =>
  hmac(salt, join('HPKE-v1', suite, label, material))

/** LabeledExpand, RFC 9180 section 4. @param length at most 32: one block of HKDF-SHA-256 */
async function expand(suite: Bytes, key: Bytes, label: string, info: Bytes, length: number): Promise<Bytes> {
  const block = await hmac(key, join(number(length), 'HPKE-v1', suite, label, info, Uint8Array.of(1)))
  return block.slice(0, length)
}

async function hmac(key: Bytes, message: Bytes): Promise<Bytes> {
  const usable = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return join(await crypto.subtle.sign('HMAC', usable, message))
}

/** Two bytes, big-endian. */
function number(value: number): Bytes {
  return Uint8Array.of(value >> 8, value & 255)
}

function join(...parts: readonly (string | Bytes | ArrayBuffer)[]): Bytes {
  const all = parts.map((part) => (typeof part === 'string' ? new TextEncoder().encode(part) : new Uint8Array(part)))
  const joined = new Uint8Array(all.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of all) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

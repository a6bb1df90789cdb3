import { describe, expect, it } from 'vitest'
import { encapsulate, sealFor } from './hpke-sender.ts'

const hex = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(at * 2, at * 2 + 2), 16))
const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** RFC 9180 appendix A.3.1: this suite but for AES-128-GCM, which is another number and a shorter key. */
const A_3_1 = {
  aead: { id: 1, keyBytes: 16 },
  info: '4f6465206f6e2061204772656369616e2055726e',
  ephemeralPrivate: '4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb',
  ephemeralPublic:
    '04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4',
  recipientPublic:
    '04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0',
  key: '868c066ef58aae6dc589b6cfdd18f97e',
  nonce: '4e0bc5018beba4bf004cca59',
  associated: '436f756e742d30',
  plaintext: '4265617574792069732074727574682c20747275746820626561757479',
  ciphertext: '5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434',
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

async function keyPairOf(privateKey: string, publicKey: string): Promise<CryptoKeyPair> {
  const point = hex(publicKey)
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' }
  const jwk = { kty: 'EC', crv: 'P-256', x: base64url(point.slice(1, 33)), y: base64url(point.slice(33)) }
  const d = base64url(hex(privateKey))
  return {
    publicKey: await crypto.subtle.importKey('raw', point, algorithm, true, []),
    privateKey: await crypto.subtle.importKey('jwk', { ...jwk, d }, algorithm, false, ['deriveBits']),
  }
}

describe('the sender of HPKE', () => {
  it('agrees with RFC 9180 appendix A.3.1 on encapsulated secret, key, nonce and ciphertext', async () => {
    const ephemeral = await keyPairOf(A_3_1.ephemeralPrivate, A_3_1.ephemeralPublic)
    const made = await encapsulate(hex(A_3_1.recipientPublic), hex(A_3_1.info), ephemeral, A_3_1.aead)
    expect({ ...made, encapsulated: toHex(made.encapsulated), key: toHex(made.key), nonce: toHex(made.nonce) }).toEqual(
      {
        encapsulated: A_3_1.ephemeralPublic,
        key: A_3_1.key,
        nonce: A_3_1.nonce,
      },
    )
    const aes = await crypto.subtle.importKey('raw', made.key, 'AES-GCM', false, ['encrypt'])
    const sealed = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv: made.nonce, additionalData: hex(A_3_1.associated) },
      aes,
      hex(A_3_1.plaintext),
    )
    expect(toHex(new Uint8Array(sealed))).toBe(A_3_1.ciphertext)
  })

  it('never seals the same twice, and leaves the plaintext with its owner', async () => {
    const plaintext = hex(A_3_1.plaintext)
    const seal = (): Promise<Uint8Array> => sealFor(hex(A_3_1.recipientPublic), hex(A_3_1.info), plaintext)
    const [one, other] = [await seal(), await seal()]
    expect(one).toHaveLength(65 + plaintext.length + 16)
    expect(toHex(one.slice(0, 65))).not.toBe(toHex(other.slice(0, 65)))
    expect(toHex(one.slice(65))).not.toBe(toHex(other.slice(65)))
    expect(toHex(plaintext)).toBe(A_3_1.plaintext)
  })

  it.each([
    { what: 'no point of the curve', point: `04${'11'.repeat(64)}` },
    { what: 'a point cut short', point: A_3_1.recipientPublic.slice(0, -2) },
    { what: 'nothing', point: '' },
  ])('seals to nobody where the recipient is $what', async ({ point }) => {
    await expect(sealFor(hex(point), hex(A_3_1.info), hex(A_3_1.plaintext))).rejects.toThrow()
  })
})

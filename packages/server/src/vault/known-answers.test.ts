import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decrypt, encrypt, hkdf, hmac } from './ciphers.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const repeated = (byte: string, times: number): string => byte.repeat(times)
const counting = (from: number, to: number): string =>
  Buffer.from(Array.from({ length: to - from + 1 }, (_, index) => from + index)).toString('hex')

const KEY_15 = repeated('feffe9928665731c6d6a8f9467308308', 2)
const PLAIN_15 =
  'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
  '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255'
const CIPHER_15 =
  '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
  '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad'

/** McGrew and Viega, The Galois/Counter Mode of Operation, appendix B: the AES-256 cases with nonces of 96 bits. */
const GCM = [
  {
    test: 13,
    key: repeated('00', 32),
    nonce: repeated('00', 12),
    associated: '',
    plain: '',
    cipher: '',
    tag: '530f8afbc74536b9a963b4f1c4cb738b',
  },
  {
    test: 14,
    key: repeated('00', 32),
    nonce: repeated('00', 12),
    associated: '',
    plain: repeated('00', 16),
    cipher: 'cea7403d4d606b6e074ec5d3baf39d18',
    tag: 'd0d1c8a799996bf0265b98b5d48ab919',
  },
  {
    test: 15,
    key: KEY_15,
    nonce: 'cafebabefacedbaddecaf888',
    associated: '',
    plain: PLAIN_15,
    cipher: CIPHER_15,
    tag: 'b094dac5d93471bdec1a502270e3cc6c',
  },
  {
    test: 16,
    key: KEY_15,
    nonce: 'cafebabefacedbaddecaf888',
    associated: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    plain: PLAIN_15.slice(0, 120),
    cipher: CIPHER_15.slice(0, 120),
    tag: '76fc6ece0f4e1768cddf8853bb2d551b',
  },
]

describe('AES-256-GCM (NIST SP 800-38D)', () => {
  it.each(GCM)('[K1] answers case $test', ({ key, nonce, associated, plain, cipher, tag }) => {
    expect(encrypt(hex(key), hex(nonce), hex(associated), hex(plain)).toString('hex')).toBe(cipher + tag)
    expect(decrypt(hex(key), hex(nonce), hex(associated), hex(cipher + tag))?.toString('hex')).toBe(plain)
  })

  const { key, nonce, associated, cipher, tag } = GCM[3] ??
    GCM[0] ?? { key: '', nonce: '', associated: '', cipher: '', tag: '' }
  const sealed = hex(cipher + tag)

  it.each([
    { what: 'a tag of zeros', bytes: hex(cipher + repeated('00', 16)) },
    { what: 'a tag of ones', bytes: hex(cipher + repeated('ff', 16)) },
    { what: 'the first bit of the tag flipped', bytes: flipped(sealed, sealed.length - 16, 0x80) },
    { what: 'the last bit of the tag flipped', bytes: flipped(sealed, sealed.length - 1, 0x01) },
    { what: 'the high bit of the last byte of the tag flipped', bytes: flipped(sealed, sealed.length - 1, 0x80) },
    { what: 'the first bit of the text flipped', bytes: flipped(sealed, 0, 0x80) },
    { what: 'no text', bytes: hex(tag) },
    { what: 'nothing at all', bytes: Buffer.alloc(0) },
    { what: 'one byte more', bytes: Buffer.concat([sealed, Buffer.alloc(1)]) },
  ])('[K1] refuses $what', ({ bytes }) => {
    expect(decrypt(hex(key), hex(nonce), hex(associated), bytes)).toBeUndefined()
  })

  it.each(Array.from({ length: 16 }, (_, size) => ({ size })))('[K1] refuses a tag of $size bytes', ({ size }) => {
    const cut = sealed.subarray(0, sealed.length - 16 + size)
    expect(decrypt(hex(key), hex(nonce), hex(associated), cut)).toBeUndefined()
  })

  it.each([0, 1, 8, 11, 13, 16, 60])('takes no nonce of %i bytes', (size) => {
    expect(() => encrypt(hex(key), Buffer.alloc(size), hex(''), hex('00'))).toThrow(RangeError)
    expect(decrypt(hex(key), Buffer.alloc(size), hex(associated), sealed)).toBeUndefined()
  })

  it('[K1] refuses another key, nonce or associated data', () => {
    expect(decrypt(flipped(hex(key), 31, 1), hex(nonce), hex(associated), sealed)).toBeUndefined()
    expect(decrypt(hex(key), flipped(hex(nonce), 11, 1), hex(associated), sealed)).toBeUndefined()
    expect(decrypt(hex(key), hex(nonce), hex(''), sealed)).toBeUndefined()
    expect(decrypt(hex(key), hex(nonce), flipped(hex(associated), 0, 1), sealed)).toBeUndefined()
  })

  it('gives back whatever it was given', () => {
    const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size }).map((each) => Buffer.from(each))
    const any = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each))
    fc.assert(
      fc.property(bytes(32), bytes(12), any, any, (aKey, aNonce, data, text) => {
        const opened = decrypt(aKey, aNonce, data, encrypt(aKey, aNonce, data, text))
        expect(opened?.equals(text)).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('HKDF-SHA-256 (RFC 5869, appendix A)', () => {
  it.each([
    {
      test: 'A.1',
      key: repeated('0b', 22),
      salt: counting(0x00, 0x0c),
      info: counting(0xf0, 0xf9),
      length: 42,
      answer: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    },
    {
      test: 'A.2',
      key: counting(0x00, 0x4f),
      salt: counting(0x60, 0xaf),
      info: counting(0xb0, 0xff),
      length: 82,
      answer:
        'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c' +
        '59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71' +
        'cc30c58179ec3e87c14c01d5c1f3434f1d87',
    },
    {
      test: 'A.3',
      key: repeated('0b', 22),
      salt: '',
      info: '',
      length: 42,
      answer: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    },
  ])('[K1] answers case $test', ({ key, salt, info, length, answer }) => {
    expect(hkdf(hex(key), hex(salt), hex(info), length).toString('hex')).toBe(answer)
  })
})

describe('HMAC-SHA-256 (RFC 4231)', () => {
  const text = (value: string): string => Buffer.from(value, 'latin1').toString('hex')
  const cases = [
    {
      test: 1,
      key: repeated('0b', 20),
      data: text('Hi There'),
      answer: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    },
    {
      test: 2,
      key: text('Jefe'),
      data: text('what do ya want for nothing?'),
      answer: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    },
    {
      test: 3,
      key: repeated('aa', 20),
      data: repeated('dd', 50),
      answer: '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
    },
    {
      test: 4,
      key: counting(0x01, 0x19),
      data: repeated('cd', 50),
      answer: '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
    },
    {
      test: 6,
      key: repeated('aa', 131),
      data: text('Test Using Larger Than Block-Size Key - Hash Key First'),
      answer: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    },
    {
      test: 7,
      key: repeated('aa', 131),
      data: text(
        'This is a test using a larger than block-size key and a larger than block-size data. ' +
          'The key needs to be hashed before being used by the HMAC algorithm.',
      ),
      answer: '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
    },
  ]

  it.each(cases)('[K1] answers case $test', ({ key, data, answer }) => {
    expect(hmac(hex(key), hex(data)).toString('hex')).toBe(answer)
  })

  it.each(cases)('[K1] answers case $test the same for its data in parts', ({ key, data, answer }) => {
    const bytes = hex(data)
    expect(hmac(hex(key), bytes.subarray(0, 3), Buffer.alloc(0), bytes.subarray(3)).toString('hex')).toBe(answer)
  })
})

function flipped(bytes: Buffer, at: number, mask: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt8(copy.readUInt8(at) ^ mask, at)
  return copy
}

import { describe, expect, it } from 'vitest'
import { aMasterKey } from './testing/vaults.ts'
import { localMasterKey } from './wrap.ts'

const TENANT_KEY = Buffer.alloc(32, 9)
const BINDING = ['tenant-key', 'acme', 1] as const

describe('a local master key', () => {
  it('unwraps what it wrapped, for what it wrapped it', async () => {
    const wrapped = await aMasterKey(7).wrap(BINDING, TENANT_KEY)
    expect(await aMasterKey(7).unwrap(BINDING, wrapped)).toEqual(TENANT_KEY)
    expect(wrapped).toHaveLength(4 + 12 + 32 + 16)
  })

  it.each([
    { what: 'purpose', binding: ['pepper', 'acme', 1] },
    { what: 'owner', binding: ['tenant-key', 'globex', 1] },
    { what: 'version', binding: ['tenant-key', 'acme', 2] },
    { what: 'number of fields', binding: ['tenant-key', 'acme'] },
    { what: 'split between fields', binding: ['tenant-keya', 'cme', 1] },
  ])('does not unwrap for another $what', async ({ binding }) => {
    const wrapped = await aMasterKey(7).wrap(BINDING, TENANT_KEY)
    expect(await aMasterKey(7).unwrap(binding, wrapped)).toBeUndefined()
  })

  it('does not unwrap under another master key', async () => {
    const wrapped = await aMasterKey(7).wrap(BINDING, TENANT_KEY)
    expect(await aMasterKey(8).unwrap(BINDING, wrapped)).toBeUndefined()
  })

  it('[K2] does not unwrap with any bit flipped or any byte missing', async () => {
    const masterKey = aMasterKey(7)
    const wrapped = await masterKey.wrap(BINDING, TENANT_KEY)
    for (let bit = 0; bit < wrapped.length * 8; bit += 1) {
      const flipped = new Uint8Array(wrapped)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      if ((await masterKey.unwrap(BINDING, flipped)) !== undefined)
        throw new Error(`It unwraps with bit ${bit} flipped.`)
    }
    for (let length = 0; length < wrapped.length; length += 1) {
      expect(await masterKey.unwrap(BINDING, wrapped.subarray(0, length))).toBeUndefined()
    }
  })

  it('wraps the same key differently each time', async () => {
    const masterKey = aMasterKey(7)
    const [one, other] = [await masterKey.wrap(BINDING, TENANT_KEY), await masterKey.wrap(BINDING, TENANT_KEY)]
    expect(Buffer.from(one)).not.toEqual(Buffer.from(other))
  })

  it('has an id that is the same at each start, another for another key, and no part of it', () => {
    const { id } = aMasterKey(7)
    expect(id).toMatch(/^[0-9a-f]{16}$/)
    expect(aMasterKey(7).id).toBe(id)
    expect(aMasterKey(8).id).not.toBe(id)
    expect(id).not.toContain('0707')
  })

  it('overwrites the bytes it was given, and shows none of them', () => {
    const bytes = Buffer.alloc(32, 7)
    const masterKey = localMasterKey(bytes)
    expect(bytes).toEqual(Buffer.alloc(32))
    expect(JSON.stringify(masterKey)).toBe(`{"id":"${masterKey.id}"}`)
  })

  it.each([0, 16, 31, 33, 64])('has 32 bytes, not %i', (size) => {
    expect(() => localMasterKey(Buffer.alloc(size))).toThrow(RangeError)
  })
})

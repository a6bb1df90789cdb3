import { describe, expect, it } from 'vitest'
import { ID_PREFIX, parseId } from '../domain/ids.ts'
import type { IdKind } from '../domain/ids.ts'
import { systemRandom, systemRandomBytes } from './random.ts'

const isKind = (kind: string): kind is IdKind => kind in ID_PREFIX
const KINDS = Object.keys(ID_PREFIX).filter(isKind)

describe('random', () => {
  it.each(KINDS)('ids of kind %s have their prefix and 128 random bits', (kind) => {
    const id = systemRandom.id(kind)
    expect(parseId(kind, id)).toBe(id)
    expect(id).toHaveLength(ID_PREFIX[kind].length + 22)
    expect(Buffer.from(id.slice(ID_PREFIX[kind].length), 'base64url')).toHaveLength(16)
  })

  it('tokens are 256 bits in 43 characters of base64url', () => {
    expect(systemRandom.token()).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('derives tokens by HMAC-SHA-256 (RFC 4231, test case 2), in 43 characters of base64url', () => {
    const derived = systemRandom.derived('Jefe', 'what do ya want for nothing?')
    expect(Buffer.from(derived, 'base64url').toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
    expect(derived).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('nothing comes twice', () => {
    const many = Array.from({ length: 2_000 }, () => [
      systemRandom.id('connection'),
      systemRandom.token(),
      systemRandomBytes(16).toString('hex'),
    ])
    expect(new Set(many.flat()).size).toBe(6_000)
  })

  it('hashes are SHA-256 in hex (FIPS 180-4, example B.1)', () => {
    expect(systemRandom.hash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  it('support references can be read out: no vowels, nothing that looks like another', () => {
    const all = Array.from({ length: 2_000 }, () => systemRandom.supportReference())
    for (const reference of all) expect(reference).toMatch(/^[2-9BCDFGHJKMNP-TVWXZ]{4}-[2-9BCDFGHJKMNP-TVWXZ]{4}$/)
    expect(new Set(all.join('').replaceAll('-', '')).size).toBe(27)
    expect(new Set(all).size).toBe(2_000)
  })
})

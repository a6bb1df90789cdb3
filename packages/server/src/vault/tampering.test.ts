import { reportFigure } from '@keyturn/scripts/scale'
import { describe, expect, it } from 'vitest'
import { parseTenantId } from '../domain/ids.ts'
import { StoredKeyUnreadable } from '../engine/ports/vault.ts'
import type { SealContext } from '../engine/ports/vault.ts'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { packPadded } from './padded.ts'
import { systemRandomBytes } from './random.ts'
import { openRecord, sealRecord } from './record.ts'
import type { Binding } from './record.ts'
import { aTenantKey } from './testing/tenant-keys.ts'
import { ACCOUNT_ID, aConnectionId, aContext, aSecret, aVaultWorld, refusalOf, textOf } from './testing/vaults.ts'

const RECORDS = runs({ test: 8, verify: 200 })
const TAG_AT = 16

const bindingOf = (number: number): Binding => [
  'provider-credential',
  `tenant-${number}`,
  aConnectionId(number),
  number,
  'pleo',
  'production',
]
const aRecord = (number: number): Uint8Array => {
  const padded = packPadded([Buffer.from(`demo-key-${number}`), Buffer.from(ACCOUNT_ID), Buffer.alloc(0)])
  return sealRecord(aTenantKey(), bindingOf(number), padded, systemRandomBytes)
}
const opens = (record: Uint8Array, number: number): boolean =>
  openRecord(aTenantKey(), bindingOf(number), record) !== undefined

describe('a record', () => {
  it('[K2] does not open with any one bit of it flipped', { timeout: PATIENCE_MS }, () => {
    let bits = 0
    for (let number = 0; number < RECORDS; number += 1) {
      const record = aRecord(number)
      for (let bit = 0; bit < record.length * 8; bit += 1) {
        const at = Math.floor(bit / 8)
        const before = record[at] ?? 0
        record[at] = before ^ (1 << (bit % 8))
        if (opens(record, number)) throw new Error(`Record ${number} opens with bit ${bit} flipped.`)
        record[at] = before
        bits += 1
      }
      expect(opens(record, number)).toBe(true)
    }
    reportFigure('K2', `${bits.toLocaleString('en')} flipped bits of ${RECORDS} records, 0 opened`)
  })

  it('[K2] does not open at any shorter length, nor with anything behind it', { timeout: PATIENCE_MS }, () => {
    for (let number = 0; number < RECORDS; number += 1) {
      const record = aRecord(number)
      for (let length = 0; length < record.length; length += 1) {
        if (opens(record.subarray(0, length), number)) throw new Error(`Record ${number} opens at ${length} bytes.`)
        if (opens(record.slice(record.length - length), number)) throw new Error('A record opens without its head.')
      }
      for (const more of [1, 16, 64]) expect(opens(Buffer.concat([record, Buffer.alloc(more)]), number)).toBe(false)
    }
  })

  it('[K2] does not open with a tag of 0 to 15 bytes', () => {
    for (let number = 0; number < RECORDS; number += 1) {
      const record = aRecord(number)
      for (let size = 0; size < TAG_AT; size += 1) {
        expect(opens(record.subarray(0, record.length - TAG_AT + size), number)).toBe(false)
      }
    }
  })

  it('[K2] does not open when whole blocks of it are removed, doubled or exchanged', () => {
    const record = Buffer.from(aRecord(1))
    const [head, first, rest] = [record.subarray(0, 84), record.subarray(84, 148), record.subarray(148)]
    expect(opens(Buffer.concat([head, rest]), 1)).toBe(false)
    expect(opens(Buffer.concat([head, first, first, rest]), 1)).toBe(false)
    expect(opens(Buffer.concat([head, rest.subarray(0, 64), first, rest.subarray(64)]), 1)).toBe(false)
  })

  it.each(Array.from({ length: 6 }, (_, field) => ({ field })))(
    '[K2] does not open with field $field of what it is bound to changed, missing or moved to its neighbour',
    ({ field }) => {
      const record = aRecord(5)
      const binding = bindingOf(5)
      const changed = binding.with(field, typeof binding[field] === 'number' ? 6 : `${String(binding[field])}x`)
      const missing = binding.toSpliced(field, 1)
      const empty = binding.with(field, '')
      const moved = binding.toSpliced(field, 2, `${String(binding[field])}${String(binding[field + 1] ?? '')}`, '')
      for (const [purpose, ...rest] of [changed, missing, empty, moved]) {
        expect(openRecord(aTenantKey(), [String(purpose), ...rest], record)).toBeUndefined()
      }
      expect(opens(record, 5)).toBe(true)
    },
  )

  it('[K2] does not open under another tenant key, nor under the same key at another version', () => {
    const record = aRecord(1)
    expect(openRecord(aTenantKey(Buffer.alloc(32, 8)), bindingOf(1), record)).toBeUndefined()
    expect(openRecord(aTenantKey(Buffer.alloc(32, 9), 2), bindingOf(1), record)).toBeUndefined()
  })

  it('[K2] does not open with another commitment, though text and tag are whole', () => {
    const mine = Buffer.from(aRecord(1))
    const theirs = Buffer.from(sealRecord(aTenantKey(Buffer.alloc(32, 8)), bindingOf(1), aPadded(), systemRandomBytes))
    const withTheirCommitment = Buffer.concat([mine.subarray(0, 40), theirs.subarray(40, 72), mine.subarray(72)])
    expect(opens(withTheirCommitment, 1)).toBe(false)
  })
})

const aPadded = (): Buffer => packPadded([Buffer.from('demo-key'), Buffer.alloc(0), Buffer.alloc(0)])

describe('through the vault', () => {
  const others: readonly { field: string; other: Partial<SealContext> }[] = [
    { field: 'purpose', other: { purpose: 'candidate' } },
    { field: 'tenant', other: { tenantId: parseTenantId('globex') } },
    { field: 'connection', other: { connectionId: aConnectionId(2) } },
    { field: 'credential version', other: { credentialVersion: 2 } },
    { field: 'provider', other: { provider: 'other' } },
    { field: 'environment', other: { environment: 'staging' } },
  ]

  it.each(others)('[K2] a key does not open for another $field', async ({ other }) => {
    const { vault } = await aVaultWorld()
    const sealed = await vault.seal(aContext(), { secret: aSecret(), accountId: ACCOUNT_ID })
    await vault.seal(aContext(other), { secret: aSecret(), accountId: ACCOUNT_ID })
    expect(await refusalOf(vault.open(aContext(other), sealed))).toBeInstanceOf(StoredKeyUnreadable)
    expect(textOf((await vault.open(aContext(), sealed)).secret)).toBe('demo-key-not-real-0001')
  })

  it('[X27] [X31] a refusal says nothing of the key, the record or the reason', async () => {
    const { vault } = await aVaultWorld()
    const sealed = await vault.seal(aContext(), { secret: aSecret(), accountId: ACCOUNT_ID })
    const refusals = await Promise.all(others.map(async ({ other }) => refusalOf(vault.open(aContext(other), sealed))))
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ code: 'stored_key_unreadable', message: 'The stored key cannot be opened.' })
      expect(refusal).not.toHaveProperty('cause')
    }
  })
})

import { randomBytes } from 'node:crypto'
import { reportFigure } from '@keyturn/scripts/scale'
import { describe, expect, it } from 'vitest'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { packPadded } from './padded.ts'
import { systemRandomBytes } from './random.ts'
import { sealRecord } from './record.ts'
import { aTenantKey } from './testing/tenant-keys.ts'
import { hkdfSha256, hmacSha256, list, readRecord, readWrapped } from './testing/record-reader.ts'
import { ACCOUNT_ID, aConnectionId, aContext, aSecret, aVaultWorld, KEY } from './testing/vaults.ts'

const MASTER_KEY = Buffer.alloc(32, 7)
const BINDING = ['provider-credential', 'acme', aConnectionId(1), 1, 'pleo', 'production'] as const

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8')

describe('what the vault writes', () => {
  it('[K1] is read, from its description alone, by code that shares nothing with it', async () => {
    const { vault, keys } = await aVaultWorld()
    const record = await vault.seal(aContext(), { secret: aSecret(), accountId: ACCOUNT_ID })
    const [row] = keys.rows.get(aContext().tenantId) ?? []
    const tenantKey = await readWrapped(MASTER_KEY, row?.wrapped ?? new Uint8Array(), ['tenant-key', 'acme', 1])
    const { items, padding } = await readRecord(tenantKey, record, BINDING)
    expect(items.map(text)).toEqual([KEY, ACCOUNT_ID, ''])
    expect(padding.every((byte) => byte === 0)).toBe(true)
    expect(record).toHaveLength(84 + 128 + 16)
  })

  it('[K1] is read by that code a hundred thousand times over', { timeout: PATIENCE_MS }, async () => {
    const records = runs({ test: 3_000, verify: 100_000 })
    for (let number = 0; number < records; number += 1) {
      const bytes = randomBytes(32)
      const tenantKey = aTenantKey(bytes, 1 + (number % 5))
      const key = randomBytes(number % 200)
      const binding = [
        'provider-credential',
        `tenant-${number}`,
        aConnectionId(number),
        number,
        'pleo',
        'custom',
      ] as const
      const padded = packPadded([key, Buffer.from(ACCOUNT_ID), Buffer.alloc(0)])
      const { items } = await readRecord(bytes, sealRecord(tenantKey, binding, padded, systemRandomBytes), binding)
      if (!Buffer.from(items[0] ?? []).equals(key)) throw new Error(`Record ${number} reads differently.`)
    }
    reportFigure('K1', `${records.toLocaleString('en')} records read by an independent implementation`)
  })

  it('has a length that tells one kind of key from another only in steps of 64 bytes', async () => {
    const { vault } = await aVaultWorld()
    const lengths = new Set<number>()
    for (let size = 1; size <= 200; size += 1) {
      const record = await vault.seal(aContext(), { secret: aSecret('x'.repeat(size)), accountId: ACCOUNT_ID })
      lengths.add(record.length - 84 - 16)
    }
    expect([...lengths]).toEqual([64, 128, 192, 256])
  })

  it('vouches for a row by HMAC-SHA-256 under a key derived for that alone', async () => {
    const { vault, keys } = await aVaultWorld()
    const { tenantId, connectionId: id } = aContext()
    const account = { id: ACCOUNT_ID, kind: 'company', name: 'Acme ApS' }
    const row = { id, tenantId, provider: 'pleo', environment: 'production', standing: 'connected' as const }
    const mac = await vault.stateMac({ ...row, account, credentialVersion: 3 })
    const tenantKey = await readWrapped(MASTER_KEY, keys.rows.get(tenantId)?.[0]?.wrapped ?? new Uint8Array(), [
      'tenant-key',
      'acme',
      1,
    ])
    const macKey = await hkdfSha256(tenantKey, new Uint8Array(), 'state-mac', 32)
    const accountList = list(ACCOUNT_ID, 'company', 'Acme ApS')
    const message = list('state1', 'acme', id, 'pleo', 'production', 'connected', 3, accountList)
    const version = Buffer.from([0, 0, 0, 1])
    expect(Buffer.from(mac)).toEqual(Buffer.concat([version, await hmacSha256(macKey, message)]))
  })

  it('names a key by HMAC-SHA-256 under the pepper', async () => {
    const { vault, keys } = await aVaultWorld()
    const wrapped = keys.settings.get('pepper') ?? new Uint8Array()
    const pepper = await readWrapped(MASTER_KEY, wrapped, ['setting', 'pepper'])
    const mac = await hmacSha256(pepper, list('fp1', 'pleo', 'production', KEY))
    expect(await vault.fingerprint('pleo', 'production', aSecret())).toBe(
      Buffer.from(mac.subarray(0, 16)).toString('hex'),
    )
  })
})

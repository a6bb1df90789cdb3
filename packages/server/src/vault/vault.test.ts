import { reportFigure } from '@keyturn/scripts/scale'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseId } from '../domain/ids.ts'
import { Secret } from '../domain/secret.ts'
import { StoredKeyUnreadable } from '../engine/ports/vault.ts'
import type { GuardedState } from '../engine/ports/vault.ts'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { aMemoryKeyStore } from './testing/memory-key-store.ts'
import { ACCOUNT_ID, aContext, aMasterKey, aSecret, aVaultWorld, KEY, refusalOf, textOf } from './testing/vaults.ts'
import { WrongMasterKey } from './vault-errors.ts'
import { openVault } from './vault.ts'

const MATERIAL = { secret: aSecret(), accountId: ACCOUNT_ID }
const { tenantId, connectionId: id, provider, environment } = aContext()
const STATE: GuardedState = {
  id,
  tenantId,
  provider,
  environment,
  standing: 'connected',
  account: { id: ACCOUNT_ID, kind: 'company', name: 'Acme ApS' },
  credentialVersion: 1,
}

describe('sealing', () => {
  it('[D18] [D33] gives back the key and the account it was validated for', async () => {
    const { vault } = await aVaultWorld()
    const opened = await vault.open(aContext(), await vault.seal(aContext(), MATERIAL))
    expect(textOf(opened.secret)).toBe(KEY)
    expect(opened.accountId).toBe(ACCOUNT_ID)
  })

  it('gives back any bytes, and any account, or none', { timeout: PATIENCE_MS }, async () => {
    const { vault } = await aVaultWorld()
    const account = fc.option(fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }), { nil: null })
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), account, async (bytes, accountId) => {
        const sealed = await vault.seal(aContext(), { secret: new Secret(Buffer.from(bytes)), accountId })
        const opened = await vault.open(aContext(), sealed)
        expect(opened.secret.use((plaintext) => plaintext.equals(bytes))).toBe(true)
        expect(opened.accountId).toBe(accountId)
      }),
      { numRuns: runs({ test: 500, verify: 20_000 }) },
    )
  })

  it('leaves the secret with its owner, to use and to wipe', async () => {
    const { vault } = await aVaultWorld()
    const secret = aSecret()
    const sealing = vault.seal(aContext(), { secret, accountId: null })
    secret.wipe()
    expect(textOf((await vault.open(aContext(), await sealing)).secret)).toBe(KEY)
  })

  it('hands out memory of its own, so that wiping one opening spares the next', async () => {
    const { vault } = await aVaultWorld()
    const sealed = await vault.seal(aContext(), MATERIAL)
    const first = await vault.open(aContext(), sealed)
    first.secret.wipe()
    expect(textOf((await vault.open(aContext(), sealed)).secret)).toBe(KEY)
    expect(first.secret.use((bytes) => bytes.buffer.byteLength)).toBe(KEY.length)
  })

  it('[K4] never repeats a salt or a nonce', { timeout: 4 * PATIENCE_MS }, async () => {
    const { vault } = await aVaultWorld()
    const seals = runs({ test: 20_000, verify: 1_000_000 })
    const salts = new Set<string>()
    const nonces = new Set<string>()
    for (let number = 0; number < seals; number += 1) {
      const record = Buffer.from(await vault.seal(aContext(), MATERIAL))
      salts.add(record.toString('latin1', 8, 40))
      nonces.add(record.toString('latin1', 72, 84))
    }
    expect([salts.size, nonces.size]).toEqual([seals, seals])
    reportFigure('K4', `${seals.toLocaleString('en')} seals, 0 repeated salts or nonces`)
  })

  it('[X15] keeps key and account out of everything that is stored', async () => {
    const { vault, keys } = await aVaultWorld()
    const sealed = await vault.seal(aContext(), MATERIAL)
    await vault.fingerprint('pleo', 'production', aSecret())
    const wrapped = [...keys.rows.values()].flat().map((row) => row.wrapped)
    const stored = Buffer.concat([sealed, ...wrapped, ...keys.settings.values()]).toString('latin1')
    for (const secret of [KEY, ACCOUNT_ID, 'keyturn sentinel', Buffer.alloc(32, 7).toString('latin1')]) {
      expect(stored).not.toContain(secret)
    }
  })
})

describe('the master key', () => {
  it('is told to be the wrong one at the start, before anything is changed', async () => {
    const { keys, clock, vault } = await aVaultWorld()
    await vault.seal(aContext(), MATERIAL)
    const before = structuredClone({ rows: keys.rows, settings: keys.settings })
    const refusal = await refusalOf(openVault({ masterKey: aMasterKey(8), keys, clock }))
    expect(refusal).toBeInstanceOf(WrongMasterKey)
    expect({ rows: keys.rows, settings: keys.settings }).toEqual(before)
  })

  it('is told to be the wrong one also where the sentinel was taken away', async () => {
    const { keys, clock } = await aVaultWorld()
    keys.settings.delete('sentinel')
    expect(await refusalOf(openVault({ masterKey: aMasterKey(8), keys, clock }))).toBeInstanceOf(WrongMasterKey)
  })

  it('is told to be the wrong one where sentinel and pepper were exchanged', async () => {
    const { keys, clock } = await aVaultWorld()
    const [sentinel, pepper] = [keys.settings.get('sentinel'), keys.settings.get('pepper')]
    if (sentinel === undefined || pepper === undefined) throw new Error('A setting is missing.')
    keys.settings.set('sentinel', pepper).set('pepper', sentinel)
    expect(await refusalOf(openVault({ masterKey: aMasterKey(7), keys, clock }))).toBeInstanceOf(WrongMasterKey)
  })

  it('can be one only: of two first starts with different ones, one is refused', async () => {
    const keys = aMemoryKeyStore()
    const clock = { now: () => 0 }
    const starts = await Promise.allSettled([
      openVault({ masterKey: aMasterKey(1), keys, clock }),
      openVault({ masterKey: aMasterKey(2), keys, clock }),
    ])
    const refused = starts.filter((start) => start.status === 'rejected')
    expect(refused).toHaveLength(1)
    expect(refused[0]?.reason).toBeInstanceOf(WrongMasterKey)
  })
})

describe('several processes on one key store', () => {
  it('that make a tenant key at the same moment agree on one', async () => {
    const { another, keys } = await aVaultWorld()
    const vaults = await Promise.all(Array.from({ length: 8 }, another))
    const sealed = await Promise.all(vaults.map(async (vault) => vault.seal(aContext(), MATERIAL)))
    expect(keys.rows.get(tenantId)).toHaveLength(1)
    for (const vault of vaults) {
      for (const record of sealed) expect(textOf((await vault.open(aContext(), record)).secret)).toBe(KEY)
    }
  })

  it('that start for the first time at the same moment agree on one pepper', async () => {
    const keys = aMemoryKeyStore()
    const clock = { now: () => 0 }
    const vaults = await Promise.all(
      Array.from({ length: 4 }, async () => openVault({ masterKey: aMasterKey(1), keys, clock })),
    )
    const prints = await Promise.all(vaults.map(async (vault) => vault.fingerprint('pleo', 'production', aSecret())))
    expect(new Set(prints).size).toBe(1)
  })

  it('vouch for each other', async () => {
    const { vault, another } = await aVaultWorld()
    const other = await another()
    expect(await refusalOf(other.verifyState(STATE, await vault.stateMac(STATE)))).toBeUndefined()
    expect(await other.digest('label', Buffer.from('body'))).toBe(await vault.digest('label', Buffer.from('body')))
  })
})

describe('a tenant key', () => {
  it('that was destroyed opens nothing any more, at once elsewhere and within five minutes here', async () => {
    const { vault, another, keys, clock } = await aVaultWorld()
    const sealed = await vault.seal(aContext(), MATERIAL)
    const mac = await vault.stateMac(STATE)
    await keys.destroy(tenantId)
    const other = await another()
    expect(await refusalOf(other.open(aContext(), sealed))).toBeInstanceOf(StoredKeyUnreadable)
    expect(await refusalOf(other.verifyState(STATE, mac))).toBeInstanceOf(StoredKeyUnreadable)
    clock.forward(300_000)
    expect(await refusalOf(vault.open(aContext(), sealed))).toBeInstanceOf(StoredKeyUnreadable)
  })

  it('is not made by reading', async () => {
    const { vault, another, keys } = await aVaultWorld()
    const [sealed, mac] = [await vault.seal(aContext(), MATERIAL), await vault.stateMac(STATE)]
    await keys.destroy(tenantId)
    const other = await another()
    await refusalOf(other.open(aContext(), sealed))
    await refusalOf(other.verifyState(STATE, mac))
    expect(keys.rows.has(tenantId)).toBe(false)
  })

  it('that was damaged loses what it sealed, and the customer can paste again', async () => {
    const { vault, another, keys } = await aVaultWorld()
    const lost = await vault.seal(aContext(), MATERIAL)
    const [row] = keys.rows.get(tenantId) ?? []
    if (row === undefined) throw new Error('There is no tenant key.')
    keys.rows.set(tenantId, [{ ...row, wrapped: new Uint8Array(row.wrapped.length) }])
    const other = await another()
    expect(await refusalOf(other.open(aContext(), lost))).toBeInstanceOf(StoredKeyUnreadable)
    const again = await other.seal(aContext({ credentialVersion: 2 }), MATERIAL)
    const mac = await other.stateMac(STATE)
    const third = await another()
    expect(textOf((await third.open(aContext({ credentialVersion: 2 }), again)).secret)).toBe(KEY)
    expect(await refusalOf(third.verifyState(STATE, mac))).toBeUndefined()
    expect(keys.rows.get(tenantId)?.map(({ version }) => version)).toEqual([1, 2])
  })

  it("never answers for the store's failure: that stays what it is", async () => {
    const { vault, another, keys } = await aVaultWorld()
    const sealed = await vault.seal(aContext(), MATERIAL)
    const other = await another()
    const failure = new Error('disk I/O error')
    keys.find = async () => Promise.reject(failure)
    expect(await refusalOf(other.open(aContext(), sealed))).toBe(failure)
    expect(await refusalOf(other.seal(aContext(), MATERIAL))).toBe(failure)
    expect(await refusalOf(other.verifyState(STATE, await vault.stateMac(STATE)))).toBe(failure)
  })
})

describe('a fingerprint', () => {
  it('[X29] [D34] is the same for the same key, and another for another key, provider or environment', async () => {
    const { vault } = await aVaultWorld()
    const print = await vault.fingerprint('pleo', 'production', aSecret())
    expect(print).toMatch(/^[0-9a-f]{32}$/)
    expect(await vault.fingerprint('pleo', 'production', aSecret())).toBe(print)
    const others = await Promise.all([
      vault.fingerprint('pleo', 'production', aSecret('demo-key-not-real-0002')),
      vault.fingerprint('pleo', 'staging', aSecret()),
      vault.fingerprint('other', 'production', aSecret()),
      vault.fingerprint('pleop', 'roduction', aSecret()),
    ])
    expect(new Set([print, ...others]).size).toBe(5)
  })

  it('cannot be made without the pepper: another instance names the same key differently', async () => {
    const [one, other] = [await aVaultWorld(), await aVaultWorld()]
    expect(await one.vault.fingerprint('pleo', 'production', aSecret())).not.toBe(
      await other.vault.fingerprint('pleo', 'production', aSecret()),
    )
  })
})

describe('an answer kept for a replay', () => {
  const bytes = Buffer.from('{"token":"demo-token-not-real"}')

  it('opens under its label and no other', async () => {
    const { vault, another } = await aVaultWorld()
    const sealed = await vault.sealAnswer('tok_1 POST /v1/connect-sessions k1', bytes)
    const other = await another()
    expect(Buffer.from(await other.openAnswer('tok_1 POST /v1/connect-sessions k1', sealed))).toEqual(bytes)
    expect(await refusalOf(other.openAnswer('tok_1 POST /v1/connect-sessions k2', sealed))).toBeInstanceOf(
      StoredKeyUnreadable,
    )
    expect(Buffer.from(sealed).includes('demo-token')).toBe(false)
  })

  it('may be empty, and leaves what it was given as it was', async () => {
    const { vault } = await aVaultWorld()
    expect(await vault.openAnswer('label', await vault.sealAnswer('label', new Uint8Array()))).toHaveLength(0)
    const given = new Uint8Array(bytes)
    await vault.sealAnswer('label', given)
    expect(Buffer.from(given)).toEqual(bytes)
  })

  it('is no key, and a key is no answer', async () => {
    const { vault } = await aVaultWorld()
    const answer = await vault.sealAnswer('label', bytes)
    const key = await vault.seal(aContext(), MATERIAL)
    expect(await refusalOf(vault.open(aContext(), answer))).toBeInstanceOf(StoredKeyUnreadable)
    expect(await refusalOf(vault.openAnswer('label', key))).toBeInstanceOf(StoredKeyUnreadable)
  })
})

describe('the digest of a request', () => {
  it('moves with label and body, and cannot be shifted from one into the other', async () => {
    const { vault } = await aVaultWorld()
    const digests = await Promise.all([
      vault.digest('label', Buffer.from('body')),
      vault.digest('label', Buffer.from('bodz')),
      vault.digest('labelb', Buffer.from('ody')),
      vault.digest('', Buffer.from('labelbody')),
    ])
    expect(new Set(digests).size).toBe(4)
    for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{64}$/)
  })

  it('is keyed: another instance digests the same request differently', async () => {
    const [one, other] = [await aVaultWorld(), await aVaultWorld()]
    const body = Buffer.from('body')
    expect(await one.vault.digest('label', body)).not.toBe(await other.vault.digest('label', body))
  })
})

describe('refusals', () => {
  it('[X10] [X27] never carry the key, whatever goes wrong', async () => {
    const { vault, keys, another } = await aVaultWorld()
    const sealed = await vault.seal(aContext(), MATERIAL)
    keys.rows.clear()
    const other = await another()
    const refusals = [
      await refusalOf(other.open(aContext(), sealed)),
      await refusalOf(other.open(aContext({ credentialVersion: 2 }), sealed)),
      await refusalOf(other.verifyState(STATE, null)),
      await refusalOf(other.openAnswer('label', sealed)),
    ]
    for (const refusal of refusals) {
      const all = refusal instanceof Error ? `${refusal.message} ${refusal.stack ?? ''} ${JSON.stringify(refusal)}` : ''
      expect(all).toContain('StoredKeyUnreadable')
      expect(all).not.toContain(KEY)
    }
  })
})

describe('a signing secret of webhooks', () => {
  const endpoint = parseId('webhookEndpoint', 'whe_AAAAAAAAAAAAAAAAAAAAAA')
  const other = parseId('webhookEndpoint', 'whe_BBBBBBBBBBBBBBBBBBBBBB')

  it('is 32 random bytes, shown as Standard Webhooks has it, and opens as what was shown', async () => {
    const { vault } = await aVaultWorld()
    const { shown, sealed } = await vault.newSigningSecret(endpoint)
    expect(shown).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const opened = await vault.openSigningSecret(endpoint, sealed)
    expect(opened.use((key) => `whsec_${key.toString('base64')}`)).toBe(shown)
    expect((await vault.newSigningSecret(endpoint)).shown).not.toBe(shown)
  })

  it('opens for its endpoint alone, and as nothing else', async () => {
    const { vault } = await aVaultWorld()
    const { shown, sealed } = await vault.newSigningSecret(endpoint)
    expect(Buffer.from(sealed).toString('latin1')).not.toContain(
      Buffer.from(shown.slice(6), 'base64').toString('latin1'),
    )
    await expect(vault.openSigningSecret(other, sealed)).rejects.toThrow(StoredKeyUnreadable)
    await expect(vault.openAnswer(endpoint, sealed)).rejects.toThrow(StoredKeyUnreadable)
    const answer = await vault.sealAnswer(endpoint, new Uint8Array(32))
    await expect(vault.openSigningSecret(endpoint, answer)).rejects.toThrow(StoredKeyUnreadable)
  })
})

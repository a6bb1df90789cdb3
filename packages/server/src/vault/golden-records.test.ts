import { describe, expect, it } from 'vitest'
import { submitInfo } from '@keyturn/connect/submit-info'
import { parseId } from '../domain/ids.ts'
import type { SealedSecret, StateMac } from '../domain/sealed.ts'
import type { CredentialMaterial, GuardedState, Vault } from '../engine/ports/vault.ts'
import { isMasterKeyOf } from './instance-secrets.ts'
import { systemRandom } from './random.ts'
import type { RandomBytes } from './random.ts'
import { createSubmitKeys } from './submit-keys.ts'
import { GOLDEN } from './testing/golden-records.ts'
import { aMemoryKeyStore } from './testing/memory-key-store.ts'
import { aMemorySubmitKeyStore } from './testing/memory-submit-key-store.ts'
import { ACCOUNT_ID, aContext, aSecret, KEY, textOf } from './testing/vaults.ts'
import { openVault } from './vault.ts'
import { localMasterKey } from './wrap.ts'

const { tenantId, connectionId, provider, environment } = aContext()
const ENDPOINT = parseId('webhookEndpoint', `whe_${'0'.repeat(22)}`)
const clock = { now: () => 1_772_448_060_000 }

/** The bytes of the first draw are all 1, of the second all 2, and so on: the same on every run. */
function counted(): RandomBytes {
  let draws = 0
  return (size) => {
    draws += 1
    return Buffer.alloc(size, draws)
  }
}

const masterKey = (randomBytes: RandomBytes) => localMasterKey(Buffer.alloc(32, 7), randomBytes)
const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))
const recordOf = (base64: string) => bytesOf(base64) as Uint8Array as SealedSecret
const base64 = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('base64')
const partsOf = ({ secret, accountId }: CredentialMaterial) => [textOf(secret), accountId]

/** The vault on what was written then. */
function openGolden(): Promise<Vault> {
  const keys = aMemoryKeyStore()
  const randomBytes = counted()
  for (const [owner, wrapped] of [
    [tenantId, GOLDEN.tenantKeys.acme] as const,
    ['~instance', GOLDEN.tenantKeys['~instance']] as const,
  ]) {
    const masterKeyId = GOLDEN.masterKeyId
    keys.rows.set(owner, [{ owner, version: 1, masterKeyId, wrapped: bytesOf(wrapped), createdAt: 0 }])
  }
  keys.settings.set('sentinel', bytesOf(GOLDEN.settings.sentinel))
  keys.settings.set('pepper', bytesOf(GOLDEN.settings.pepper))
  return openVault({ masterKey: masterKey(randomBytes), keys, clock, randomBytes })
}

const STATE: GuardedState = {
  id: connectionId,
  tenantId,
  provider,
  environment,
  standing: 'connected',
  account: { id: ACCOUNT_ID, kind: 'company', name: 'Acme ApS' },
  credentialVersion: 3,
}

interface Row {
  readonly purpose: keyof typeof GOLDEN.records
  readonly seal: (vault: Vault) => Promise<SealedSecret>
  readonly open: (vault: Vault, record: SealedSecret) => Promise<unknown>
  readonly holds: unknown
}

const ROWS: readonly Row[] = [
  {
    purpose: 'provider-credential',
    seal: (vault) => vault.seal(aContext(), { secret: aSecret(), accountId: ACCOUNT_ID }),
    open: async (vault, record) => partsOf(await vault.open(aContext(), record)),
    holds: [KEY, ACCOUNT_ID],
  },
  {
    purpose: 'candidate',
    seal: (vault) => vault.seal(aContext({ purpose: 'candidate' }), { secret: aSecret(), accountId: null }),
    open: async (vault, record) => partsOf(await vault.open(aContext({ purpose: 'candidate' }), record)),
    holds: [KEY, null],
  },
  {
    purpose: 'idempotent-answer',
    seal: (vault) => vault.sealAnswer('POST /v1/connections idem-1', Buffer.from('{"id":"conn_1"}')),
    open: async (vault, record) => {
      const answer = await vault.openAnswer('POST /v1/connections idem-1', record)
      return Buffer.from(answer).toString('utf8')
    },
    holds: '{"id":"conn_1"}',
  },
  {
    purpose: 'webhook-secret',
    seal: async (vault) => (await vault.newSigningSecret(ENDPOINT)).sealed,
    open: async (vault, record) => base64(await secretOf(vault, record)),
    holds: base64(Buffer.alloc(32, 1)),
  },
]

const secretOf = async (vault: Vault, record: SealedSecret) =>
  (await vault.openSigningSecret(ENDPOINT, record)).use((bytes) => Uint8Array.from(bytes))

/** Databases hold such records: what opens them is never changed, only added to. */
describe('[K1] golden records', () => {
  it.each(ROWS)('of the purpose $purpose are opened', async ({ purpose, open, holds }) => {
    expect(await open(await openGolden(), recordOf(GOLDEN.records[purpose]))).toEqual(holds)
  })

  it.each(ROWS)('of the purpose $purpose are sealed to the same bytes', async ({ purpose, seal }) => {
    expect(base64(await seal(await openGolden()))).toBe(GOLDEN.records[purpose])
  })

  it('are there for every purpose', () => {
    expect(ROWS.map(({ purpose }) => purpose)).toEqual(Object.keys(GOLDEN.records))
  })

  it('of a first start are written again, byte for byte', async () => {
    const randomBytes = counted()
    const keys = aMemoryKeyStore()
    const key = masterKey(randomBytes)
    const vault = await openVault({ masterKey: key, keys, clock, randomBytes })
    await vault.stateMac(STATE)
    await vault.digest('label', new Uint8Array(0))
    expect(key.id).toBe(GOLDEN.masterKeyId)
    for (const name of ['sentinel', 'pepper'] as const) {
      expect(base64(keys.settings.get(name))).toBe(GOLDEN.settings[name])
    }
    expect(base64(keys.rows.get(tenantId)?.[0]?.wrapped)).toBe(GOLDEN.tenantKeys.acme)
    expect(base64(keys.rows.get('~instance')?.[0]?.wrapped)).toBe(GOLDEN.tenantKeys['~instance'])
  })

  it('of a master key are its own, and no other’s', async () => {
    const sentinel = bytesOf(GOLDEN.settings.sentinel)
    expect(await isMasterKeyOf(masterKey(counted()), sentinel)).toBe(true)
    expect(await isMasterKeyOf(localMasterKey(Buffer.alloc(32, 8)), sentinel)).toBe(false)
  })

  it('of rows that are vouched for still vouch', async () => {
    const vault = await openGolden()
    const mac = bytesOf(GOLDEN.stateMac) as Uint8Array as StateMac
    await expect(vault.verifyState(STATE, mac)).resolves.toBeUndefined()
    expect(base64(await vault.stateMac(STATE))).toBe(GOLDEN.stateMac)
  })

  it('of names are given to the same keys, requests and tokens', async () => {
    const vault = await openGolden()
    expect(await vault.fingerprint(provider, environment, aSecret())).toBe(GOLDEN.fingerprint)
    expect(await vault.digest('POST /v1/connections', Buffer.from('{}'))).toBe(GOLDEN.digest)
    expect(systemRandom.hash('token')).toBe(GOLDEN.tokenHash)
    expect(systemRandom.derived('secret', 'mail link 1')).toBe(GOLDEN.derivedToken)
  })

  it('of submits are opened, with a key that was wrapped then', async () => {
    const store = aMemorySubmitKeyStore()
    const { id, period, wrapped, message, session, turn } = GOLDEN.submit
    const masterKeyId = GOLDEN.masterKeyId
    store.rows.push({ id, period, masterKeyId, wrapped: bytesOf(wrapped), acceptedUntil: (period + 9) * 3_600_000 })
    const then = { now: () => period * 3_600_000 }
    const keys = createSubmitKeys({ masterKey: masterKey(counted()), store, clock: then })
    const opened = await keys.open(id, bytesOf(message), submitInfo(session, turn))
    expect(opened.kind === 'opened' && opened.bytes.toString('utf8')).toBe(KEY)
    expect((await keys.current()).id).toBe(id)
  })
})

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { submitInfo } from '@keyturn/connect/submit-info'
import { sealFor } from '@keyturn/connect/hpke-sender'
import { parseId } from '../domain/ids.ts'
import { hkdf, NO_SALT } from './ciphers.ts'
import { createMasterKeyFile, readMasterKeyFile } from './master-key.ts'
import { createSubmitKeys } from './submit-keys.ts'
import { aMemoryKeyStore } from './testing/memory-key-store.ts'
import { aMemorySubmitKeyStore } from './testing/memory-submit-key-store.ts'
import { aContext, aMasterKey, aSecret, aVaultWorld, KEY, refusalOf } from './testing/vaults.ts'
import { openVault } from './vault.ts'
import { localMasterKey } from './wrap.ts'

const MATERIAL = { secret: aSecret(), accountId: null }
const ENDPOINT = parseId('webhookEndpoint', `whe_${'0'.repeat(22)}`)
const clock = { now: () => 1_772_448_060_000 }

afterEach(() => void vi.restoreAllMocks())

type FillArguments = Parameters<Uint8Array['fill']>

/** What is overwritten with zeros as a whole meanwhile, as it was before. */
async function wipedBy(work: () => Promise<unknown> | void): Promise<readonly Buffer[]> {
  const wiped: Buffer[] = []
  const owners: readonly Uint8Array[] = [Buffer.prototype, Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array]
  for (const owner of owners) {
    const fill = Reflect.get(owner, 'fill')
    vi.spyOn(owner, 'fill').mockImplementation(function note(this: Uint8Array, ...args: FillArguments) {
      if (args.length === 1) wiped.push(Buffer.from(Uint8Array.from(this)))
      return fill.apply(this, args)
    })
  }
  await work()
  vi.restoreAllMocks()
  return wiped
}

const timesIn = (wiped: readonly Buffer[], bytes: Uint8Array | string): number =>
  wiped.filter((one) => one.includes(typeof bytes === 'string' ? bytes : Buffer.from(bytes))).length

describe('what a secret was in is wiped', () => {
  it('when a key is sealed: what was packed, and what was derived for it', async () => {
    const { vault } = await aVaultWorld()
    const records: Uint8Array[] = []
    const wiped = await wipedBy(async () => void records.push(await vault.seal(aContext(), MATERIAL)))
    expect(timesIn(wiped, KEY)).toBe(1)
    expect(timesIn(wiped, records[0]?.subarray(40, 72) ?? '')).toBe(1)
  })

  it('when a key is opened, and when it does not open', async () => {
    const { vault } = await aVaultWorld()
    const record = await vault.seal(aContext(), MATERIAL)
    const opened = await wipedBy(() => vault.open(aContext(), record))
    expect(timesIn(opened, KEY)).toBe(1)
    expect(timesIn(opened, record.subarray(40, 72))).toBe(1)
    const refused = await wipedBy(() => refusalOf(vault.open(aContext({ credentialVersion: 2 }), record)))
    expect(timesIn(refused, KEY)).toBe(1)
  })

  it('when keys are made at a first start, and when they are read again', async () => {
    const keys = aMemoryKeyStore()
    const { tenantId } = aContext()
    const drawn: Buffer[] = []
    const randomBytes = (size: number) => {
      const bytes = Buffer.alloc(size, 0xa0 + drawn.length)
      drawn.push(bytes)
      return bytes
    }
    const open = () => openVault({ masterKey: aMasterKey(7), keys, clock, randomBytes })
    const made = await wipedBy(async () => (await open()).digest('label', new Uint8Array(0)))
    await (await open()).seal(aContext(), MATERIAL)
    const pepper = Buffer.alloc(32, 0xa0)
    const instanceKey = Buffer.alloc(32, 0xa1)
    // As it was drawn, and as it was unwrapped to be used.
    expect([timesIn(made, pepper), timesIn(made, instanceKey)]).toEqual([2, 2])
    expect(timesIn(made, hkdf(instanceKey, NO_SALT, 'digest', 32))).toBe(1)
    expect(drawn.slice(0, 3).map((bytes) => bytes.every((byte) => byte === 0))).toEqual([true, true, true])
    const read = await wipedBy(async () => (await open()).seal(aContext({ tenantId }), MATERIAL))
    expect([timesIn(read, pepper), timesIn(read, Buffer.alloc(32, 0xa2))]).toEqual([1, 1])
  })

  it('when a signing secret is made', async () => {
    const { vault } = await aVaultWorld()
    const shown: string[] = []
    const wiped = await wipedBy(async () => void shown.push((await vault.newSigningSecret(ENDPOINT)).shown))
    // As it was drawn, and as it was packed to be sealed.
    expect(timesIn(wiped, Buffer.from(shown[0]?.slice(6) ?? '', 'base64'))).toBe(2)
  })

  it('when a master key is taken over, and when its file is made and read', async () => {
    const bytes = Buffer.alloc(32, 9)
    const wrapping = hkdf(bytes, NO_SALT, 'wrap', 32)
    const taken = await wipedBy(() => void localMasterKey(bytes))
    expect([timesIn(taken, Buffer.alloc(32, 9)), timesIn(taken, wrapping)]).toEqual([1, 1])
    const folder = await mkdtemp(join(tmpdir(), 'keyturn-wiping-'))
    const file = join(folder, 'master.key')
    const made = await wipedBy(() => createMasterKeyFile(file))
    const text = (await readFile(file, 'utf8')).trim()
    expect(timesIn(made, Buffer.from(text, 'base64'))).toBe(1)
    expect(timesIn(await wipedBy(() => void readMasterKeyFile(file, [])), text)).toBe(1)
    await rm(folder, { recursive: true })
  })

  it('when a submit key is made and used', async () => {
    const store = aMemorySubmitKeyStore()
    const keys = createSubmitKeys({ masterKey: aMasterKey(7), store, clock })
    const made = await wipedBy(() => keys.current())
    const [row] = store.rows
    if (row === undefined) throw new Error('one was made')
    const pair = await aMasterKey(7).unwrap(['submit-key', row.id, row.period], row.wrapped)
    const [publicKey, privateKey] = [pair?.subarray(0, 65), pair?.subarray(65)]
    if (publicKey === undefined || privateKey === undefined) throw new Error('it unwraps')
    // Exported, put together, unwrapped, and imported.
    expect(timesIn(made, privateKey)).toBe(4)
    const info = submitInfo('cs_1', 0)
    const message = await sealFor(Uint8Array.from(publicKey), info, new TextEncoder().encode(KEY))
    expect(timesIn(await wipedBy(() => keys.open(row.id, message, info)), KEY)).toBe(1)
  })
})

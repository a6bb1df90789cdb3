import fc from 'fast-check'
import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_P256_HKDF_SHA256 } from 'hpke'
import { describe, expect, it } from 'vitest'
import { sealFor } from '@keyturn/connect/hpke-sender'
import { submitInfo } from '@keyturn/connect/submit-info'
import type { SubmitKeys } from '../engine/ports/submit-keys.ts'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { ACCEPTED_FOR_MS, createSubmitKeys, ROTATE_EVERY_MS } from './submit-keys.ts'
import { aMemorySubmitKeyStore } from './testing/memory-submit-key-store.ts'
import { aMasterKey } from './testing/vaults.ts'

type Bytes = Uint8Array<ArrayBuffer>

const SESSION = 'cs_AAAAAAAAAAAAAAAAAAAAAA'
const KEY = 'demo-key-not-real-0001'
const MINUTE = 60_000

const bytesOf = (text: string): Bytes => new TextEncoder().encode(text)
const own = (bytes: Uint8Array): Bytes => new Uint8Array(bytes)

function aWorld() {
  const store = aMemorySubmitKeyStore()
  // At the start of a period, so that a test sees it whole.
  const clock = { at: 500_000 * ROTATE_EVERY_MS, now: () => clock.at }
  const server = (masterKey = aMasterKey(7)): SubmitKeys => createSubmitKeys({ masterKey, store, clock })
  return { store, clock, server, keys: server() }
}

/** As a browser does it. */
async function sealed(keys: SubmitKeys, turn = 0, text = KEY, session = SESSION) {
  const { id, publicKey } = await keys.current()
  return { id, message: await sealFor(own(publicKey), submitInfo(session, turn), bytesOf(text)) }
}

const textOf = async (opening: ReturnType<SubmitKeys['open']>): Promise<string> => {
  const opened = await opening
  return opened.kind === 'opened' ? opened.bytes.toString('utf8') : opened.kind
}

describe('a sealed submit', () => {
  it('opens what a browser sealed, for the session and the turn it was sealed for', async () => {
    const { keys } = aWorld()
    const { id, message } = await sealed(keys, 3)
    expect(await textOf(keys.open(id, message, submitInfo(SESSION, 3)))).toBe(KEY)
    expect(await textOf(keys.open(id, message, submitInfo(SESSION, 4)))).toBe('unreadable')
    expect(await textOf(keys.open(id, message, submitInfo('cs_BBBBBBBBBBBBBBBBBBBBBB', 3)))).toBe('unreadable')
    expect(await textOf(keys.open(id, message, new Uint8Array(0)))).toBe('unreadable')
  })

  it('agrees with the library about any bytes, in both directions', { timeout: PATIENCE_MS }, async () => {
    const suite = new CipherSuite(KEM_DHKEM_P256_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM)
    const any = fc.uint8Array({ maxLength: 5_000 })
    const { keys } = aWorld()
    const { id, publicKey } = await keys.current()
    const point = await suite.DeserializePublicKey(publicKey)
    await fc.assert(
      fc.asyncProperty(any, fc.uint8Array({ maxLength: 200 }), async (plaintext, info) => {
        const ours = await keys.open(id, await sealFor(own(publicKey), own(info), own(plaintext)), info)
        const made = await suite.Seal(point, plaintext, { info })
        const theirs = await keys.open(id, Buffer.concat([made.encapsulatedSecret, made.ciphertext]), info)
        for (const opened of [ours, theirs])
          expect(opened.kind === 'opened' && opened.bytes.equals(plaintext)).toBe(true)
      }),
      { numRuns: runs({ test: 200, verify: 5_000 }) },
    )
  })

  it('opens with no bit changed, none missing, none added', { timeout: PATIENCE_MS }, async () => {
    const { keys } = aWorld()
    const { id, message } = await sealed(keys, 0, 'k')
    const info = submitInfo(SESSION, 0)
    for (let bit = 0; bit < message.length * 8; bit += 1) {
      const flipped = message.slice()
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(await textOf(keys.open(id, flipped, info)), `bit ${bit}`).toBe('unreadable')
    }
    for (let length = 0; length < message.length; length += 1) {
      expect(await textOf(keys.open(id, message.subarray(0, length), info)), `${length} bytes`).toBe('unreadable')
    }
    expect(await textOf(keys.open(id, Buffer.concat([message, Buffer.alloc(1)]), info))).toBe('unreadable')
  })

  it('answers any bytes of a stranger, and never throws', { timeout: PATIENCE_MS }, async () => {
    const { keys } = aWorld()
    const { id } = await keys.current()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.string(), async (message, name) => {
        expect((await keys.open(id, message, submitInfo(SESSION, 0))).kind).toBe('unreadable')
        expect((await keys.open(name, message, submitInfo(SESSION, 0))).kind).toBe('unknown_key')
      }),
      { numRuns: runs({ test: 500, verify: 20_000 }) },
    )
  })

  it('hands out memory of its own, so that wiping one opening spares the next', async () => {
    const { keys } = aWorld()
    const { id, message } = await sealed(keys)
    const info = submitInfo(SESSION, 0)
    const first = await keys.open(id, message, info)
    if (first.kind === 'opened') first.bytes.fill(0)
    expect(await textOf(keys.open(id, message, info))).toBe(KEY)
  })
})

describe('submit keys', () => {
  it('change with the hour, and not before', async () => {
    const { keys, clock } = aWorld()
    const first = await keys.current()
    clock.at += ROTATE_EVERY_MS - 1
    expect((await keys.current()).id).toBe(first.id)
    clock.at += 1
    const second = await keys.current()
    expect(second.id).not.toBe(first.id)
    expect(Buffer.from(second.publicKey)).not.toEqual(Buffer.from(first.publicKey))
    expect(first.publicKey).toHaveLength(65)
  })

  it('open for as long as a page lives that was drawn at their last moment, and then never', async () => {
    const { keys, clock, server } = aWorld()
    const { id, message } = await sealed(keys)
    const info = submitInfo(SESSION, 0)
    clock.at += ACCEPTED_FOR_MS - 1
    expect(await textOf(keys.open(id, message, info))).toBe(KEY)
    expect(await textOf(server().open(id, message, info))).toBe(KEY)
    clock.at += 1
    expect(await textOf(keys.open(id, message, info))).toBe('unknown_key')
    expect(await textOf(server().open(id, message, info))).toBe('unknown_key')
    expect(ACCEPTED_FOR_MS).toBe(ROTATE_EVERY_MS + 8 * 60 * MINUTE)
  })

  it('are forgotten when their time is over, also by a server that only draws pages', async () => {
    const { keys, store, clock } = aWorld()
    const { id, message } = await sealed(keys)
    clock.at += ACCEPTED_FOR_MS
    await keys.current()
    // As housekeeping does it. Were the private half still in memory, a clock that is set back would show it.
    store.rows.shift()
    clock.at -= ACCEPTED_FOR_MS
    expect(await textOf(keys.open(id, message, submitInfo(SESSION, 0)))).toBe('unknown_key')
  })

  it('are unwrapped once, however many pages and submits need them', async () => {
    const { keys, store } = aWorld()
    const { id, message } = await sealed(keys)
    store.rows.shift()
    expect((await keys.current()).id).toBe(id)
    expect(await textOf(keys.open(id, message, submitInfo(SESSION, 0)))).toBe(KEY)
  })

  it('are the same for all servers of a store, however many make the first at once', async () => {
    const { server, store } = aWorld()
    const servers = Array.from({ length: 5 }, () => server())
    const made = await Promise.all(servers.map((each) => each.current()))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(store.rows).toHaveLength(1)
    const [one = server(), ...others] = servers
    const { id, message } = await sealed(one)
    for (const other of others) expect(await textOf(other.open(id, message, submitInfo(SESSION, 0)))).toBe(KEY)
  })

  it('survive a restart, as long as the master key is the same', async () => {
    const { keys, server } = aWorld()
    const { id, message } = await sealed(keys)
    expect(await textOf(server().open(id, message, submitInfo(SESSION, 0)))).toBe(KEY)
    const other = server(aMasterKey(8))
    expect(await textOf(other.open(id, message, submitInfo(SESSION, 0)))).toBe('unknown_key')
    expect((await other.current()).id).not.toBe(id)
    expect((await server().current()).id).toBe(id)
  })

  it('lie in the store wrapped: neither half can be read there', async () => {
    const { keys, store } = aWorld()
    const { publicKey } = await keys.current()
    const [row] = store.rows
    const stored = Buffer.from(row?.wrapped ?? [])
    const unwrapped = await aMasterKey(7).unwrap(['submit-key', row?.id ?? '', row?.period ?? 0], stored)
    expect(unwrapped?.subarray(0, 65)).toEqual(Buffer.from(publicKey))
    expect(unwrapped?.length).toBeGreaterThan(65 + 100)
    for (let at = 0; at + 16 <= (unwrapped?.length ?? 0); at += 1) {
      expect(stored.includes(unwrapped?.subarray(at, at + 16) ?? '')).toBe(false)
    }
  })

  it('of another id or period do not unwrap in their place', async () => {
    const { keys, store, clock, server } = aWorld()
    await keys.current()
    clock.at += ROTATE_EVERY_MS
    await keys.current()
    const [first, second] = store.rows
    if (first === undefined || second === undefined) throw new Error('two keys were made')
    const { message } = await sealed(keys)
    store.rows.splice(0, 2, { ...first, wrapped: second.wrapped }, second)
    expect(await textOf(server().open(first.id, message, submitInfo(SESSION, 0)))).toBe('unknown_key')
  })
})

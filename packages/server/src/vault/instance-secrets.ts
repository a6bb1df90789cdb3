import { createSecretKey, timingSafeEqual } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { KeyStore } from '../engine/ports/key-store.ts'
import { KEY_BYTES } from './ciphers.ts'
import type { RandomBytes } from './random.ts'
import { WrongMasterKey } from './vault-errors.ts'
import type { MasterKey } from './wrap.ts'

interface InstancePorts {
  readonly masterKey: MasterKey
  readonly keys: KeyStore
  readonly randomBytes: RandomBytes
}

const SENTINEL = Buffer.from('keyturn sentinel', 'utf8')

/**
 * Tells a wrong master key at the start, instead of at the first customer's key. The first start leaves the sentinel.
 * @throws WrongMasterKey
 */
export async function checkSentinel(ports: InstancePorts): Promise<void> {
  const value = await setting(ports, 'sentinel', () => Buffer.from(SENTINEL))
  if (!isSentinel(value)) throw new WrongMasterKey()
}

/** Is this the master key that the data was sealed with? Asks only; nothing is made. @param wrapped the sentinel */
export async function isMasterKeyOf(masterKey: MasterKey, wrapped: Uint8Array): Promise<boolean> {
  const value = await masterKey.unwrap(['setting', 'sentinel'], wrapped)
  return value !== undefined && isSentinel(value)
}

const isSentinel = (value: Buffer): boolean => value.length === SENTINEL.length && timingSafeEqual(value, SENTINEL)

/**
 * The key of the fingerprints, apart from all others: without it nobody can test guesses on a stolen database.
 * @throws WrongMasterKey
 */
export async function readPepper(ports: InstancePorts): Promise<KeyObject> {
  const value = await setting(ports, 'pepper', () => ports.randomBytes(KEY_BYTES))
  if (value.length !== KEY_BYTES) throw new WrongMasterKey()
  const pepper = createSecretKey(value)
  value.fill(0)
  return pepper
}

async function setting(ports: InstancePorts, name: 'sentinel' | 'pepper', make: () => Buffer): Promise<Buffer> {
  const wrapped = (await ports.keys.readSetting(name)) ?? (await firstSetting(ports, name, make()))
  const value = await ports.masterKey.unwrap(['setting', name], wrapped)
  if (value === undefined) throw new WrongMasterKey()
  return value
}

async function firstSetting(ports: InstancePorts, name: 'sentinel' | 'pepper', value: Buffer): Promise<Uint8Array> {
  const wrapped = await ports.masterKey.wrap(['setting', name], value)
  value.fill(0)
  return ports.keys.insertSettingIfAbsent(name, wrapped)
}

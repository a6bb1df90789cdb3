import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto'
import { ID_PREFIX, parseId } from '../domain/ids.ts'
import type { TokenHash } from '../domain/sealed.ts'
import type { Random } from '../engine/ports/random.ts'

export type RandomBytes = (size: number) => Buffer

/** The system's generator, `getrandom(2)`. */
export const systemRandomBytes: RandomBytes = (size) => randomBytes(size)

/** Nothing that looks or sounds like another on the phone, and no vowels, so that no code spells a word. */
const SPOKEN = '23456789BCDFGHJKMNPQRSTVWXZ'

const spoken = (length: number): string =>
  Array.from({ length }, () => SPOKEN.charAt(randomInt(SPOKEN.length))).join('')

export const systemRandom: Random = {
  id: (kind) => parseId(kind, ID_PREFIX[kind] + randomBytes(16).toString('base64url')),
  token: () => randomBytes(32).toString('base64url'),
  derived: (secret, about) => createHmac('sha256', secret).update(about, 'utf8').digest('base64url'),
  hash: (token) => createHash('sha256').update(token, 'utf8').digest('hex') as TokenHash,
  roll: () => randomInt(2 ** 32) / 2 ** 32,
  supportReference: () => `${spoken(4)}-${spoken(4)}`,
}

import { createHash, randomBytes, randomInt } from 'node:crypto'
import { ID_PREFIX, parseId } from '../domain/ids.ts'
import type { TokenHash } from '../domain/sealed.ts'
import type { Random } from '../engine/ports/random.ts'

/** Without 0 and O, 1, I and L: it is read out on the phone. */
const SPOKEN = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

const spoken = (length: number): string =>
  Array.from({ length }, () => SPOKEN.charAt(randomInt(SPOKEN.length))).join('')

export const systemRandom: Random = {
  id: (kind) => parseId(kind, ID_PREFIX[kind] + randomBytes(16).toString('base64url')),
  token: () => randomBytes(32).toString('base64url'),
  hash: (token) => createHash('sha256').update(token).digest('hex') as TokenHash,
  supportReference: () => `${spoken(4)}-${spoken(4)}`,
}

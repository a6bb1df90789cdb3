import { ID_PREFIX, parseId } from '../../domain/ids.ts'
import type { Random } from '../../engine/ports/random.ts'
import { systemRandom } from '../../vault/random.ts'

/** The same ids, tokens and lots for the same numbers. */
export function seededRandom(numbers: () => number): Random {
  const bytes = (size: number): Buffer => Buffer.from(Array.from({ length: size }, () => Math.floor(256 * numbers())))
  return {
    ...systemRandom,
    id: (kind) => parseId(kind, ID_PREFIX[kind] + bytes(16).toString('base64url')),
    token: () => bytes(32).toString('base64url'),
    roll: numbers,
    supportReference: () => bytes(4).toString('hex').toUpperCase(),
  }
}

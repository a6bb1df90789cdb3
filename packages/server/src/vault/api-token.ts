import { crc32 } from 'node:zlib'
import { systemRandomBytes } from './random.ts'
import type { RandomBytes } from './random.ts'

/**
 * `kt_live_` + 256 random bits in 43 characters of base 62 + 6 characters of base 62 with the CRC-32 of what stands
 * before. The tail lets a typing error, or a scanner of leaked secrets, be told without a look-up.
 */
const PREFIX = 'kt_live_'
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const RANDOM_BYTES = 32
const BODY_LENGTH = 43
const TAIL_LENGTH = 6
const FORM = new RegExp(`^${PREFIX}[0-9A-Za-z]{${BODY_LENGTH + TAIL_LENGTH}}$`)

export function generateApiToken(randomBytes: RandomBytes = systemRandomBytes): string {
  const body = base62(BigInt(`0x${randomBytes(RANDOM_BYTES).toString('hex')}`), BODY_LENGTH)
  return PREFIX + body + tailOf(PREFIX + body)
}

/** Whole and not mistyped; whether anybody was ever given it, the store knows. */
export function isApiToken(text: string): boolean {
  return FORM.test(text) && text.endsWith(tailOf(text.slice(0, -TAIL_LENGTH)))
}

const tailOf = (head: string): string => base62(BigInt(crc32(head)), TAIL_LENGTH)

function base62(value: bigint, length: number): string {
  let rest = value
  let text = ''
  while (text.length < length) {
    text = ALPHABET.charAt(Number(rest % 62n)) + text
    rest /= 62n
  }
  return text
}

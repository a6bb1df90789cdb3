import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * `kt_live_` + 256 random bits in 43 characters of base 62 + 6 characters of base 62 with the CRC-32 of what stands
 * before. The tail lets a typing error, or a scanner of leaked secrets, be told without a look-up.
 */
const PREFIX = 'kt_live_'
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const BODY_LENGTH = 43
const TAIL_LENGTH = 6
const FORM = new RegExp(`^${PREFIX}[0-9A-Za-z]{${BODY_LENGTH + TAIL_LENGTH}}$`)

export function generateApiToken(): string {
  const head = PREFIX + base62(BigInt(`0x${randomBytes(32).toString('hex')}`), BODY_LENGTH)
  return head + tailOf(head)
}

export function isApiToken(text: string): boolean {
  if (!FORM.test(text)) return false
  const head = text.slice(0, -TAIL_LENGTH)
  return text.endsWith(tailOf(head))
}

const tailOf = (head: string): string => base62(BigInt(crc32(head)), TAIL_LENGTH)

function base62(value: bigint, length: number): string {
  let rest = value
  let text = ''
  for (let digit = 0; digit < length; digit += 1) {
    text = ALPHABET.charAt(Number(rest % 62n)) + text
    rest /= 62n
  }
  return text
}

const AMPERSAND = 0x26
const EQUALS = 0x3d
const PERCENT = 0x25
const PLUS = 0x2b
const SPACE = 0x20

/**
 * One field of an `application/x-www-form-urlencoded` body (WHATWG URL, section 5), decoded from bytes into bytes, so
 * that a key in it never becomes a string. The caller wipes both.
 *
 * @returns undefined where the field is missing; the first one where it stands twice
 */
export function readFormField(body: Buffer, name: string): Buffer<ArrayBuffer> | undefined {
  let start = 0
  while (start <= body.length) {
    const found = body.indexOf(AMPERSAND, start)
    const end = found === -1 ? body.length : found
    const equals = body.subarray(start, end).indexOf(EQUALS)
    const nameEnd = equals === -1 ? end : start + equals
    if (decode(body.subarray(start, nameEnd)).toString('utf8') === name) {
      return decode(body.subarray(equals === -1 ? end : nameEnd + 1, end))
    }
    start = end + 1
  }
  return undefined
}

function decode(encoded: Buffer): Buffer<ArrayBuffer> {
  const decoded = Buffer.alloc(encoded.length)
  let length = 0
  for (let at = 0; at < encoded.length; at += 1) {
    const byte = encoded.readUInt8(at)
    const escaped = byte === PERCENT ? hexPair(encoded, at + 1) : null
    if (escaped !== null) at += 2
    decoded.writeUInt8(escaped ?? (byte === PLUS ? SPACE : byte), length)
    length += 1
  }
  const exact = Buffer.from(decoded.subarray(0, length))
  decoded.fill(0)
  return exact
}

function hexPair(encoded: Buffer, at: number): number | null {
  if (at + 1 >= encoded.length) return null
  const high = hexDigit(encoded.readUInt8(at))
  const low = hexDigit(encoded.readUInt8(at + 1))
  return high === null || low === null ? null : high * 16 + low
}

function hexDigit(byte: number): number | null {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : null
}

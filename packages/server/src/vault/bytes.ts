/**
 * A list of byte strings and texts in which no two lists look alike: each item is preceded by its length as 32 bits,
 * never followed by a separator.
 */
export function lengthPrefixed(items: readonly (string | Uint8Array)[]): Buffer<ArrayBuffer> {
  const parts = items.map((item) => (typeof item === 'string' ? Buffer.from(item, 'utf8') : item))
  const list = Buffer.alloc(parts.reduce((size, part) => size + 4 + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    at = list.writeUInt32BE(part.byteLength, at)
    list.set(part, at)
    at += part.byteLength
  }
  return list
}

/** Reads such a list. Null where the bytes are not exactly one list of `count` items. */
export function readLengthPrefixed(list: Buffer, count: number): Buffer[] | null {
  const items: Buffer[] = []
  let at = 0
  for (let index = 0; index < count; index += 1) {
    if (at + 4 > list.length) return null
    const length = list.readUInt32BE(at)
    at += 4
    if (length > list.length - at) return null
    items.push(list.subarray(at, at + length))
    at += length
  }
  return list.subarray(at).every((byte) => byte === 0) ? items : null
}

/** A record's length must not tell one kind of key from another. */
export const BLOCK_BYTES = 64
const PREFIX_BYTES = 4

/** Each item behind its length (4 bytes, big-endian), then zeros up to a whole number of blocks. The caller wipes it. */
export function packPadded(items: readonly Uint8Array[]): Buffer {
  const needed = items.reduce((size, item) => size + PREFIX_BYTES + item.length, 0)
  const packed = Buffer.allocUnsafeSlow(Math.ceil(needed / BLOCK_BYTES) * BLOCK_BYTES)
  let at = 0
  for (const item of items) {
    at = packed.writeUInt32BE(item.length, at)
    packed.set(item, at)
    at += item.length
  }
  packed.fill(0, at)
  return packed
}

/** @returns views into `packed`, or undefined where it is not exactly `count` items and their padding */
export function unpackPadded(packed: Buffer, count: number): readonly Buffer[] | undefined {
  const items: Buffer[] = []
  let at = 0
  while (items.length < count) {
    if (packed.length - at < PREFIX_BYTES) return undefined
    const start = at + PREFIX_BYTES
    at = start + packed.readUInt32BE(at)
    if (at > packed.length) return undefined
    items.push(packed.subarray(start, at))
  }
  const padding = packed.subarray(at)
  const isWhole = packed.length > 0 && packed.length % BLOCK_BYTES === 0 && padding.length < BLOCK_BYTES
  return isWhole && padding.every((byte) => byte === 0) ? items : undefined
}

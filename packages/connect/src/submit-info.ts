const LABEL = 'keyturn submit 1'
const PREFIX_BYTES = 4

/**
 * What a sealed key is bound to (`info` of RFC 9180): this page, and this turn of it. Browser and server each make it for
 * themselves. Each part stands behind its length in 4 bytes, big-endian.
 */
export function submitInfo(session: string, turn: number): Uint8Array<ArrayBuffer> {
  const parts = [LABEL, session, String(turn)].map((part) => new TextEncoder().encode(part))
  const info = new Uint8Array(parts.reduce((size, part) => size + PREFIX_BYTES + part.length, 0))
  const lengths = new DataView(info.buffer)
  let at = 0
  for (const part of parts) {
    lengths.setUint32(at, part.length)
    info.set(part, at + PREFIX_BYTES)
    at += PREFIX_BYTES + part.length
  }
  return info
}

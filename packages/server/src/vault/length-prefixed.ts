/** Text as UTF-8, numbers as unsigned 64-bit big-endian, bytes as they are. */
export type Field = string | number | Uint8Array

const PREFIX_BYTES = 4
const NUMBER_BYTES = 8

/**
 * Each field behind its length in 4 bytes, big-endian. Two lists of one shape are equal only if each field is: no
 * separator that a value could contain.
 *
 * @throws RangeError for a number that is negative or no integer
 */
export const lengthPrefixed = (fields: readonly Field[]): Buffer =>
  Buffer.concat(fields.map(bytesOf).flatMap((bytes) => [lengthPrefix(bytes.length), bytes]))

/** For what follows a list and is too secret to be copied into one. */
export function lengthPrefix(length: number): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt32BE(length)
  return prefix
}

function bytesOf(field: Field): Uint8Array {
  if (typeof field === 'string') return Buffer.from(field, 'utf8')
  if (typeof field !== 'number') return field
  const bytes = Buffer.alloc(NUMBER_BYTES)
  bytes.writeBigUInt64BE(BigInt(field))
  return bytes
}

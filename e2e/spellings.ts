/** The ways in which a key could lie about. The slices of base64 are those no neighbour can change. */
function spellings(key: string): Record<string, string> {
  const bytes = Buffer.from(key)
  const base64 = (offset: number, encoding: 'base64' | 'base64url'): string =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString(encoding)
      .slice(4, -4)
  const each = (write: (byte: number) => string): string => [...bytes].map(write).join('')
  const hexOf = (byte: number, digits: number): string => byte.toString(16).padStart(digits, '0')
  return {
    raw: key,
    'a part of it': key.slice(8, 28),
    reversed: [...key].toReversed().join(''),
    hex: bytes.toString('hex'),
    'hex in capitals': bytes.toString('hex').toUpperCase(),
    'percent-encoded': each((byte) => `%${hexOf(byte, 2)}`),
    'percent-encoded in capitals': each((byte) => `%${hexOf(byte, 2).toUpperCase()}`),
    'escaped in JSON': each((byte) => `\\u${hexOf(byte, 4)}`),
    ...Object.fromEntries(
      [0, 1, 2].flatMap((offset) =>
        (['base64', 'base64url'] as const).map((encoding) => [`${encoding} at ${offset}`, base64(offset, encoding)]),
      ),
    ),
    'percent-encoded twice': each((byte) => `%25${hexOf(byte, 2).toUpperCase()}`),
    'as entities of HTML': each((byte) => `&#${byte};`),
    'as entities of HTML, in hex': each((byte) => `&#x${hexOf(byte, 2)};`),
    'hex with spaces': each((byte) => `${hexOf(byte, 2)} `).trim(),
    'base64 of UTF-16': Buffer.from(key, 'utf16le').toString('base64').slice(0, -4),
    'base64 of base64': Buffer.from(bytes.toString('base64')).toString('base64').slice(0, -8),
    'in capitals': key.toUpperCase(),
    'UTF-16, little end first': bytes.toString('latin1').split('').join('\u0000'),
    'numbers of bytes': [...bytes].join(','),
  }
}

/** Where which key was found, and how it was written. The contents are read as Latin-1. */
export function found(keys: readonly string[], where: ReadonlyMap<string, string>): string[] {
  const wanted = keys.flatMap((key) => Object.entries(spellings(key)))
  return [...where].flatMap(([place, content]) =>
    wanted.filter(([, text]) => content.includes(text)).map(([spelling]) => `${place}: ${spelling}`),
  )
}

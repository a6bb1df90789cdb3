import { constants, gunzipSync, inflateSync } from 'node:zlib'

/** What a search of SECURITY L1 looks for: every slice of a key that is this long counts. */
const SLICE = 12

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
    // The zeros between the letters: the same for either end first.
    'UTF-16': bytes.toString('latin1').split('').join('\u0000'),
    'numbers of bytes': [...bytes].join(','),
  }
}

const slicesOf = (key: string): string[] =>
  Array.from({ length: Math.max(key.length - SLICE + 1, 0) }, (_, at) => key.slice(at, at + SLICE))

/** How gzip and zlib begin, and what opens them. */
const PACKED = [
  { starts: ['\x1f\x8b\x08'], open: gunzipSync },
  { starts: ['\x78\x01', '\x78\x5e', '\x78\x9c', '\x78\xda'], open: inflateSync },
] as const

function* placesOf(start: string, content: string): Generator<number> {
  for (let at = content.indexOf(start); at !== -1; at = content.indexOf(start, at + 1)) yield at
}

/** Content, and what lies in it compressed, also where the end is missing. Latin-1 each. */
function unpacked(content: string): string[] {
  const opened = PACKED.flatMap(({ starts, open }) =>
    starts
      .flatMap((start: string) => [...placesOf(start, content)])
      .map((at) => {
        try {
          const bytes = Buffer.from(content.slice(at), 'latin1')
          return open(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1')
        } catch {
          // Bytes that only look like it.
          return ''
        }
      }),
  )
  return [content, ...opened]
}

/** Where which key was found, and how it was written. The contents are read as Latin-1. */
export function found(keys: readonly string[], where: ReadonlyMap<string, string>): string[] {
  const wanted = keys.flatMap((key) => [
    ...Object.entries(spellings(key)),
    ...slicesOf(key).map((slice) => ['a part of it', slice] as const),
  ])
  return [...where].flatMap(([place, content]) => {
    const contents = unpacked(content)
    const spelled = wanted.filter(([, text]) => contents.some((each) => each.includes(text)))
    return [...new Set(spelled.map(([spelling]) => `${place}: ${spelling}`))]
  })
}

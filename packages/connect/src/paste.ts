import type { PasteFault } from './facts.ts'

/**
 * Tidies a paste: repairs what is surely not part of a key, refuses what cannot be one, and hints at the rest. The same
 * table runs in the browser and on the server. It reads bytes (UTF-8), so that a key never has to become a string, and
 * no answer but `bytes` contains anything of the value. DESIGN section 9, LOOK section 9.
 */
export type TidiedPaste =
  | {
      readonly kind: 'key'
      readonly bytes: Uint8Array<ArrayBuffer>
      readonly repairs: readonly Repair[]
      readonly hints: readonly Hint[]
    }
  | { readonly kind: 'malformed'; readonly fault: PasteFault }

export type RepairKind = 'space' | 'line_break' | 'invisible' | 'quotes' | 'word_before' | 'name_before'
export interface Repair {
  readonly kind: RepairKind
  /** How many characters of the kind were removed; 1 for those removed as one piece. */
  readonly count: number
}
export type Hint = 'older_key' | 'password' | 'very_short'

/** A key of more bytes than this is refused. */
export const KEY_LIMIT_BYTES = 4096

/**
 * @param pasted as it arrived; left as it is, the caller wipes it
 * @returns for a key: a copy in printable ASCII without space or colon, never longer than `pasted`; the caller wipes it
 */
export function tidyPaste(pasted: Uint8Array): TidiedPaste {
  const copy = new Uint8Array(pasted.length)
  const { length, invisible } = copyVisible(pasted, copy)
  const { value, repairs } = repaired(copy.subarray(0, length))
  const fault = FAULTS.find((row) => row.applies(value))?.fault
  if (fault !== undefined) {
    copy.fill(0)
    return { kind: 'malformed', fault }
  }
  const bytes = value.slice()
  copy.fill(0)
  const unseen: readonly Repair[] = invisible > 0 ? [{ kind: 'invisible', count: invisible }] : []
  const hint = HINTS.find((row) => row.applies(bytes))?.hint
  return { kind: 'key', bytes, repairs: [...repairs, ...unseen], hints: hint === undefined ? [] : [hint] }
}

// Characters as UTF-8, of at most three bytes, each packed into one number: a paste is bytes, and a decoder would make
// strings of them.

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const pack = (bytes: Uint8Array, at: number, length: number): number => {
  let packed = 0
  for (let index = at; index < at + length; index += 1) packed = packed * 256 + (bytes[index] ?? 0)
  return packed
}
const packed = (characters: Iterable<string>): ReadonlySet<number> =>
  new Set(Array.from(characters, (character) => pack(bytesOf(character), 0, bytesOf(character).length)))
const range = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, offset) => String.fromCodePoint(first + offset))

const INVISIBLE = packed([
  ...'\u00AD\u034F\u061C\u180E\uFEFF',
  ...range(0x200b, 0x200f),
  ...range(0x202a, 0x202e),
  ...range(0x2060, 0x206f),
])
const LINE_BREAKS = packed('\n\r\u000B\u000C\u0085\u2028\u2029')
const SPACES = packed(['\t', ' ', '\u00A0', '\u1680', '\u202F', '\u205F', '\u3000', ...range(0x2000, 0x200a)])
const WHITE: ReadonlySet<number> = new Set([...LINE_BREAKS, ...SPACES])
const DOTS = packed('•●∙·‧⋅⬤⚫◦○')
const QUOTES: ReadonlyMap<number, ReadonlySet<number>> = new Map(
  ['""', "''", '``', '“”“', '„“”', '””', '‘’‘', '‚‘’', '’’', '«»', '»«', '‹›', '›‹'].map((row) => {
    const [open = '', ...close] = row
    return [pack(bytesOf(open), 0, bytesOf(open).length), packed(close)]
  }),
)

/** By the first byte of UTF-8; 0 for what cannot start a character of at most three bytes. */
function lengthByLead(lead: number): number {
  if (lead < 0x80) return 1
  if (lead < 0xc2) return 0
  if (lead < 0xe0) return 2
  return lead < 0xf0 ? 3 : 0
}

/** Length in bytes of the character at `at` if it is one of `characters`, else 0. */
function lengthAt(value: Uint8Array, at: number, characters: ReadonlySet<number>): number {
  if (at >= value.length) return 0
  const length = lengthByLead(value[at] ?? 0)
  return length > 0 && at + length <= value.length && characters.has(pack(value, at, length)) ? length : 0
}

/** The same for the character that ends at `end`. */
function lengthBefore(value: Uint8Array, end: number, characters: ReadonlySet<number>): number {
  for (let length = 1; length <= Math.min(3, end); length += 1) {
    if (lengthAt(value, end - length, characters) === length) return length
  }
  return 0
}

const startsWith = (value: Uint8Array, at: number, wanted: Uint8Array): boolean =>
  at + wanted.length <= value.length && wanted.every((byte, index) => value[at + index] === byte)

function copyVisible(from: Uint8Array, to: Uint8Array): { length: number; invisible: number } {
  let length = 0
  let invisible = 0
  for (let at = 0; at < from.length;) {
    const skipped = lengthAt(from, at, INVISIBLE)
    if (skipped > 0) {
      invisible += 1
      at += skipped
      continue
    }
    to[length] = from[at] ?? 0
    length += 1
    at += 1
  }
  return { length, invisible }
}

/** What is cut off at each end, in bytes; nothing when it does not apply. */
type Cut = { readonly kind: RepairKind; readonly start: number; readonly end: number } | undefined

function repaired(value: Uint8Array): { value: Uint8Array; repairs: Repair[] } {
  const seen = new Set<RepairKind>()
  let rest = value
  for (let cut = nextCut(rest); cut !== undefined; cut = nextCut(rest)) {
    seen.add(cut.kind)
    rest = rest.subarray(cut.start, rest.length - cut.end)
  }
  return { value: rest, repairs: [...seen].map((kind) => ({ kind, count: 1 })) }
}

function nextCut(value: Uint8Array): Cut {
  for (const repair of REPAIRS) {
    const cut = repair(value)
    if (cut !== undefined) return cut
  }
  return undefined
}

/** Tried in this order, again and again, until none applies. */
const REPAIRS: readonly ((value: Uint8Array) => Cut)[] = [whiteBefore, whiteAfter, quotes, schemeBefore, nameBefore]

function whiteBefore(value: Uint8Array): Cut {
  let start = 0
  for (let white = lengthAt(value, start, WHITE); white > 0; white = lengthAt(value, start, WHITE)) start += white
  return start === 0 ? undefined : { kind: 'space', start, end: 0 }
}

function whiteAfter(value: Uint8Array): Cut {
  let end = value.length
  let kind: RepairKind = 'space'
  for (let white = lengthBefore(value, end, WHITE); white > 0; white = lengthBefore(value, end, WHITE)) {
    if (lengthBefore(value, end, LINE_BREAKS) > 0) kind = 'line_break'
    end -= white
  }
  return end === value.length ? undefined : { kind, start: 0, end: value.length - end }
}

function quotes(value: Uint8Array): Cut {
  const open = lengthByLead(value[0] ?? 0)
  const closing = QUOTES.get(pack(value, 0, open))
  if (closing === undefined) return undefined
  const close = lengthBefore(value, value.length, closing)
  return close === 0 || open + close > value.length ? undefined : { kind: 'quotes', start: open, end: close }
}

const SCHEMES = ['bearer', 'basic'].map(bytesOf)
const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte)

function schemeBefore(value: Uint8Array): Cut {
  const scheme = SCHEMES.find(
    (word) => value.length > word.length && word.every((byte, index) => lower(value[index] ?? 0) === byte),
  )
  if (scheme === undefined) return undefined
  const white = lengthAt(value, scheme.length, WHITE)
  return white === 0 ? undefined : { kind: 'word_before', start: scheme.length + white, end: 0 }
}

const EQUALS = 0x3d
const isNameByte = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || byte === 0x5f

/** `PLEO_API_KEY=…` of a settings file; equals signs alone are padding at the end of a key, not a value. */
function nameBefore(value: Uint8Array): Cut {
  let at = 0
  while (at < value.length && isNameByte(value[at] ?? 0)) at += 1
  if (at < 3 || value[at] !== EQUALS) return undefined
  const start = at + 1
  return value.subarray(start).every((byte) => byte === EQUALS) ? undefined : { kind: 'name_before', start, end: 0 }
}

const COLON = 0x3a
const ASTERISK = 0x2a

const contains = (value: Uint8Array, characters: ReadonlySet<number>): boolean =>
  value.some((_, at) => lengthAt(value, at, characters) > 0)

/** The first row that applies names the fault: what the whole is comes before what is wrong inside it. */
const FAULTS: readonly { readonly fault: PasteFault; readonly applies: (value: Uint8Array) => boolean }[] = [
  { fault: 'empty', applies: (value) => value.length === 0 },
  { fault: 'masked', applies: isMasked },
  { fault: 'web_address', applies: isWebAddress },
  { fault: 'settings_block', applies: isSettingsBlock },
  { fault: 'too_long', applies: (value) => value.length > KEY_LIMIT_BYTES },
  { fault: 'colon', applies: isNamedValue },
  { fault: 'gap_inside', applies: (value) => contains(value, WHITE) },
  { fault: 'colon', applies: (value) => value.includes(COLON) },
  { fault: 'foreign_character', applies: (value) => !value.every((byte) => byte > 0x20 && byte < 0x7f) },
]

/** Dots of any kind anywhere, three asterisks in a row, or nothing but asterisks. */
function isMasked(value: Uint8Array): boolean {
  if (contains(value, DOTS)) return true
  const inRow = (at: number): boolean =>
    value[at] === ASTERISK && value[at + 1] === ASTERISK && value[at + 2] === ASTERISK
  return value.some((_, at) => inRow(at)) || value.every((byte) => byte === ASTERISK)
}

const isLetter = (byte: number): boolean => lower(byte) >= 0x61 && lower(byte) <= 0x7a
const isSchemeByte = (byte: number): boolean =>
  isLetter(byte) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === 0x2d || byte === 0x2e

const WWW = bytesOf('www.')
const AFTER_SCHEME = bytesOf('://')

/** RFC 3986 section 3.1, and the short form people copy. */
function isWebAddress(value: Uint8Array): boolean {
  if (WWW.every((byte, index) => lower(value[index] ?? 0) === byte)) return true
  if (!isLetter(value[0] ?? 0)) return false
  let at = 1
  while (at < value.length && isSchemeByte(value[at] ?? 0)) at += 1
  return startsWith(value, at, AFTER_SCHEME)
}

const BLOCK_OPENERS: ReadonlySet<number> = new Set(bytesOf('{[<'))
const NEWLINE = 0x0a
const RETURN = 0x0d

/** JSON, mark-up, or at least two lines with a name and a value each. */
function isSettingsBlock(value: Uint8Array): boolean {
  if (BLOCK_OPENERS.has(value[0] ?? 0)) return true
  let named = 0
  let inLine = false
  for (const byte of value) {
    if (byte === NEWLINE || byte === RETURN) inLine = false
    else if (!inLine && (byte === EQUALS || byte === COLON)) {
      inLine = true
      named += 1
    }
  }
  return named >= 2 && (value.includes(NEWLINE) || value.includes(RETURN))
}

/** `Authorization: …`, `API key: …`: a colon with a gap right after it is a name that was copied along. */
function isNamedValue(value: Uint8Array): boolean {
  return value.some((byte, at) => byte === COLON && lengthAt(value, at + 1, WHITE) > 0)
}

/** Hints never refuse: how the provider writes its keys is not documented. One at most. */
const HINTS: readonly { readonly hint: Hint; readonly applies: (key: Uint8Array) => boolean }[] = [
  { hint: 'older_key', applies: isSignedText },
  { hint: 'password', applies: (key) => key.length <= 24 && !key.every(isPlain) },
  { hint: 'very_short', applies: (key) => key.length < 16 },
]

const DOT = 0x2e
const SIGNED_START = bytesOf('eyJ')

/** Three parts with dots between them, the first of them JSON in base64url (RFC 7519): the older kind of key. */
function isSignedText(key: Uint8Array): boolean {
  return startsWith(key, 0, SIGNED_START) && key.reduce((dots, byte) => dots + (byte === DOT ? 1 : 0), 0) === 2
}

const PLAIN_MARKS: ReadonlySet<number> = new Set(bytesOf('_-.~+/='))

/** What long random values are written in; a password has other marks. */
const isPlain = (byte: number): boolean => isLetter(byte) || (byte >= 0x30 && byte <= 0x39) || PLAIN_MARKS.has(byte)

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
  /** Characters removed, for `invisible`; 1 for what was removed as one piece. */
  readonly count: number
}
export type Hint = 'older_key' | 'password' | 'very_short'

/** A key of more bytes than this is refused. */
export const KEY_LIMIT_BYTES = 4096
/** Nothing longer is looked into: the pages take no more. */
const PASTE_LIMIT_BYTES = 65_536

/**
 * @param pasted as it arrived; left as it is, the caller wipes it
 * @returns for a key: a copy in printable ASCII without space or colon, never longer than `pasted`; the caller wipes it.
 *   At most one hint.
 */
export function tidyPaste(pasted: Uint8Array): TidiedPaste {
  if (pasted.length > PASTE_LIMIT_BYTES) return { kind: 'malformed', fault: 'too_long' }
  const characters = new Uint32Array(pasted.length)
  try {
    return tidied(pasted, characters)
  } finally {
    characters.fill(0)
  }
}

/** Code points; `FOREIGN` for bytes that are no UTF-8. A decoder would make strings of them. */
type Characters = Uint32Array

function tidied(pasted: Uint8Array, room: Characters): TidiedPaste {
  const { length, invisible } = decodeVisible(pasted, room)
  const visible = room.subarray(0, length)
  const { value, repairs } = repaired(visible)
  const fault = FAULTS.find((row) => row.applies(value, visible))?.fault
  if (fault !== undefined) return { kind: 'malformed', fault }
  const hint = HINTS.find((row) => row.applies(value))?.hint
  return {
    kind: 'key',
    bytes: Uint8Array.from(value),
    repairs: invisible === 0 ? repairs : [...repairs, { kind: 'invisible', count: invisible }],
    hints: hint === undefined ? [] : [hint],
  }
}

const FOREIGN = 0xfffd

/** The smallest character of each length: in fewer bytes than it was written it is no UTF-8. RFC 3629 section 3. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000]
const LARGEST = 0x10ffff

function sequenceAt(bytes: Uint8Array, at: number): { readonly length: number; readonly code: number } {
  const lead = bytes[at] ?? 0
  if (lead < 0x80) return { length: 1, code: lead }
  if (lead < 0xc2 || lead > 0xf4) return { length: 1, code: FOREIGN }
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  let code = lead & (0x7f >> length)
  for (let index = at + 1; index < at + length; index += 1) {
    const byte = bytes[index] ?? 0
    if ((byte & 0xc0) !== 0x80) return { length: 1, code: FOREIGN }
    code = code * 64 + (byte & 0x3f)
  }
  return code < (SMALLEST[length] ?? 0) || code > LARGEST ? { length: 1, code: FOREIGN } : { length, code }
}

function decodeVisible(bytes: Uint8Array, room: Characters): { readonly length: number; readonly invisible: number } {
  let length = 0
  let invisible = 0
  for (let at = 0; at < bytes.length;) {
    const sequence = sequenceAt(bytes, at)
    at += sequence.length
    if (INVISIBLE.has(sequence.code)) {
      invisible += 1
      continue
    }
    room[length] = sequence.code
    length += 1
  }
  return { length, invisible }
}

const codeOf = (character: string): number => character.codePointAt(0) ?? 0
const setOf = (characters: string): ReadonlySet<number> => new Set(Array.from(characters, codeOf))
const range = (first: number, last: number): string =>
  String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, offset) => first + offset))

const INVISIBLE = setOf(
  `\u00AD\u034F\u061C\u180E\uFEFF${range(0x200b, 0x200f)}${range(0x202a, 0x202e)}${range(0x2060, 0x206f)}`,
)
const LINE_BREAKS = setOf('\n\v\f\r\u0085\u2028\u2029')
const WHITE = new Set([...LINE_BREAKS, ...setOf(`\t \u00A0\u1680\u202F\u205F\u3000${range(0x2000, 0x200a)}`)])
const DOTS = setOf('•●∙·‧⋅⬤⚫◦○')
/** The opening mark first, then what closes it in one language or another. */
const QUOTES = new Map(
  ['""', "''", '``', '“”“', '„“”', '””', '‘’‘', '‚‘’', '’’', '«»', '»«', '‹›', '›‹'].map((row) => [
    codeOf(row),
    setOf(row.slice(1)),
  ]),
)

const isWhite = (code: number | undefined): boolean => code !== undefined && WHITE.has(code)
const isUpper = (code: number): boolean => code >= 0x41 && code <= 0x5a
const lower = (code: number): number => (isUpper(code) ? code + 0x20 : code)
const isLetter = (code: number): boolean => lower(code) >= 0x61 && lower(code) <= 0x7a
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** How many characters from the start are of a kind. */
function run(value: Characters, isOfKind: (code: number) => boolean): number {
  const end = value.findIndex((code) => !isOfKind(code))
  return end === -1 ? value.length : end
}

/** @param word in small letters; capitals in `value` count as small ones */
const startsWith = (value: Characters, word: string): boolean =>
  value.length >= word.length && Array.from(word, codeOf).every((code, index) => lower(value[index] ?? 0) === code)

/** What is cut off at each end; nothing when it does not apply. */
type Cut = { readonly kind: RepairKind; readonly start: number; readonly end: number } | undefined

function repaired(value: Characters): { readonly value: Characters; readonly repairs: readonly Repair[] } {
  const kinds = new Set<RepairKind>()
  let rest = value
  for (let cut = nextCut(rest); cut !== undefined; cut = nextCut(rest)) {
    kinds.add(cut.kind)
    rest = rest.subarray(cut.start, rest.length - cut.end)
  }
  return { value: rest, repairs: Array.from(kinds, (kind) => ({ kind, count: 1 })) }
}

function nextCut(value: Characters): Cut {
  for (const repair of REPAIRS) {
    const cut = repair(value)
    if (cut !== undefined) return cut
  }
  return undefined
}

/** Tried in this order, again and again, until none applies. */
const REPAIRS: readonly ((value: Characters) => Cut)[] = [whiteBefore, whiteAfter, quotes, schemeBefore, nameBefore]

function whiteBefore(value: Characters): Cut {
  const start = run(value, isWhite)
  return start === 0 ? undefined : { kind: 'space', start, end: 0 }
}

function whiteAfter(value: Characters): Cut {
  const last = value.findLastIndex((code) => !isWhite(code))
  const end = value.length - 1 - last
  if (end === 0) return undefined
  const isBroken = value.subarray(last + 1).some((code) => LINE_BREAKS.has(code))
  return { kind: isBroken ? 'line_break' : 'space', start: 0, end }
}

function quotes(value: Characters): Cut {
  const closing = value.length < 2 ? undefined : QUOTES.get(value[0] ?? 0)
  return closing?.has(value.at(-1) ?? 0) === true ? { kind: 'quotes', start: 1, end: 1 } : undefined
}

function schemeBefore(value: Characters): Cut {
  const word = ['bearer', 'basic'].find((scheme) => startsWith(value, scheme) && isWhite(value[scheme.length]))
  return word === undefined ? undefined : { kind: 'word_before', start: word.length + 1, end: 0 }
}

const EQUALS = codeOf('=')

/** `PLEO_API_KEY=…` of a settings file; equals signs alone are padding at the end of a key, not a value. */
function nameBefore(value: Characters): Cut {
  const name = run(value, (code) => isUpper(code) || code === codeOf('_'))
  if (name < 3 || value[name] !== EQUALS) return undefined
  const start = name + 1
  return value.subarray(start).every((code) => code === EQUALS) ? undefined : { kind: 'name_before', start, end: 0 }
}

const COLON = codeOf(':')
const ASTERISK = codeOf('*')

interface FaultRow {
  readonly fault: PasteFault
  /** @param visible the paste before anything was cut off */
  applies(value: Characters, visible: Characters): boolean
}

/** The first row that applies names the fault: what the whole is comes before what is wrong inside it. */
const FAULTS: readonly FaultRow[] = [
  { fault: 'empty', applies: (value) => value.length === 0 },
  { fault: 'masked', applies: isMasked },
  { fault: 'web_address', applies: isWebAddress },
  { fault: 'settings_block', applies: (value, visible) => BLOCK_OPENERS.has(value[0] ?? 0) || isOfLines(visible) },
  { fault: 'too_long', applies: (value) => value.length > KEY_LIMIT_BYTES },
  { fault: 'colon', applies: isNamedValue },
  { fault: 'gap_inside', applies: (value) => value.some(isWhite) },
  { fault: 'colon', applies: (value) => value.includes(COLON) },
  { fault: 'foreign_character', applies: (value) => !value.every((code) => code > 0x20 && code < 0x7f) },
]

/** Dots of any kind anywhere, three asterisks in a row, or nothing but asterisks. */
function isMasked(value: Characters): boolean {
  if (value.some((code) => DOTS.has(code))) return true
  if (value.every((code) => code === ASTERISK)) return true
  return value.some((code, at) => code === ASTERISK && value[at + 1] === ASTERISK && value[at + 2] === ASTERISK)
}

const SCHEME_MARKS = setOf('+-.')

/** With a scheme (RFC 3986 section 3.1), or in the short form people copy. */
function isWebAddress(value: Characters): boolean {
  if (startsWith(value, 'www.')) return true
  const scheme = run(value, (code) => isLetter(code) || isDigit(code) || SCHEME_MARKS.has(code))
  return scheme > 0 && isLetter(value[0] ?? 0) && startsWith(value.subarray(scheme, scheme + 3), '://')
}

const BLOCK_OPENERS = setOf('{[<')
const LINE_ENDS = setOf('\n\r')

/** At least two lines with a name and a value each. JSON and mark-up show at their first character. */
function isOfLines(value: Characters): boolean {
  let lines = 0
  let isCounted = false
  for (const code of value) {
    if (LINE_ENDS.has(code)) isCounted = false
    if (isCounted || (code !== EQUALS && code !== COLON)) continue
    isCounted = true
    lines += 1
  }
  return lines >= 2
}

/** `Authorization: …`, `API key: …`: a colon with a gap right after it is a name that was copied along. */
function isNamedValue(value: Characters): boolean {
  return value.some((code, at) => code === COLON && isWhite(value[at + 1]))
}

/** Hints never refuse: how the provider writes its keys is not documented. */
const HINTS: readonly { readonly hint: Hint; readonly applies: (key: Characters) => boolean }[] = [
  { hint: 'older_key', applies: isSignedText },
  { hint: 'password', applies: (key) => key.length <= 24 && !key.every(isPlain) },
  { hint: 'very_short', applies: (key) => key.length < 16 },
]

/** Three parts with dots between them, the first of them JSON in base64url (RFC 7519): the older kind of key. */
function isSignedText(key: Characters): boolean {
  return startsWith(key, 'eyj') && key.filter((code) => code === codeOf('.')).length === 2
}

const PLAIN_MARKS = setOf('_-.~+/=')

/** What long random values are written in; a password has other marks. */
const isPlain = (code: number): boolean => isLetter(code) || isDigit(code) || PLAIN_MARKS.has(code)

/** What came of reading: a value, or nothing that may be relied on. */
export type JsonReading = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'unreadable' }

const DEEPEST = 32
const DANGEROUS = new Set(['__proto__', 'constructor', 'prototype'])
const UNREADABLE: JsonReading = { kind: 'unreadable' }

const QUOTE = '"'
const isSpace = (character: string | undefined): boolean =>
  character === ' ' || character === '\t' || character === '\n' || character === '\r'

/** @returns the index after the closing quote, or the length of the text where there is none */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== QUOTE) at += text[at] === '\\' ? 2 : 1
  return Math.min(at + 1, text.length)
}

function isFollowedByColon(text: string, start: number): boolean {
  let at = start
  while (isSpace(text[at])) at += 1
  return text[at] === ':'
}

/**
 * Looks for what `JSON.parse` lets through: nesting beyond any answer we know, a name twice in one object (two readers
 * could see two answers), and names that reach for a prototype. In text that is not JSON it may see ghosts; the parse
 * after it refuses that text anyway.
 *
 * @throws SyntaxError for an escape that is none
 */
function isTame(text: string): boolean {
  const names: Set<string>[] = []
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '{' || character === '[') names.push(new Set())
    if (names.length > DEEPEST) return false
    if (character === '}' || character === ']') names.pop()
    if (character !== QUOTE) continue
    const end = endOfString(text, at)
    if (isFollowedByColon(text, end)) {
      const name = String(JSON.parse(text.slice(at, end)))
      const taken = names.at(-1)
      if (taken === undefined || taken.has(name) || DANGEROUS.has(name)) return false
      taken.add(name)
    }
    at = end - 1
  }
  return true
}

/**
 * Reads RFC 8259 JSON as strictly as its author should have written it. One byte order mark is tolerated (§8.1);
 * invalid UTF-8, duplicate names, prototype names, depth over 32 and trailing data are not.
 */
export function readStrictJson(bytes: Uint8Array): JsonReading {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return isTame(text) ? { kind: 'value', value: JSON.parse(text) } : UNREADABLE
  } catch {
    return UNREADABLE
  }
}

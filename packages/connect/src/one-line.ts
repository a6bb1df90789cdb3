/** What breaks a line, steers a terminal or turns the direction of what follows. Joiners of letters stay. */
const UNSEEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]+/gu

/** Code units that one character of a name may have: beyond, a name is cut wherever it is. */
const UNITS_EACH = 8

/** A name as one line of at most `longest` characters, as a person counts them. */
export function oneLine(text: string, longest: number): string {
  const line = text.replaceAll(UNSEEN, ' ').replaceAll(/\s+/g, ' ').trim()
  const looked = line.slice(0, longest * UNITS_EACH)
  const characters = Array.from(new Intl.Segmenter('en').segment(looked), ({ segment }) => segment)
  if (looked === line && characters.length <= longest) return line
  // The last one may be half of one.
  return `${characters
    .slice(0, Math.min(longest, characters.length) - 1)
    .join('')
    .trimEnd()}…`
}

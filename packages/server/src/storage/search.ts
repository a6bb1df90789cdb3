/**
 * Folds case so that a fold of a prefix is a prefix of the fold: `toLowerCase` alone spells a capital sigma by what
 * follows it. Unicode Standard, section 3.13 and SpecialCasing.txt (Final_Sigma). The last code point, a noncharacter,
 * is folded away: it marks the end of a range.
 */
export const fold = (text: string): string =>
  text.normalize('NFC').toLowerCase().replaceAll('ς', 'σ').replaceAll(LAST_CODE_POINT, '\u{FFFD}')

const LAST_CODE_POINT = '\u{10FFFF}'

/** A prefix as a range of code points: no LIKE, hence nothing to escape and an index on any database. */
export interface PrefixRange {
  readonly from: string
  readonly before: string
}

export const prefixRange = (prefix: string): PrefixRange => ({
  from: fold(prefix),
  before: `${fold(prefix)}${LAST_CODE_POINT}`,
})

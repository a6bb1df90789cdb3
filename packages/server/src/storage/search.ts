/**
 * Folds case so that a fold of a prefix is a prefix of the fold: `toLowerCase` alone spells a capital sigma by what
 * follows it. Unicode Standard, section 3.13 and SpecialCasing.txt (Final_Sigma).
 */
export const fold = (text: string): string => text.normalize('NFC').toLowerCase().replaceAll('ς', 'σ')

/** A prefix as a range of code points: no LIKE, hence nothing to escape and an index on any database. */
export interface PrefixRange {
  readonly from: string
  readonly before: string
}

/** U+10FFFF is a noncharacter: no text goes on with it. */
export const prefixRange = (prefix: string): PrefixRange => ({
  from: fold(prefix),
  before: `${fold(prefix)}\u{10FFFF}`,
})

import type { Language } from '../words/catalogue.ts'
import { languageOf } from '../words/catalogue.ts'
import { en } from '../words/en.ts'
import type { Catalogue } from '../words/shape.ts'

/**
 * Two languages that nobody speaks and that are never shipped, made of English: one with longer words, one that runs
 * from right to left. What still reads as plain English in them comes from no catalogue.
 */
export const PSEUDO_TAGS = ['en-XA', 'ar-XB'] as const

/** The shipped languages and these two. */
export const withPseudo = (tag: string): Language => PSEUDO.find(({ lang }) => lang === tag) ?? languageOf(tag)

const LETTERS: Readonly<Record<string, string>> = {
  a: 'áá',
  e: 'éé',
  i: 'íí',
  o: 'óó',
  u: 'üü',
  y: 'ýý',
  A: 'Áá',
  E: 'Éé',
  I: 'Íí',
  O: 'Óó',
  U: 'Üü',
  c: 'ç',
  d: 'ð',
  g: 'ğ',
  h: 'ĥ',
  k: 'ķ',
  l: 'ł',
  n: 'ñ',
  r: 'ř',
  s: 'š',
  t: 'ţ',
  w: 'ŵ',
  z: 'ž',
}

/** A third longer, word by word, as German and Finnish are. */
const longer = (words: string): string => words.replace(/[A-Za-z]/g, (letter) => LETTERS[letter] ?? letter)

const RIGHT_TO_LEFT_OVERRIDE = '\u202e'
const POP_DIRECTIONAL_FORMATTING = '\u202c'

/** Latin letters in the order of Arabic ones. */
const turned = (words: string): string =>
  words.replace(/\S(?:.*\S)?/s, (text) => `${RIGHT_TO_LEFT_OVERRIDE}${text}${POP_DIRECTIONAL_FORMATTING}`)

const MARKS = /(\{\w+\}|\*\*|[[\]])/

/** Changes the words of a sentence and leaves its places and marks. */
const reworded = (sentence: string, change: (words: string) => string): string =>
  sentence
    .split(MARKS)
    .map((part) => (MARKS.test(part) ? part : change(part)))
    .join('')

/** The same entries, each sentence changed. JSON because a catalogue is nothing but names and sentences. */
const catalogueOf = (change: (words: string) => string): Catalogue =>
  JSON.parse(JSON.stringify(en), (_name, value: unknown) =>
    typeof value === 'string' ? reworded(value, change) : value,
  ) as Catalogue

const PSEUDO: readonly Language[] = [
  { locale: 'en-XA', lang: 'en-XA', ownName: 'Łóñğ', dir: 'ltr', words: catalogueOf(longer) },
  { locale: 'ar-XB', lang: 'ar-XB', ownName: turned('Right to left'), dir: 'rtl', words: catalogueOf(turned) },
]

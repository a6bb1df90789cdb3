import type { Plural } from '../text.ts'
import type { en } from './en.ts'

/** The shape of English without its words: a language that lacks an entry does not compile. */
export type Catalogue = Shape<typeof en>
type Shape<Entry> = Entry extends string
  ? string
  : Entry extends { readonly other: string }
    ? Plural
    : { readonly [Key in keyof Entry]: Shape<Entry[Key]> }

/** A catalogue, or a part of one, seen from outside: names and sentences. */
export type Entry = string | { readonly [key: string]: Entry }

/** Every sentence with the way to it, `reasons.key_invalid.title`. */
export const sentencesOf = (entry: Entry, path = ''): readonly (readonly [path: string, sentence: string])[] =>
  typeof entry === 'string'
    ? [[path, entry]]
    : Object.entries(entry).flatMap(([key, value]) => sentencesOf(value, path === '' ? key : `${path}.${key}`))

/** Every entry that has several wordings by number, with the way to it. */
export const pluralsOf = (entry: Entry, path = ''): readonly (readonly [path: string, forms: readonly string[]])[] => {
  if (typeof entry === 'string') return []
  if (typeof entry['other'] === 'string') return [[path, Object.keys(entry)]]
  return Object.entries(entry).flatMap(([key, value]) => pluralsOf(value, path === '' ? key : `${path}.${key}`))
}

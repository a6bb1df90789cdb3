import { describe, expect, it } from 'vitest'
import { galleryPages } from '../gallery.ts'
import { PSEUDO_TAGS, withPseudo } from '../testing/pseudo.ts'
import { renderDocument } from '../views.tsx'
import { shippedLocales } from './catalogue.ts'

const PAGES = galleryPages()
const ASSETS = { styles: [], scripts: [] }

/** The document without what no catalogue has: names, numbers, the provider's words, times, languages by their own name. */
const spoken = (html: string): string =>
  html
    .replace(/<script.*?<\/script>/gs, '')
    .replace(/<bdi>.*?<\/bdi>/gs, '')
    .replace(/<(\w+) class="(?:id|there)".*?<\/\1>/gs, '')
    .replace(/<time.*?<\/time>/gs, '')
    .replace(/<button[^>]* name="locale".*?<\/button>/gs, '')
    .replace(/<input[^>]*class="link__address"[^>]*>/g, '')

const ATTRIBUTES = / (?:aria-label|alt|title|placeholder|data-kept|data-copied)="([^"]*)"/g

/** Everything a person reads or hears, each piece for itself. */
function wordsOf(html: string): readonly string[] {
  const body = spoken(html).replace(/^.*<body>/s, '')
  const attributes = [...body.matchAll(ATTRIBUTES)].map(([, text = '']) => text)
  return [...body.replace(/<[^>]*>/g, '\n').split('\n'), ...attributes].filter((text) => text.trim() !== '')
}

/** Where a page says something it should not, once each. */
const saying = (unwanted: RegExp, pages: readonly (readonly [name: string, html: string])[]): readonly string[] => [
  ...new Set(
    pages.flatMap(([name, html]) =>
      wordsOf(html).flatMap((words) => (unwanted.test(words) ? [`${name}: ${words}`] : [])),
    ),
  ),
]

describe.each(shippedLocales())('every page in $ownName', ({ locale, lang, dir }) => {
  it('says which language it speaks, and leaves no place for a name open', () => {
    const pages = PAGES.map(({ name, facts }) => [name, renderDocument({ ...facts, locale }, ASSETS)] as const)
    for (const [name, html] of pages) expect(html.slice(0, 60), name).toContain(`<html lang="${lang}" dir="${dir}"`)
    expect(saying(/[{}]|\*\*|\b(?:undefined|null|NaN|Invalid Date)\b/, pages)).toEqual([])
  })
})

describe.each(PSEUDO_TAGS)('every page in %s', (tag) => {
  it('takes all its words from the catalogue', () => {
    const pages = PAGES.map(
      ({ name, facts }) => [name, renderDocument({ ...facts, locale: tag }, ASSETS, withPseudo)] as const,
    )
    expect(saying(tag === 'en-XA' ? /[aeiou]/ : /^[^\u202e]*\p{L}/u, pages)).toEqual([])
  })
})

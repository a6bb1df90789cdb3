import { describe, expect, it } from 'vitest'
import { languageOf, shippedLocales } from '../words/catalogue.ts'
import { PSEUDO_TAGS, withPseudo } from './pseudo.ts'
import { sentencesOf } from './sentences.ts'

const english = sentencesOf(languageOf('en').words)
const letters = (text: string): number => text.replace(/\{\w+\}|\*\*|[[\]]/g, '').length

describe('the pseudo-languages', () => {
  it.each(PSEUDO_TAGS)('%s cannot be chosen', (tag) => {
    expect(shippedLocales()).not.toContainEqual(expect.objectContaining({ locale: tag }))
    expect(languageOf(tag).lang).not.toBe(tag)
    expect(withPseudo(tag).lang).toBe(tag)
  })

  it.each(PSEUDO_TAGS)('%s has every entry, every place for a name, and no sentence of plain English', (tag) => {
    const sentences = new Map(sentencesOf(withPseudo(tag).words))
    const marks = (sentence: string): string[] => [...(sentence.match(/\{\w+\}|\*\*|[[\]]/g) ?? [])]
    for (const [path, sentence] of english) {
      const words = sentences.get(path) ?? ''
      expect([path, marks(words)]).toEqual([path, marks(sentence)])
      if (/[a-z]/i.test(sentence.replace(/\{\w+\}/g, ''))) expect(words).not.toBe(sentence)
    }
  })

  it('the long one is a third longer', () => {
    const length = (sentences: typeof english): number => sentences.reduce((sum, [, text]) => sum + letters(text), 0)
    const ratio = length(sentencesOf(withPseudo('en-XA').words)) / length(english)
    expect(ratio).toBeGreaterThan(1.3)
    expect(ratio).toBeLessThan(1.4)
  })

  it('is longer than every language that is shipped, most of the time', () => {
    const longest = shippedLocales().map(({ locale }) =>
      sentencesOf(languageOf(locale).words).reduce((sum, [, text]) => sum + letters(text), 0),
    )
    const pseudo = sentencesOf(withPseudo('en-XA').words).reduce((sum, [, text]) => sum + letters(text), 0)
    expect(pseudo).toBeGreaterThan(Math.max(...longest))
  })
})

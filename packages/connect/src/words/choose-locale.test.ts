import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LOCALES } from './catalogue.ts'
import { chooseLocale } from './choose-locale.ts'

describe('the language of a page', () => {
  it.each([
    { why: 'nobody wishes for anything', chosen: null, accepted: null, locale: 'en' },
    { why: 'the browser has a language', chosen: null, accepted: 'da-DK,da;q=0.9,en;q=0.8', locale: 'da' },
    { why: 'the best of its languages is not shipped', chosen: null, accepted: 'is, en;q=0.7, da;q=0.8', locale: 'da' },
    { why: 'weights count, not the order', chosen: null, accepted: 'sv;q=0.4, da;q=0.5, en;q=0.7', locale: 'en' },
    { why: 'of equals the first counts', chosen: null, accepted: 'sv;q=0.7, de;q=0.7', locale: 'sv' },
    { why: 'a language is refused', chosen: null, accepted: 'en;q=0, da', locale: 'da' },
    {
      why: 'a language is refused in all its regions',
      chosen: null,
      accepted: 'en-GB, en;q=0, fr;q=0.5',
      locale: 'fr',
    },
    { why: 'only one region is refused', chosen: null, accepted: 'de-AT;q=0, de;q=0.5', locale: 'de' },
    { why: 'all the others will do', chosen: null, accepted: 'xx, *;q=0.1', locale: 'en' },
    { why: 'the header is noise', chosen: null, accepted: ';;;q=,,', locale: 'en' },
    { why: 'a weight is none', chosen: null, accepted: 'de;q=2, fr;q=0.1234, sv;level=1, da;q=0.001', locale: 'da' },
    { why: 'Norwegians ask for their language by its general name', chosen: null, accepted: 'no, en', locale: 'nb' },
    { why: 'Norwegians write the other form', chosen: null, accepted: 'nn-NO, en;q=0.9', locale: 'nb' },
    { why: 'Brazilians read Portuguese', chosen: null, accepted: 'pt-BR, en;q=0.9', locale: 'pt' },
    { why: 'Latin Americans read Spanish', chosen: null, accepted: 'es-419, en;q=0.9', locale: 'es' },
    { why: 'a tag has a script', chosen: null, accepted: 'de-Latn-CH-1996', locale: 'de' },
    { why: 'tags are written in any case', chosen: null, accepted: 'FR-ca;Q=0.9', locale: 'fr' },
    { why: 'the choice goes before the browser', chosen: 'da', accepted: 'en', locale: 'da' },
    { why: 'the choice has a region', chosen: 'da-DK', accepted: null, locale: 'da' },
    { why: 'the choice is not shipped', chosen: 'zz', accepted: 'da', locale: 'da' },
    { why: 'the choice is a language for tests', chosen: 'ar-XB', accepted: 'da', locale: 'da' },
  ])('is $locale where $why', ({ chosen, accepted, locale }) => {
    expect(chooseLocale(chosen, accepted)).toBe(locale)
  })

  it('is one that is shipped, whatever is sent', () => {
    fc.assert(
      fc.property(fc.option(fc.string()), fc.option(fc.string()), (chosen, accepted) => {
        expect(Object.keys(LOCALES)).toContain(chooseLocale(chosen, accepted))
      }),
    )
  })
})

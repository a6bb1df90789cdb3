import { describe, expect, it } from 'vitest'
import { idsOf, isInBrowser, titlesIn } from './test-titles.mjs'

/** The ids stand in ‹› here, so that this file does not count as testing them. */
const bracketed = (text: string): string => text.replaceAll('‹', '[').replaceAll('›', ']')

const of = (source: string) => titlesIn('x.test.ts', source).map(({ title, ids }) => [title, ...ids])

describe('ids of a title', () => {
  it.each([
    { title: '‹S25› shows it', ids: ['S25'] },
    { title: '‹S25, S28› shows both', ids: ['S25', 'S28'] },
    { title: '‹S25›‹K1› shows both', ids: ['S25', 'K1'] },
    { title: '‹SEC-S4, K1› of the plan', ids: ['SEC-S4', 'K1'] },
    { title: 'reads [a] and [1] and [x25]', ids: [] },
  ])('of "$title" are $ids', ({ title, ids }) => {
    expect(idsOf(bracketed(title))).toEqual(ids)
  })
})

describe('titles of a source', () => {
  it.each([
    { form: 'a plain test', text: `it('a', () => {})`, found: [['a']] },
    { form: 'either quote', text: `it("it's", () => {}); test(\`b\`, f)`, found: [["it's"], ['b']] },
    { form: 'a template', text: 'it(`a ${b} c`, f)', found: [['a … c']] },
    { form: 'a modifier', text: `it.only('a', f); test.fixme('b', f)`, found: [['a'], ['b']] },
    { form: 'a sum', text: `it('a ' + b, f)`, found: [['a …']] },
    { form: 'nothing else', text: `edit('a'); commit('b'); /it('c')/.test(d)`, found: [] },
  ])('are found in $form', ({ text, found }) => {
    expect(of(text)).toEqual(found)
  })

  it.each([
    {
      from: 'describes around, and no other',
      text: `describe('‹K1› g', () => { it('‹S1› a', f) }); it('b', f)`,
      ids: ['K1', 'S1'],
    },
    { from: "Playwright's describes", text: `test.describe('‹K1› g', () => { test('a', f) })`, ids: ['K1'] },
    { from: 'rows', text: `it.each([{ id: '‹S8›', n: [1, 2] }, { id: '‹S9›' }])('$id ok', f)`, ids: ['S8', 'S9'] },
    { from: 'rows in a constant', text: `const ROWS = [['‹S8›']]; it.each(ROWS)('%s', f)`, ids: ['S8'] },
    { from: 'a tagged table', text: 'it.each`id\n${"‹S8›"}`("$id", f)', ids: ['S8'] },
  ])('carry the ids of $from', ({ text, ids }) => {
    const [first] = titlesIn('x.test.ts', bracketed(text))
    expect(first?.ids).toEqual(ids)
  })
})

it.each([
  ['e2e/main-job.spec.ts', true],
  ['packages/connect/src/access/axe.test.ts', true],
  ['packages/connect/src/browser/input.test.ts', true],
  ['packages/connect/src/views.test.tsx', false],
  ['packages/server/src/domain/state.test.ts', false],
])('the tests of %s run in a browser: %s', (file, is) => {
  expect(isInBrowser(file)).toBe(is)
})

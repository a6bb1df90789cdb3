import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT, runCommand } from './run-command.mjs'
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
    { form: 'a template with a constant', text: 'const B = 3; it(`a ${B} c`, f)', found: [['a 3 c']] },
    { form: 'a modifier', text: `it.only('a', f); test.skipIf(x)('b', f)`, found: [['a'], ['b']] },
    { form: 'a sum', text: `it('a ' + b, f)`, found: [['a …']] },
    { form: 'a step', text: `test('a', async () => { await test.step('b', f) })`, found: [['a'], ['b']] },
    { form: 'nothing else', text: `edit('a'); commit('b'); /it('c')/.test(d); test.skip(isSlow, 'd')`, found: [] },
    {
      form: 'nothing that never runs',
      text: `it.skip('a', f); test.fixme('b', f); describe.skip('c', () => it('d', f))`,
      found: [],
    },
  ])('are found in $form', ({ text, found }) => {
    expect(of(text)).toEqual(found)
  })

  it.each([
    { from: 'the title', text: `it('‹S1› a', f)`, ids: ['S1'] },
    { from: 'no describe around', text: `describe('‹K1› g', () => { it('‹S1› a', f) })`, ids: ['S1'] },
    { from: "none of Playwright's describes", text: `test.describe('‹K1› g', () => { test('a', f) })`, ids: [] },
    {
      from: 'rows that the title prints',
      text: `it.each([{ id: '‹S8›', n: [1] }, { id: '‹S9›' }])('$id ok', f)`,
      ids: ['S8', 'S9'],
    },
    { from: 'no row that it does not print', text: `it.each([{ id: '‹S8›', n: 1 }])('$n ok', f)`, ids: [] },
    { from: 'rows in a constant', text: `const ROWS = [['‹S8›']] as const; it.each(ROWS)('%s', f)`, ids: ['S8'] },
    { from: 'no second value where one is printed', text: `it.each([['a', '‹S8›']])('%s', f)`, ids: [] },
    { from: 'a tagged table', text: 'it.each`id | n\n${"‹S8›"} | ${1}`("$id", f)', ids: ['S8'] },
    { from: 'no row that only a run knows', text: `it.each(rows())('%s ‹S1›', f)`, ids: ['S1'] },
  ])('carry the ids of $from', ({ text, ids }) => {
    const [first] = titlesIn('x.test.ts', bracketed(text))
    expect(first?.ids).toEqual(ids)
  })
})

/** A file with ids in the rows of a table: what it says is read from the source and asked of vitest. */
const WITH_ROWS = 'packages/server/src/domain/state.test.ts'

it('reads the ids that vitest prints', { timeout: 60_000 }, async () => {
  const argv = ['vitest', 'list', '--no-static-parse', '--json', '--project', 'server', WITH_ROWS]
  const { code, output } = await runCommand(argv, { output: 'collected' })
  expect(code, output).toBe(0)
  const own = output.split('\n').map((line) => /"name": "(?:.* > )?(.*)",$/.exec(line)?.[1] ?? '')
  const read = titlesIn(WITH_ROWS, readFileSync(join(ROOT, WITH_ROWS), 'utf8')).flatMap(({ ids }) => ids)
  expect(new Set(own.flatMap(idsOf))).toEqual(new Set(read))
  expect(read).toContain('S65')
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

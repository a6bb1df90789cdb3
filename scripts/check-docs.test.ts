import { describe, expect, it } from 'vitest'
import { anchorOf, linksOf, statementOf } from './check-docs.mjs'

describe('the links of a page', () => {
  it.each([
    { form: 'text', page: 'See [this](a/b.md#c).', links: ['a/b.md#c'] },
    { form: 'a picture with a title', page: '![It](docs/x.png "It")', links: ['docs/x.png'] },
    { form: 'a picture in a link', page: '[![It](x.png)](y.md)', links: ['x.png', 'y.md'] },
    { form: 'HTML', page: '<a href="a.md"><img src="b.png"></a>', links: ['a.md', 'b.png'] },
    { form: 'no code', page: '```md\n[x](y.md)\n```\n', links: [] },
  ])('are those of $form', ({ page, links }) => {
    expect(linksOf(page)).toEqual(links)
  })

  it.each([
    { heading: 'Five minutes to a first connection', anchor: 'five-minutes-to-a-first-connection' },
    { heading: '`@hono/node-server`: why', anchor: 'hononode-server-why' },
  ])('lead to "$heading" by #$anchor', ({ heading, anchor }) => {
    expect(anchorOf(heading)).toBe(anchor)
  })
})

it('the accessibility statement is read as criteria with their tests, and tests with their files', () => {
  const page = [
    '| 1.1.1 Non-text content | A     | Words. | `axe`, `heard` |',
    '| 1.2.4 Captions (live)  | AA    | None.  |                |',
    '| `axe`   | [axe.test.ts](../packages/a/axe.test.ts) | finds nothing: %s |',
  ].join('\n')
  expect(statementOf(page)).toEqual({
    criteria: [
      { number: '1.1.1', level: 'A', tests: ['axe', 'heard'] },
      { number: '1.2.4', level: 'AA', tests: [] },
    ],
    tests: [{ name: 'axe', file: 'packages/a/axe.test.ts', title: 'finds nothing: %s' }],
  })
})

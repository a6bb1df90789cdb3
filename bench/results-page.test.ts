import { describe, expect, it } from 'vitest'
import { figureOf } from './figure.ts'
import { pageWith } from './results-page.ts'
import type { Result } from './results-page.ts'

const ROWS = [
  { id: 'start', what: 'start to ready', beside: 'a bare Node' },
  { id: 'file-size', what: 'bytes a connection', beside: null },
]
const AROUND = { machine: 'Machine: one.', rows: ROWS, absent: '## Not measured yet\n\nThe proxy.\n' }

const resultOf = (id: string, changes: Partial<Result> = {}): Result => ({
  id,
  figures: [figureOf({ name: 'ready', values: [300], unit: { name: 'ms' }, limit: { most: 1_000 } })],
  rounds: 1,
  load: 0.5,
  revision: 'abc1234',
  date: '2026-11-25',
  ...changes,
})
const linesOf = (page: string): readonly string[] => page.split('\n').filter((line) => line.startsWith('| `'))

describe('the page of results', () => {
  it('has a line for each figure of a row, with limit, yardstick, ratio, revision and date', () => {
    const figures = [
      figureOf({
        name: 'ready',
        values: [300],
        unit: { name: 'ms' },
        limit: { most: 1_000 },
        yardstick: { values: [100], ratio: { most: 6 } },
      }),
      figureOf({ name: 'memory', values: [117], unit: { name: 'MB' }, limit: { most: 120 } }),
    ]
    expect(linesOf(pageWith('', resultOf('start', { figures }), AROUND))).toEqual([
      '| `start` | ready | 300 ms (300 to 300) | ≤ 1,000 ms | 100 ms (100 to 100) | 3.00 × (3.00 to 3.00) | ≤ 6 × | yes | 1 | 0.5 | abc1234 | 2026-11-25 |',
      '| `start` | memory | 117 MB (117 to 117) | ≤ 120 MB | – | – | – | yes | 1 | 0.5 | abc1234 | 2026-11-25 |',
    ])
  })

  it('says no where a limit does not hold', () => {
    const figures = [figureOf({ name: 'ready', values: [1_001], unit: { name: 'ms' }, limit: { most: 1_000 } })]
    expect(linesOf(pageWith('', resultOf('start', { figures }), AROUND))).toEqual([
      '| `start` | ready | 1,001 ms (1,001 to 1,001) | ≤ 1,000 ms | – | – | – | **no** | 1 | 0.5 | abc1234 | 2026-11-25 |',
    ])
  })

  it('keeps the other rows as they stand, replaces all lines of this one, and keeps the order of the rows', () => {
    const first = pageWith('', resultOf('file-size', { revision: 'old' }), AROUND)
    const second = pageWith(first, resultOf('start', { revision: 'older' }), AROUND)
    const third = pageWith(second, resultOf('start', { revision: 'new' }), AROUND)
    expect(linesOf(third).map((line) => /`([\w-]+)`.*\| (\w+) \| [\d-]+ \|$/.exec(line)?.slice(1))).toEqual([
      ['start', 'new'],
      ['file-size', 'old'],
    ])
  })

  it('drops lines of a row that is no more, and of a table with other columns', () => {
    const before =
      '| `gone` | a | b | c | d | e | f | yes | 1 | 0.5 | abc | 2026-11-24 |\n| `file-size` | SQLite | yes |\n'
    expect(linesOf(pageWith(before, resultOf('start'), AROUND))).toHaveLength(1)
  })

  it('says of each row what it is beside, and what is not measured', () => {
    const page = pageWith('', resultOf('start'), AROUND)
    expect(page).toContain('- **start**: start to ready. Yardstick: a bare Node.\n')
    expect(page).toContain('- **file-size**: bytes a connection. Bytes and counts: the same on any machine.\n')
    expect(page).toMatch(/\n## Not measured yet\n\nThe proxy.\n$/)
  })
})

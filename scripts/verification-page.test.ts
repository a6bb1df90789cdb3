import { describe, expect, it } from 'vitest'
import { pageOf, pageWith, rowsFrom, verifiedOn } from './verification-page.mjs'

const vault = { part: 'vault', date: '2026-11-25', revision: 'abc1234' }
const crash = { part: 'crash', date: '2026-11-20', revision: '0123456+' }
const TESTS = '12 passed, 0 failed, 0 skipped'

const parts = [
  { tests: TESTS, ...vault },
  { tests: '1 passed, 0 failed, 0 skipped', ...crash },
]
const figures = [
  { id: 'K10', reached: '5 keys', ...vault },
  { id: 'K2', reached: '3,400 bits', ...vault },
  { id: 'C1', reached: '100 kills', ...crash },
]

describe('the page of what was verified', () => {
  it('reads back what it wrote, sorted by part and by id', () => {
    const { parts: partRows, figures: figureRows } = verifiedOn(pageOf({ parts, figures }))
    expect(partRows).toEqual(parts.toReversed())
    expect(figureRows).toEqual(figures.toReversed())
  })

  it('says of each row which part, on which day, at which revision', () => {
    const page = pageOf({ parts, figures })
    expect(page).toContain(`| vault | ${TESTS} | 2026-11-25 | abc1234 |\n`)
    expect(page).toContain('| C1 | 100 kills | crash | 2026-11-20 | 0123456+ |\n')
  })

  it('replaces the rows of one part, those that are gone too, and keeps those of the others', () => {
    const later = { ...vault, date: '2026-12-01', revision: 'fffffff' }
    const after = verifiedOn(
      pageWith(pageOf({ parts, figures }), 'vault', rowsFrom([{ id: 'K2', figure: '9 bits' }], TESTS, later)),
    )
    expect(after.parts).toEqual([parts[1], { tests: TESTS, ...later }])
    expect(after.figures).toEqual([figures[2], { id: 'K2', reached: '9 bits', ...later }])
  })

  it('gives each figure a row, and a test without a figure none of its own', () => {
    const reported = [
      { id: 'K2', figure: '3 bits' },
      { id: 'K2', figure: '4 tags' },
    ]
    expect(rowsFrom(reported, TESTS, vault)).toEqual({
      parts: [{ tests: TESTS, ...vault }],
      figures: [
        { id: 'K2', reached: '3 bits', ...vault },
        { id: 'K2', reached: '4 tags', ...vault },
      ],
    })
    expect(rowsFrom([], TESTS, vault).figures).toEqual([])
  })

  it('keeps the sections that others write', () => {
    const others = '## Mutations\n\n| room | killed |\n|---|---|\n| vault | 95 % |\n'
    const page = pageWith(`${pageOf({ parts, figures })}\n${others}`, 'vault', { parts: [], figures: [] })
    expect(page.endsWith(`\n\n${others}`)).toBe(true)
    expect(pageWith(page, 'vault', { parts: [], figures: [] })).toBe(page)
  })

  it('begins a page where there is none', () => {
    expect(verifiedOn(pageWith('', 'crash', { parts: [], figures: [] }))).toEqual({ parts: [], figures: [] })
  })

  it('keeps a bar or a new line in a figure from ending its cell', () => {
    const page = pageOf({ parts: [], figures: [{ id: 'K1', reached: 'a|b\nc', ...vault }] })
    expect(verifiedOn(page).figures).toEqual([{ id: 'K1', reached: 'a/b c', ...vault }])
  })
})

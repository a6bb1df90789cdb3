import { describe, expect, it } from 'vitest'
import { pageOf, pageWith, rowsFrom, rowsOf } from './verification-page.mjs'

const run = { date: '2026-11-24', command: 'npm run verify -- vault' }
const other = { date: '2026-11-20', command: 'npm run verify -- crash' }

describe('the page of what was verified', () => {
  it('reads back what it wrote, sorted by id', () => {
    const rows = [
      { id: 'K10', figure: '1 test passed', ...run },
      { id: 'K2', figure: '3,400 bits', ...run },
    ]
    expect(rowsOf(pageOf(rows)).map(({ id }) => id)).toEqual(['K2', 'K10'])
  })

  it('replaces the rows of one part and keeps those of the others', () => {
    const before = pageOf([
      { id: 'K2', figure: 'old', ...run },
      { id: 'K3', figure: 'gone', ...run },
      { id: 'C1', figure: '100 kills', ...other },
    ])
    const after = rowsOf(pageWith(before, run.command, [{ id: 'K2', figure: 'new', ...run }]))
    expect(after.map(({ id, figure }) => [id, figure])).toEqual([
      ['C1', '100 kills'],
      ['K2', 'new'],
    ])
  })

  it('tells the figures that tests reported, and else how many passed', () => {
    const figures = [
      { id: 'K2', figure: '3 bits' },
      { id: 'K2', figure: '4 tags' },
    ]
    const passed = new Map([
      ['K2', 9],
      ['K3', 1],
    ])
    expect(rowsFrom(figures, passed, run)).toEqual([
      { id: 'K2', figure: '3 bits; 4 tags', ...run },
      { id: 'K3', figure: '1 test passed', ...run },
    ])
  })

  it('keeps a bar in a figure from ending its cell', () => {
    expect(rowsOf(pageOf([{ id: 'K1', figure: 'a|b', ...run }]))).toEqual([{ id: 'K1', figure: 'a/b', ...run }])
  })
})

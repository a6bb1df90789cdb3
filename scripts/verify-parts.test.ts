import { describe, expect, it } from 'vitest'
import { filesOf, PARTS, testFiles } from './verify-parts.mjs'

describe('the parts of npm run verify', () => {
  it('have each test file of the repository exactly once', () => {
    const inParts = Object.values(PARTS).flatMap(filesOf).toSorted()
    expect(testFiles().length).toBeGreaterThan(100)
    expect(inParts).toEqual(testFiles())
  })

  it.each(Object.keys(PARTS))('have something to run: %s', (name) => {
    const part = PARTS[name]
    expect(part === undefined ? [] : filesOf(part)).not.toEqual([])
  })
})

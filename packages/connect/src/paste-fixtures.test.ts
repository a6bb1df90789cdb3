import { describe, expect, it } from 'vitest'
import { tidyPaste } from './paste.ts'
import { PASTE_FIXTURES } from './testing/paste-fixtures.ts'

describe('the paste doctor, as the table has it', () => {
  it.each(PASTE_FIXTURES)('[I11, X28] $what', ({ pasted, comesTo }) => {
    const paste = tidyPaste(new TextEncoder().encode(pasted))
    if ('fault' in comesTo) {
      expect(paste).toEqual({ kind: 'malformed', fault: comesTo.fault })
      return
    }
    if (paste.kind !== 'key') throw new Error(paste.fault)
    expect(new TextDecoder().decode(paste.bytes)).toBe(comesTo.key)
    expect(paste.repairs.map(({ kind }) => kind).toSorted()).toEqual(comesTo.repairs.toSorted())
    expect(paste.hints).toEqual(comesTo.hint === null ? [] : [comesTo.hint])
  })

  it('is of forty rows and more, and has each fault, repair and hint', () => {
    expect(PASTE_FIXTURES.length).toBeGreaterThanOrEqual(40)
    const named = PASTE_FIXTURES.flatMap(({ comesTo }) =>
      'fault' in comesTo ? [comesTo.fault] : [...comesTo.repairs, ...(comesTo.hint === null ? [] : [comesTo.hint])],
    )
    expect(new Set(named).size).toBe(8 + 6 + 3)
    expect(new Set(PASTE_FIXTURES.map(({ what }) => what)).size).toBe(PASTE_FIXTURES.length)
  })
})

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runs } from '../../testing/scale.ts'
import { PageVisit } from '../testing/page-visit.ts'
import { aTenant, problemOf, RunningKeyturn } from '../testing/running-keyturn.ts'

/** What makes a text no key, wherever it stands. */
const SPOILS = ['•', ' \u0000 ', '\n=\n=', 'é', '://', ': ', '***'] as const

describe('a paste that is no key', () => {
  let keyturn: RunningKeyturn
  beforeAll(async () => {
    keyturn = await RunningKeyturn.start()
  })
  afterAll(() => keyturn[Symbol.asyncDispose]())

  /** Long enough that no page has it by chance. */
  const piece = fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme' }).filter((text) => text.trim().length >= 8)
  const pasted = fc.tuple(piece, fc.constantFrom(...SPOILS), piece)

  const holds = (answer: string, text: string): boolean =>
    [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)].some((spelling) => answer.includes(spelling))

  it(
    '[X28, X31] is answered without a word of it, on the page, as its state, and as a problem',
    { timeout: 240_000 },
    async () => {
      const tenantId = aTenant()
      const page = await PageVisit.open(keyturn, { tenantId })
      const before = keyturn.simulator.control.requests().last
      await fc.assert(
        fc.asyncProperty(pasted, async (parts) => {
          const key = parts.join('')
          const asState = await page.post('key', { key })
          expect(asState.status).toBe(202)
          const imported = await keyturn.import(tenantId, key)
          expect(problemOf(imported).code).toBe('key_malformed')
          const answers = [asState.text, imported.text, (await page.page()).text]
          for (const text of [parts[0], parts[2], key]) {
            expect(answers.some((answer) => holds(answer, text))).toBe(false)
          }
        }),
        { numRuns: runs({ test: 60, verify: 3_000 }) },
      )
      expect(keyturn.simulator.control.requests(before).requests).toEqual([])
      expect((await page.state()).state).toBe('failed')
    },
  )
})

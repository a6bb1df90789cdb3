import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MessageBudget } from './message-budget.ts'

/** @returns how many of the messages that came at these times, in ms, were looked at */
const taken = (budget: MessageBudget, times: readonly number[]): number =>
  times.filter((time) => budget.takes(time)).length
const flood = (at: number, count: number): number[] => Array.from({ length: count }, () => at)

it('[T02] looks at fifty messages of a flood, and at ten more for each second that passes', () => {
  const budget = new MessageBudget()
  expect(taken(budget, flood(0, 1_000))).toBe(50)
  expect(taken(budget, flood(1_000, 1_000))).toBe(10)
  expect(taken(budget, flood(1_050, 1_000))).toBe(0)
  expect(taken(budget, flood(3_000, 1_000))).toBe(20)
})

it('saves up for no more than one flood, however long a host was silent', () => {
  const budget = new MessageBudget()
  taken(budget, flood(0, 50))
  expect(taken(budget, flood(3_600_000, 1_000))).toBe(50)
})

it('gives nothing for a time that goes back', () => {
  const budget = new MessageBudget()
  taken(budget, flood(10_000, 50))
  expect(taken(budget, flood(0, 100))).toBe(0)
})

it('[T02] never looks at more than fifty and ten a second, whenever the messages come', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { maxLength: 400 }), (gaps) => {
      let now = 0
      const times = gaps.map((gap) => (now += gap))
      expect(taken(new MessageBudget(), times)).toBeLessThanOrEqual(50 + now / 100)
    }),
  )
})

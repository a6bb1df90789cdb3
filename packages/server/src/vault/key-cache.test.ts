import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PATIENCE_MS, runs } from '../testing/scale.ts'
import { KeyCache } from './key-cache.ts'

const LIMITS = { entries: 3, ageMs: 100, uses: 4 }

function aCache() {
  let now = 1_000
  const cache = new KeyCache<string>(LIMITS, { now: () => now })
  const forward = (ms: number): void => {
    now += ms
  }
  return { cache, forward }
}

describe('a key cache', () => {
  it('counts the uses of a value under all its names together', () => {
    const { cache } = aCache()
    cache.put(['a/1', 'a/newest'], 'key')
    expect([cache.take('a/1'), cache.take('a/newest'), cache.take('a/1')]).toEqual(['key', 'key', 'key'])
    expect([cache.take('a/newest'), cache.take('a/1')]).toEqual([undefined, undefined])
  })

  it('forgets the one that was used longest ago', () => {
    const { cache } = aCache()
    for (const name of ['a', 'b', 'c']) cache.put([name], name)
    cache.take('a')
    cache.put(['d'], 'd')
    expect(['a', 'b', 'c', 'd'].map((name) => cache.take(name))).toEqual(['a', undefined, 'c', 'd'])
  })

  it('keeps a value until its age is reached, and never after the clock was set back', () => {
    const { cache, forward } = aCache()
    cache.put(['a', 'b'], 'key')
    forward(LIMITS.ageMs - 1)
    expect(cache.take('a')).toBe('key')
    forward(1)
    expect(cache.take('a')).toBeUndefined()
    forward(-LIMITS.ageMs - 1)
    expect(cache.take('b')).toBeUndefined()
  })

  it('takes the newer value of a name', () => {
    const { cache } = aCache()
    cache.put(['a'], 'old')
    cache.put(['a'], 'new')
    expect(cache.take('a')).toBe('new')
  })

  it(
    'never gives out more uses, older values or more names than its limits allow',
    () => {
      const step = fc.oneof(
        fc.record({ kind: fc.constant('put' as const), name: fc.constantFrom('a', 'b', 'c', 'd', 'e') }),
        fc.record({ kind: fc.constant('take' as const), name: fc.constantFrom('a', 'b', 'c', 'd', 'e') }),
        fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: -30, max: 60 }) }),
      )
      fc.assert(
        fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
          let now = 1_000
          const cache = new KeyCache<{ since: number; uses: number }>(LIMITS, { now: () => now })
          for (const each of steps) {
            if (each.kind === 'wait') now += each.ms
            if (each.kind === 'put') cache.put([each.name], { since: now, uses: 1 })
            if (each.kind !== 'take') continue
            const taken = cache.take(each.name)
            if (taken === undefined) continue
            taken.uses += 1
            const isWithin = taken.uses <= LIMITS.uses && now >= taken.since && now - taken.since < LIMITS.ageMs
            if (!isWithin) throw new Error('A value was given out beyond a limit.')
          }
          const kept = ['a', 'b', 'c', 'd', 'e'].filter((name) => cache.take(name) !== undefined)
          expect(kept.length).toBeLessThanOrEqual(LIMITS.entries)
        }),
        { numRuns: runs({ test: 5_000, verify: 100_000 }) },
      )
    },
    PATIENCE_MS,
  )
})

import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll } from 'vitest'

/** Seeds that failed once are kept beside their tests, and replayed for ever, at every scale. */
export function seedKeeper(file: URL) {
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const kept = new Map(Object.entries(read as Readonly<Record<string, readonly number[]>>))
  const failing = new Map<string, Set<number>>()
  afterAll(() => {
    if (failing.size === 0) return
    for (const [name, seeds] of failing) kept.set(name, [...new Set([...(kept.get(name) ?? []), ...seeds])])
    const sorted = [...kept].map(([name, seeds]) => [name, seeds.toSorted((a, b) => a - b)])
    writeFileSync(file, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`)
  })
  return {
    /** Those of a scenario that failed, and so many more. */
    seeds: (name: string, count: number): ReadonlySet<number> =>
      new Set([...(kept.get(name) ?? []), ...Array.from({ length: count }, (_, index) => index + 1)]),

    /** @throws what says which seed it was */
    failed(name: string, seed: number, cause: unknown): never {
      failing.set(name, (failing.get(name) ?? new Set()).add(seed))
      throw new Error(`Seed ${seed} of "${name}" fails.`, { cause })
    },
  }
}

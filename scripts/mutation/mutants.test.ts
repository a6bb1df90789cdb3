import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inOrderOf, mutantsOf, mutated } from './mutants.mjs'
import { parse, withReach } from './syntax.mjs'

const FILE = 'packages/server/src/domain/delivery.ts'
const source = readFileSync(new URL(`../../${FILE}`, import.meta.url), 'utf8')
const all = mutantsOf(FILE, source)
const namesOf = (mutants: typeof all): string[] => mutants.map(({ before, after }) => `${before} → ${after}`)

describe('the mutants of a file', () => {
  it('are many, each another program that can be read', () => {
    const programs = all.map((mutant) => mutated(source, mutant))
    expect(all.length).toBeGreaterThan(50)
    expect(new Set([source, ...programs]).size).toBe(all.length + 1)
    expect(programs.filter((program) => parse(FILE, program) === undefined)).toEqual([])
  })

  it('come in the same order for the same seed, in another for another', () => {
    expect(namesOf(inOrderOf(all.toReversed(), 1))).toEqual(namesOf(inOrderOf(all, 1)))
    expect(namesOf(inOrderOf(all, 2))).not.toEqual(namesOf(inOrderOf(all, 1)))
  })

  it('keep their names and their order when lines are added above', () => {
    const moved = mutantsOf(FILE, `// One more line.\n\n${source}`)
    expect(namesOf(inOrderOf(moved, 1))).toEqual(namesOf(inOrderOf(all, 1)))
  })
})

describe('a file with instruments', () => {
  it('tells each function that runs, and that it was loaded', () => {
    const told: string[] = []
    const instrumented = withReach('a.js', 'const f = () => ({ b: 1 }); function g() { return f() }; use(f, g)')
    const use = (_: unknown, g: () => unknown): unknown => g()
    Object.assign(globalThis, { keyturnReached: (unit: string) => told.push(unit), use })
    // What is told can only be seen by running it.
    // oxlint-disable-next-line no-eval
    globalThis.eval(instrumented)
    Reflect.deleteProperty(globalThis, 'keyturnReached')
    Reflect.deleteProperty(globalThis, 'use')
    expect(told).toEqual(['a.js#1', 'a.js#0', 'a.js#-1'])
  })
})

import { describe, expect, it } from 'vitest'
import { mutantsOf } from './mutants.mjs'

const afterOf = (source: string, file = 'x.ts'): string[] => mutantsOf(file, source).map(({ after }) => after)

describe('the mutants of a piece of code', () => {
  it.each([
    { from: 'limit(a < b)', becomes: ['limit(a <= b)', ';'] },
    { from: 'limit(a === b)', becomes: ['limit(a !== b)', ';'] },
    { from: 'x = a && b', becomes: ['x = a || b', ';'] },
    { from: 'x = a ?? b', becomes: ['x = (b)', ';'] },
    { from: 'x = a * b', becomes: ['x = a / b', ';'] },
    { from: 'x += y', becomes: ['x -= y', ';'] },
    { from: 'x = !a', becomes: ['x = a', ';'] },
    { from: 'x = true', becomes: ['x = false', ';'] },
    { from: 'x = 7', becomes: ['x = 8', 'x = 6', ';'] },
    { from: 'x = 60_000', becomes: ['x = 120000', 'x = 30000', ';'] },
    { from: "x = 'a'", becomes: ["x = ''", ';'] },
    { from: "x = ''", becomes: ["x = 'changed'", ';'] },
    { from: 'x = /^a$/', becomes: ['x = /a$/', 'x = /^a/', ';'] },
    { from: 'x = [a, b]', becomes: ['x = [ b]', 'x = [a, ]', ';'] },
    { from: 'x = { a, ...b }', becomes: ['x = { ...b }', 'x = { a, }', ';'] },
    { from: 'x = a?.b', becomes: ['x = a.b', ';'] },
    { from: 'x = a?.[b]', becomes: ['x = a[b]', ';'] },
    { from: 'x = a?.(b)', becomes: ['x = a(b)', ';'] },
    { from: 'await f()', becomes: ['void f()', ';'] },
    { from: 'for (;;) if (a) break', becomes: ['for (;;) if (!(a)) break', 'for (;;) ;'] },
    { from: 'if (!a) throw b', becomes: ['if (a) throw b', ';'] },
    { from: 'x = a ? b : c', becomes: ['x = !(a) ? b : c', ';'] },
    { from: 'function f() { return g }', becomes: ['function f() { return (undefined as never) }'] },
    { from: 'x = () => f', becomes: ['x = () => (undefined as never)', ';'] },
  ])('of $from are $becomes', ({ from, becomes }) => {
    expect(afterOf(from).toSorted()).toEqual(becomes.toSorted())
  })

  it.each([
    ['types', "type Kind = 'a' | 'b'; interface Limit { readonly most: 3 }; let x: 'a'"],
    ['imports and exports of others', "import { a } from './a.ts'; export { b } from './b.ts'; export * from './c.ts'"],
    ['the words of an error', "throw new Error('There is no such key.')"],
    ['the names of entries', "f({ 'content-type'() {} }).g"],
  ])('leave alone %s', (_, source) => {
    expect(afterOf(source).filter((after) => after !== ';')).toEqual([])
  })

  it('takes out a log line as a whole, and the code of an error', () => {
    expect(afterOf("ports.log.warn({ id: 7 }, 'a key was not removed')")).toEqual([';'])
    expect(afterOf("throw new Refusal('key_in_use')")).toEqual(["throw new Refusal('')"])
  })

  it('looks through what only types say', () => {
    expect(afterOf('const x = [1] as const satisfies readonly number[]')).toContain(
      'const x = [2] as const satisfies readonly number[]',
    )
  })

  it('changes text between tags and in attributes', () => {
    expect(afterOf('const x = <p title="a">Hello</p>', 'x.tsx')).toEqual([
      'const x = <p title="">Hello</p>',
      'const x = <p title="a"></p>',
    ])
  })

  it('names the line, and the function in which it is', () => {
    const [first, second] = mutantsOf('x.ts', 'let y = 0\nfunction f() {\n  y = x\n}\n').toReversed()
    expect(first).toMatchObject({ line: 3, unit: 0, before: 'y = x' })
    expect(second).toMatchObject({ line: 1, unit: -1, before: 'let y = 0' })
  })
})

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../run-command.mjs'
import { Judge } from './judge.mjs'
import { mutantsOf } from './mutants.mjs'
import { reachTable } from './reach-table.mjs'

const LIMIT = `export const isOver = (size: number): boolean => size > 10
export function waitFor(size: number): number {
  let left = size
  while (left > 0) left -= 1
  return left
}
export const pair = (): [string, string] => ['unheard', 'of']
`
const FILES: Record<string, string> = {
  '.gitignore': 'node_modules\n',
  'package.json': '{ "name": "planted", "type": "module", "workspaces": [] }',
  'tsconfig.json':
    '{ "compilerOptions": { "strict": true, "composite": true, "outDir": "dist", "types": [] }, "include": ["src/limit.ts", "src/price.ts"] }',
  'vitest.config.ts': "export default { test: { include: ['src/*.test.ts'] } }",
  'src/limit.ts': LIMIT,
  'src/price.ts': "export const price = (): string => 'free'\n",
  // Weak: it does not try the limit itself.
  'src/limit.test.ts': `import { expect, it } from 'vitest'
import { isOver, waitFor } from './limit.ts'
import { price } from './price.ts'
it('refuses what is far too long', () => expect([isOver(5), isOver(99)]).toEqual([false, true]))
it('counts down', () => expect(waitFor(3)).toBe(0))
it('asks for nothing', () => expect(price()).toBe('free'))
`,
}

const SOURCES = ['src/limit.ts', 'src/price.ts']

/** In this order: what came of one mutant must say nothing about the next. */
const PLANTED = [
  { outcome: 'killed', what: 'an answer that a test compares', after: 'boolean => (undefined as never)' },
  { outcome: 'killed', what: 'an answer of another file', after: "price = (): string => ''" },
  { outcome: 'survived', what: 'a limit that no test tries', after: 'size >= 10' },
  { outcome: 'timeout', what: 'a loop without an end', after: 'left += 1' },
  { outcome: 'survived', what: 'what no test reaches', after: "['', 'of']" },
  { outcome: 'discarded', what: 'what has the wrong type', after: "['unheard', ]" },
]

describe('mutants of a checkout with a weak test', () => {
  const root = mkdtempSync(join(tmpdir(), 'keyturn-planted-'))
  let judge: Judge
  let reach: Awaited<ReturnType<typeof reachTable>>

  beforeAll(async () => {
    mkdirSync(join(root, 'src'))
    for (const [file, text] of Object.entries(FILES)) writeFileSync(join(root, file), text)
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
    execFileSync('git', ['init', '--quiet'], { cwd: root })
    const by = { hashOf: () => 'planted', cache: join(root, 'dist/cache.json'), say: () => undefined }
    reach = await reachTable(root, ['src/limit.test.ts'], SOURCES, by)
    judge = new Judge(root, { budgetMs: 20_000, patienceMs: 5_000 })
  }, 300_000)

  afterAll(() => {
    judge.close()
    rmSync(root, { recursive: true, force: true })
  })

  it('come out as found, as survivors, as endless and as no program at all', { timeout: 300_000 }, async () => {
    const mutants = SOURCES.flatMap((file) => mutantsOf(file, FILES[file] ?? ''))
    const outcomes: (typeof PLANTED)[number][] = []
    for (const { what, after } of PLANTED) {
      const mutant = mutants.find((one) => one.after.includes(after))
      if (mutant === undefined) throw new Error(`There is no mutant ${after}.`)
      const { outcome } = await judge.judge(mutant, reach)
      const isProgram = outcome !== 'survived' || (await judge.compiles(mutant, '.'))
      outcomes.push({ outcome: isProgram ? outcome : 'discarded', what, after })
    }
    expect(outcomes).toEqual(PLANTED)
  })
})

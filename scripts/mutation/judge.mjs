// Tries mutants against the tests that reach them.
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { mutated } from './mutants.mjs'
import { makeSandbox, removeSandbox } from './sandbox.mjs'
import { unitName } from './syntax.mjs'
import { TestRuns } from './test-runs.mjs'

/** @typedef {import('./mutants.mjs').Mutant} Mutant @typedef {import('./reach-table.mjs').Reach} Reach */
/**
 * `discarded`: it cannot be read, loaded or compiled, so no test has to find it.
 * @typedef {{ mutant: Mutant, outcome: 'killed' | 'timeout' | 'survived' | 'discarded', tests: number, ms: number }} Judged
 */

/** A test of a mutant that waits for something that does not come any more. */
const TEST_TIMEOUT_MS = 20_000
/** Long, and many times what the tests take: no mutant counts as found because the machine is busy. */
const PATIENCE_MS = 60_000
const PATIENCE_TIMES = 4

export class Judge {
  #sandbox
  #runs
  #budgetMs
  #patienceMs
  /** How often a test found a mutant of a file: it will find the next. @type {Map<string, number>} */
  #finds = new Map()

  /** @param {string} root @param {{ budgetMs: number, patienceMs?: number, projects?: readonly string[] }} options */
  constructor(root, { budgetMs, patienceMs = PATIENCE_MS, projects }) {
    this.#sandbox = makeSandbox(root)
    this.#runs = new TestRuns(this.#sandbox, join(this.#sandbox, 'reached.txt'), projects)
    this.#budgetMs = budgetMs
    this.#patienceMs = patienceMs
  }

  close() {
    this.#runs.close()
    removeSandbox(this.#sandbox)
  }

  /** @param {Mutant} mutant @param {ReadonlyMap<string, Reach>} reach @returns {Promise<Judged>} */
  async judge(mutant, reach) {
    const startedAt = performance.now()
    const { tests, expectedMs } = this.#testsFor(mutant, reach)
    const outcome =
      tests.length === 0 ? 'survived' : await this.#with(mutant, () => this.#try(mutant, tests, expectedMs))
    return { mutant, outcome, tests: tests.length, ms: Math.round(performance.now() - startedAt) }
  }

  /** Whether the types let the mutant pass. @param {Mutant} mutant @param {string} project */
  compiles(mutant, project) {
    return this.#with(mutant, () =>
      promisify(execFile)('node_modules/.bin/tsc', ['-b', project], { cwd: this.#sandbox }).then(
        () => true,
        () => false,
      ),
    )
  }

  /** @template Answer @param {Mutant} mutant @param {() => Promise<Answer>} use */
  async #with(mutant, use) {
    const path = join(this.#sandbox, mutant.file)
    const source = readFileSync(path, 'utf8')
    try {
      writeFileSync(path, mutated(source, mutant))
      return await use()
    } finally {
      writeFileSync(path, source)
    }
  }

  /** @param {Mutant} mutant @param {readonly string[]} tests @param {number} expectedMs @returns {Promise<Judged['outcome']>} */
  async #try(mutant, tests, expectedMs) {
    await this.#runs.start()
    const files = tests.map((test) => join(this.#sandbox, test))
    const order = { files, changed: join(this.#sandbox, mutant.file), testTimeoutMs: TEST_TIMEOUT_MS }
    const ran = await this.#runs.run(order, this.#patienceMs + PATIENCE_TIMES * expectedMs)
    if (ran === 'timeout') return 'timeout'
    const found = ran.find(({ state }) => state !== 'passed')
    if (found === undefined && ran.length < files.length) throw new Error(`Of ${files.join(', ')} not all were run.`)
    if (found === undefined) return 'survived'
    if (found.state === 'unloaded') return 'discarded'
    const name = `${found.file.slice(this.#sandbox.length + 1)} ${mutant.file}`
    this.#finds.set(name, (this.#finds.get(name) ?? 0) + 1)
    return 'killed'
  }

  /** All that stand beside the file; then those that found something in it, then the quick, as long as there is time. @param {Mutant} mutant @param {ReadonlyMap<string, Reach>} reach */
  #testsFor({ file, unit }, reach) {
    const name = unitName(file, unit)
    const isAway = (/** @type {string} */ test) => Number(dirname(test) !== dirname(file))
    const finds = (/** @type {string} */ test) => this.#finds.get(`${test} ${file}`) ?? 0
    const reaching = [...reach]
      .filter(([, { units, isGreen }]) => isGreen && units.includes(name))
      .toSorted(([a, { ms: aMs }], [b, { ms: bMs }]) => isAway(a) - isAway(b) || finds(b) - finds(a) || aMs - bMs)
    let expectedMs = 0
    const tests = reaching.flatMap(([test, { ms }], at) => {
      if (at > 0 && isAway(test) && expectedMs + ms > this.#budgetMs) return []
      expectedMs += ms
      return [test]
    })
    return { tests, expectedMs }
  }
}

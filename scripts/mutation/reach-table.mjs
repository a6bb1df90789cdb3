// Which test reaches which function, and how long it takes. Tests are run once for it, and again when what they reach changes.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeSandbox, removeSandbox } from './sandbox.mjs'
import { withReach } from './syntax.mjs'
import { TestRuns } from './test-runs.mjs'

/** @typedef {{ hash: string, isGreen: boolean, ms: number, units: readonly string[] }} Reach */
/** @typedef {(text: string) => void} Say */

/** One test file, alone on a busy machine. */
const TIMEOUT_MS = 600_000

/**
 * @param {string} root
 * @param {readonly string[]} tests
 * @param {readonly string[]} files Whose functions are looked for.
 * @param {{ hashOf: (test: string) => string, cache: string, say: Say, projects?: readonly string[] }} by
 * @returns {Promise<ReadonlyMap<string, Reach>>} By test.
 */
export async function reachTable(root, tests, files, { hashOf, cache, say, projects }) {
  /** @type {Record<string, Reach>} */
  const known = existsSync(cache) ? JSON.parse(readFileSync(cache, 'utf8')) : {}
  const due = tests.filter((test) => known[test]?.hash !== hashOf(test))
  if (due.length > 0) {
    say(`${due.length} of ${tests.length} test files run once, to see what they reach`)
    await withInstruments(root, { files, projects }, async (runs, reachFile, sandbox) => {
      for (const test of due) {
        known[test] = { hash: hashOf(test), ...(await reachOf(test, runs, reachFile, sandbox)) }
        say(
          `  ${(known[test].ms / 1000).toFixed(1)} s  ${test}${known[test].isGreen ? '' : ': red without any mutant, judges none'}`,
        )
        mkdirSync(dirname(cache), { recursive: true })
        writeFileSync(cache, JSON.stringify(known))
      }
    })
  }
  return new Map(tests.flatMap((test) => (known[test] === undefined ? [] : [[test, known[test]]])))
}

/**
 * @param {string} root @param {{ files: readonly string[], projects: readonly string[] | undefined }} what
 * @param {(runs: TestRuns, reachFile: string, sandbox: string) => Promise<void>} use
 */
async function withInstruments(root, { files, projects }, use) {
  const sandbox = makeSandbox(root)
  const reachFile = join(sandbox, 'reached.txt')
  const runs = new TestRuns(sandbox, reachFile, projects)
  try {
    for (const file of files)
      writeFileSync(join(sandbox, file), withReach(file, readFileSync(join(sandbox, file), 'utf8')))
    await use(runs, reachFile, sandbox)
  } finally {
    runs.close()
    removeSandbox(sandbox)
  }
}

/** @param {string} test @param {TestRuns} runs @param {string} reachFile @param {string} sandbox */
async function reachOf(test, runs, reachFile, sandbox) {
  rmSync(reachFile, { force: true })
  await runs.start()
  const startedAt = performance.now()
  const ran = await runs.run({ files: [join(sandbox, test)], changed: null, testTimeoutMs: TIMEOUT_MS }, TIMEOUT_MS)
  const ms = Math.round(performance.now() - startedAt)
  const isGreen = ran !== 'timeout' && ran.length > 0 && ran.every(({ state }) => state === 'passed')
  const units = existsSync(reachFile) ? readFileSync(reachFile, 'utf8').trim().split('\n') : []
  return { isGreen, ms, units: [...new Set(units)] }
}

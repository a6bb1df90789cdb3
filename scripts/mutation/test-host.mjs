// A vitest that stays: runs the test files it is told, in this order, up to the first that fails. One process, so that one
// signal ends all it started. Its working folder is the checkout to test, its arguments the projects of vitest to load.
import { createVitest } from 'vitest/node'

/** What came of a test file; `unloaded`: there is no test in it, since it could not be read. */
/** @typedef {{ file: string, state: 'passed' | 'failed' | 'unloaded' }} Ran */
/** @typedef {{ files: readonly string[], changed: string | null, testTimeoutMs: number }} Order */

/** As told: what was near and quick stands first. */
class AsTold {
  /** @template Files @param {Files} files */
  shard = (files) => files
  /** @template Files @param {Files} files */
  sort = (files) => files
}

let changedBefore = /** @type {string | null} */ (null)
/** What the run under way has come to. Vitest itself hands back the results of all earlier runs with those of the last. */
let ran = /** @type {Ran[]} */ ([])
const collect = (/** @type {import('vitest/node').TestModule} */ module) => {
  ran.push({ file: module.moduleId, state: stateOf(module) })
}

const projects = process.argv.slice(2)
const vitest = await createVitest({
  ...(projects.length > 0 && { project: projects }),
  watch: false,
  bail: 1,
  maxWorkers: 1,
  fileParallelism: false,
  reporters: [{ onTestModuleEnd: collect }],
  coverage: { enabled: false },
  sequence: { sequencer: AsTold },
})
const known = new Map((await vitest.globTestSpecifications()).map((one) => [one.moduleId, one]))

/** @param {Order} order @returns {Promise<Ran[]>} */
async function run({ files, changed, testTimeoutMs }) {
  ran = []
  // What was changed before has been put back by now; nobody watches the files.
  for (const file of [changedBefore, changed]) if (file !== null) vitest.invalidateFile(file)
  changedBefore = changed
  for (const project of vitest.projects) project.config.testTimeout = testTimeoutMs
  const { unhandledErrors } = await vitest.runTestSpecifications(files.flatMap((file) => known.get(file) ?? []))
  const [last] = ran.toReversed()
  if (unhandledErrors.length > 0 && last?.state === 'passed') last.state = 'failed'
  return ran
}

/** @param {import('vitest/node').TestModule} module @returns {Ran['state']} */
function stateOf(module) {
  if (module.ok()) return 'passed'
  return module.errors().length > 0 && module.children.size === 0 ? 'unloaded' : 'failed'
}

process.on('message', (/** @type {Order} */ order) => void run(order).then((result) => process.send?.(result)))
process.on('disconnect', () => process.exit())
process.send?.('ready')

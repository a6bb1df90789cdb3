// The totals of a test run, added up from what the runners themselves wrote.

/**
 * @typedef {object} Totals
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} unsteady Full titles of what passed only when it was tried again.
 * @property {readonly string[]} skips Full titles of what did not run, with the reason.
 * @property {readonly string[]} failures Full titles of what failed, so that they can be said once more at the end.
 */

/** @type {Totals} */
export const NOTHING = { passed: 0, failed: 0, unsteady: [], skips: [], failures: [] }

/** @type {(a: Totals, b: Totals) => Totals} */
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  unsteady: [...a.unsteady, ...b.unsteady],
  skips: [...a.skips, ...b.skips],
  failures: [...a.failures, ...b.failures],
})

const SKIPPED = new Set(['pending', 'skipped', 'todo', 'disabled'])

/**
 * A title says why its test is skipped, `TLS (skipped where there is no openssl)`, or the runner knows.
 * @param {string} title @param {string} [reason]
 */
const explained = (title, reason) => {
  if (reason !== undefined) return `${title} (${reason})`
  return title.includes('(skipped where ') ? title : `${title} (nobody said why)`
}

/**
 * @param {{ testResults: { name: string, status: string, assertionResults: { status: string, fullName: string }[] }[] }} report
 *   Vitest's `json` reporter.
 * @returns {Totals}
 */
export function ofVitest({ testResults }) {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  // A file that fails before or beside its tests (a bad import, a broken hook) holds no failed test and still failed.
  const broken = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  )
  const passed = tests.filter(({ status }) => status === 'passed')
  const failed = tests.filter(({ status }) => status === 'failed')
  return {
    passed: passed.length,
    failed: failed.length + broken.length,
    unsteady: [],
    skips: tests.filter(({ status }) => SKIPPED.has(status)).map(({ fullName }) => explained(fullName)),
    failures: [...failed.map(({ fullName }) => fullName), ...broken.map(({ name }) => name)],
  }
}

/** @typedef {{ status: string, annotations: { type: string, description?: string }[] }} PlaywrightTest */

/**
 * @typedef {object} PlaywrightSuite
 * @property {string} title
 * @property {PlaywrightSuite[]} [suites]
 * @property {{ title: string, ok: boolean, tests: PlaywrightTest[] }[]} [specs]
 */

/**
 * @param {{ suites: PlaywrightSuite[], errors: unknown[] }} report Playwright's `json` reporter. A flaky test, which
 *   passed only when tried again, has passed and is named: what others leave of two processors is not the product's.
 * @returns {Totals}
 */
export function ofPlaywright({ suites, errors }) {
  const totals = suites.map(ofSuite).reduce(add, NOTHING)
  return { ...totals, failed: totals.failed + errors.length }
}

/** @param {PlaywrightSuite} suite @returns {Totals} */
function ofSuite({ title, suites = [], specs = [] }) {
  const tests = specs.flatMap((spec) => spec.tests.map((test) => ({ ...test, title: `${title} ${spec.title}` })))
  const unsteady = tests.filter(({ status }) => status === 'flaky')
  const passed = tests.filter(({ status }) => status === 'expected' || status === 'flaky')
  const skipped = tests.filter(({ status }) => status === 'skipped')
  const failed = tests.filter((test) => !passed.includes(test) && !skipped.includes(test))
  const own = {
    passed: passed.length,
    failed: failed.length,
    unsteady: unsteady.map((test) => test.title),
    skips: skipped.map((test) => explained(test.title, reasonOf(test))),
    failures: failed.map((test) => test.title),
  }
  return suites.map(ofSuite).reduce(add, own)
}

/** `test.skip(condition, why)` leaves an annotation. @param {PlaywrightTest} test */
const reasonOf = ({ annotations }) => annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description

/**
 * A runner that fails without a failed test (a crash, an unhandled error, no report) still failed.
 * @param {Totals} totals @param {number} exitCode @returns {Totals}
 */
export const withExitCode = (totals, exitCode) =>
  exitCode !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals

/** @param {Totals} totals @returns {string} */
export const lineOf = ({ passed, failed, skips }) => `${passed} passed, ${failed} failed, ${skips.length} skipped`

/** @param {Totals} totals @returns {string} What was skipped, what was unsteady and what failed, one a line. */
export const remarksOn = ({ failures, skips, unsteady }) =>
  [
    ...skips.map((title) => `skipped: ${title}\n`),
    ...unsteady.map((title) => `unsteady: ${title}\n`),
    ...failures.map((title) => `failed: ${title}\n`),
  ].join('')

/** @param {Totals} totals Nothing that ran is no success. */
export const isGood = ({ passed, failed }) => failed === 0 && passed > 0

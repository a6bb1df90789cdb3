// `npm run verify [-- part …]`: the tests of a part at full figure, written down in docs/verification.md. A test takes its
// figure from `scaled({ test, verify })` of @keyturn/scripts/scale and tells what it reached with `reportFigure`.
// `npm run verify -- mutation [room …]`: how many small mistakes those tests notice (mutation/verify-mutation.mjs).
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildAssets } from './build-assets.mjs'
import { ensureChromium } from './find-chromium.mjs'
import { verifyMutation } from './mutation/verify-mutation.mjs'
import { exitCodeOf, ROOT, stopped } from './run-command.mjs'
import { runPlaywright, runVitest } from './test-runners.mjs'
import { isGood, lineOf, remarksOn } from './test-totals.mjs'
import { pageWith, rowsFrom } from './verification-page.mjs'
import { filesOf, PARTS } from './verify-parts.mjs'

/** @typedef {import('./verify-parts.mjs').Part} Part */

const PAGE = join(ROOT, 'docs/verification.md')
/** One test may take this long at full figure. */
const TEST_TIMEOUT_MS = 60 * 60_000

/** @param {Part} part @param {Record<string, string>} env */
async function runPart(part, env) {
  const files = filesOf(part)
  if (files.length === 0) throw new Error('There is no test yet.')
  if (part.runner === 'playwright') return runPlaywright([`--timeout=${TEST_TIMEOUT_MS}`, ...files], env)
  return runVitest(['--project', part.project, `--testTimeout=${TEST_TIMEOUT_MS}`, ...files], env)
}

/** @param {string} name @param {Part} part @returns {Promise<boolean>} */
async function verify(name, part) {
  process.stdout.write(`\n── ${name}: ${part.about}\n`)
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-figures-'))
  try {
    const file = join(folder, 'figures.jsonl')
    const revision = revisionNow()
    const env = { KEYTURN_SCALE: 'verify', KEYTURN_FIGURES: file }
    const totals = await runPart(part, env)
    process.stdout.write(`${remarksOn(totals)}${name}: ${lineOf(totals)}\n`)
    // A part that failed writes nothing: what stands on the page was reached.
    if (isGood(totals)) record(name, figuresIn(file), lineOf(totals), revision)
    return isGood(totals)
  } catch (error) {
    process.stdout.write(`${name}: ${error.message}\n`)
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function figuresIn(/** @type {string} */ file) {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line))
}

/** The commit the tests ran on, with a `+` where the checkout differs from it. */
function revisionNow() {
  const git = (/** @type {readonly string[]} */ args) =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim()
  const changed = git(['status', '--porcelain', '--', '.', ':!docs/verification.md', ':!docs/mutation.md'])
  return `${git(['rev-parse', '--short', 'HEAD'])}${changed === '' ? '' : '+'}`
}

/** @param {string} part @param {{ id: string, figure: string }[]} figures @param {string} tests @param {string} revision */
function record(part, figures, tests, revision) {
  const run = { part, date: new Date().toISOString().slice(0, 10), revision }
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : ''
  writeFileSync(PAGE, pageWith(page, part, rowsFrom(figures, tests, run)))
}

const asked = process.argv.slice(2)
const isMutation = asked[0] === 'mutation'
const unknown = isMutation ? [] : asked.filter((name) => PARTS[name] === undefined)
if (unknown.length > 0) {
  const parts = Object.entries(PARTS).map(([name, { about }]) => `  ${name.padEnd(14)} ${about}\n`)
  process.stderr.write(`There is no part ${unknown.join(', ')}. Parts:\n${parts.join('')}  mutation [room …]\n`)
  process.exit(2)
}

await buildAssets()
if ((await ensureChromium()) === undefined) {
  process.stderr.write('There is no Chromium: install one, or name yours in KEYTURN_CHROMIUM.\n')
  process.exit(1)
}

if (isMutation) process.exit(await verifyMutation(asked.slice(1), revisionNow()))

let good = true
for (const [name, part] of Object.entries(PARTS)) {
  if (stopped() !== null || (asked.length > 0 && !asked.includes(name))) continue
  good = (await verify(name, part)) && good
}
const signal = stopped()
if (signal === null) process.exitCode = good ? 0 : 1
else process.exitCode = exitCodeOf(signal)

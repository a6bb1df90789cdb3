// `npm run verify [-- part …]`: the tests of a part at full figure, written down in docs/verification.md. A test takes its
// figure from `scaled({ test, verify })` of @keyturn/scripts/scale and tells what it reached with `reportFigure`.
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildAssets } from './build-assets.mjs'
import { ensureChromium } from './find-chromium.mjs'
import { exitCodeOf, ROOT, stopped } from './run-command.mjs'
import { runPlaywright, runVitest } from './test-runners.mjs'
import { idsOf } from './test-titles.mjs'
import { isGood, lineOf } from './test-totals.mjs'
import { pageWith, rowsFrom } from './verification-page.mjs'

const PAGE = join(ROOT, 'docs/verification.md')
/** One test may take this long at full figure. */
const TEST_TIMEOUT_MS = 60 * 60_000

/** @typedef {{ about: string, runner: 'vitest' | 'playwright', project: string, files: string }} Part */

/** Part → the files it runs, relative to the folder of its project. @type {Record<string, Part>} */
const PARTS = {
  domain: {
    about: 'the tables and laws of the domain, 100,000 runs each',
    runner: 'vitest',
    project: 'server',
    files: 'packages/server/src/domain/**/*.test.ts',
  },
  monitor: {
    about:
      'S1, S2, S3, S5: the monitor over SQLite with 100,000 connections on a virtual clock; M2: whole lives of a server',
    runner: 'vitest',
    project: 'server',
    files: 'packages/server/src/monitor/{noticing,lives}.test.ts',
  },
  'monitor-http': {
    about: 'S1, S2, S3 in small: 2,000 connections against the stand-in over HTTP, a minute in a second',
    runner: 'vitest',
    project: 'server',
    files: 'packages/server/src/monitor/over-http.test.ts',
  },
  vault: {
    about: 'K1 to K4: vectors, every flipped bit, every swap, a million seals',
    runner: 'vitest',
    project: 'server',
    files: 'packages/server/src/vault/**/*.test.ts',
  },
  egress: {
    about: 'E1, E2: a million URLs, 500 spellings of inner addresses, 1,000 rebinding flips, TLS',
    runner: 'vitest',
    project: 'server',
    files: 'packages/server/src/egress/**/*.test.ts',
  },
  webhooks: {
    about: 'kill -9 while events flow, 200 times; lanes and schedule',
    runner: 'vitest',
    project: 'server',
    files: 'packages/server/src/webhooks/{dispatcher,killed,lanes}.test.ts',
  },
  mails: {
    about: 'kill -9 while mails leave, 50 times; whatever happens, nobody is told twice of one problem',
    runner: 'vitest',
    project: 'server',
    files: 'packages/server/src/{notify/killed,domain/notice}.test.ts',
  },
  'dead-endpoints': {
    about: 'S8: 50 dead and 50 slow endpoints of 200, with the machine to itself',
    runner: 'vitest',
    project: 'server',
    files: 'packages/server/src/webhooks/dead-endpoints.test.ts',
  },
  api: {
    about: 'W1: 100,000 fuzzed headers of webhooks',
    runner: 'vitest',
    project: 'api',
    files: 'packages/api/src/**/*.test.ts',
  },
  layout: {
    about: 'every screen in long, mirrored and real languages: nothing cut off',
    runner: 'vitest',
    project: 'connect',
    files: 'packages/connect/src/browser/layout.test.ts',
  },
  access: {
    about: 'axe on every screen at every standing: light, dark, forced colours, themes, wide, narrow, long, mirrored',
    runner: 'vitest',
    project: 'connect',
    files: 'packages/connect/src/access/*.test.ts',
  },
  crash: {
    about: 'C1: kill -9 while a key is being checked, 100 times',
    runner: 'playwright',
    project: 'e2e',
    files: 'e2e/**/crash*.spec.ts',
  },
}

/** @param {Part} part @param {Record<string, string>} env */
async function runPart({ runner, project, files }, env) {
  const found = globSync(files, { cwd: ROOT, exclude: (path) => path.includes('node_modules') }).toSorted()
  if (found.length === 0) throw new Error(`There is no test yet: ${files}`)
  if (runner === 'vitest') return runVitest(['--project', project, `--testTimeout=${TEST_TIMEOUT_MS}`, ...found], env)
  await buildAssets()
  const chromium = await ensureChromium()
  if (chromium === undefined) throw new Error('There is no Chromium: install one, or name yours in KEYTURN_CHROMIUM.')
  const specs = found.map((file) => file.replace(/^e2e\//, ''))
  return runPlaywright([`--timeout=${TEST_TIMEOUT_MS}`, ...specs], { ...env, KEYTURN_CHROMIUM: chromium })
}

/** @param {string} name @param {Part} part @returns {Promise<boolean>} */
async function verify(name, part) {
  process.stdout.write(`\n── ${name}: ${part.about}\n`)
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-figures-'))
  try {
    const file = join(folder, 'figures.jsonl')
    const totals = await runPart(part, { KEYTURN_SCALE: 'verify', KEYTURN_FIGURES: file })
    process.stdout.write(`${name}: ${lineOf(totals)}\n`)
    // A part that failed writes nothing: what stands on the page was reached.
    if (isGood(totals)) record(name, figuresIn(file), totals.titles)
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

/** @param {string} name @param {{ id: string, figure: string }[]} figures @param {readonly string[]} titles */
function record(name, figures, titles) {
  const ids = titles.flatMap((title) => [...new Set(idsOf(title))])
  const passed = new Map([...Map.groupBy(ids, (id) => id)].map(([id, tests]) => [id, tests.length]))
  const run = { date: new Date().toISOString().slice(0, 10), command: `npm run verify -- ${name}` }
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : ''
  writeFileSync(PAGE, pageWith(page, run.command, rowsFrom(figures, passed, run)))
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => PARTS[name] === undefined)
if (unknown.length > 0) {
  const parts = Object.entries(PARTS).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}\n`)
  process.stderr.write(`There is no part ${unknown.join(', ')}. Parts:\n${parts.join('')}`)
  process.exit(2)
}

let good = true
for (const [name, part] of Object.entries(PARTS)) {
  if (stopped() !== null || (asked.length > 0 && !asked.includes(name))) continue
  good = (await verify(name, part)) && good
}
const signal = stopped()
if (signal === null) process.exitCode = good ? 0 : 1
else process.exitCode = exitCodeOf(signal)

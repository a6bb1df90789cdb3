// `npm run bench [-- row …]`: what Keyturn costs, measured on this machine and written to bench/RESULTS.md.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { buildAssets } from '@keyturn/scripts/build-assets'
import { buildServer } from '@keyturn/scripts/build-server'
import { ROOT } from '@keyturn/scripts/run-command'
import { measure } from './measure.ts'
import { pageWith } from './results-page.ts'
import type { Result } from './results-page.ts'
import type { Row } from './row.ts'
import { checkCost } from './rows/check-cost.ts'
import { checks } from './rows/checks.ts'
import { connect } from './rows/connect.ts'
import { element } from './rows/element.ts'
import { fileSize } from './rows/file-size.ts'
import { leases } from './rows/leases.ts'
import { list } from './rows/list.ts'
import { farAway, pageWeight } from './rows/page.ts'
import { restart } from './rows/restart.ts'
import { start } from './rows/start.ts'

/** In the order of the page. */
const ROWS: readonly Row[] = [
  start,
  connect,
  pageWeight,
  farAway,
  element,
  checkCost,
  checks,
  leases,
  restart,
  list,
  fileSize,
]
const PAGE = join(ROOT, 'bench/RESULTS.md')

const say = (text: string): void => void process.stdout.write(`${text}\n`)

async function resultOf(measured: Row): Promise<Result> {
  await using row = await measured.open()
  const { id, what, limit } = measured
  const figure = row.figure(await measure(row))
  const [load = Number.NaN] = loadavg()
  return { id, what, limit, ...figure, rounds: row.rounds, load, date: new Date().toISOString().slice(0, 10) }
}

function machine(): string {
  const [cpu] = cpus()
  const revision = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim()
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return `Machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${gigabytes} GiB, ${process.platform} ${release()}, Node ${process.version}; revision ${revision}.`
}

/** At once, so that a row that fails takes no other with it. */
function record(result: Result): void {
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : ''
  const ids = ROWS.map(({ id }) => id)
  writeFileSync(PAGE, pageWith(page, machine(), ids, [result]))
}

const asked = process.argv.slice(2)
const unknown = asked.filter((id) => ROWS.every((row) => row.id !== id))
if (unknown.length > 0) {
  process.stderr.write(`There is no row ${unknown.join(', ')}. Rows:\n`)
  for (const { id, what } of ROWS) process.stderr.write(`  ${id.padEnd(12)} ${what}\n`)
  process.exit(2)
}

await buildAssets()
await buildServer()
const results: Result[] = []
for (const row of ROWS) {
  if (asked.length > 0 && !asked.includes(row.id)) continue
  say(`── ${row.id}: ${row.what}`)
  const result = await resultOf(row)
  say(`   ${result.shown}   limit ${result.limit}: ${result.holds ? 'holds' : 'DOES NOT HOLD'}`)
  results.push(result)
  record(result)
}
process.exitCode = results.every(({ holds }) => holds) ? 0 : 1

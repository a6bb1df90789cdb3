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
const ABSENT = `## Not measured yet

Figures of DESIGN 19 that belong to what is still to be built: proxied calls (throughput against a bare undici pass-through, nginx and
a direct call; added p99), a call by \`keyturn.fetch\`, rewrap of tenant keys and reseal of credentials, two nodes on one PostgreSQL,
\`npm install\` of the packed server and its start. The embedded form (layout shift; usable, warm) has no row yet.
`

const say = (text: string): void => void process.stdout.write(`${text}\n`)

async function resultOf(measured: Row): Promise<Result> {
  await using row = await measured.open()
  const figures = row.figures(await measure(row))
  const [load = Number.NaN] = loadavg()
  const date = new Date().toISOString().slice(0, 10)
  return { id: measured.id, figures, rounds: row.rounds, load, revision: revision(), date }
}

function revision(): string {
  const short = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim()
  const changed = execFileSync('git', ['status', '--porcelain', '--', 'packages', 'bench/*.ts'], { cwd: ROOT })
  return changed.length === 0 ? short : `${short}+`
}

function machine(): string {
  const [cpu] = cpus()
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return `Machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${gigabytes} GiB, ${process.platform} ${release()}, Node ${process.version}.`
}

/** At once, so that whatever ends the run leaves what is measured. */
function record(result: Result): void {
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : ''
  writeFileSync(PAGE, pageWith(page, result, { machine: machine(), rows: ROWS, absent: ABSENT }))
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

/** @returns does it hold */
async function run(row: Row): Promise<boolean> {
  say(`── ${row.id}`)
  const startedAt = performance.now()
  const result = await resultOf(row)
  for (const { name, measured, limit, ratio, ratioLimit, holds } of result.figures) {
    say(`   ${name}: ${measured}, limit ${limit}; ${ratio}, limit ${ratioLimit}: ${holds ? 'holds' : 'DOES NOT HOLD'}`)
  }
  say(`   took ${Math.round((performance.now() - startedAt) / 1_000)} s`)
  record(result)
  return result.figures.every(({ holds }) => holds)
}

let allHold = true
for (const row of ROWS) {
  if (asked.length > 0 && !asked.includes(row.id)) continue
  try {
    allHold = (await run(row)) && allHold
  } catch (error) {
    // A row that cannot be measured takes no other with it.
    say(`   ${row.id} could not be measured: ${error instanceof Error ? error.stack : String(error)}`)
    allHold = false
  }
}
process.exitCode = allHold ? 0 : 1

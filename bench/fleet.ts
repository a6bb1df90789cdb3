import { createHash, randomBytes } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ROOT } from '@keyturn/scripts/run-command'
import { runSource } from './run-source.ts'

/** A database with that many connected companies, and the master key that opens it. */
export interface Fleet {
  readonly file: string
  readonly masterKeyFile: string
  readonly bytes: number
}

export const A_DAY_MS = 24 * 60 * 60_000

const folder = mkdtempSync(join(tmpdir(), 'keyturn-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** A million takes minutes to make: it is kept beside its master key for the next run on the same sources. */
const KEPT_FROM = 1_000_000
const SOURCES = ['packages/server/src/testing', 'packages/server/src/storage/migrations', 'packages/server/src/vault']
const revision = createHash('sha256').update(SOURCES.map(textOf).join('')).digest('hex').slice(0, 12)
const keptFolder = join(tmpdir(), `keyturn-bench-kept-${revision}`)

const masterKeyFile = join(keptFolder, 'keys/master.key')
const keptData = join(keptFolder, 'data')
for (const kept of [join(keptFolder, 'keys'), keptData]) mkdirSync(kept, { recursive: true, mode: 0o700 })
if (!existsSync(masterKeyFile)) writeFileSync(masterKeyFile, randomBytes(32).toString('base64'), { mode: 0o600 })

function textOf(source: string): string {
  const files = readdirSync(join(ROOT, source)).filter((name) => name.endsWith('.ts'))
  return files.map((name) => readFileSync(join(ROOT, source, name), 'utf8')).join('')
}

const made = new Map<string, Promise<Fleet>>()
let folders = 0

/** An empty folder that goes with the run. */
export function freshFolder(): string {
  folders += 1
  const fresh = join(folder, String(folders))
  mkdirSync(fresh, { mode: 0o700 })
  return fresh
}

/** The fleet itself: made once a run, for whoever only reads it. Checks are due within `dueWithinMs`. */
export function fleetOf(count: number, dueWithinMs: number): Promise<Fleet> {
  const name = `${count}-${dueWithinMs}`
  const known = made.get(name) ?? (count >= KEPT_FROM ? keep : make)(count, dueWithinMs, name)
  made.set(name, known)
  return known
}

/** A copy of its own, for whoever writes. */
export async function freshFleetOf(count: number, dueWithinMs: number): Promise<Fleet> {
  const fleet = await fleetOf(count, dueWithinMs)
  const file = join(freshFolder(), 'fleet.db')
  copyFileSync(fleet.file, file)
  return { ...fleet, file }
}

/** A copy in which every check is due, as after a long stop. */
export async function overdueFleetOf(count: number): Promise<Fleet> {
  const fleet = await freshFleetOf(count, A_DAY_MS)
  overdue(fleet, count)
  return fleet
}

/** Makes the first so many connections due now. Nothing else may have the fleet open. */
export function overdue(fleet: Fleet, count: number): void {
  edit(fleet, `update connections set next_check_at = ${Date.now()} where rowid <= ${count}`)
}

/** Runs statements on a fleet that nothing else has open. */
export function edit({ file }: Fleet, statements: string): void {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA synchronous = OFF')
  database.exec(statements)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}

async function keep(count: number, dueWithinMs: number, name: string): Promise<Fleet> {
  const file = join(keptData, `${name}.db`)
  if (!existsSync(file)) renameSync((await make(count, dueWithinMs, name)).file, file)
  return { file, masterKeyFile, bytes: statSync(file).size }
}

async function make(count: number, dueWithinMs: number, name: string): Promise<Fleet> {
  const file = join(folder, `${name}/fleet.db`)
  await runSource('packages/server/src/testing/make-fleet.ts', [
    file,
    masterKeyFile,
    String(count),
    String(dueWithinMs),
  ])
  return { file, masterKeyFile, bytes: statSync(file).size }
}

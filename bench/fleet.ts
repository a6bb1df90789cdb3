import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '@keyturn/scripts/run-command'

/** A database with that many connected companies, and the master key that opens it. */
export interface Fleet {
  readonly file: string
  readonly masterKeyFile: string
  readonly bytes: number
}

const folder = mkdtempSync(join(tmpdir(), 'keyturn-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const masterKeyFile = join(folder, 'keys/master.key')
mkdirSync(join(folder, 'keys'), { mode: 0o700 })
writeFileSync(masterKeyFile, randomBytes(32).toString('base64'), { mode: 0o600 })

const made = new Map<string, Promise<Fleet>>()
let copies = 0

/** The fleet itself: made once a run, for whoever only reads it. Checks are due within `dueWithinMs`. */
export function fleetOf(count: number, dueWithinMs: number): Promise<Fleet> {
  const name = `${count}-${dueWithinMs}`
  const known = made.get(name) ?? make(count, dueWithinMs, join(folder, `${name}/fleet.db`))
  made.set(name, known)
  return known
}

/** A copy of its own, for whoever writes. */
export async function freshFleetOf(count: number, dueWithinMs: number): Promise<Fleet> {
  const fleet = await fleetOf(count, dueWithinMs)
  copies += 1
  const file = join(folder, `copy-${copies}/fleet.db`)
  mkdirSync(join(folder, `copy-${copies}`), { mode: 0o700 })
  copyFileSync(fleet.file, file)
  return { ...fleet, file }
}

async function make(count: number, dueWithinMs: number, file: string): Promise<Fleet> {
  const { code } = await runCommand(
    [
      'node',
      '--conditions=@keyturn/source',
      'packages/server/src/testing/make-fleet.ts',
      file,
      masterKeyFile,
      String(count),
      String(dueWithinMs),
    ],
    { output: 'on stderr' },
  )
  if (code !== 0) throw new Error(`a fleet of ${count} could not be made`)
  return { file, masterKeyFile, bytes: statSync(file).size }
}

import { closeSync, existsSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StorageInUse } from './storage-errors.ts'

const SQLITE_BUSY = 5

/**
 * A transaction on a file beside the database, held for life: the kernel ends it with the process, however that dies.
 * The database itself stays free for commands.
 *
 * @throws StorageInUse
 */
export function lockForServer(file: string): { close(): void } {
  const lockFile = `${file}.lock`
  createOwnerOnly(lockFile)
  const lock = new DatabaseSync(lockFile, { timeout: 0 })
  try {
    // Nothing is ever written to it, so its journal need not be a file.
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) throw new StorageInUse(file)
    throw error
  }
  return lock
}

/** Has a server the database open now? Asked from another process than the server's. */
export function isServerRunning(file: string): boolean {
  if (!existsSync(`${file}.lock`)) return false
  try {
    lockForServer(file).close()
    return false
  } catch (error) {
    if (error instanceof StorageInUse) return true
    throw error
  }
}

/**
 * Never opens a file that is there: closing any descriptor of a file drops a process's POSIX locks on it, also those a
 * server in this process holds (fcntl(2)).
 */
export function createOwnerOnly(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  writeSync,
} from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { KEY_BYTES } from './ciphers.ts'
import { systemRandomBytes } from './random.ts'
import { MasterKeyRefused } from './vault-errors.ts'

const ENCODINGS = [
  { encoding: 'hex', form: /^[0-9A-Fa-f]{64}$/ },
  { encoding: 'base64', form: /^[A-Za-z0-9+/]{43}=?$/ },
  { encoding: 'base64url', form: /^[A-Za-z0-9_-]{43}=?$/ },
] as const
/** More than any spelling of 32 bytes with white space around it. */
const LONGEST_FILE_BYTES = 256
const OTHERS_MAY = 0o077

/**
 * The master key from where it was said to be.
 *
 * @param source `value` is what stood in the environment, which leaks into crash reports and children: the caller warns
 * @param dataFolders where databases and backups lie; they need not exist yet
 * @returns 32 bytes, which `localMasterKey` takes over
 * @throws MasterKeyRefused
 */
export function loadMasterKey(
  source: { readonly file: string | null; readonly value: string | null },
  dataFolders: readonly string[],
): Buffer {
  const { file, value } = source
  if (file !== null && value !== null) throw new MasterKeyRefused('two')
  if (value !== null) return parseMasterKey(value)
  if (file === null) throw new MasterKeyRefused('none')
  return readMasterKeyFile(file, dataFolders)
}

/**
 * Reads 32 bytes from their text form. The caller wipes them.
 * @throws MasterKeyRefused
 */
export function parseMasterKey(text: string): Buffer {
  const trimmed = text.trim()
  const match = ENCODINGS.find(({ form }) => form.test(trimmed))
  if (match === undefined) throw new MasterKeyRefused('malformed')
  return Buffer.from(trimmed, match.encoding)
}

/**
 * Reads the master key from an owner-only regular file outside the folders that hold data.
 * @param dataFolders where databases and backups lie; they need not exist yet
 * @throws MasterKeyRefused
 */
export function readMasterKeyFile(path: string, dataFolders: readonly string[]): Buffer {
  const real = orMissing(() => realpathSync(path))
  // Mounted secrets are links inside their folder; a link that leaves it may lead anywhere.
  if (
    !isInside(
      real,
      orMissing(() => realpathSync(dirname(path))),
    )
  )
    throw new MasterKeyRefused('leads_elsewhere')
  if (dataFolders.some((folder) => isInside(real, realPathOf(folder)))) throw new MasterKeyRefused('inside_data')
  // Without waiting: the name may be that of a pipe.
  const file = orMissing(() => openSync(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK))
  try {
    return readGuarded(file)
  } finally {
    closeSync(file)
  }
}

/** Looks at what was opened, not at what the path may name by now. */
function readGuarded(file: number): Buffer {
  const stat = fstatSync(file)
  if (!stat.isFile()) throw new MasterKeyRefused('not_a_file')
  if (process.getuid !== undefined && stat.uid !== process.getuid()) throw new MasterKeyRefused('foreign_owner')
  if ((stat.mode & OTHERS_MAY) !== 0) throw new MasterKeyRefused('open_to_others')
  if (stat.size > LONGEST_FILE_BYTES) throw new MasterKeyRefused('malformed')
  const text = Buffer.allocUnsafeSlow(LONGEST_FILE_BYTES)
  try {
    const length = readSync(file, text)
    return parseMasterKey(text.toString('latin1', 0, length))
  } finally {
    text.fill(0)
  }
}

/**
 * Makes a new master key file: 0600, its folder 0700 where that has to be made too.
 * @throws MasterKeyRefused `exists`
 */
export function createMasterKeyFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const file = createOnly(path)
  const bytes = systemRandomBytes(KEY_BYTES)
  try {
    writeSync(file, `${bytes.toString('base64')}\n`)
    fsyncSync(file)
  } finally {
    bytes.fill(0)
    closeSync(file)
  }
}

function createOnly(path: string): number {
  try {
    return openSync(path, 'wx', 0o600)
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    throw isThere ? new MasterKeyRefused('exists') : error
  }
}

function orMissing<Value>(read: () => Value): Value {
  try {
    return read()
  } catch {
    throw new MasterKeyRefused('missing_file')
  }
}

/** Of a folder that may not be there yet: the real path of what is there of it, and the rest. */
function realPathOf(folder: string): string {
  const full = resolve(folder)
  try {
    return realpathSync(full)
  } catch {
    const parent = dirname(full)
    return parent === full ? full : resolve(realPathOf(parent), relative(parent, full))
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`)
}

import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  writeSync,
} from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import { MasterKeyRefused } from './vault-errors.ts'

const KEY_BYTES = 32
const HEX = /^[0-9a-f]{64}$/i
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/
/** More than any spelling of 32 bytes with white space around it. */
const LONGEST_FILE_BYTES = 256
const OTHERS_MAY = 0o077

/**
 * Reads 32 bytes from their text form. The caller wipes them.
 * @throws MasterKeyRefused
 */
export function parseMasterKey(text: string): Buffer {
  const trimmed = text.trim()
  if (HEX.test(trimmed)) return Buffer.from(trimmed, 'hex')
  const bytes = BASE64.test(trimmed) ? Buffer.from(trimmed, 'base64') : Buffer.alloc(0)
  if (bytes.length !== KEY_BYTES) throw new MasterKeyRefused('malformed')
  return bytes
}

/**
 * Reads the master key from an owner-only regular file outside the folders that hold data.
 * @param dataFolders where databases and backups lie
 * @throws MasterKeyRefused
 */
export function readMasterKeyFile(path: string, dataFolders: readonly string[]): Buffer {
  const real = realPath(path)
  if (dataFolders.some((folder) => isInside(real, folder))) throw new MasterKeyRefused('inside_data')
  const file = open(real)
  try {
    const { mode, uid } = fstatSync(file)
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new MasterKeyRefused('not_a_file')
    if (process.getuid !== undefined && uid !== process.getuid()) throw new MasterKeyRefused('foreign_owner')
    if ((mode & OTHERS_MAY) !== 0) throw new MasterKeyRefused('open_to_others')
    const buffer = Buffer.alloc(LONGEST_FILE_BYTES)
    const length = readSync(file, buffer)
    const key = parseMasterKey(buffer.toString('latin1', 0, length))
    buffer.fill(0)
    return key
  } finally {
    closeSync(file)
  }
}

/** Makes a new master key file, owner-only. @throws EEXIST when there is one */
export function createMasterKeyFile(path: string): void {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600)
  try {
    writeSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`)
  } finally {
    closeSync(file)
  }
  chmodSync(path, 0o600)
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    throw new MasterKeyRefused('missing_file')
  }
}

function open(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch {
    throw new MasterKeyRefused('missing_file')
  }
}

function isInside(path: string, folder: string): boolean {
  let real = resolve(folder)
  try {
    real = realpathSync(folder)
  } catch {
    // A folder that is not there yet has no other name.
  }
  return path.startsWith(real + sep)
}

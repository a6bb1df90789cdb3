// Installs what is missing. Runs on any Node >= 12 and needs no dependency: npm calls it before `start`, `test` and
// `keyturn`, and the shell npm opens next already finds the pinned Node in node_modules/.bin.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const lock = root + '.keyturn-install.lock'
const STALE_LOCK_MS = 10 * 60_000

const packagesOf = (file) => JSON.parse(readFileSync(root + file, 'utf8')).packages

function isInstalled() {
  try {
    // .package-lock.json is npm's own record of what it installed.
    const have = packagesOf('node_modules/.package-lock.json')
    return Object.entries(packagesOf('package-lock.json')).every(
      ([path, want]) =>
        path === '' ||
        want.link ||
        (have[path] ? have[path].version === want.version : want.optional || !path.includes('node_modules')),
    )
  } catch {
    return false
  }
}

/** Two installs at once break each other, so the second waits for the first. */
function takeLock() {
  while (!madeLock()) {
    if (ageOf(lock) > STALE_LOCK_MS) releaseLock()
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
  }
}

function madeLock() {
  try {
    mkdirSync(lock)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function ageOf(path) {
  try {
    return Date.now() - statSync(path).mtimeMs
  } catch {
    return 0
  }
}

function releaseLock() {
  try {
    rmdirSync(lock)
  } catch {
    // Released by somebody else.
  }
}

/** @returns The exit code of `npm ci`; npm gets Ctrl-C from the terminal itself. */
function install() {
  const npm = process.env.npm_execpath
  if (npm === undefined) {
    process.stderr.write('Start this through npm: npm start, npm test, npm run keyturn -- <command>\n')
    return 1
  }
  process.stderr.write('Installing what is missing (about a minute, once) …\n')
  // An install asked for by `npm test` must still bring the tools, whatever NODE_ENV says.
  const { status } = spawnSync(process.execPath, [npm, 'ci', '--include=dev', '--include=optional'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  return status === null ? 1 : status
}

function installUnderLock() {
  takeLock()
  try {
    return isInstalled() ? 0 : install()
  } finally {
    releaseLock()
  }
}

if (!isInstalled()) process.exitCode = installUnderLock()

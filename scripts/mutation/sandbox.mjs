// A copy of the checkout that mutants are written into. Packages are linked, but for the repository's own.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** What the checkout was built into; git does not know it. */
const BUILT = 'packages/{connect,elements}/dist'

/** @param {string} root @returns {string} The folder of the copy. */
export function makeSandbox(root) {
  const sandbox = mkdtempSync(join(tmpdir(), 'keyturn-mutants-'))
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  const files = listed.toString('utf8').split('\0')
  for (const file of [...files, ...globSync(BUILT, { cwd: root })])
    if (file !== '' && existsSync(join(root, file))) copy(join(root, file), join(sandbox, file))
  linkPackages(root, sandbox)
  // Also where a run is cut short.
  process.once('exit', () => removeSandbox(sandbox))
  return sandbox
}

/** @param {string} sandbox */
export const removeSandbox = (sandbox) => rmSync(sandbox, { recursive: true, force: true })

/** @param {string} from @param {string} to */
function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  cpSync(from, to, { recursive: true })
}

/** The repository's own packages are links such as `../../packages/api`: copied as they are, they lead into the copy. */
function linkPackages(/** @type {string} */ root, /** @type {string} */ sandbox) {
  const [from, to] = [join(root, 'node_modules'), join(sandbox, 'node_modules')]
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [target, path] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isSymbolicLink() || entry.name === '@keyturn')
      cpSync(target, path, { recursive: true, verbatimSymlinks: true })
    else if (entry.name === '.bin' || !entry.name.startsWith('.')) symlinkSync(target, path)
  }
}

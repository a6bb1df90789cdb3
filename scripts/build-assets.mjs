// Builds the browser's half of the customer pages when its sources changed: `npm run build`, and before every start
// and test. A hash of the inputs stands beside the result, so a checkout of old files is noticed too.
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from './run-command.mjs'

const PACKAGE = join(ROOT, 'packages/connect')
const STAMP = join(PACKAGE, 'dist/.assets.json')
const INPUTS = ['src/**/*.{ts,tsx,css,svg}', 'vite.config.ts', 'package.json', '../../package-lock.json']
const IS_TEST = /\.test\.tsx?$/

function hashOfInputs() {
  const hash = createHash('sha256')
  for (const file of globSync(INPUTS, { cwd: PACKAGE }).toSorted()) {
    if (!IS_TEST.test(file))
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(PACKAGE, file)))
        .update('\0')
  }
  return hash.digest('hex')
}

/** Whether the last build came from these inputs and is all still there. */
function isFresh(/** @type {string} */ inputs) {
  try {
    const stamp = JSON.parse(readFileSync(STAMP, 'utf8'))
    return stamp.inputs === inputs && filesOf(stamp.manifest).every((file) => existsSync(file))
  } catch {
    return false
  }
}

function filesOf(/** @type {string} */ manifest) {
  const folder = join(PACKAGE, dirname(dirname(manifest)))
  const entries = Object.values(JSON.parse(readFileSync(join(PACKAGE, manifest), 'utf8')))
  return entries.flatMap(({ file, css = [] }) => [file, ...css]).map((file) => join(folder, file))
}

/** @returns {Promise<'fresh' | 'built'>} @throws What Vite throws, with the file and the line. */
export async function buildAssets() {
  const inputs = hashOfInputs()
  if (!existsSync(join(PACKAGE, 'vite.config.ts')) || isFresh(inputs)) return 'fresh'
  const { build } = await import('vite')
  const built = await build({ root: PACKAGE, configFile: join(PACKAGE, 'vite.config.ts'), logLevel: 'warn' })
  if (!Array.isArray(built) && !('output' in built)) throw new Error('Vite went on watching instead of building.')
  const [manifest] = globSync('dist/**/.vite/manifest.json', { cwd: PACKAGE }).toSorted(newestFirst)
  if (manifest === undefined)
    throw new Error('Vite wrote no manifest: packages/connect/vite.config.ts wants build.manifest.')
  writeFileSync(STAMP, JSON.stringify({ inputs, manifest }))
  return 'built'
}

const newestFirst = (/** @type {string} */ a, /** @type {string} */ b) => writtenAt(b) - writtenAt(a)
const writtenAt = (/** @type {string} */ file) => statSync(join(PACKAGE, file)).mtimeMs

if (import.meta.main) {
  try {
    if ((await buildAssets()) === 'built') process.stderr.write('Built the customer pages.\n')
  } catch (error) {
    process.stderr.write(`The customer pages could not be built.\n${error.stack}\n`)
    process.exitCode = 1
  }
}

// Builds what browsers get, where its sources changed: `npm run build`, and before every start and test. A hash of the
// inputs stands beside the result, so a checkout of old files is noticed too.
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './run-command.mjs'

/**
 * What is built by Vite: a folder, its configurations one after the other, and what beside them decides the result.
 * @type {readonly { folder: string, configs: readonly string[], inputs: readonly string[] }[]}
 */
const PARTS = [
  {
    folder: 'packages/connect',
    configs: ['vite.config.ts', 'vite.frame.config.ts'],
    inputs: ['src/**/*.{ts,tsx,css,svg}'],
  },
]

const IS_TEST = /\.test\.tsx?$/
const STAMP = 'dist/.assets.json'

/** @param {typeof PARTS[number]} part */
function hashOfInputs({ folder, configs, inputs }) {
  const hash = createHash('sha256')
  const patterns = [...inputs, ...configs, 'package.json', '../../package-lock.json']
  for (const file of globSync(patterns, { cwd: join(ROOT, folder) }).toSorted()) {
    if (!IS_TEST.test(file))
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(ROOT, folder, file)))
        .update('\0')
  }
  return hash.digest('hex')
}

/** Whether the last build came from these inputs and is all still there. */
function isFresh(/** @type {string} */ folder, /** @type {string} */ inputs) {
  try {
    const stamp = JSON.parse(readFileSync(join(folder, STAMP), 'utf8'))
    return stamp.inputs === inputs && stamp.files.every((file) => existsSync(join(folder, 'dist', file)))
  } catch {
    return false
  }
}

/** @param {typeof PARTS[number]} part @returns {Promise<boolean>} Whether there was something to do. */
async function buildPart(part) {
  const folder = join(ROOT, part.folder)
  const inputs = hashOfInputs(part)
  if (part.configs.some((config) => !existsSync(join(folder, config))) || isFresh(folder, inputs)) return false
  const { build } = await import('vite')
  const files = []
  for (const config of part.configs) {
    const built = await build({ root: folder, configFile: join(folder, config), logLevel: 'warn' })
    if (!Array.isArray(built) && !('output' in built)) throw new Error('Vite went on watching instead of building.')
    files.push(...[built].flat().flatMap(({ output }) => output.map(({ fileName }) => fileName)))
  }
  mkdirSync(join(folder, 'dist'), { recursive: true })
  writeFileSync(join(folder, STAMP), JSON.stringify({ inputs, files }))
  return true
}

/** @returns {Promise<'fresh' | 'built'>} @throws What Vite throws, with the file and the line. */
export async function buildAssets() {
  let done = false
  for (const part of PARTS) done = (await buildPart(part)) || done
  return done ? 'built' : 'fresh'
}

if (import.meta.main) {
  try {
    if ((await buildAssets()) === 'built') process.stderr.write('Built what browsers get.\n')
  } catch (error) {
    process.stderr.write(`What browsers get could not be built.\n${error.stack}\n`)
    process.exitCode = 1
  }
}

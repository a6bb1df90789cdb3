// Builds what browsers get, where its sources changed: `npm run build`, and before every start and test. A hash of the
// inputs stands beside the result, so a checkout of old files is noticed too.
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildElements } from './build-elements.mjs'
import { ROOT } from './run-command.mjs'

/**
 * What is built: a folder, what decides the result, and how, with the files it makes in `dist`.
 * @typedef {{ folder: string, inputs: readonly string[], build: () => Promise<readonly string[]> }} Part
 * @type {readonly Part[]}
 */
const PARTS = [
  {
    folder: 'packages/connect',
    inputs: ['src/**/*.{ts,tsx,css,svg}', 'vite.config.ts', 'vite.frame.config.ts'],
    build: () => buildWithVite('packages/connect', ['vite.config.ts', 'vite.frame.config.ts']),
  },
  {
    folder: 'packages/elements',
    inputs: ['src/**/*.{ts,tsx}', '../connect/src/*.ts', '../../scripts/build-elements.mjs'],
    build: buildElements,
  },
]

const IS_TEST = /\.test\.tsx?$/
const STAMP = 'dist/.assets.json'

/** @param {Part} part */
function hashOfInputs({ folder, inputs }) {
  const hash = createHash('sha256')
  for (const file of globSync([...inputs, 'package.json', '../../package-lock.json'], {
    cwd: join(ROOT, folder),
  }).toSorted()) {
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

/** @param {Part} part @returns {Promise<boolean>} Whether there was something to do. */
async function buildPart(part) {
  const folder = join(ROOT, part.folder)
  const inputs = hashOfInputs(part)
  if (isFresh(folder, inputs)) return false
  const files = await part.build()
  mkdirSync(join(folder, 'dist'), { recursive: true })
  writeFileSync(join(folder, STAMP), JSON.stringify({ inputs, files }))
  return true
}

async function buildWithVite(/** @type {string} */ part, /** @type {readonly string[]} */ configs) {
  const folder = join(ROOT, part)
  const { build } = await import('vite')
  const files = []
  for (const config of configs) {
    const built = await build({ root: folder, configFile: join(folder, config), logLevel: 'warn' })
    if (!Array.isArray(built) && !('output' in built)) throw new Error('Vite went on watching instead of building.')
    files.push(...[built].flat().flatMap(({ output }) => output.map(({ fileName }) => fileName)))
  }
  return files
}

/** @returns {Promise<'fresh' | 'built'>} @throws What the tools throw, with the file and the line. */
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

// Bundles `@keyturn/elements` into `packages/elements/dist/build`: what is published, and what the plain-HTML example serves.
// Its types are tsc's. `buildAlone` makes each element by itself, as it reaches a page that uses no other: for its size.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { ROOT } from './run-command.mjs'

const PACKAGE = join(ROOT, 'packages/elements')
/** @satisfies {import('rolldown').InputOptions} */
const SOURCES = /** @type {const} */ ({
  cwd: PACKAGE,
  platform: 'browser',
  resolve: { conditionNames: ['@keyturn/source', 'import', 'default'] },
})
const ELEMENTS = ['keyturn-banner', 'keyturn-connect', 'keyturn-status']

/** @returns {Promise<readonly string[]>} The files, from `dist`. @throws What rolldown throws, with the file and the line. */
export async function buildElements() {
  const dir = join(PACKAGE, 'dist/build')
  rmSync(dir, { recursive: true, force: true })
  const input = Object.fromEntries(['elements', 'define', 'react'].map((door) => [door, `src/${door}.ts`]))
  const bundle = await rolldown({ ...SOURCES, input, external: /^react(\/|$)/ })
  const { output } = await bundle.write({
    dir,
    format: 'esm',
    minify: true,
    sourcemap: true,
    chunkFileNames: '[name].js',
  })
  await bundle.close()
  return output.map(({ fileName }) => `build/${fileName}`)
}

/** @returns {Promise<readonly { name: string, file: string }[]>} Each element with its registration. */
export async function buildAlone() {
  const dir = join(PACKAGE, 'dist/alone')
  for (const name of ELEMENTS) {
    const bundle = await rolldown({ ...SOURCES, input: { [name]: `alone:${name}` }, plugins: [alone] })
    await bundle.write({ dir, format: 'esm', minify: true, comments: false })
    await bundle.close()
  }
  return ELEMENTS.map((name) => ({ name, file: `packages/elements/dist/alone/${name}.js` }))
}

const classOf = (/** @type {string} */ name) => name.replaceAll(/(?:^|-)(\w)/g, (_, first) => first.toUpperCase())

/** @type {import('rolldown').Plugin} */
const alone = {
  name: 'alone',
  resolveId: (id) => (id.startsWith('alone:') ? id : null),
  load(id) {
    if (!id.startsWith('alone:')) return null
    const name = id.slice('alone:'.length)
    const element = classOf(name)
    const from = JSON.stringify(join(PACKAGE, 'src/elements.ts'))
    return `import { ${element} } from ${from}\ncustomElements.define('${name}', ${element})`
  },
}

// Bundles the server into `packages/server/dist/build`: what an operator runs, by `keyturn.js`. It starts in a third of the
// time of its sources and needs no loader hook.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { ROOT } from './run-command.mjs'

const PACKAGE = join(ROOT, 'packages/server')
/** Assets are found from here as they are from `src/boot`. */
const FOLDER = join(PACKAGE, 'dist/build')

/** Where each package lies, ours and others'. */
const IN_PACKAGE = /(?:node_modules|packages)\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/
/** Each package is a file: of one file for all, V8 keeps 12 MB after the start that it needed to compile it. */
const PACKAGES = {
  debugName: 'packages',
  name: (/** @type {string} */ id) => IN_PACKAGE.exec(id)?.[1]?.replace('/', '-') ?? null,
}

/** @returns {Promise<string>} The built file. @throws What rolldown throws, with the file and the line. */
export async function buildServer() {
  rmSync(FOLDER, { recursive: true, force: true })
  const bundle = await rolldown({
    input: { keyturn: join(PACKAGE, 'src/cli/main.ts') },
    platform: 'node',
    cwd: PACKAGE,
    resolve: { conditionNames: ['@keyturn/source', 'node', 'import', 'default'] },
    // The stand-in and the example belong to `dev`, which runs from source.
    external: ['@keyturn/pleo-simulator', '@keyturn/example-acme-books'],
  })
  await bundle.write({
    dir: FOLDER,
    format: 'esm',
    sourcemap: true,
    // Without blanks and comments, which V8 would keep; names stay for whoever reads a stack.
    minify: { compress: false, mangle: false },
    codeSplitting: { groups: [PACKAGES] },
  })
  await bundle.close()
  return join(FOLDER, 'keyturn.js')
}

if (import.meta.main) process.stderr.write(`Built ${await buildServer()}\n`)

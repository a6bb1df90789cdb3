// `npm run check`, the part about what is published: what `npm pack` would make of `@keyturn/elements` is whole, and its types are
// found by whoever installs it, without the packages of this repository that are not published.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { buildAssets } from './build-assets.mjs'
import { ROOT, runCommand } from './run-command.mjs'

const PACKAGE = join(ROOT, 'packages/elements')
const UNPUBLISHED = /from '@keyturn\//

await buildAssets()
const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'))
const { messages } = await publint({ pkgDir: PACKAGE, strict: true })
const types = await runCommand(
  ['attw', '--pack', PACKAGE, '--profile', 'esm-only', '--no-color', '--exclude-entrypoints', './custom-elements.json'],
  {
    output: 'collected',
  },
)
const doors = Object.values(manifest.exports).flatMap((door) => (typeof door === 'string' ? [] : [door.types]))
const leaks = reachedFrom(doors).filter((file) => UNPUBLISHED.test(readFileSync(join(PACKAGE, file), 'utf8')))

/** The declarations a door leads to. @param {readonly string[]} files */
function reachedFrom(files) {
  const reached = new Set(files.map((file) => file.replace(/^\.\//, '')))
  for (const file of reached) {
    const text = readFileSync(join(PACKAGE, file), 'utf8')
    for (const [, to = ''] of text.matchAll(/from '\.\/([\w-]+)\.[jt]s'/g)) reached.add(`dist/${to}.d.ts`)
  }
  return [...reached]
}

const faults = [
  ...messages.map((message) => formatMessage(message, manifest) ?? message.code),
  ...(types.code === 0 ? [] : [types.output]),
  ...leaks.map((file) => `${file} needs a package that is not published.`),
  ...(globSync('dist/build/*.js', { cwd: PACKAGE }).length > 0 ? [] : ['Nothing is built.']),
]
process.stdout.write(faults.map((fault) => `${fault}\n`).join(''))
if (faults.length > 0) process.exitCode = 1

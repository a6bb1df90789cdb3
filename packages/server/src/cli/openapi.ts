import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describeApi } from '../boot/describe-api.ts'

/** `node … openapi.ts` writes packages/server/openapi.json; with `--check` it only says whether that file is current. */
const file = fileURLToPath(new URL('../../openapi.json', import.meta.url))
const document = `${JSON.stringify(await describeApi(), null, 2)}\n`

if (process.argv.includes('--check')) {
  const current = readFileSync(file, 'utf8') === document
  if (!current) process.stderr.write('packages/server/openapi.json is not what the routes say. Run: npm run openapi\n')
  process.exitCode = current ? 0 : 1
} else {
  writeFileSync(file, document)
}

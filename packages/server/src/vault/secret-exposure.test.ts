import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../../../..')
/** Any spelling of a use: `.use(`, `?.use(`, `['use']`, `{ use }`; but not Hono's `app.use('/path', …)`. */
const USES = /(?<!\b(?:app|api|router|pages))(?:\.use\b|\[['"`]use['"`]\])/g
const IS_TEST = /\.test\.tsx?$|\/(?:testing|contract)\/|\/test-support\.ts$/

async function listedUses(): Promise<unknown> {
  const rooms: unknown = await import(pathToFileURL(join(ROOT, 'scripts/lint/rooms.js')).href)
  return typeof rooms === 'object' && rooms !== null ? Reflect.get(rooms, 'SECRET_USES') : undefined
}

describe('a lent secret', () => {
  it('[K9] [X9] is used in the listed places and nowhere else, as often as listed', async () => {
    const files = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: ROOT }).filter((file) => !IS_TEST.test(file))
    expect(files.length).toBeGreaterThan(50)
    const found = files
      .filter((file) => !file.endsWith('server/src/domain/secret.ts'))
      .map((file) => [file, codeOf(file).match(USES)?.length ?? 0] as const)
      .filter(([, uses]) => uses > 0)
    expect(Object.fromEntries(found)).toEqual(await listedUses())
  })
})

/** Without comments: they may speak of it. */
const codeOf = (file: string): string =>
  readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|(?<![:'"])\/\/.*$/gm, '')

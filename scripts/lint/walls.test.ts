import { execFile } from 'node:child_process'
import { glob, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { OWN_PACKAGES, OWNERS, ROOMS, SECRET_USES } from './rooms.js'

const run = promisify(execFile)
const FIXTURE = fileURLToPath(new URL('fixture/', import.meta.url))
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const OXLINT = fileURLToPath(new URL('node_modules/oxlint/bin/oxlint', `file://${ROOT}`))

/** First line of each file of the fixture: what must bite there, and nothing else. */
const HEADING = /^\/\/ (?:bites: (?<rules>.+)|clean)$/

interface Diagnostic {
  readonly code: string
  readonly filename: string
}

async function filesOf(pattern: string, cwd: string): Promise<readonly string[]> {
  const files: string[] = []
  for await (const file of glob(pattern, { cwd })) files.push(file)
  return files.toSorted()
}

async function expectedOf(file: string): Promise<readonly string[]> {
  const [heading = ''] = (await readFile(FIXTURE + file, 'utf8')).split('\n')
  const match = HEADING.exec(heading)
  if (match === null) throw new Error(`${file} must begin with "// bites: <rule>" or "// clean"`)
  return match.groups?.['rules']?.split(', ') ?? []
}

/** @returns The rules that bit, by file, named like `keyturn/walls`. */
async function lintFixture(): Promise<ReadonlyMap<string, readonly string[]>> {
  const argv = [OXLINT, '-c', 'planted.json', '-f', 'json']
  const { stdout } = await run(process.execPath, argv, { cwd: FIXTURE, maxBuffer: 1e8 }).catch(
    // It exits with 1 because it found something, which is what the fixture is for.
    (error: unknown) => error as { stdout: string },
  )
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] }
  const bites = Map.groupBy(diagnostics, ({ filename }) => filename)
  return new Map([...bites].map(([file, found]) => [file, [...new Set(found.map(ruleOf))].toSorted()]))
}

/** `typescript(no-explicit-any)` → `typescript/no-explicit-any` */
const ruleOf = ({ code }: Diagnostic): string => code.replace(/^(.+)\((.+)\)$/, '$1/$2')

const files = await filesOf('{packages,examples}/**/*.ts', FIXTURE)
const expected = new Map(await Promise.all(files.map(async (file) => [file, await expectedOf(file)] as const)))

describe('the lint rules', () => {
  let bites: ReadonlyMap<string, readonly string[]> = new Map()
  beforeAll(async () => {
    bites = await lintFixture()
  }, 60_000)

  it.each([...expected].filter(([, rules]) => rules.length > 0))('bite in %s: %j', (file, rules) => {
    expect(bites.get(file)).toEqual(rules.toSorted())
  })

  it.each([...expected].filter(([, rules]) => rules.length === 0))('leave %s alone', (file) => {
    expect(bites.get(file)).toBeUndefined()
  })
})

describe('the plan of the rooms', () => {
  it('[K9] has a planted fault for every rule of our own', async () => {
    const { default: plugin } = await import('./keyturn-plugin.js')
    const planted = new Set([...expected.values()].flat())
    expect(Object.keys(plugin.rules).filter((rule) => !planted.has(`keyturn/${rule}`))).toEqual([])
  })

  it('names only rooms that exist in the table', () => {
    const named = [...Object.values(ROOMS).flatMap(({ may }) => may), ...Object.values(OWN_PACKAGES)]
    const owners = Object.values(OWNERS).flatMap((rooms) => rooms.map((room) => room.split('/')[0] ?? ''))
    expect([...named, ...owners].filter((room) => !(room in ROOMS))).toEqual([])
  })

  it('[K9] lists every use of a secret, and no more', async () => {
    const used = new Map<string, number>()
    for (const file of await filesOf('packages/server/src/**/*.ts', ROOT)) {
      if (/\.test\.ts$|\/testing\//.test(file)) continue
      const uses = (await readFile(ROOT + file, 'utf8')).match(/\b(?!app\b|api\b|router\b|pages\b)\w+\.use\(/g) ?? []
      if (uses.length > 0) used.set(file, uses.length)
    }
    expect(Object.fromEntries(used)).toEqual(SECRET_USES)
  })
})

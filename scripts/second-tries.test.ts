import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from './run-command.mjs'

const DECISION = join(ROOT, 'docs/decisions/0014-which-tests-are-tried-twice.md')
const specs = globSync('e2e/*.spec.ts', { cwd: ROOT })
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const nameOf = (file: string) => basename(file, '.spec.ts')

/** The names in the sentence of the decision that says what is never tried twice. */
function neverTwice(): string[] {
  const sentence = /never tried twice: (?<names>[^.]+)/.exec(readFileSync(DECISION, 'utf8'))?.groups?.['names'] ?? ''
  return [...sentence.matchAll(/`(?<name>[\w-]+)`/g)].map(({ groups }) => groups?.['name'] ?? '')
}

it('takes out of second tries the specs that the decision names, and no others', () => {
  const takenOut = specs.filter((file) => /configure\(\{[^}]*retries: 0/.test(textOf(file))).map(nameOf)
  expect(neverTwice().length).toBeGreaterThan(0)
  expect(takenOut.toSorted()).toEqual(neverTwice().toSorted())
})

it('lets no spec ask for tries of its own', () => {
  expect(specs.filter((file) => /retries: [1-9]/.test(textOf(file)))).toEqual([])
})

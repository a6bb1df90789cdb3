import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { OPERATIONS } from './api/operations.ts'
import { ASSUMPTIONS } from './assumptions.ts'
import { BEHAVIOUR_NAMES, behaviourOf } from './behaviours.ts'
import { MAGIC_KEYS, magicKey } from './magic-keys.ts'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

/** The cells of each row of each table, without the blanks that line them up and without escapes. */
const ROWS = new Set(
  README.split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .replaceAll('\\_', '_')
        .replace(/\s+\|\s+/g, ' | ')
        .replace(/^\|\s+|\s+\|$/g, ''),
    ),
)

describe('the README', () => {
  it('lists every behaviour with its magic key', () => {
    const wanted = BEHAVIOUR_NAMES.map((name) => `\`${name}\` | ${behaviourOf(name).says} | \`${magicKey(name)}\``)
    expect(wanted.filter((row) => !ROWS.has(row))).toEqual([])
  })

  it('names the further magic keys', () => {
    expect(MAGIC_KEYS.filter(({ key }) => !README.includes(`\`${key}\``))).toEqual([])
  })

  it('lists every assumption', () => {
    const wanted = Object.entries(ASSUMPTIONS).map(([id, says]) => `\`${id}\` | ${says}`)
    expect(wanted.filter((row) => !ROWS.has(row))).toEqual([])
  })

  it('lists every call with its operation and scope', () => {
    const wanted = OPERATIONS.map(
      ({ method, path, name, scope }) =>
        `\`${method} ${path}\` | \`${name}\` | ${scope === null ? 'none' : `\`${scope}\``}`,
    )
    expect(wanted.filter((row) => !ROWS.has(row))).toEqual([])
  })
})

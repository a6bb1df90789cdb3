// docs/verification.md: what `npm run verify` reached, by id. A run replaces the rows of its own part and keeps the rest.

/**
 * @typedef {object} Row
 * @property {string} id `K2`
 * @property {string} figure `3,400 changed bits, all refused`
 * @property {string} date `2026-11-24`
 * @property {string} command `npm run verify -- vault`
 */

const HEAD = `# What was verified

Written by \`npm run verify\`, which runs the tests at full figure, in parts. \`npm test\` runs the same tests at a tenth of
it or less. An id is a line of the security plan or of the checklist (\`npm run trace\`).

| id | reached | date | command |
|---|---|---|---|
`

const ROW = /^\| (?<id>[^|]+) \| (?<figure>[^|]+) \| (?<date>[^|]+) \| `(?<command>[^|]+)` \|$/gm

/** A vertical bar would end the cell. */
const cell = (/** @type {string} */ text) => text.replaceAll('|', '/').replaceAll('\n', ' ')

/** @param {string} page @returns {Row[]} */
export const rowsOf = (page) =>
  [...page.matchAll(ROW)].map(({ groups: { id = '', figure = '', date = '', command = '' } = {} }) => ({
    id,
    figure,
    date,
    command,
  }))

/** K2 before K10. @param {Row} a @param {Row} b */
const byId = (a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }) || a.command.localeCompare(b.command)

/** @param {readonly Row[]} rows @returns {string} */
export const pageOf = (rows) =>
  HEAD +
  rows
    .toSorted(byId)
    .map(({ id, figure, date, command }) => `| ${id} | ${cell(figure)} | ${date} | \`${command}\` |\n`)
    .join('')

/** @param {string} page @param {string} command @param {readonly Row[]} fresh All rows of this command. */
export const pageWith = (page, command, fresh) =>
  pageOf([...rowsOf(page).filter((row) => row.command !== command), ...fresh])

/**
 * One row an id: the figures its tests reported, else how many tests of that title passed.
 *
 * @param {readonly { id: string, figure: string }[]} figures
 * @param {ReadonlyMap<string, number>} passed Tests that passed, by id.
 * @param {{ date: string, command: string }} run
 * @returns {Row[]}
 */
export function rowsFrom(figures, passed, run) {
  const reported = Map.groupBy(figures, ({ id }) => id)
  return [...new Set([...passed.keys(), ...reported.keys()])].map((id) => ({
    id,
    figure:
      reported
        .get(id)
        ?.map(({ figure }) => figure)
        .join('; ') ?? plural(passed.get(id) ?? 0),
    ...run,
  }))
}

const plural = (/** @type {number} */ tests) => (tests === 1 ? '1 test passed' : `${tests} tests passed`)

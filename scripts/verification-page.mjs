// docs/verification.md: what `npm run verify` reached. A run replaces the rows of its own part and keeps all others; sections
// that this file does not know stay as they are.

/** @typedef {{ part: string, tests: string, date: string, revision: string }} PartRow */

/**
 * @typedef {object} FigureRow
 * @property {string} id `K2`
 * @property {string} reached `262,400 flipped bits of 200 records, 0 opened`
 * @property {string} part `vault`
 * @property {string} date `2026-11-24`
 * @property {string} revision `97be880`
 */

/** @typedef {{ parts: readonly PartRow[], figures: readonly FigureRow[] }} Verified */

const HEAD = `# What was verified

Written by \`npm run verify\`, which runs the tests at full figure, in parts: \`npm run verify -- vault\`. \`npm test\` runs the
same tests at a tenth of it or less. A revision is the commit the tests ran on; with a \`+\`, changes to it were not committed
yet.

`

const PARTS = {
  heading: '## Parts\n',
  about: '',
  columns: /** @type {const} */ (['part', 'tests', 'date', 'revision']),
}
const FIGURES = {
  heading: '## Figures\n',
  about: 'What tests counted. An id is a line of the security plan or of the checklist (`npm run trace`).\n\n',
  columns: /** @type {const} */ (['id', 'reached', 'part', 'date', 'revision']),
}

/** @param {string} page @returns {readonly string[]} What stands before the first heading of second rank, then a section each. */
const sectionsOf = (page) => page.split(/^(?=## )/m)

/**
 * @template {string} Column
 * @param {string} page @param {{ heading: string, columns: readonly Column[] }} table @returns {Record<Column, string>[]}
 */
function rowsIn(page, { heading, columns }) {
  const section = sectionsOf(page).find((text) => text.startsWith(heading)) ?? ''
  const [, , ...lines] = section.split('\n').filter((line) => line.startsWith('|'))
  return lines.map((line) => {
    const cells = line.slice(2, -2).split(' | ')
    return /** @type {Record<Column, string>} */ (
      Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? '']))
    )
  })
}

/** A vertical bar would end the cell. */
const cell = (/** @type {string} */ text) => text.replaceAll('|', '/').replaceAll('\n', ' ')

/**
 * @template {string} Column
 * @param {{ heading: string, about: string, columns: readonly Column[] }} table
 * @param {readonly Record<Column, string>[]} rows
 */
function tableOf({ heading, about, columns }, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.map(cell).join(' | ')} |\n`
  const body = rows.map((row) => line(columns.map((column) => row[column])))
  return `${heading}\n${about}${line(columns)}|${'---|'.repeat(columns.length)}\n${body.join('')}\n`
}

/** K2 before K10. @param {string} a @param {string} b */
const inOrder = (a, b) => a.localeCompare(b, 'en', { numeric: true })

/** @param {string} page @returns {Verified} */
export const verifiedOn = (page) => ({ parts: rowsIn(page, PARTS), figures: rowsIn(page, FIGURES) })

/** @param {Verified} verified @param {readonly string[]} [others] Sections to keep. @returns {string} */
export function pageOf({ parts, figures }, others = []) {
  const sorted = figures.toSorted(
    (a, b) => inOrder(a.id, b.id) || inOrder(a.part, b.part) || inOrder(a.reached, b.reached),
  )
  const byPart = parts.toSorted((a, b) => inOrder(a.part, b.part))
  return `${HEAD}${tableOf(PARTS, byPart)}${tableOf(FIGURES, sorted)}${others.join('')}`.trimEnd().concat('\n')
}

/** @param {string} page @param {string} part @param {Verified} fresh All rows of this part. @returns {string} */
export function pageWith(page, part, fresh) {
  const before = verifiedOn(page)
  const ofOthers = (/** @type {{ part: string }} */ row) => row.part !== part
  const others = sectionsOf(page)
    .slice(1)
    .filter((text) => ![PARTS.heading, FIGURES.heading].some((heading) => text.startsWith(heading)))
  return pageOf(
    {
      parts: [...before.parts.filter(ofOthers), ...fresh.parts],
      figures: [...before.figures.filter(ofOthers), ...fresh.figures],
    },
    others,
  )
}

/**
 * One row that says how many tests passed, and one for each figure that a test reported.
 *
 * @param {readonly { id: string, figure: string }[]} reported @param {string} tests `312 passed, 0 failed, 0 skipped`
 * @param {{ part: string, date: string, revision: string }} run
 * @returns {Verified}
 */
export const rowsFrom = (reported, tests, run) => ({
  parts: [{ tests, ...run }],
  figures: reported.map(({ id, figure }) => ({ id, reached: figure, ...run })),
})

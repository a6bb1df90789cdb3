// Reads the titles of tests from their sources, without running them.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'rolldown/utils'
import { ROOT } from './run-command.mjs'

const FILES = ['{packages,examples}/*/src/**/*.test.{ts,tsx}', 'e2e/**/*.spec.ts', 'scripts/**/*.test.ts']
const NOT_TESTS = /node_modules|\/dist\/|^scripts\/lint\/fixture\//
const GROUP = /\[(?<ids>(?:SEC-)?[A-Z]\d+(?:\s*,\s*(?:SEC-)?[A-Z]\d+)*)\]/g

/**
 * @typedef {object} Titled
 * @property {string} file From the root of the repository.
 * @property {number} line
 * @property {string} title As it stands in the source: `reads $status`.
 * @property {readonly string[]} ids `S25`, `K1`: of the title as the runner prints it, for all rows of its table together.
 */

/** @param {string} text @returns {readonly string[]} The ids of `[S25, S28]`, `[S25][S28]`, `[SEC-S4]`. */
export const idsOf = (text) => [...text.matchAll(GROUP)].flatMap(({ groups }) => groups?.ids?.split(/\s*,\s*/) ?? [])

const isNode = (value) => typeof value === 'object' && value !== null && typeof value.type === 'string'
const childrenOf = (node) => Object.values(node).flat().filter(isNode)

/** What the source does not tell: a value that only a run knows. An id in it counts for nothing. */
const UNTOLD = '…'

/** `[…] as const satisfies Row[]` → `[…]` */
const bare = (node) => (/^TS(As|Satisfies|NonNull)Expression$/.test(node?.type) ? bare(node.expression) : node)

/**
 * What an expression comes to, as far as the source can tell.
 * @param {any} wrapped @param {Map<string, any>} constants @returns {any}
 */
function valueOf(wrapped, constants) {
  const node = bare(wrapped)
  const valueIn = (inner) => valueOf(inner, constants)
  switch (node?.type) {
    case 'Literal':
      return node.value
    case 'TemplateLiteral':
      return node.quasis
        .map(({ value }, at) => (at === 0 ? '' : valueIn(node.expressions[at - 1])) + value.cooked)
        .join('')
    case 'BinaryExpression':
      return node.operator === '+' ? `${valueIn(node.left)}${valueIn(node.right)}` : UNTOLD
    case 'Identifier':
      return constants.has(node.name) ? valueIn(constants.get(node.name)) : UNTOLD
    case 'ArrayExpression':
      return node.elements.flatMap((element) =>
        element?.type === 'SpreadElement' ? valueIn(element.argument) : [valueIn(element)],
      )
    case 'ObjectExpression':
      return Object.fromEntries(node.properties.map(({ key, value }) => [key?.name ?? key?.value, valueIn(value)]))
    default:
      return UNTOLD
  }
}

/** `it`, `test.skip`, `test.describe.serial`, `it.each(…)`: the names on the way, and the table if there is one. */
function calleeOf(node) {
  if (node.type === 'Identifier') return { names: [node.name] }
  if (node.type === 'MemberExpression') {
    const { names, ...rest } = calleeOf(node.object)
    return { ...rest, names: [...names, node.property.name] }
  }
  if (node.type === 'CallExpression') return { ...calleeOf(node.callee), table: node.arguments[0] }
  if (node.type === 'TaggedTemplateExpression') return { ...calleeOf(node.tag), table: node.quasi }
  return { names: [] }
}

/** The rows of a table: an array, or a tagged template whose first line names the columns. @returns {readonly any[]} */
function rowsOf(table, constants) {
  if (table?.type !== 'TemplateLiteral') return [valueOf(table, constants)].flat()
  const columns = table.quasis[0].value.cooked.trim().split(/\s*\|\s*/)
  const values = table.expressions.map((expression) => valueOf(expression, constants))
  return values
    .filter((_, at) => at % columns.length === 0)
    .map((_, at) => Object.fromEntries(columns.map((name, column) => [name, values[at * columns.length + column]])))
}

/** A title with a row of its table in it, as vitest prints it: `%s` takes the next value, `$id` a field of the row. */
function printed(title, row) {
  const values = [row].flat()
  return title
    .replaceAll(/%[sdifjoO]/g, () => String(values.shift() ?? UNTOLD))
    .replaceAll(/\$(\w+)/g, (whole, name) => String(Object(row)[name] ?? whole))
}

/** What may be called and gets a title first. */
const NAMES = new Set(['describe', 'it', 'test'])
/** Marks of what is listed and never run. */
const NEVER_RUN = ['skip', 'todo', 'fixme']

/** A describe or a test, or undefined for any other call. */
function callOf(node, constants) {
  const { names, table } = calleeOf(node.callee)
  if (!NAMES.has(names[0])) return undefined
  const title = valueOf(node.arguments[0], constants)
  const kind = names.includes('describe') ? 'describe' : 'test'
  if (NEVER_RUN.some((mark) => names.includes(mark)) && node.arguments.length > 1) return { kind, isRun: false }
  if (typeof title !== 'string' || title === UNTOLD) return { kind: 'other', isRun: true }
  const rows = table === undefined ? [] : rowsOf(table, constants)
  const titles = rows.length === 0 ? [title] : rows.map((row) => printed(title, row))
  return { kind, isRun: true, title, ids: [...new Set(titles.flatMap(idsOf))] }
}

/** Tables are often constants above their test. */
function constantsOf(program) {
  const statements = program.body.map((statement) => statement.declaration ?? statement)
  const declared = statements.flatMap(({ type, kind, declarations }) =>
    type === 'VariableDeclaration' && kind === 'const' ? declarations : [],
  )
  return new Map(declared.map(({ id, init }) => [id.name, init]))
}

/**
 * Tests that run, and steps of tests. An id counts where it stands in a test's own title: what a describe claims, no
 * test need hold.
 * @param {string} file @param {string} source @returns {readonly Titled[]}
 */
export function titlesIn(file, source) {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0]?.message}`)
  const constants = constantsOf(program)
  const found = []
  const visit = (node) => {
    const call = node.type === 'CallExpression' ? callOf(node, constants) : undefined
    if (call?.isRun === false) return
    if (call?.kind === 'test') {
      const line = source.slice(0, node.start).split('\n').length
      found.push({ file, line, title: call.title, ids: call.ids })
    }
    for (const child of childrenOf(node)) visit(child)
  }
  visit(program)
  return found
}

/** @returns {readonly Titled[]} */
export const allTitles = () =>
  globSync(FILES, { cwd: ROOT })
    .filter((file) => !NOT_TESTS.test(file))
    .toSorted()
    .flatMap((file) => titlesIn(file, readFileSync(join(ROOT, file), 'utf8')))

/** What opens a browser for a test: Playwright itself, and the helpers of the customer's pages. */
const BROWSERS = /from '(?:@playwright\/test|[./]*(?:testing\/)?(?:browser-pages|chromium|still-gallery|world)\.ts)'/
/** @type {Map<string, boolean>} */
const inBrowser = new Map()

/** Whether the tests of a file run in a real browser. @param {string} file From the root of the repository. */
export function isInBrowser(file) {
  const known = inBrowser.get(file)
  if (known !== undefined) return known
  const is = BROWSERS.test(readFileSync(join(ROOT, file), 'utf8'))
  inBrowser.set(file, is)
  return is
}

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
 * @property {string} title
 * @property {readonly string[]} ids `S25`, `K1`: of the describes around, of the title, of the rows it is run with.
 */

/** @param {string} text @returns {readonly string[]} The ids of `[S25, S28]`, `[S25][S28]`, `[SEC-S4]`. */
export const idsOf = (text) => [...text.matchAll(GROUP)].flatMap(({ groups }) => groups?.ids?.split(/\s*,\s*/) ?? [])

const isNode = (value) => typeof value === 'object' && value !== null && typeof value.type === 'string'
const childrenOf = (node) => Object.values(node).flat().filter(isNode)

/** What a string says as far as the source can tell: `it(\`[S1] \${x}\`)` says `[S1] …`. */
function textOf(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node?.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked).join('…')
  if (node?.type === 'BinaryExpression') return `${textOf(node.left) ?? '…'}${textOf(node.right) ?? '…'}`
  return undefined
}

function stringsIn(node) {
  const text = textOf(node)
  return [...(text === undefined ? [] : [text]), ...childrenOf(node).flatMap(stringsIn)]
}

/** `it`, `test.skip`, `test.describe.serial`, `it.each(…)`: the names on the way, and the table if there is one. */
function calleeOf(node) {
  if (node.type === 'Identifier') return { names: [node.name], table: [] }
  if (node.type === 'MemberExpression') {
    const { names, table } = calleeOf(node.object)
    return { names: [...names, node.property.name], table }
  }
  if (node.type === 'CallExpression') return { ...calleeOf(node.callee), table: node.arguments }
  if (node.type === 'TaggedTemplateExpression') return { ...calleeOf(node.tag), table: [node.quasi] }
  return { names: [], table: [] }
}

/** A describe or a test, or undefined for any other call. */
function callOf(node, constants) {
  const { names, table } = calleeOf(node.callee)
  const title = textOf(node.arguments[0])
  if (title === undefined || !['describe', 'it', 'test'].includes(names[0])) return undefined
  const rows = table.map((argument) => constants.get(argument.name) ?? argument)
  const ids = [title, ...rows.flatMap(stringsIn)].flatMap(idsOf)
  return { kind: names.includes('describe') ? 'describe' : 'test', title, ids }
}

/** Tables are often constants above their test. */
function constantsOf(program) {
  const declared = program.body.flatMap(({ type, declarations }) =>
    type === 'VariableDeclaration' ? declarations : [],
  )
  return new Map(declared.map(({ id, init }) => [id.name, init]))
}

/** @param {string} file @param {string} source @returns {readonly Titled[]} */
export function titlesIn(file, source) {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0]?.message}`)
  const constants = constantsOf(program)
  const found = []
  const visit = (node, around) => {
    const call = node.type === 'CallExpression' ? callOf(node, constants) : undefined
    if (call?.kind === 'test') {
      const line = source.slice(0, node.start).split('\n').length
      found.push({ file, line, title: call.title, ids: [...new Set([...around, ...call.ids])] })
    }
    const within = call?.kind === 'describe' ? [...around, ...call.ids] : around
    for (const child of childrenOf(node)) visit(child, within)
  }
  visit(program, [])
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

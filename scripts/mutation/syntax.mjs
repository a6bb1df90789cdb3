// Reads a source file: its tree without types and imports, and the functions a test can reach.
import { parseSync } from 'rolldown/utils'

/** @typedef {{ type: string, start: number, end: number, [key: string]: any }} Node */
/** A node with what stands around it: `parents` from the nearest outwards, `unit` the function it belongs to, or -1. */
/** @typedef {{ node: Node, parents: readonly Node[], key: string, unit: number }} Place */

/** @param {string} file @param {string} source @returns {Node | undefined} Nothing when it cannot be read. */
export function parse(file, source) {
  const { program, errors } = parseSync(file, source)
  return errors.length === 0 ? program : undefined
}

/** TypeScript around an expression that runs; every other node of TypeScript is a type. */
const TRANSPARENT = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'])
const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])

/** @param {Node} node */
const hasNothingToRun = (node) =>
  (node.type.startsWith('TS') && !TRANSPARENT.has(node.type)) ||
  node.type === 'ImportDeclaration' ||
  node.type === 'ExportAllDeclaration' ||
  (node.type === 'ExportNamedDeclaration' && node.source !== null) ||
  node.declare === true

/** @param {Node} node */
export const isFunction = (node) => FUNCTIONS.has(node.type) && node.body !== null

/** @param {Node} node @returns {[string, Node][]} */
const childrenOf = (node) =>
  Object.entries(node).flatMap(([key, value]) => {
    if (TRANSPARENT.has(node.type) && key !== 'expression') return []
    const inside = Array.isArray(value) ? value : [value]
    return inside.flatMap((child) =>
      typeof child?.type === 'string' ? [/** @type {[string, Node]} */ ([key, child])] : [],
    )
  })

/** Everything that runs, from the top down. @param {Node} program @returns {Place[]} */
export function placesOf(program) {
  /** @type {Place[]} */
  const places = []
  let functions = 0
  const visit = (/** @type {Place} */ { node, parents, key, unit }) => {
    if (hasNothingToRun(node)) return
    const own = isFunction(node) ? functions++ : unit
    places.push({ node, parents, key, unit: own })
    const around = [node, ...parents]
    for (const [at, child] of childrenOf(node)) visit({ node: child, parents: around, key: at, unit: own })
  }
  visit({ node: program, parents: [], key: '', unit: -1 })
  return places
}

/** The name under which a test that ran this function writes it down. @param {string} file @param {number} unit */
export const unitName = (file, unit) => `${file}#${unit}`

/** The same source, which tells `globalThis.keyturnReached` about each function that runs. @param {string} file @param {string} source */
export function withReach(file, source) {
  const program = parse(file, source)
  if (program === undefined) return source
  const tells = (/** @type {number} */ unit) => `globalThis.keyturnReached?.(${JSON.stringify(unitName(file, unit))})`
  /** @type {{ at: number, text: string }[]} */
  const insertions = [{ at: source.length, text: `\n;${tells(-1)}\n` }]
  for (const { node, unit } of placesOf(program)) {
    if (!isFunction(node)) continue
    const { body } = node
    if (body.type === 'BlockStatement') insertions.push({ at: body.start + 1, text: `${tells(unit)};` })
    else insertions.push({ at: body.start, text: `(${tells(unit)}, ` }, { at: body.end, text: ')' })
  }
  return insertions
    .toSorted((a, b) => b.at - a.at)
    .reduce((text, { at, text: added }) => text.slice(0, at) + added + text.slice(at), source)
}

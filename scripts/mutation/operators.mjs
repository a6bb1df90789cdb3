// What a mutant changes: small mistakes that a person could make and that still have the right types, mostly.
import { isFunction } from './syntax.mjs'

/** @typedef {import('./syntax.mjs').Node} Node @typedef {import('./syntax.mjs').Place} Place */
/** @typedef {{ start: number, end: number, text: string, what: string }} Change */
/** @typedef {(place: Place, source: string) => readonly Change[]} Operator */

const SWAPS = /** @type {Readonly<Record<string, string>>} */ ({
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '==': '!=',
  '!=': '==',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '<<': '>>',
  '>>': '<<',
  '>>>': '<<',
  '&': '|',
  '|': '&',
  '^': '&',
  '&&': '||',
  '||': '&&',
  '++': '--',
  '--': '++',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
  '|=': '&=',
  '&=': '|=',
  '??=': '=',
})

/** @param {Node} node @param {string} text @param {string} what @returns {Change} */
const instead = ({ start, end }, text, what) => ({ start, end, text, what })

/** @param {Node} node @param {string} source */
const textOf = ({ start, end }, source) => source.slice(start, end)

/** The operator between two operands, or after the first. @param {number} from @param {Place} place @param {string} source */
function swapped(from, { node }, source) {
  const other = SWAPS[node.operator]
  const at = source.indexOf(node.operator, from)
  if (other === undefined || at < 0) return []
  return [{ start: at, end: at + node.operator.length, text: other, what: `${node.operator} becomes ${other}` }]
}

/** A `+` of texts has no other sense. @param {Node} node @returns {boolean} */
const isText = (node) =>
  node.type === 'TemplateLiteral' ||
  (node.type === 'Literal' && typeof node.value === 'string') ||
  (node.type === 'BinaryExpression' && node.operator === '+' && (isText(node.left) || isText(node.right)))

/** `===` has its own opposite, and so has `!`. @param {Node} test */
const hasOwnOpposite = (test) =>
  (test.type === 'UnaryExpression' && test.operator === '!') ||
  (test.type === 'BinaryExpression' && /[!=]==?/.test(test.operator))

/** @type {Operator} */
const negated = ({ node: { test } }, source) =>
  test === null || test === undefined || hasOwnOpposite(test)
    ? []
    : [instead(test, `!(${textOf(test, source)})`, 'negate the condition')]

/** @param {Node} statement @returns {boolean} */
const leaves = (statement) => {
  if (statement.type === 'BlockStatement') return statement.body.length > 0 && leaves(statement.body.at(-1))
  return ['ReturnStatement', 'ThrowStatement', 'ContinueStatement', 'BreakStatement'].includes(statement.type)
}

/** @type {Operator} */
const ifStatement = (place, source) => {
  const { node } = place
  const guard = node.alternate === null && leaves(node.consequent) ? [instead(node, ';', 'remove the guard')] : []
  return [...negated(place, source), ...guard]
}

/** @type {Operator} */
const number = ({ node }) => {
  const { value } = node
  // A time or a size that is off by one of thousands is no mistake that anybody makes or sees.
  const others = Math.abs(value) < 1000 ? [value + 1, ...(value > 0 ? [value - 1] : [])] : [value * 2, value / 2]
  return others.map((other) => instead(node, String(other), `${node.raw} becomes ${other}`))
}

/** @type {Operator} */
const literal = (place, source) => {
  const { node, key, parents } = place
  if (node.regex !== undefined && node.regex !== null) return pattern(place, source)
  if (typeof node.value === 'boolean') return [instead(node, String(!node.value), `${node.raw} becomes ${!node.value}`)]
  if (typeof node.value === 'number') return number(place, source)
  if (typeof node.value === 'bigint') return [instead(node, `${node.value + 1n}n`, `${node.raw} becomes one more`)]
  if (typeof node.value !== 'string' || (key === 'key' && parents[0]?.computed !== true)) return []
  const quote = parents[0]?.type === 'JSXAttribute' ? '"' : "'"
  return [instead(node, node.value === '' ? `${quote}changed${quote}` : quote + quote, 'change the text')]
}

/** @type {Operator} */
const pattern = ({ node }, source) => {
  const text = textOf(node, source)
  const end = text.lastIndexOf('/')
  const without = (/** @type {number} */ at) => text.slice(0, at) + text.slice(at + 1)
  return [
    ...(text[1] === '^' && end > 2 ? [instead(node, without(1), 'remove ^')] : []),
    ...(text[end - 1] === '$' && text[end - 2] !== '\\' && end > 2
      ? [instead(node, without(end - 1), 'remove $')]
      : []),
  ]
}

/** @type {Operator} */
const statement = ({ node }, source) => {
  const { expression } = node
  const call = expression.type === 'AwaitExpression' ? expression.argument : expression
  if (node.directive !== undefined && node.directive !== null) return []
  if (call.type === 'CallExpression' && call.callee.type === 'Super') return []
  const removed = ['CallExpression', 'AssignmentExpression', 'UpdateExpression', 'ChainExpression'].includes(call.type)
    ? [instead(node, ';', 'remove the statement')]
    : []
  if (expression.type !== 'AwaitExpression' || call.type !== 'CallExpression') return removed
  return [...removed, instead(expression, `void ${textOf(call, source)}`, 'do not wait')]
}

/** @param {Node} entry @param {string} source */
function withoutEntry(entry, source) {
  const comma = /^\s*,/.exec(source.slice(entry.end))?.[0].length ?? 0
  return { start: entry.start, end: entry.end + comma, text: '', what: 'remove the entry' }
}

/** @param {Node} property A function of an object is asked for by its type. */
const isData = ({ method, kind, value }) => !method && kind !== 'get' && kind !== 'set' && !(value && isFunction(value))

/** @param {Node | null | undefined} value @param {string} source */
const nothingFor = (value, source) => {
  if (value === null || value === undefined || value.type === 'Literal') return []
  if (textOf(value, source) === 'undefined') return []
  return [instead(value, '(undefined as never)', 'return nothing')]
}

/** @type {Operator} */
const optional = ({ node }, source) => {
  if (!node.optional) return []
  const start = source.indexOf('?.', (node.object ?? node.callee).end)
  const text = node.type === 'MemberExpression' && !node.computed ? '.' : ''
  return [{ start, end: start + 2, text, what: '?. is not optional' }]
}

/** Node → what can be wrong about it. @type {Readonly<Record<string, Operator>>} */
export const OPERATORS = {
  BinaryExpression: (place, source) => (isText(place.node) ? [] : swapped(place.node.left.end, place, source)),
  LogicalExpression: (place, source) =>
    place.node.operator === '??'
      ? [instead(place.node, `(${textOf(place.node.right, source)})`, 'take what stands after ??')]
      : swapped(place.node.left.end, place, source),
  UpdateExpression: (place, source) =>
    swapped(place.node.prefix ? place.node.start : place.node.argument.end, place, source),
  AssignmentExpression: (place, source) => swapped(place.node.left.end, place, source),
  UnaryExpression: ({ node }, source) =>
    node.operator === '!' ? [instead(node, textOf(node.argument, source), 'remove !')] : [],
  IfStatement: ifStatement,
  ConditionalExpression: negated,
  WhileStatement: negated,
  DoWhileStatement: negated,
  Literal: literal,
  TemplateLiteral: ({ node, parents }) =>
    parents[0]?.type === 'TaggedTemplateExpression' ? [] : [instead(node, "''", 'change the text')],
  ExpressionStatement: statement,
  ArrayExpression: ({ node }, source) =>
    node.elements.flatMap((/** @type {Node | null} */ element) => (element ? [withoutEntry(element, source)] : [])),
  ObjectExpression: ({ node }, source) =>
    node.properties.filter(isData).map((/** @type {Node} */ entry) => withoutEntry(entry, source)),
  MemberExpression: optional,
  CallExpression: optional,
  ReturnStatement: ({ node }, source) => nothingFor(node.argument, source),
  ArrowFunctionExpression: ({ node }, source) =>
    node.body.type === 'BlockStatement' ? [] : nothingFor(node.body, source),
  JSXText: ({ node }) => (node.value.trim() === '' ? [] : [instead(node, '', 'change the text')]),
}

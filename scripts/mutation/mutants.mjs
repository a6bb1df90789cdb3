// The mutants of a file, and which of all of them a seed takes.
import { createHash } from 'node:crypto'
import { OPERATORS } from './operators.mjs'
import { parse, placesOf } from './syntax.mjs'

/** @typedef {import('./syntax.mjs').Node} Node */
/**
 * @typedef {object} Mutant
 * @property {string} file Relative to the repository.
 * @property {number} line
 * @property {number} start @property {number} end What is replaced,
 * @property {string} text by this.
 * @property {string} what `< becomes <=`
 * @property {string} before The lines it is on, on one line. With `after` this is its name: it survives a move of lines.
 * @property {string} after
 * @property {number} unit The function it is in.
 */

/** @param {string} file @param {string} source @returns {Mutant[]} */
export function mutantsOf(file, source) {
  const program = parse(file, source)
  if (program === undefined) throw new Error(`${file} cannot be read.`)
  const found = placesOf(program)
    .filter(({ node, parents }) => !isWordsForPeople(node, parents))
    .flatMap((place) =>
      (OPERATORS[place.node.type]?.(place, source) ?? []).map((change) => mutantOf(file, source, change, place.unit)),
    )
    .filter(({ before, after }) => before !== after)
  return [...new Map(found.map((mutant) => [`${mutant.start} ${mutant.end} ${mutant.text}`, mutant])).values()]
}

/** @param {string} source @param {Pick<Mutant, 'start' | 'end' | 'text'>} mutant */
export const mutated = (source, { start, end, text }) => source.slice(0, start) + text + source.slice(end)

/** @param {string} file @param {string} source @param {import('./operators.mjs').Change} change @param {number} unit @returns {Mutant} */
function mutantOf(file, source, change, unit) {
  const from = source.lastIndexOf('\n', change.start - 1) + 1
  const newline = source.indexOf('\n', change.end)
  const to = newline < 0 ? source.length : newline
  const before = onOneLine(source.slice(from, to))
  const after = onOneLine(source.slice(from, change.start) + change.text + source.slice(change.end, to))
  return { file, line: source.slice(0, change.start).split('\n').length, ...change, before, after, unit }
}

const onOneLine = (/** @type {string} */ text) => text.replaceAll(/\s+/g, ' ').trim()

const LOG = /(?:^|\.)#?log$|^console$/
const LEVELS = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])

/**
 * What a log line and an error say is for people and may be put better at any time: a test that holds the words holds nothing
 * up. Whether the line is written and the error thrown is another matter, and so is a code (a text without a space).
 *
 * @param {Node} node @param {readonly Node[]} parents
 */
function isWordsForPeople(node, parents) {
  if (parents.some(isLogCall)) return true
  const isSentence = node.type === 'TemplateLiteral' || (node.type === 'Literal' && String(node.value).includes(' '))
  return isSentence && parents.some(isMakingOfAnError)
}

/** @param {Node} node */
const isMakingOfAnError = (node) =>
  (node.type === 'NewExpression' && node.callee.name?.endsWith('Error') === true) ||
  node.type === 'ThrowStatement' ||
  (node.type === 'CallExpression' && node.callee.type === 'Super')

/** @param {Node} node */
const isLogCall = ({ type, callee }) =>
  type === 'CallExpression' &&
  callee.type === 'MemberExpression' &&
  LEVELS.has(callee.property.name) &&
  LOG.test(callee.object.name ?? (callee.object.property && `.${callee.object.property.name}`) ?? '')

/**
 * The order in which a seed takes the mutants. It depends on each one's own text alone, so that most of a sample stays when
 * a line is changed elsewhere.
 *
 * @param {readonly Mutant[]} mutants @param {number} seed
 */
export const inOrderOf = (mutants, seed) =>
  mutants
    .map((mutant) => ({ mutant, rank: rankOf(mutant, seed) }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : Number(a.rank > b.rank)) || a.mutant.start - b.mutant.start)
    .map(({ mutant }) => mutant)

/** @param {Mutant} mutant @param {number} seed */
const rankOf = ({ file, before, after }, seed) =>
  createHash('sha256').update([seed, file, before, after].join('\0')).digest('hex')

// The requirements: docs/checklist-ids.json (ids, strength, a short label of ours), made from the two documents beside
// the checkout, where they are.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './run-command.mjs'

const CHECKLIST = join(ROOT, '../shared/pleo/CHECKLIST.md')
const SECURITY = join(ROOT, '../shared/SECURITY.md')
const IDS = join(ROOT, 'docs/checklist-ids.json')
const LABEL_LENGTH = 90

/** @typedef {{ id: string, strength: string, label: string }} Requirement */
/**
 * Threats are met by the tests of the plan and owe none of their own: titles may name them.
 * @typedef {{ checklist: readonly Requirement[], security: readonly Requirement[], threats: readonly Requirement[] }} Requirements
 */

const shortened = (/** @type {string} */ text) =>
  text.length <= LABEL_LENGTH ? text : `${text.slice(0, text.lastIndexOf(' ', LABEL_LENGTH))} …`

/** `12. **S12** should (optional text): the screen explains … [guidance text]` @returns {Requirement[]} */
export function fromChecklist(/** @type {string} */ markdown) {
  const line = /^\d+\. \*\*(?<id>[SDXI]\d+)\*\* (?<strength>\w+)[^:]*: (?<label>.+)$/gm
  return [...markdown.matchAll(line)].map(({ groups: { id = '', strength = '', label = '' } = {} }) => ({
    id,
    strength,
    label: shortened(label.replace(/ \[[^\]]*\]$/, '').replaceAll('**', '')),
  }))
}

/** Rows `| K1 | goal | …` between two headings. @returns {Requirement[]} */
function rowsOf(/** @type {string} */ markdown, { from, to, strength }) {
  const part = markdown.slice(markdown.indexOf(from), markdown.indexOf(to))
  return [...part.matchAll(/^\| (?<id>[A-Z]\d+) \| (?<label>[^|]+) \|/gm)].map(
    ({ groups: { id = '', label = '' } = {} }) => ({
      id,
      strength,
      label: shortened(label.replaceAll('**', '').trim()),
    }),
  )
}

/**
 * The test plan, section 5. Both documents have an S1 and a D1: those of the plan are written `[SEC-S1]` in titles.
 * @param {string} markdown @param {Set<string>} taken @returns {Requirement[]}
 */
export function fromSecurity(markdown, taken) {
  const plan = rowsOf(markdown, { from: '## 5. Test plan', to: '### 5.10', strength: 'test' })
  return plan.map((row) => ({ ...row, id: taken.has(row.id) ? `SEC-${row.id}` : row.id }))
}

/** @returns {Requirements} */
function fromDocuments() {
  const checklist = fromChecklist(readFileSync(CHECKLIST, 'utf8'))
  const plan = readFileSync(SECURITY, 'utf8')
  const security = fromSecurity(plan, new Set(checklist.map(({ id }) => id)))
  const threats = rowsOf(plan, { from: '### 2.4', to: '### 2.5', strength: 'threat' })
  return { checklist, security, threats }
}

/** @returns {Requirements} */
export const readRequirements = () => JSON.parse(readFileSync(IDS, 'utf8'))

export const updateRequirements = () => writeFileSync(IDS, `${JSON.stringify(fromDocuments(), null, 2)}\n`)

/** Ids of the documents that the committed list does not have, or the other way round. @returns {string[]} */
export function drift(/** @type {Requirements} */ known) {
  if (!existsSync(CHECKLIST) || !existsSync(SECURITY)) return []
  const theirs = new Set(idsIn(fromDocuments()))
  const ours = new Set(idsIn(known))
  return [...theirs, ...ours].filter((id) => !theirs.has(id) || !ours.has(id))
}

/** @param {Requirements} requirements */
export const idsIn = ({ checklist, security, threats }) => [...checklist, ...security, ...threats].map(({ id }) => id)

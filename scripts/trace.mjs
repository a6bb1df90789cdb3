// `npm run trace`: which test holds which requirement. The requirements are docs/checklist-ids.json (ids, strength, a
// short label of ours); `--update` rebuilds that file from the two documents beside the checkout, where they are.
// Lines about what a person sees (S) are owed a test in a real browser. `--strict` exits with 1 while a "must" or a
// "should" has neither a test nor a note, or an S line none in a browser.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './run-command.mjs'
import { allTitles, isInBrowser } from './test-titles.mjs'

const CHECKLIST = join(ROOT, '../shared/pleo/CHECKLIST.md')
const SECURITY = join(ROOT, '../shared/SECURITY.md')
const IDS = join(ROOT, 'docs/checklist-ids.json')
const NOTES = join(ROOT, 'docs/checklist-notes.json')
const LABEL_LENGTH = 90
/** Strengths that `--strict` insists on. */
const OWED = new Set(['must', 'should', 'test'])

/** @typedef {{ id: string, strength: string, label: string }} Requirement */

const shortened = (/** @type {string} */ text) =>
  text.length <= LABEL_LENGTH ? text : `${text.slice(0, text.lastIndexOf(' ', LABEL_LENGTH))} …`

/** `12. **S12** should (optional text): the screen explains … [guidance text]` @returns {Requirement[]} */
function fromChecklist(/** @type {string} */ markdown) {
  const line = /^\d+\. \*\*(?<id>[SDXI]\d+)\*\* (?<strength>\w+)[^:]*: (?<label>.+)$/gm
  return [...markdown.matchAll(line)].map(({ groups: { id = '', strength = '', label = '' } = {} }) => ({
    id,
    strength,
    label: shortened(label.replace(/ \[[^\]]*\]$/, '').replaceAll('**', '')),
  }))
}

/**
 * The rows `| K1 | goal | how |` of the test plan, section 5. Both documents have an S1 and a D1: those of the plan are
 * written `[SEC-S1]` in titles.
 * @param {string} markdown @param {Set<string>} taken @returns {Requirement[]}
 */
function fromSecurity(markdown, taken) {
  const plan = markdown.slice(markdown.indexOf('## 5. Test plan'), markdown.indexOf('### 5.10'))
  return [...plan.matchAll(/^\| (?<id>[A-Z]\d+) \| (?<goal>[^|]+) \|/gm)].map(
    ({ groups: { id = '', goal = '' } = {} }) => ({
      id: taken.has(id) ? `SEC-${id}` : id,
      strength: 'test',
      label: shortened(goal.replaceAll('**', '').trim()),
    }),
  )
}

const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`)
// `npm run trace | head` closes the pipe early.
process.stdout.on('error', () => process.exit())

const readJson = (/** @type {string} */ file) => JSON.parse(readFileSync(file, 'utf8'))

function updateIds() {
  const checklist = fromChecklist(readFileSync(CHECKLIST, 'utf8'))
  const security = fromSecurity(readFileSync(SECURITY, 'utf8'), new Set(checklist.map(({ id }) => id)))
  writeFileSync(IDS, `${JSON.stringify({ checklist, security }, null, 2)}\n`)
}

/** Ids of the documents that the committed list does not have, or the other way round. @returns {string[]} */
function drift(/** @type {Requirement[]} */ known) {
  if (!existsSync(CHECKLIST)) return []
  const theirs = new Set(fromChecklist(readFileSync(CHECKLIST, 'utf8')).map(({ id }) => id))
  const ours = new Set(known.map(({ id }) => id))
  return [...theirs, ...ours].filter((id) => !theirs.has(id) || !ours.has(id))
}

/** @param {string} heading @param {Requirement[]} requirements @param {Map<string, string[]>} tests @param {Record<string, string>} notes */
function table(heading, requirements, tests, notes) {
  say(`\n${heading}`)
  for (const { id, label } of requirements) {
    const [first, ...more] = tests.get(id) ?? []
    if (first === undefined) continue
    say(`  ${id.padEnd(6)} ${label}`)
    for (const test of [first, ...more])
      say(`  ${isInBrowser(test.split(':')[0] ?? '') ? 'browser' : '       '}  ${test}`)
  }
  const open = requirements.filter(({ id }) => !tests.has(id))
  const noted = open.filter(({ id }) => notes[id] !== undefined)
  const missing = open.filter(({ id }) => notes[id] === undefined)
  if (noted.length > 0) say(`\n  Not for software to meet (docs/checklist-notes.json): ${noted.length}`)
  for (const { id } of noted) say(`  ${id.padEnd(6)} ${notes[id]}`)
  say(`\n  Without a test: ${missing.length} of ${requirements.length}`)
  for (const { id, strength, label } of missing) say(`  ${id.padEnd(6)} ${strength.padEnd(8)} ${label}`)
  return missing
}

if (process.argv.includes('--update')) updateIds()
const { checklist, security } = readJson(IDS)
const notes = readJson(NOTES)
/** @type {Map<string, string[]>} */
const tests = new Map()
/** Ids that a test in a browser names. */
const seen = new Set()
const known = new Set([...checklist, ...security].map(({ id }) => id))
const unknown = []
for (const { file, line, title, ids } of allTitles()) {
  const told = `${file}:${line}  ${title}`
  for (const id of ids) {
    if (isInBrowser(file)) seen.add(id)
    if (known.has(id)) tests.set(id, [...(tests.get(id) ?? []), told])
    else unknown.push(`${id}  ${told}`)
  }
}

const missing = [...table('Checklist', checklist, tests, notes), ...table('Security plan', security, tests, notes)]
const moved = drift(checklist)
const unseen = checklist.filter(({ id }) => id.startsWith('S') && !seen.has(id) && notes[id] === undefined)
say(`\nS lines that no test in a browser names: ${unseen.length}`)
for (const { id, label } of unseen) say(`  ${id.padEnd(6)} ${label}`)
if (unknown.length > 0)
  process.stdout.write(`\nIds that no list has:\n${unknown.map((told) => `  ${told}\n`).join('')}`)
if (moved.length > 0)
  process.stdout.write(`\ndocs/checklist-ids.json is behind (npm run trace -- --update): ${moved.join(', ')}\n`)
const isOwing = missing.some(({ strength }) => OWED.has(strength)) || unseen.length > 0
if (process.argv.includes('--strict') && isOwing) process.exitCode = 1

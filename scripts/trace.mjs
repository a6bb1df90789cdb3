// `npm run trace`: which test holds which requirement. Lines about what a person sees (S) are owed a test in a real
// browser. docs/checklist-notes.json says why an id has no test, and which work brings it. `--strict`, a step of
// `npm run check`, says only what is wrong and exits with 1; `--update` makes docs/checklist-ids.json anew.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { drift, readRequirements, updateRequirements } from './requirements.mjs'
import { ROOT } from './run-command.mjs'
import { allTitles, isInBrowser } from './test-titles.mjs'
import { faultsOf, testsById } from './trace-faults.mjs'

/** @typedef {import('./requirements.mjs').Requirement} Requirement */

const NOTES = join(ROOT, 'docs/checklist-notes.json')

const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`)
// `npm run trace | head` closes the pipe early.
process.stdout.on('error', () => process.exit())

if (process.argv.includes('--update')) updateRequirements()
const requirements = readRequirements()
/** @type {Record<string, import('./trace-faults.mjs').Note>} */
const notes = JSON.parse(readFileSync(NOTES, 'utf8'))
const tests = allTitles().map(({ file, line, title, ids }) => ({
  told: `${isInBrowser(file) ? 'browser' : '       '}  ${file}:${line}  ${title}`,
  ids,
  isInBrowser: isInBrowser(file),
}))

/** @param {string} heading @param {readonly Requirement[]} list */
function table(heading, list) {
  const held = testsById(tests)
  say(`\n${heading}`)
  for (const { id, label } of list) {
    const told = held.get(id) ?? []
    if (told.length > 0) say([`  ${id.padEnd(6)} ${label}`, ...told.map((test) => `  ${test}`)].join('\n'))
  }
  const open = list.filter(({ id }) => !held.has(id))
  say(`\n  With a test: ${list.length - open.length} of ${list.length}. Without:`)
  for (const { id, label } of open) {
    const { reason = 'no note', bringing = 'nothing to come' } = notes[id] ?? {}
    say(`  ${id.padEnd(6)} ${label}\n         ${reason} (${bringing})`)
  }
}

const isStrict = process.argv.includes('--strict')
if (!isStrict) {
  table('Checklist', requirements.checklist)
  table('Security plan', requirements.security)
  const named = testsById(tests)
  table(
    'Threats that titles name',
    requirements.threats.filter(({ id }) => named.has(id)),
  )
}
const moved = drift(requirements)
const faults = [
  ...faultsOf(requirements, notes, tests),
  ...(moved.length > 0 ? [`docs/checklist-ids.json is behind (npm run trace -- --update): ${moved.join(', ')}`] : []),
]
say(`\nFaults: ${faults.length}`)
for (const fault of faults) say(`  ${fault}`)
if (isStrict && faults.length > 0) process.exitCode = 1

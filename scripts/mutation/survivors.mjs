// What became of a room's mutants, in numbers and as a page. A survivor is accepted with a reason, in accepted.json.

/** @typedef {import('./mutants.mjs').Mutant} Mutant @typedef {import('./judge.mjs').Judged} Judged */
/** @typedef {{ file: string, before: string, after: string, reason: string }} Accepted A mutant by its own text, and why nothing can find it. */
/** @typedef {{ mutant: Mutant, tests: number, reason: string | undefined }} Survivor */
/**
 * @typedef {object} Result
 * @property {number} judged @property {number} killed Those that took too long are among them.
 * @property {number} timeouts
 * @property {readonly Survivor[]} survivors
 * @property {number} share Of those that had to be found.
 */

/** @param {readonly Judged[]} all @param {readonly Accepted[]} accepted @returns {Result} */
export function resultOf(all, accepted) {
  const count = (/** @type {Judged['outcome']} */ outcome) => all.filter((one) => one.outcome === outcome).length
  const survivors = all
    .filter(({ outcome }) => outcome === 'survived')
    .map(({ mutant, tests }) => ({ mutant, tests, reason: accepted.find((one) => isOf(one, mutant))?.reason }))
    .toSorted((a, b) => a.mutant.file.localeCompare(b.mutant.file) || a.mutant.line - b.mutant.line)
  const timeouts = count('timeout')
  const killed = count('killed') + timeouts
  const open = survivors.filter(({ reason }) => reason === undefined).length
  const share = killed + open === 0 ? 1 : killed / (killed + open)
  return { judged: killed + survivors.length, killed, timeouts, survivors, share }
}

/** @param {Accepted} accepted @param {Mutant} mutant */
export const isOf = ({ file, before, after }, mutant) =>
  file === mutant.file && before === mutant.before && after === mutant.after

/** @param {string} room @param {Result} result @param {{ limit: number, seed: number }} run */
export function lineOf(room, { judged, killed, timeouts, survivors, share }, { limit, seed }) {
  const open = survivors.filter(({ reason }) => reason === undefined).length
  const slow = timeouts === 0 ? '' : ` (${timeouts} by a time-out)`
  const left = `${survivors.length - open} accepted with a reason, ${open} open`
  return `${room}: of ${judged} mutants ${killed} found${slow}, ${left}: ${percent(share)} (limit ${percent(limit)}), seed ${seed}`
}

/** Rounded down: 89.9 % is not 90 %. */
const percent = (/** @type {number} */ share) => `${Math.floor(share * 100)} %`

const HEAD = `# Mutants

Written by \`npm run verify -- mutation [room …] [--seed 1] [--mutants 60]\`. Each mutant is one small mistake in one place: a
condition the other way round, a limit moved by one, a statement left out. The tests that reach the function are run on it. A
survivor is a mistake that no test noticed. It is accepted with a reason in \`scripts/mutation/accepted.json\`, or it is open.
The numbers stand in [verification.md](verification.md) under Q1.
`

const SECTION = /^## (?<room>\S+)\n[\s\S]*?(?=^## |$(?![\s\S]))/gm

/** The page with a fresh section for a room. @param {string} page @param {string} room @param {string} line @param {readonly Survivor[]} survivors */
export function pageWith(page, room, line, survivors) {
  const sections = new Map([...page.matchAll(SECTION)].map(({ 0: text, groups }) => [groups?.room ?? '', text.trim()]))
  sections.set(room, [`## ${room}`, '', `${line}.`, ...listOf(survivors)].join('\n'))
  const names = [...sections.keys()].toSorted()
  return [HEAD, ...names.map((name) => `${sections.get(name)}\n`)].join('\n')
}

/** @param {readonly Survivor[]} survivors */
const listOf = (survivors) =>
  survivors.length === 0 ? [] : ['', ...survivors.map((survivor) => `- ${described(survivor)}`)]

/** @param {Survivor} survivor */
const described = ({ mutant: { file, line, what, before, after }, tests, reason }) =>
  `${code(`${file}:${line}`)} ${what}: ${code(clipped(before))} → ${code(clipped(after))}. ${reason ?? `Open: ${tried(tests)}.`}`

const tried = (/** @type {number} */ tests) =>
  tests === 0 ? 'no test reaches it' : `tried by ${tests} test ${tests === 1 ? 'file' : 'files'}`
/** Markdown: a code span may hold backticks between longer ones. */
const code = (/** @type {string} */ text) =>
  text === '' ? 'nothing' : text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
const clipped = (/** @type {string} */ text) => (text.length <= 160 ? text : `${text.slice(0, 159)}…`)

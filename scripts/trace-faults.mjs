// What `npm run trace -- --strict` refuses.

/** @typedef {import('./requirements.mjs').Requirement} Requirement */
/** @typedef {import('./requirements.mjs').Requirements} Requirements */
/** @typedef {{ reason: string, bringing?: string }} Note Why an id has no test; without `bringing`, for good. */
/** @typedef {{ told: string, ids: readonly string[], isInBrowser: boolean }} Told A test and what it claims. */

/** What a note may wait for. */
export const WORK_TO_COME = [
  'what proves must prove',
  'the first five minutes',
  'foundations for many',
  'the trust work',
  'the proxy',
  'PostgreSQL and many nodes',
]

/** @param {readonly Told[]} tests @returns {Map<string, string[]>} */
export function testsById(tests) {
  const pairs = tests.flatMap(({ told, ids }) => ids.map((id) => ({ id, told })))
  return new Map([...Map.groupBy(pairs, ({ id }) => id)].map(([id, held]) => [id, held.map(({ told }) => told)]))
}

/**
 * @param {Requirements} requirements @param {Record<string, Note>} notes @param {readonly Told[]} tests
 * @returns {string[]} One line each; empty where everything is held or accounted for.
 */
export function faultsOf({ checklist, security, threats }, notes, tests) {
  const held = testsById(tests)
  const owed = [...checklist, ...security]
  const known = new Set([...owed, ...threats].map(({ id }) => id))
  const seen = new Set(tests.filter((test) => test.isInBrowser).flatMap(({ ids }) => ids))
  const open = owed.filter(({ id }) => !held.has(id) && notes[id] === undefined)
  const unseen = checklist.filter(({ id }) => id.startsWith('S') && held.has(id) && !seen.has(id))
  return [
    ...open.map(({ id, strength, label }) => `${id} has no test and no note (${strength}): ${label}`),
    ...unseen.map(({ id, label }) => `${id} has no test in a browser: ${label}`),
    ...[...held]
      .filter(([id]) => !known.has(id))
      .flatMap(([id, told]) => told.map((test) => `${id} is on no list: ${test}`)),
    ...Object.entries(notes).flatMap(([id, note]) => faultsOfNote(id, note, { known, held })),
  ]
}

/** @param {string} id @param {Note} note @param {{ known: Set<string>, held: Map<string, string[]> }} lists */
function faultsOfNote(id, { reason, bringing }, { known, held }) {
  const [test] = held.get(id) ?? []
  return [
    ...(known.has(id) ? [] : [`${id} has a note and is on no list.`]),
    ...(test === undefined ? [] : [`${id} has a note although it has a test: ${test}`]),
    ...(reason?.trim() ? [] : [`${id} has a note without a reason.`]),
    ...(bringing === undefined || WORK_TO_COME.includes(bringing)
      ? []
      : [`${id} waits for work nobody plans: ${bringing}`]),
  ]
}

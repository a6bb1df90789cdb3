// Takes a seed's mutants of a room and tries them on the tests that reach them.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, matchesGlob } from 'node:path'
import { ROOT } from '../run-command.mjs'
import { ImportGraph, sourcesOfPackages } from './import-graph.mjs'
import { Judge } from './judge.mjs'
import { inOrderOf, mutantsOf } from './mutants.mjs'
import { reachTable } from './reach-table.mjs'
import { LEFT_OUT_TESTS, NOT_MUTATED, ROOMS } from './rooms.mjs'

/** @typedef {import('./mutants.mjs').Mutant} Mutant @typedef {import('./judge.mjs').Judged} Judged @typedef {import('./rooms.mjs').Room} Room */
/** @typedef {{ seed: number, mutants: number, workers: number, budgetMs: number }} Options */

const CACHE = join(ROOT, 'node_modules/.cache/keyturn-reach.json')
const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`)

/** @param {readonly string[]} patterns @param {readonly string[]} [without] */
const list = (patterns, without = []) =>
  globSync([...patterns], { cwd: ROOT })
    .filter((file) => !without.some((pattern) => matchesGlob(file, pattern)))
    .toSorted()

/** @param {Room} room */
const filesOf = ({ folder, leftOut = [] }) => list([`${folder}/**/*.{ts,tsx}`], [...NOT_MUTATED, ...leftOut])

/** `packages/server/src/…` is tested in the project `server`. @param {Room} room */
const projectsOf = ({ tests }) => [...new Set(tests.flat().map((pattern) => pattern.split('/')[1] ?? ''))]

/** @param {Room} room */
export const mutantsOfRoom = (room) =>
  filesOf(room).flatMap((file) => mutantsOf(file, readFileSync(join(ROOT, file), 'utf8')))

/** @param {Room} room @param {Options} options @returns {Promise<readonly Judged[]>} */
export async function tryRoom(room, { seed, mutants, workers, budgetMs }) {
  const all = mutantsOfRoom(room)
  const drawn = inOrderOf(all, seed).slice(0, mutants)
  say(`${all.length} mutants, ${drawn.length} of them by seed ${seed}`)
  const judges = Array.from({ length: workers }, () => new Judge(ROOT, { budgetMs, projects: projectsOf(room) }))
  /** @type {Map<Mutant, Judged>} */
  const judged = new Map(drawn.map((mutant) => [mutant, { mutant, outcome: 'survived', tests: 0, ms: 0 }]))
  const left = () => [...judged.values()].filter(({ outcome }) => outcome === 'survived')
  try {
    for (const tests of room.tests) {
      if (left().length === 0) break
      const reach = await reachOf(room, tests)
      await each(left(), judges, async ({ mutant, tests: triedBefore }, judge) => {
        const now = await judge.judge(mutant, reach)
        judged.set(mutant, { ...now, tests: now.tests + triedBefore })
        tell(now)
      })
    }
    await each(left(), judges, async (one, judge) => {
      if (!(await judge.compiles(one.mutant, room.project))) judged.set(one.mutant, { ...one, outcome: 'discarded' })
    })
  } finally {
    for (const judge of judges) judge.close()
  }
  return [...judged.values()]
}

/** Shares out, to whoever is free. @template Item @param {Iterable<Item>} items @param {readonly Judge[]} judges @param {(item: Item, judge: Judge) => Promise<void>} use */
async function each(items, judges, use) {
  const queue = [...items].values()
  await Promise.all(
    judges.map(async (judge) => {
      for (const item of queue) await use(item, judge)
    }),
  )
}

/** @param {Judged} judged */
function tell({ mutant: { file, line, what, before, after }, outcome, tests, ms }) {
  const head = `  ${outcome.padEnd(9)} ${(ms / 1000).toFixed(1)} s  ${file}:${line} ${what}`
  say(outcome === 'survived' ? `${head}\n       ${before}\n       ${after}\n       ${tests} test files` : head)
}

/** @param {Room} room @param {readonly string[]} patterns Of tests. */
function reachOf(room, patterns) {
  const { workspaces } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const folders = list(workspaces).filter((folder) => existsSync(join(ROOT, folder, 'package.json')))
  const graph = new ImportGraph(ROOT, sourcesOfPackages(ROOT, folders))
  const files = new Set(filesOf(room))
  const tests = list(patterns, Object.keys(LEFT_OUT_TESTS)).filter((test) =>
    [...graph.reachedFrom(test)].some((file) => files.has(file)),
  )
  const instrumented = Object.values(ROOMS).flatMap(filesOf)
  const by = {
    hashOf: (/** @type {string} */ test) => graph.hashOf(test),
    cache: CACHE,
    say,
    projects: projectsOf(room),
  }
  return reachTable(ROOT, tests, instrumented, by)
}

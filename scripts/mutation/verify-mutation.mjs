// `npm run verify -- mutation [room …] [--seed 1] [--mutants 60] [--workers 1] [--budget 20]`: how many small mistakes the
// tests of a room notice. Results go to docs/verification.md and docs/mutation.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { exitCodeOf, ROOT } from '../run-command.mjs'
import * as verification from '../verification-page.mjs'
import { ROOMS } from './rooms.mjs'
import { lineOf, pageWith, resultOf } from './survivors.mjs'
import { tryRoom } from './try-room.mjs'

/** @typedef {import('./try-room.mjs').Options} Options */

const VERIFICATION = join(ROOT, 'docs/verification.md')
const MUTATION = join(ROOT, 'docs/mutation.md')
const ACCEPTED = join(ROOT, 'scripts/mutation/accepted.json')

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

const readIfThere = (/** @type {string} */ file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** @param {readonly string[]} argv @returns {{ rooms: readonly string[], options: Options }} */
function read(argv) {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      mutants: { type: 'string', default: '60' },
      workers: { type: 'string', default: '1' },
      // Seconds that the tests of one mutant take without it; the rest is left out.
      budget: { type: 'string', default: '20' },
    },
  })
  return {
    rooms: positionals.length > 0 ? positionals : Object.keys(ROOMS),
    options: {
      seed: Number(values.seed),
      mutants: Number(values.mutants),
      workers: Number(values.workers),
      budgetMs: Number(values.budget) * 1000,
    },
  }
}

/** @param {string} name @param {Options} options @param {string} revision @returns {Promise<boolean>} Whether enough were found. */
async function verifyRoom(name, options, revision) {
  const room = ROOMS[name]
  if (room === undefined) return false
  process.stdout.write(`\n── mutation ${name}\n`)
  const judged = await tryRoom(room, options)
  const result = resultOf(judged, JSON.parse(readFileSync(ACCEPTED, 'utf8')))
  const reached = lineOf(name, result, { limit: room.limit, seed: options.seed })
  process.stdout.write(`${reached}\n`)
  writeFileSync(MUTATION, pageWith(readIfThere(MUTATION), name, `${reached}, at ${revision}`, result.survivors))
  const part = `mutation ${name}`
  const figure = { id: 'Q1', reached, part, date: new Date().toISOString().slice(0, 10), revision }
  const page = verification.pageWith(readIfThere(VERIFICATION), part, { parts: [], figures: [figure] })
  writeFileSync(VERIFICATION, page)
  return result.share >= room.limit
}

/** @param {readonly string[]} argv @param {string} revision @returns {Promise<number>} The exit code. */
export async function verifyMutation(argv, revision) {
  // The hosts of the tests end with this process.
  for (const signal of SIGNALS) process.once(signal, () => process.exit(exitCodeOf(signal)))
  const { rooms, options } = read(argv)
  const unknown = rooms.filter((room) => ROOMS[room] === undefined)
  if (unknown.length > 0) {
    process.stderr.write(`There is no room ${unknown.join(', ')}. Rooms: ${Object.keys(ROOMS).join(', ')}\n`)
    return 2
  }
  let good = true
  for (const room of rooms) good = (await verifyRoom(room, options, revision)) && good
  return good ? 0 : 1
}

// Starts one child at a time and behaves as if it were that child: signals go through, its end is ours.
import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../', import.meta.url))

/** What lets Node, and whatever a test starts with it, run the repository from source. */
export const FROM_SOURCE = `--conditions=@keyturn/source --import=${ROOT}scripts/jsx.mjs`

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
const OWN_TOOLS = `${ROOT}node_modules/.bin${delimiter}`

/** The signal that ended a child, or that was sent to us: the caller starts nothing more after it. */
let stoppedBy = /** @type {NodeJS.Signals | null} */ (null)

/** @returns {NodeJS.Signals | null} */
export const stopped = () => stoppedBy

/** The exit code a shell gives for a signal. @param {NodeJS.Signals} signal */
export const exitCodeOf = (signal) => 128 + { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal]

/**
 * @typedef {object} Finished
 * @property {number} code 0 is success; a signal gives 128 + its number.
 * @property {string} output What it wrote, when `output` is `collected`.
 */

/**
 * @param {readonly string[]} argv The program and its arguments; tools of the repository are found by name.
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, output?: 'shown' | 'collected' | 'on stderr' }} [options]
 * @returns {Promise<Finished>}
 */
export function runCommand([program = '', ...args], { cwd = ROOT, env = {}, output = 'shown' } = {}) {
  const stdout = { shown: /** @type {const} */ ('inherit'), collected: /** @type {const} */ ('pipe'), 'on stderr': 2 }[
    output
  ]
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env, PATH: OWN_TOOLS + process.env['PATH'] },
    stdio: ['inherit', stdout, output === 'collected' ? 'pipe' : 2],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (chunk) => (text += chunk))
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    stoppedBy = signal
    // A Ctrl-C has reached the child from the terminal already; a second one would cut its clean-up short.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of SIGNALS) process.on(signal, forward)
  return new Promise((resolve) => {
    const finish = (/** @type {number} */ code) => {
      for (const signal of SIGNALS) process.off(signal, forward)
      resolve({ code, output: text })
    }
    child.on('error', (error) => {
      text += `${error.message}\n`
      if (output !== 'collected') process.stderr.write(`${error.message}\n`)
      finish(127)
    })
    child.on('close', (code, signal) => finish(code ?? exitCodeOf(signal ?? 'SIGTERM')))
  })
}

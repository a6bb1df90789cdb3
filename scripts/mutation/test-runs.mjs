// Tests against a sandbox, each run within a time: a mutant may never come to an end.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** @typedef {import('./test-host.mjs').Ran} Ran @typedef {import('./test-host.mjs').Order} Order */

const HOST = fileURLToPath(new URL('test-host.mjs', import.meta.url))
const REACH = new URL('reach.mjs', import.meta.url).href
const START_TIMEOUT_MS = 300_000

export class TestRuns {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #host
  #sandbox
  #reachFile
  #projects

  /**
   * @param {string} sandbox
   * @param {string} reachFile Where the functions that were reached are written down.
   * @param {readonly string[]} projects Of vitest; none: all. One without browser tests starts no browser.
   */
  constructor(sandbox, reachFile, projects = []) {
    this.#sandbox = sandbox
    this.#reachFile = reachFile
    this.#projects = projects
  }

  /** Not part of what a test takes. */
  async start() {
    return (this.#host ??= await this.#start())
  }

  /** @param {Order} order @param {number} timeoutMs @returns {Promise<readonly Ran[] | 'timeout'>} */
  async run(order, timeoutMs) {
    const host = await this.start()
    const answer = next(host, timeoutMs)
    host.send(order)
    const ran = await answer
    if (ran === undefined) this.close()
    return /** @type {readonly Ran[] | undefined} */ (ran) ?? 'timeout'
  }

  /** Ends the host and whatever its tests have left running. */
  close() {
    const pid = this.#host?.pid
    this.#host = undefined
    if (pid === undefined) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }

  async #start() {
    const env = {
      ...process.env,
      NODE_ENV: 'test',
      NODE_OPTIONS: `--import=${REACH}`,
      KEYTURN_REACH: this.#reachFile,
    }
    const stderr = process.env['KEYTURN_MUTATION_DEBUG'] === undefined ? 'ignore' : 'inherit'
    /** @type {import('node:child_process').StdioOptions} */
    const stdio = ['ignore', 'ignore', stderr, 'ipc']
    const host = fork(HOST, this.#projects, { cwd: this.#sandbox, env, stdio, detached: true })
    if ((await next(host, START_TIMEOUT_MS)) !== 'ready') throw new Error('The tests could not be started.')
    return host
  }
}

/** The next message, or nothing: it took too long, or the host is gone. @param {import('node:child_process').ChildProcess} host @param {number} timeoutMs */
const next = (host, timeoutMs) =>
  new Promise((/** @type {(message: unknown) => void} */ resolve) => {
    const done = (/** @type {unknown} */ message) => {
      clearTimeout(timer)
      host.off('message', done).off('exit', gone)
      resolve(message)
    }
    const gone = () => done(undefined)
    const timer = setTimeout(gone, timeoutMs)
    host.on('message', done).on('exit', gone)
  })

// The parts of `npm run verify`. Each test file of the repository is in exactly one.
import { globSync } from 'node:fs'
import { ROOT } from './run-command.mjs'

/**
 * @typedef {object} Part
 * @property {string} about
 * @property {'vitest' | 'playwright'} runner
 * @property {string} project
 * @property {string | readonly string[]} files Globs from the root of the repository.
 * @property {string | readonly string[]} [except] Globs of files that another part runs.
 */

const NOT_TESTS = /(^|\/)(node_modules|dist)\/|^scripts\/lint\/fixture\//

/** @param {string | readonly string[]} globs @returns {readonly string[]} Files from the root, sorted. */
const found = (globs) =>
  globSync(globs, { cwd: ROOT, exclude: (path) => path.includes('node_modules') })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !NOT_TESTS.test(file))
    .toSorted()

/** @returns {readonly string[]} Every test file of the repository, wherever it lies. */
export const testFiles = () => found('**/*.{test,spec}.*')

/** @param {Part} part */
export function filesOf({ files, except = [] }) {
  const others = new Set(found(except))
  return found(files).filter((file) => !others.has(file))
}

/** @param {string} about @param {string} folder @param {readonly string[]} [except] @returns {Part} */
const serverRoom = (about, folder, except = []) => ({
  about,
  runner: 'vitest',
  project: 'server',
  files: `packages/server/src/${folder}/**/*.test.ts`,
  except: except.map((file) => `packages/server/src/${folder}/${file}`),
})

/** Name → the files it runs. @type {Record<string, Part>} */
export const PARTS = {
  domain: serverRoom('the tables and laws of the domain, at up to 100,000 runs', 'domain'),
  engine: serverRoom('use cases over the ports', 'engine'),
  storage: serverRoom('the contract of a storage, held by SQLite; kill -9 while it writes', 'storage'),
  vault: serverRoom('K1 to K4: vectors, every flipped bit, every swap, a million seals', 'vault'),
  providers: serverRoom(
    'what each answer of Pleo means, hostile ones included, and the provider against its stand-in',
    'providers',
  ),
  egress: serverRoom('E1, E2: spellings of inner addresses, 1,000 rebinding flips, TLS', 'egress'),
  monitor: serverRoom(
    'S1, S2, S3, S5: the monitor over SQLite with 100,000 connections on a virtual clock; M2: whole lives of a server',
    'monitor',
    ['over-http.test.ts'],
  ),
  'monitor-http': {
    about: 'S1, S2, S3 in small: 2,000 connections against the stand-in over HTTP, a minute in a second',
    runner: 'vitest',
    project: 'server',
    files: 'packages/server/src/monitor/over-http.test.ts',
  },
  webhooks: serverRoom(
    'kill -9 of a sender that is idle, commits, calls or tries again, 200 times; lanes and schedule',
    'webhooks',
    ['dead-endpoints.test.ts'],
  ),
  'dead-endpoints': {
    about: 'S8: 50 dead and 50 slow endpoints of 200, with the machine to itself',
    runner: 'vitest',
    project: 'server',
    files: 'packages/server/src/webhooks/dead-endpoints.test.ts',
  },
  mails: serverRoom(
    'kill -9 before, while and after a mail is taken, 50 times; who is told of what, and how often',
    'notify',
  ),
  http: serverRoom('the API and the pages of a whole server, over HTTP', 'http'),
  boot: {
    about: 'settings, start, commands',
    runner: 'vitest',
    project: 'server',
    files: 'packages/server/src/{boot,cli}/**/*.test.ts',
  },
  api: {
    about: 'W1: 100,000 fuzzed headers of webhooks; the schemas',
    runner: 'vitest',
    project: 'api',
    files: 'packages/api/src/**/*.test.ts',
  },
  connect: {
    about: "the customer's pages: words, facts, pastes, themes, the browser's half",
    runner: 'vitest',
    project: 'connect',
    files: 'packages/connect/src/**/*.test.{ts,tsx}',
    except: ['packages/connect/src/browser/layout.test.ts', 'packages/connect/src/access/*.test.ts'],
  },
  layout: {
    about: 'every screen in long, mirrored and real languages: nothing cut off',
    runner: 'vitest',
    project: 'connect',
    files: 'packages/connect/src/browser/layout.test.ts',
  },
  access: {
    about: 'axe on every screen at every standing: light, dark, forced colours, themes, wide, narrow, long, mirrored',
    runner: 'vitest',
    project: 'connect',
    files: 'packages/connect/src/access/*.test.ts',
  },
  elements: {
    about: "what stands in an integrator's page",
    runner: 'vitest',
    project: 'elements',
    files: 'packages/elements/src/**/*.test.{ts,tsx}',
  },
  simulator: {
    about: "the stand-in, held to the facts of Pleo's API",
    runner: 'vitest',
    project: 'pleo-simulator',
    files: 'packages/pleo-simulator/src/**/*.test.ts',
  },
  example: {
    about: 'the example product',
    runner: 'vitest',
    project: 'acme-books',
    files: 'examples/acme-books/src/**/*.test.ts',
  },
  bench: {
    about: 'what the bench measures with: its yardsticks, its stand-in and its page',
    runner: 'vitest',
    project: 'bench',
    files: 'bench/*.test.ts',
  },
  scripts: {
    about: 'the walls and rules of lint, each with its planted fault; what counts, names and writes down',
    runner: 'vitest',
    project: 'scripts',
    files: 'scripts/**/*.test.ts',
  },
  e2e: {
    about: 'the main job in a browser, with everything real but Pleo',
    runner: 'playwright',
    project: 'e2e',
    files: 'e2e/**/*.spec.ts',
    except: 'e2e/**/crash*.spec.ts',
  },
  crash: {
    about: 'C1: kill -9 before, between and after the answers about a key, 100 times',
    runner: 'playwright',
    project: 'e2e',
    files: 'e2e/**/crash*.spec.ts',
  },
}

// What is mutated in each room, by which tests, and how many must be found.

/**
 * @typedef {object} Room
 * @property {string} folder Whose files are mutated.
 * @property {string} project The folder that `tsc -b` takes.
 * @property {readonly (readonly string[])[]} tests Which tests judge them: first the near ones, then the next on what is left.
 * @property {number} limit The least share of mutants that is found.
 * @property {readonly string[]} [leftOut] Files that are not mutated.
 */

/** Not the product, or nothing that runs. */
export const NOT_MUTATED = [
  '**/*.test.{ts,tsx}',
  '**/testing/**',
  '**/test-support.ts',
  '**/contract/**',
  '**/contract.ts',
]

/** Tests that judge no mutants, each with why. @type {Readonly<Record<string, string>>} */
export const LEFT_OUT_TESTS = {
  'packages/server/src/domain/noticing/simulation.test.ts': 'a fleet of 100,000: its parts have tests of their own',
  'packages/server/src/monitor/noticing.test.ts': 'a fleet of 100,000 over SQLite, minutes a run',
  'packages/server/src/monitor/lives.test.ts': 'whole lives of servers, minutes a run',
  'packages/server/src/monitor/over-http.test.ts': 'a fleet over HTTP, minutes a run',
  'packages/server/src/webhooks/dead-endpoints.test.ts': 'takes the machine to itself',
  'packages/server/src/vault/secret-exposure.test.ts': 'reads the sources, which instruments change',
}

const SERVER = 'packages/server/src'
const server = (/** @type {string} */ room, /** @type {number} */ limit, /** @type {readonly string[]} */ also) => ({
  folder: `${SERVER}/${room}`,
  project: 'packages/server',
  tests: [[room], also].map((folders) => folders.map((folder) => `${SERVER}/${folder}/**/*.test.ts`)),
  limit,
})

/** @type {Readonly<Record<string, Room>>} */
export const ROOMS = {
  domain: server('domain', 0.9, ['engine']),
  engine: server('engine', 0.9, ['monitor', 'http/api', 'http/pages']),
  vault: server('vault', 0.9, ['boot', 'engine']),
  providers: server('providers', 0.9, ['engine', 'http/api']),
  egress: server('egress', 0.9, ['providers', 'webhooks']),
  webhooks: server('webhooks', 0.9, ['http/api']),
  storage: server('storage', 0.9, ['engine', 'webhooks', 'notify', 'monitor', 'http/api']),
  http: server('http', 0.8, ['boot']),
  connect: {
    folder: 'packages/connect/src',
    project: 'packages/connect',
    tests: [
      ['packages/connect/src/**/*.test.{ts,tsx}'],
      [`${SERVER}/http/**/*.test.ts`, `${SERVER}/notify/**/*.test.ts`],
    ],
    limit: 0.8,
    // Words are read by people and compared in words/*.test.ts; the gallery is what tests are shown.
    leftOut: ['**/words/**', '**/gallery*.ts'],
  },
  elements: {
    folder: 'packages/elements/src',
    project: 'packages/elements',
    tests: [['packages/elements/src/**/*.test.{ts,tsx}']],
    limit: 0.8,
    // Words, and what is written by scripts/elements-reference.mjs.
    leftOut: ['**/phrase-table.ts', '**/react-props.ts'],
  },
}

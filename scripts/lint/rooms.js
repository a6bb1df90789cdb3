// The walls of the repository as two tables: which room may import which, and who owns each outside package.
// `keyturn/walls` applies them; `walls.test.ts` plants a fault for each and checks that it bites.

/**
 * A room is a folder; the longest `under` that fits a file wins. `may` names the rooms it imports besides itself.
 * An import by package name (`@keyturn/api`) counts as the room that package is.
 *
 * @typedef {{ under: string, may: readonly string[] }} Room
 * @type {Readonly<Record<string, Room>>}
 */
export const ROOMS = {
  domain: { under: 'packages/server/src/domain/', may: [] },
  engine: { under: 'packages/server/src/engine/', may: ['domain'] },
  vault: { under: 'packages/server/src/vault/', may: ['domain', 'engine'] },
  storage: { under: 'packages/server/src/storage/', may: ['domain', 'engine'] },
  providers: { under: 'packages/server/src/providers/', may: ['domain', 'engine'] },
  egress: { under: 'packages/server/src/egress/', may: ['domain', 'engine'] },
  events: { under: 'packages/server/src/events/', may: ['domain', 'engine'] },
  webhooks: { under: 'packages/server/src/webhooks/', may: ['domain', 'engine'] },
  notify: { under: 'packages/server/src/notify/', may: ['domain', 'engine', 'connect'] },
  proxy: { under: 'packages/server/src/proxy/', may: ['domain', 'engine'] },
  monitor: { under: 'packages/server/src/monitor/', may: ['domain', 'engine'] },
  metrics: { under: 'packages/server/src/metrics/', may: ['domain', 'engine'] },
  http: { under: 'packages/server/src/http/', may: ['domain', 'engine', 'api', 'connect'] },
  boot: {
    under: 'packages/server/src/boot/',
    // Everything but cli: it wires it all.
    may: [
      'domain',
      'engine',
      'vault',
      'storage',
      'providers',
      'egress',
      'events',
      'webhooks',
      'notify',
      'proxy',
      'monitor',
      'metrics',
      'http',
      'api',
      'connect',
      'pleo-simulator',
      'example-acme-books',
    ],
  },
  // An edge like http: commands call use cases; what they run on comes wired from boot.
  cli: { under: 'packages/server/src/cli/', may: ['boot', 'domain', 'engine', 'pleo-simulator'] },
  server: { under: 'packages/server/', may: ['boot', 'cli'] },
  api: { under: 'packages/api/', may: [] },
  connect: { under: 'packages/connect/', may: [] },
  console: { under: 'packages/console/', may: ['api'] },
  // Of connect: how a frame and its host speak, how a time is said, what the server shows.
  elements: { under: 'packages/elements/', may: ['api', 'connect'] },
  'pleo-simulator': { under: 'packages/pleo-simulator/', may: [] },
  'example-acme-books': { under: 'examples/acme-books/', may: [] },
  'example-react-vite': { under: 'examples/react-vite/', may: ['elements'] },
  examples: { under: 'examples/', may: [] },
  e2e: {
    under: 'e2e/',
    may: ['server', 'boot', 'cli', 'pleo-simulator', 'example-acme-books', 'example-react-vite', 'scripts'],
  },
  bench: { under: 'bench/', may: ['api', 'server', 'boot', 'cli', 'connect', 'pleo-simulator', 'e2e', 'scripts'] },
  scripts: { under: 'scripts/', may: [] },
  root: { under: '', may: [] },
}

/** Our own packages, by name. */
export const OWN_PACKAGES = {
  keyturn: 'server',
  '@keyturn/api': 'api',
  '@keyturn/connect': 'connect',
  '@keyturn/console': 'console',
  '@keyturn/elements': 'elements',
  '@keyturn/e2e': 'e2e',
  '@keyturn/pleo-simulator': 'pleo-simulator',
  '@keyturn/example-acme-books': 'example-acme-books',
  '@keyturn/example-react-vite': 'example-react-vite',
}

/**
 * Who may import an outside package: rooms, or single files. A package that is not listed belongs to nobody and may
 * not be imported, so adding one means adding it here and to docs/decisions/0002-runtime-packages.md.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const OWNERS = {
  kysely: ['storage'],
  'node:sqlite': ['storage'],
  undici: ['egress'],
  hono: ['http', 'pleo-simulator', 'example-acme-books'],
  '@hono/node-server': ['http', 'pleo-simulator', 'example-acme-books'],
  '@hono/zod-openapi': ['http', 'api'],
  'swagger-ui-dist': ['http'],
  // RFC 9180, the server's half of sealed submit.
  hpke: ['vault'],
  'ipaddr.js': ['egress'],
  'prom-client': ['metrics'],
  react: ['elements/src/react', 'elements/src/react-element', 'elements/src/element-props', 'example-react-vite'],
  'react-dom': ['example-react-vite'],
  standardwebhooks: ['webhooks', 'api'],
  // Opens its own connections, to the one server that the operator names.
  nodemailer: ['notify'],
  pino: ['boot'],
  'pino-pretty': ['boot'],
  commander: ['cli'],
  zod: ['api', 'http', 'providers', 'boot', 'pleo-simulator'],
  preact: ['connect', 'console', 'elements'],
  'preact-render-to-string': ['connect', 'console'],
  vite: ['connect/vite.config', 'connect/vite.frame.config', 'console/vite.config', 'example-react-vite/vite.config'],
  // The hash there names the text of a migration; no key material is near it.
  'node:crypto': ['vault', 'boot', 'pleo-simulator', 'example-acme-books', 'storage/migrations/migrate'],
  // The network: one door out, one door in.
  'node:net': ['egress', 'http', 'pleo-simulator'],
  'node:tls': ['egress'],
  'node:dns': ['egress'],
  'node:https': ['egress'],
  'node:http2': [],
  'node:dgram': [],
  'node:http': ['egress', 'http', 'pleo-simulator', 'example-acme-books', 'example-react-vite'],
  // Code that is not in the repository.
  'node:child_process': ['cli'],
  'node:cluster': [],
  'node:inspector': [],
  'node:repl': [],
  'node:vm': [],
  'node:worker_threads': [],
  // Time goes through the clock port.
  'node:timers': ['boot', 'egress', 'cli', 'pleo-simulator', 'example-acme-books'],
}

/** Rooms that see nothing of Node at all. */
export const PURE_ROOMS = new Set(['domain', 'engine', 'api'])

/** Rooms the table of owners does not bind: tools, not product. */
export const UNBOUND_ROOMS = new Set(['scripts', 'e2e', 'bench'])

/** Rooms whose code outside them is never needed by a test either: they stand for somebody else's system. */
export const FOREIGN_ROOMS = new Set(['pleo-simulator', 'example-acme-books', 'example-react-vite', 'examples'])

/**
 * Where a lent secret may be used, and how often in that file (SECURITY K9). A new place is a new line here, and a
 * reviewer's question.
 *
 * @type {Readonly<Record<string, number>>}
 */
export const SECRET_USES = {
  'packages/server/src/egress/credential-header.ts': 1,
  'packages/server/src/vault/vault.ts': 2,
  'packages/server/src/webhooks/sign-delivery.ts': 1,
}

/** Tests, their helpers and contract suites: free of the walls inside their package, never imported by the product. */
const TEST_PATH = /\.(test|spec|bench)\.[cm]?[jt]sx?$|\/(testing|contract)\/|\/(contract|test-support)\.ts$|^e2e\//

/** @param {string} path A path from the root of the repository. */
export const isTest = (path) => TEST_PATH.test(path)

const BY_LENGTH = Object.entries(ROOMS).toSorted(([, a], [, b]) => b.under.length - a.under.length)

/** @param {string} path A path from the root of the repository. @returns {string} `root` outside all rooms. */
export const roomOf = (path) => BY_LENGTH.find(([, { under }]) => path.startsWith(under))?.[0] ?? 'root'

/** @param {string} path @returns {string | undefined} `packages/server` of a path in it. */
export const packageOf = (path) => /^(?:packages|examples)\/[^/]+|^e2e|^scripts/.exec(path)?.[0]

/** @param {string} source `hono/cookie`, `node:timers/promises` @returns {string} The package it belongs to. */
export function packageNameOf(source) {
  const [first = '', second = ''] = source.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}

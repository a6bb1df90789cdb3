// Keyturn's own lint rules, for what no ready-made rule says clearly. The tables they apply are in rooms.js; the
// planted faults that prove each of them are in fixture/.
import { isBuiltin } from 'node:module'
import { posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  FOREIGN_ROOMS,
  isTest,
  OWN_PACKAGES,
  OWNERS,
  packageNameOf,
  packageOf,
  PURE_ROOMS,
  ROOMS,
  roomOf,
  SECRET_USES,
  UNBOUND_ROOMS,
} from './rooms.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FIXTURE = 'scripts/lint/fixture/'
const SERVER = 'packages/server/src/'

/** The path from the root; the fixture's tree stands in for the root, so that its files meet the real tables. */
function pathOf(context) {
  const path = relative(ROOT, context.filename).split(sep).join('/')
  return path.startsWith(FIXTURE) ? path.slice(FIXTURE.length) : path
}

const isProduct = (path) => /^(packages|examples)\//.test(path) && !isTest(path)
const isServer = (path) => path.startsWith(SERVER) && !isTest(path)

/** A rule whose visitor exists only in files where `applies` holds. */
const rule = (description, applies, visitor) => ({
  meta: { type: 'problem', docs: { description } },
  create(context) {
    const path = pathOf(context)
    return applies(path) ? visitor((node, message) => context.report({ node, message }), path) : {}
  },
})

/** Calls `each(node, source)` for every way one module can name another. */
const onImports = (each) => {
  const literal = (node, source) => {
    if (source?.type === 'Literal' && typeof source.value === 'string') each(node, source.value)
  }
  return {
    ImportDeclaration: (node) => literal(node, node.source),
    ExportNamedDeclaration: (node) => literal(node, node.source),
    ExportAllDeclaration: (node) => literal(node, node.source),
    ImportExpression: (node) => literal(node, node.source),
    TSImportType: (node) => literal(node, node.source ?? node.argument?.literal ?? node.argument),
  }
}

const nameOf = (node) => {
  if (node?.type === 'Identifier') return node.name
  if (node?.type === 'ChainExpression') return nameOf(node.expression)
  if (node?.type !== 'MemberExpression') return undefined
  if (!node.computed) return node.property.name
  return node.property.type === 'Literal' ? String(node.property.value) : undefined
}

const isMember = (node, object, property) =>
  node.type === 'MemberExpression' && nameOf(node.object) === object && nameOf(node) === property

// walls ---------------------------------------------------------------------------------------------------------

/** What is wrong with `path` importing `source`, or undefined. */
function wallBetween(path, source) {
  const target = targetOf(path, source)
  return target.room === undefined ? wallToPackage(path, target.package) : wallToRoom(path, target)
}

function targetOf(path, source) {
  if (source.startsWith('.')) {
    const to = posix.join(posix.dirname(path), source)
    return { path: to, room: roomOf(to) }
  }
  const name = packageNameOf(source)
  return { package: name, room: OWN_PACKAGES[name] }
}

function wallToRoom(path, target) {
  const room = roomOf(path)
  const reaches = target.path !== undefined && packageOf(path) !== packageOf(target.path)
  if (room === 'scripts' || (reaches && packageOf(target.path) === 'scripts' && isTest(path))) return undefined
  if (reaches) return `${target.path} is in another package: import it by the package's name.`
  if (isTest(path)) return wallOfTest(room, target)
  if (target.path !== undefined && isTest(target.path)) return `${target.path} is for tests only.`
  if (room === target.room || ROOMS[room]?.may.includes(target.room)) return undefined
  return `${room} may not import ${target.room}: see scripts/lint/rooms.js.`
}

const wallOfTest = (room, target) =>
  FOREIGN_ROOMS.has(room) && room !== target.room ? `${room} may not import ${target.room}, tests included.` : undefined

function wallToPackage(path, name) {
  const room = roomOf(path)
  if (isTest(path) || UNBOUND_ROOMS.has(room)) return undefined
  const owners = OWNERS[name] ?? (isBuiltin(name) ? undefined : [])
  if (isOwner(owners, room, path)) return undefined
  if (owners === undefined && !PURE_ROOMS.has(room)) return undefined
  if (owners === undefined) return `${room} is pure: it imports nothing of Node.`
  return `${name} belongs to ${owners.join(', ') || 'nobody'}, not to ${room}: see scripts/lint/rooms.js.`
}

function isOwner(owners, room, path) {
  if (owners === undefined) return false
  if (owners.includes(room)) return true
  const file = path.slice(ROOMS[room]?.under.length).replace(/\.[jt]sx?$/, '')
  return owners.includes(`${room}/${file}`)
}

const walls = rule(
  'Holds the import walls of rooms.js.',
  (path) => roomOf(path) !== 'root',
  (report, path) =>
    onImports((node, source) => {
      const wall = wallBetween(path, source)
      if (wall !== undefined) report(node, wall)
    }),
)

// what only some places may touch -----------------------------------------------------------------------------------

const noProcessEnv = rule(
  'Only packages/server/src/boot reads the environment.',
  (path) => path.startsWith('packages/') && isProduct(path) && roomOf(path) !== 'boot',
  (report) => {
    const message = 'Only boot reads the environment: take the value as an argument.'
    return {
      MemberExpression(node) {
        if (isMember(node, 'process', 'env')) report(node, message)
      },
      VariableDeclarator({ id, init }) {
        const names = id.type === 'ObjectPattern' && nameOf(init) === 'process' ? id.properties : []
        for (const property of names) if (nameOf(property.key) === 'env') report(property, message)
      },
      ImportDeclaration(node) {
        if (!/^(node:)?process$/.test(node.source.value)) return
        if (node.specifiers.some(({ imported }) => nameOf(imported) === 'env')) report(node, message)
      },
    }
  },
)

const PORTS = {
  'Date.now': 'the clock port',
  'performance.now': 'the clock port',
  'Math.random': 'the randomness port',
  'crypto.randomUUID': 'the randomness port',
  'crypto.getRandomValues': 'the randomness port',
  fetch: 'the egress port',
  setTimeout: 'the clock port',
  setInterval: 'the clock port',
}

const throughPorts = rule(
  'Time, randomness and the network reach the server through ports only.',
  (path) => isServer(path) && !['boot', 'cli'].includes(roomOf(path)),
  (report) => {
    const say = (node, what) => report(node, `${what} is not ours to call here: it comes through ${PORTS[what]}.`)
    return {
      CallExpression(node) {
        const { callee } = node
        const name = nameOf(callee) ?? ''
        const full = callee.type === 'MemberExpression' ? `${nameOf(callee.object)}.${name}` : name
        const what = full.replace(/^globalThis\./, '')
        if (Object.hasOwn(PORTS, what)) say(node, what)
      },
      NewExpression(node) {
        if (nameOf(node.callee) !== 'Date' || node.arguments.length > 0) return
        report(node, 'new Date() without an argument reads the clock: it comes through the clock port.')
      },
    }
  },
)

/** `app.use(…)` of Hono is the one other `use` there is. */
const isMiddleware = (callee) => /^(app|api|router|pages)$/.test(nameOf(callee.object) ?? '')

const secretUse = rule(
  'A secret is lent only in the places listed in rooms.js.',
  (path) => isServer(path) && roomOf(path) !== 'domain',
  (report, path) => {
    let left = SECRET_USES[path] ?? 0
    return {
      MemberExpression(node) {
        if (nameOf(node) !== 'use' || isMiddleware(node)) return
        left -= 1
        if (left < 0) report(node, 'A secret is used here, and SECRET_USES in scripts/lint/rooms.js does not list it.')
      },
    }
  },
)

// laws in the shape of code -------------------------------------------------------------------------------------

const GUARDED = /(^|[a-z_])(tag|mac|digest|fingerprint|commitment|tokenhash)$/i
const isGuarded = (node) => GUARDED.test((nameOf(node) ?? '').replace(/^#/, ''))
const isConstant = (node) =>
  node.type === 'Literal' ||
  node.type === 'TemplateLiteral' ||
  nameOf(node) === 'undefined' ||
  node.type === 'UnaryExpression'

const noTimingCompare = rule(
  'Tags, MACs, digests, fingerprints and token hashes are compared in constant time.',
  isServer,
  (report) => {
    const message = 'Compare it with timingSafeEqual, or look it up: === tells how far two values agree.'
    return {
      BinaryExpression(node) {
        if (!/^[!=]==?$/.test(node.operator)) return
        if (isConstant(node.left) || isConstant(node.right)) return
        if (isGuarded(node.left) || isGuarded(node.right)) report(node, message)
      },
      CallExpression(node) {
        if (node.callee.type !== 'MemberExpression' || !/^(equals|compare)$/.test(nameOf(node.callee) ?? '')) return
        if ([node.callee.object, ...node.arguments].some(isGuarded)) report(node, message)
      },
    }
  },
)

const FATES = new Set(['not_connected', 'connected', 'action_required', 'disconnected', 'failed', 'validating'])
const isFate = (node) => {
  if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression') return isFate(node.expression)
  if (node.type === 'ConditionalExpression') return isFate(node.consequent) || isFate(node.alternate)
  return node.type === 'Literal' && FATES.has(node.value)
}
const isFateName = (name) => name === 'standing' || name === 'state'

const standingAssignments = rule(
  'Only the tables of the domain decide a standing or a state (SECURITY M3).',
  (path) => isServer(path) && roomOf(path) !== 'domain',
  (report) => {
    const message = 'Only domain/ decides a standing or a state: apply an event to its table.'
    return {
      AssignmentExpression(node) {
        if (node.left.type === 'MemberExpression' && isFateName(nameOf(node.left))) report(node, message)
      },
      ObjectExpression(node) {
        const changes = node.properties.some(({ type }) => type === 'SpreadElement')
        for (const { type, key, value } of node.properties) {
          if (type !== 'Property' || !isFateName(nameOf(key)) || value.type.endsWith('Pattern')) continue
          const copies = nameOf(value) === 'standing'
          if (isFate(value) || (changes && nameOf(key) === 'standing' && !copies)) report(key, message)
        }
      },
    }
  },
)

const noIndexFile = {
  meta: { type: 'problem', docs: { description: 'A file is named by its job.' } },
  create: (context) => ({
    Program(node) {
      if (!/\/index\.[cm]?[jt]sx?$/.test(`/${pathOf(context)}`)) return
      context.report({ node, message: 'Name the file by its job: index says nothing.' })
    },
  }),
}

const SLEEPS = new Set(['setTimeout', 'sleep', 'delay'])

/** `await sleep(…)` or `await new Promise(r => setTimeout(r, …))`. */
function isSleep(node) {
  if (node.type === 'CallExpression') return SLEEPS.has(nameOf(node.callee) ?? '')
  if (node.type !== 'NewExpression' || nameOf(node.callee) !== 'Promise') return false
  const body = node.arguments[0]?.body
  const call = body?.type === 'BlockStatement' ? body.body[0]?.expression : body
  return body !== undefined && call?.type === 'CallExpression' && SLEEPS.has(nameOf(call.callee) ?? '')
}

const isTestCall = (node) => {
  if (node.type !== 'CallExpression') return false
  const { callee } = node
  const root = callee.type === 'CallExpression' ? callee.callee : callee
  return ['it', 'test'].includes(nameOf(root.type === 'MemberExpression' ? root.object : root) ?? '')
}

const noSleepingTest = rule(
  'A test waits for what it expects, never for time to pass.',
  (path) => /\.(test|spec)\.tsx?$/.test(path),
  (report) => {
    /** Functions around the node, innermost last; true for one handed straight to it(…). */
    const functions = []
    const enter = (node) => functions.push(isTestCall(node.parent))
    const leave = () => functions.pop()
    return {
      FunctionExpression: enter,
      'FunctionExpression:exit': leave,
      ArrowFunctionExpression: enter,
      'ArrowFunctionExpression:exit': leave,
      FunctionDeclaration: enter,
      'FunctionDeclaration:exit': leave,
      AwaitExpression(node) {
        if (functions.at(-1) !== true || !isSleep(node.argument)) return
        report(node, 'Wait for the thing itself (expect.poll, vi.waitFor, an event) or hand the test a clock.')
      },
    }
  },
)

export default {
  meta: { name: 'keyturn' },
  rules: {
    walls,
    'no-process-env': noProcessEnv,
    'through-ports': throughPorts,
    'secret-use': secretUse,
    'no-timing-compare': noTimingCompare,
    'standing-assignments': standingAssignments,
    'no-index-file': noIndexFile,
    'no-sleeping-test': noSleepingTest,
  },
}

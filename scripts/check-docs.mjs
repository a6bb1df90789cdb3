// `npm run check`, the part about words: what the documents say about the repository must be so.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from './run-command.mjs'
import { titlesIn } from './test-titles.mjs'

const PAGES = ['*.md', 'docs/**/*.md', '.changes/*.md', '{packages,examples}/*/*.md']
const REQUIRED = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'LICENSE']
const DECISION = /^docs\/decisions\/(?<number>\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.md$/
const PACKAGES_PAGE = 'docs/decisions/0002-runtime-packages.md'
/** A package of ours needs no reason to be there. */
const IS_OURS = /^(@keyturn\/|keyturn$)/

const read = (/** @type {string} */ file) => readFileSync(join(ROOT, file), 'utf8')
const list = (/** @type {string | string[]} */ pattern) =>
  globSync(pattern, { cwd: ROOT, exclude: (path) => path.includes('node_modules') }).toSorted()

/** The anchor GitHub gives a heading. @param {string} heading */
export const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')

const withoutCode = (/** @type {string} */ markdown) => markdown.replaceAll(/^```[\s\S]*?^```/gm, '')
const headingsOf = (/** @type {string} */ markdown) =>
  [...withoutCode(markdown).matchAll(/^#+ (?<text>.+)$/gm)].map(({ groups }) => groups?.text ?? '')

/** @param {string} markdown @returns {readonly string[]} Where its links and pictures lead. */
export const linksOf = (markdown) => [
  ...[...withoutCode(markdown).matchAll(/\]\((?<to>[^()\s]+)(?: "[^"]*")?\)/g)].map(({ groups }) => groups?.to ?? ''),
  ...[...withoutCode(markdown).matchAll(/(?:src|href|srcset)="(?<to>[^"]+)"/g)].map(({ groups }) => groups?.to ?? ''),
]

/** @param {string} page @param {string} link @returns {string | undefined} What is wrong with it. */
function faultOfLink(page, link) {
  if (/^(https?|mailto):/.test(link)) return undefined
  const [path = '', anchor = ''] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  if (!existsSync(join(ROOT, target))) return `${page} links to ${link}, which does not exist.`
  if (anchor === '' || !target.endsWith('.md')) return undefined
  const anchors = headingsOf(read(target)).map(anchorOf)
  return anchors.includes(anchor) ? undefined : `${page} links to ${link}, and ${target} has no such heading.`
}

const faultsOfLinks = () =>
  list(PAGES).flatMap((page) => linksOf(read(page)).flatMap((link) => faultOfLink(page, link) ?? []))

const faultsOfRequired = () =>
  REQUIRED.filter((file) => !existsSync(join(ROOT, file))).map((file) => `${file} is missing.`)

function faultsOfDecisions() {
  const pages = list('docs/decisions/*')
  const numbers = pages.map((page) => DECISION.exec(page)?.groups?.number)
  const misnamed = pages.filter((_, at) => numbers[at] === undefined)
  const repeated = numbers.filter((number, at) => number !== undefined && numbers.indexOf(number) !== at)
  return [
    ...misnamed.map((page) => `${page}: a decision is called NNNN-its-subject.md.`),
    ...repeated.map((number) => `docs/decisions: the number ${number} is used twice.`),
  ]
}

/** SECURITY Q3: a reason for each direct run-time package, and no reason for one that has gone. */
function faultsOfPackages() {
  const used = new Set(
    list('packages/*/package.json').flatMap((file) => Object.keys(JSON.parse(read(file)).dependencies ?? {})),
  )
  const ours = [...used].filter((name) => !IS_OURS.test(name))
  const reasons = headingsOf(read(PACKAGES_PAGE)).flatMap(
    (heading) => /^`(?<name>[^`]+)`/.exec(heading)?.groups?.name ?? [],
  )
  return [
    ...ours.filter((name) => !reasons.includes(name)).map((name) => `${name} has no reason in ${PACKAGES_PAGE}.`),
    ...reasons
      .filter((name) => !ours.includes(name))
      .map((name) => `${PACKAGES_PAGE} gives a reason for ${name}, which nothing uses.`),
  ]
}

const faultsOfChanges = () =>
  list('.changes/*.md').some((file) => file !== '.changes/README.md')
    ? []
    : ['.changes holds no entry: see .changes/README.md.']

const STATEMENT = 'docs/accessibility.md'
/** WCAG 2.2, levels A and AA: 31 and 24 criteria, 4.1.1 being obsolete. */
const CRITERIA = { A: 31, AA: 24 }

/**
 * The two tables of the accessibility statement: criteria with the tests that hold them, and those tests.
 * @param {string} page
 */
export function statementOf(page) {
  const criteria = [
    ...page.matchAll(/^\| (?<number>\d\.\d\.\d+) [^|]+ \| (?<level>A+) +\| [^|]+ \| (?<tests>[^|]*) \|$/gm),
  ]
  const tests = [
    ...page.matchAll(/^\| `(?<name>\w+)` +\| \[[^\]]+\]\((?:\.\.\/)?(?<file>[^)]+)\) +\| (?<title>[^|]+?) +\|$/gm),
  ]
  return {
    criteria: criteria.map(({ groups: { number = '', level = '', tests: named = '' } = {} }) => ({
      number,
      level,
      tests: [...named.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    })),
    tests: tests.map(({ groups: { name = '', file = '', title = '' } = {} }) => ({ name, file, title })),
  }
}

/** Without the ids before it, `[S9] takes a key by %s` is called `takes a key by %s`. */
const withoutIds = (/** @type {string} */ title) => title.replace(/^(?:\[[^\]]*\] ?)+/, '')

/** @param {{ file: string, title: string }} test */
const isThere = ({ file, title }) =>
  existsSync(join(ROOT, file)) && titlesIn(file, read(file)).some((test) => withoutIds(test.title) === title)

/** Each criterion once, each held by tests that exist, and no test listed for nothing. */
function faultsOfStatement() {
  const { criteria, tests } = statementOf(read(STATEMENT))
  const names = new Set(tests.map(({ name }) => name))
  const used = new Set(criteria.flatMap((criterion) => criterion.tests))
  const numbers = criteria.map(({ number }) => number)
  return [
    ...Object.entries(CRITERIA).flatMap(([level, count]) => {
      const found = criteria.filter((criterion) => criterion.level === level).length
      return found === count ? [] : [`${STATEMENT} has ${found} criteria of level ${level}, not ${count}.`]
    }),
    ...numbers
      .filter((number, at) => numbers.indexOf(number) !== at)
      .map((number) => `${STATEMENT} has the criterion ${number} twice.`),
    ...[...used].filter((name) => !names.has(name)).map((name) => `${STATEMENT} names no test ${name}.`),
    ...[...names].filter((name) => !used.has(name)).map((name) => `${STATEMENT} lists the test ${name} for nothing.`),
    ...tests
      .filter((test) => !isThere(test))
      .map(({ file, title }) => `${STATEMENT} names a test that ${file} does not have: ${title}`),
  ]
}

/** @returns {readonly string[]} Everything that is not so, in words. */
export const docFaults = () => [
  ...faultsOfRequired(),
  ...faultsOfLinks(),
  ...faultsOfDecisions(),
  ...faultsOfPackages(),
  ...faultsOfChanges(),
  ...faultsOfStatement(),
]

if (import.meta.main) {
  const faults = docFaults()
  process.stdout.write(faults.map((fault) => `${fault}\n`).join(''))
  if (faults.length > 0) process.exitCode = 1
}

// `npm run check`, the part about words: what the documents say about the repository must be so.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from './run-command.mjs'

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

/** @returns {readonly string[]} Everything that is not so, in words. */
export const docFaults = () => [
  ...faultsOfRequired(),
  ...faultsOfLinks(),
  ...faultsOfDecisions(),
  ...faultsOfPackages(),
  ...faultsOfChanges(),
]

if (import.meta.main) {
  const faults = docFaults()
  process.stdout.write(faults.map((fault) => `${fault}\n`).join(''))
  if (faults.length > 0) process.exitCode = 1
}

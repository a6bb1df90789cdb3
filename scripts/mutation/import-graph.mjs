// Which files a test can reach: what it imports, and what it names as a path (a child to start, a file to read).
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parse } from './syntax.mjs'

/** @typedef {import('./syntax.mjs').Node} Node */

/** The source behind a package's name, by its exports. @param {string} root @param {readonly string[]} folders */
export function sourcesOfPackages(root, folders) {
  /** @type {Map<string, string>} */
  const sources = new Map()
  for (const folder of folders) {
    const { name, exports = {} } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
    for (const [path, target] of Object.entries(exports)) {
      const source = target['@keyturn/source']
      if (source !== undefined) sources.set(join(name, path), join(folder, source))
    }
  }
  return sources
}

/** Every text in a file that could name another. @param {unknown} node @param {Set<string>} found */
function textsIn(node, found) {
  if (typeof node !== 'object' || node === null) return
  const { type, value } = /** @type {{ type?: unknown, value?: unknown }} */ (node)
  if (type === 'Literal' && typeof value === 'string' && /^(?:\.|@keyturn\/)/.test(value)) found.add(value)
  for (const child of Object.values(node)) textsIn(child, found)
}

export class ImportGraph {
  /** @type {Map<string, { hash: string, imports: readonly string[] }>} */
  #files = new Map()
  #root
  #packages

  /** @param {string} root @param {ReadonlyMap<string, string>} packages A package's name → its source. */
  constructor(root, packages) {
    this.#root = root
    this.#packages = packages
  }

  /** The file itself and all it reaches. @param {string} file @returns {ReadonlySet<string>} */
  reachedFrom(file) {
    const reached = new Set([file])
    for (const next of reached) for (const imported of this.#read(next).imports) reached.add(imported)
    return reached
  }

  /** Changes with every file that the given one reaches. @param {string} file */
  hashOf(file) {
    const hash = createHash('sha256')
    for (const reached of [...this.reachedFrom(file)].toSorted()) hash.update(reached).update(this.#read(reached).hash)
    return hash.digest('hex')
  }

  /** @param {string} file */
  #read(file) {
    const known = this.#files.get(file)
    if (known !== undefined) return known
    const source = readFileSync(join(this.#root, file))
    const isCode = /\.[cm]?[jt]sx?$/.test(file)
    const read = {
      hash: createHash('sha256').update(source).digest('hex'),
      imports: isCode ? this.#importsOf(file, source.toString('utf8')) : [],
    }
    this.#files.set(file, read)
    return read
  }

  /** @param {string} file @param {string} source */
  #importsOf(file, source) {
    /** @type {Set<string>} */
    const names = new Set()
    textsIn(parse(file, source), names)
    return [...names].flatMap((name) => this.#resolve(file, name) ?? [])
  }

  /** @param {string} file @param {string} name @returns {string | undefined} */
  #resolve(file, name) {
    if (!name.startsWith('.')) return this.#packages.get(name)
    const path = join(this.#root, dirname(file), name)
    return existsSync(path) && statSync(path).isFile() ? relative(this.#root, path) : undefined
  }
}

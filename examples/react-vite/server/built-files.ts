import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const BUILT = join(import.meta.dirname, '../dist/app')
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
}

/** A file that `vite build` made; null: there is none at that address. */
export async function readBuilt(path: string): Promise<{ readonly type: string; readonly body: Buffer } | null> {
  const name = path === '/' ? 'index.html' : path.slice(1)
  const type = TYPES[name.split('.').at(-1) ?? '']
  if (type === undefined || !/^(?:index\.html|assets\/[\w.-]+)$/.test(name)) return null
  const body = await readFile(join(BUILT, name)).catch(() => null)
  return body === null ? null : { type, body }
}

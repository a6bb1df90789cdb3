import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { z } from 'zod'
import type { AssetFile, AssetStore } from '../http/http-config.ts'

const compress = promisify(brotliCompress)

/** What Vite writes beside the built files. */
const manifest = z.record(
  z.string(),
  z.object({ file: z.string(), css: z.array(z.string()).optional(), isEntry: z.boolean().optional() }),
)

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
}

/** The pages' script and style sheet were not built. */
export class AssetsMissing extends Error {
  constructor(folder: string) {
    super(`The customer pages are not built: there is no manifest in ${folder}. Run: npm run build`)
  }
}

const BUILT = join(dirname(fileURLToPath(import.meta.url)), '../../../connect/dist')

/** Reads the built files once and compresses them. @throws AssetsMissing */
export async function loadAssets(folder: string = BUILT): Promise<AssetStore> {
  const entries = await readManifest(folder, 'manifest.json')
  const frame = await readManifest(folder, 'frame.json')
  const files = [...new Set([...entries, ...frame].flatMap(({ file, css }) => [file, ...(css ?? [])]))]
  const loaded = new Map<string, AssetFile>()
  for (const file of files) loaded.set(`/${file}`, await loadAsset(folder, file))
  const styles = files.filter((file) => file.endsWith('.css')).map((file) => `/${file}`)
  return {
    assets: { scripts: entryScripts(entries), styles },
    frame: { scripts: entryScripts(frame), styles },
    rules: styles.map((path) => Buffer.from(loaded.get(path)?.body ?? []).toString('utf8')).join(''),
    find: (path) => loaded.get(path),
    extended: extendedFiles(loaded),
  }
}

/** How many themes are kept; an integrator has one or two. */
const KEPT_EXTENSIONS = 64
/** Made on request, so quickly: a twentieth larger than the built files, in a fiftieth of the time. */
const QUICKLY = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }

/** What was asked for last is kept; the promise too, so that it is made once for those who ask at the same time. */
function extendedFiles(loaded: ReadonlyMap<string, AssetFile>): AssetStore['extended'] {
  const kept = new Map<string, Promise<AssetFile>>()
  return async (path, more) => {
    const file = loaded.get(path)
    if (file === undefined) return undefined
    const name = `${path}\n${more}`
    const extended = kept.get(name) ?? extend(file, more)
    kept.delete(name)
    kept.set(name, extended)
    const [oldest] = kept.keys()
    if (kept.size > KEPT_EXTENSIONS && oldest !== undefined) kept.delete(oldest)
    return extended
  }
}

async function extend({ contentType, body }: AssetFile, more: string): Promise<AssetFile> {
  const whole = new Uint8Array(Buffer.concat([body, Buffer.from(more)]))
  return { contentType, body: whole, brotli: new Uint8Array(await compress(whole, QUICKLY)) }
}

type Entry = z.infer<typeof manifest>[string]

async function readManifest(folder: string, name: string): Promise<readonly Entry[]> {
  const text = await readFile(join(folder, '.vite', name), 'utf8').catch(() => null)
  if (text === null) throw new AssetsMissing(folder)
  return Object.values(manifest.parse(JSON.parse(text)))
}

const entryScripts = (entries: readonly Entry[]): string[] =>
  entries.filter(({ isEntry, file }) => isEntry && file.endsWith('.js')).map(({ file }) => `/${file}`)

async function loadAsset(folder: string, file: string): Promise<AssetFile> {
  const body = new Uint8Array(await readFile(join(folder, file)))
  const brotli = new Uint8Array(await compress(body))
  return {
    contentType: CONTENT_TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    body,
    brotli: brotli.byteLength < body.byteLength ? brotli : null,
  }
}

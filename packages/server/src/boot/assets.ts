import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'
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
  const entries = Object.values(manifest.parse(JSON.parse(await readManifest(folder))))
  const files = [...new Set(entries.flatMap(({ file, css }) => [file, ...(css ?? [])]))]
  const loaded = new Map<string, AssetFile>()
  for (const file of files) loaded.set(`/${file}`, await loadAsset(folder, file))
  const entry = entries.filter(({ isEntry }) => isEntry)
  return {
    assets: {
      scripts: entry.map(({ file }) => `/${file}`).filter((path) => path.endsWith('.js')),
      styles: files.filter((file) => file.endsWith('.css')).map((file) => `/${file}`),
    },
    find: (path) => loaded.get(path),
  }
}

async function readManifest(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, '.vite/manifest.json'), 'utf8')
  } catch {
    throw new AssetsMissing(folder)
  }
}

async function loadAsset(folder: string, file: string): Promise<AssetFile> {
  const body = new Uint8Array(await readFile(join(folder, file)))
  const brotli = new Uint8Array(await compress(body))
  return {
    contentType: CONTENT_TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    body,
    brotli: brotli.byteLength < body.byteLength ? brotli : null,
  }
}

import { build } from 'vite'
import type { InlineConfig } from 'vite'

const ROOT = new URL('../..', import.meta.url).pathname

/** The script and the style sheet as they are built, under the addresses they are built for. */
export const builtFiles = (): Promise<ReadonlyMap<string, string>> =>
  filesOf({ configFile: `${ROOT}vite.config.ts`, build: { write: false } })

/** A file of `testing/` with all it imports, as one script that runs by itself. */
export async function bundled(file: string): Promise<string> {
  const lib = { entry: `${ROOT}src/testing/${file}`, formats: ['iife' as const], name: 'bundled' }
  const [script = ''] = (await filesOf({ configFile: false, build: { write: false, lib } })).values()
  return script
}

async function filesOf(config: InlineConfig): Promise<ReadonlyMap<string, string>> {
  const built = await build({ root: ROOT, logLevel: 'error', ...config })
  const outputs = Array.isArray(built) ? built.flatMap(({ output }) => output) : 'output' in built ? built.output : []
  return new Map(
    outputs.flatMap((file) => {
      if (file.type === 'chunk') return [[`/${file.fileName}`, file.code] as const]
      return file.fileName.endsWith('.css') ? [[`/${file.fileName}`, String(file.source)] as const] : []
    }),
  )
}

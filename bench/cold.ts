import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { freshFolder } from './fleet.ts'

/** A Node that no other process runs: what is mapped cannot be dropped. */
export function nodeOfItsOwn(): string {
  const node = join(freshFolder(), 'node')
  copyFileSync(process.execPath, node)
  return node
}

/**
 * Drops files from the page cache, as nobody needs to be root for: written out by sync(1), then dropped by dd(1) with
 * `nocache`, which is POSIX_FADV_DONTNEED.
 * @throws where something of them is still there by fincore(1)
 */
export function makeCold(files: readonly string[]): void {
  execFileSync('sync', files)
  for (const file of files) execFileSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' })
  const left = execFileSync('fincore', ['--bytes', '--noheadings', '--output', 'RES', ...files], { encoding: 'utf8' })
  const bytes = left.split('\n').reduce((sum, line) => sum + Number(line), 0)
  if (bytes > 0) throw new Error(`${bytes} bytes are still in the page cache.`)
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { ROOT } from '@keyturn/scripts/run-command'

/** Runs a file of the server's sources in a process of its own. @returns what it printed @throws where it fails */
export async function runSource(file: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, ['--conditions=@keyturn/source', file, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const printed = await text(child.stdout)
  await ended
  if (child.exitCode !== 0) throw new Error(`${file} failed: ${printed}`)
  return printed
}

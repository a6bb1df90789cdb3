import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))
/** So that a process can draw what it says. */
const VIEWS = new URL('../../../../../scripts/jsx.mjs', import.meta.url).href

export interface Child {
  /** What it said until now. */
  readonly said: readonly string[]
  /** Resolves when it said so many lines. Rejects when it ends before. */
  saidLines(count: number): Promise<readonly string[]>
  /** SIGKILL: no handler runs. Resolves when it is gone and all it said is read. */
  kill(): Promise<void>
  /** How it ended by itself. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>
}

/** A real process of its own on a database. */
export const startChild = (task: 'serve' | 'visit' | 'relabel' | 'try' | 'write', ...rest: readonly string[]): Child =>
  startProcess(CHILD, task, ...rest)

/** A script of ours as a process of its own. */
export function startProcess(script: string, ...args: readonly string[]): Child {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(
    process.execPath,
    ['--conditions=@keyturn/source', `--import=${VIEWS}`, script, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const said: string[] = []
  let stderr = ''
  const lines = createInterface(child.stdout).on('line', (line) => said.push(line))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]).then(() => ({ code: child.exitCode, stderr }))
  return {
    said,
    ended,
    async saidLines(count) {
      while (said.length < count) {
        const end = await Promise.race([once(lines, 'line'), ended])
        if ('code' in end && said.length < count) throw new Error(`ended with ${end.code}: ${end.stderr}`)
      }
      return said
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

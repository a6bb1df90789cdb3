import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ROOT } from '@keyturn/scripts/run-command'

export const BUILT_SERVER = join(ROOT, 'packages/server/dist/build/keyturn.js')
export const BUILT_FOLDER = dirname(BUILT_SERVER)
const YARDSTICKS = join(import.meta.dirname, 'yardsticks')
const READY_WITHIN_MS = 30_000

/** A server as a process of its own. */
export interface ServerProcess extends AsyncDisposable {
  readonly url: string
  /** From the start of the process to the first 200 of `/readyz`. */
  readonly readyAfterMs: number
  /** Resident memory now, in MB. */
  memory(): number
  /** What all its threads have taken of the processors so far, in ms. */
  processorMs(): number
}

/** @param node which Node runs it */
export function startBuiltServer(
  settings: Readonly<Record<string, string>>,
  node: string = process.execPath,
): Promise<ServerProcess> {
  return startServer(node, [BUILT_SERVER, 'start'], (port, url) => ({
    KEYTURN_PORT: String(port),
    KEYTURN_PUBLIC_URL: url,
    KEYTURN_LOG_LEVEL: 'warn',
    ...settings,
  }))
}

/** One of `yardsticks/`, which listens on `PORT` and answers `/readyz`. */
export function startYardstick(
  name: string,
  args: readonly string[],
  node: string = process.execPath,
): Promise<ServerProcess> {
  return startServer(node, [join(YARDSTICKS, name), ...args], (port) => ({ PORT: String(port) }))
}

async function startServer(
  node: string,
  args: readonly string[],
  environment: (port: number, url: string) => Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const startedAt = performance.now()
  const child = spawn(node, args, { env: environment(port, url), stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (printed += text))
  while (!(await isReady(url))) {
    if (child.exitCode !== null || performance.now() - startedAt > READY_WITHIN_MS) {
      child.kill('SIGKILL')
      throw new Error(`The server did not get ready:\n${printed}`)
    }
    await wait(2)
  }
  const readyAfterMs = performance.now() - startedAt
  return {
    url,
    readyAfterMs,
    memory: () => residentMegabytes(child),
    processorMs: () => processorMs(child),
    [Symbol.asyncDispose]: () => stop(child),
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`)
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}

function residentMegabytes({ pid }: ChildProcess): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1_024
}

/** `utime` and `stime` of proc(5), in ticks of 10 ms. */
function processorMs({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

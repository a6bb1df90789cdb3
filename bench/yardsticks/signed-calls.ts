// `node signed-calls.ts <provider> <for, in ms>`: asks about one key after the other as the monitor does, and does
// nothing with the answers but read them. Prints the calls a second, and what one takes of a processor.
import { randomUUID } from 'node:crypto'
import { Pool } from 'undici'

const AT_ONCE = 64
const WARM_UP = 2_000

const [provider = '', forMs = '0'] = process.argv.slice(2)
const pool = new Pool(provider, { connections: AT_ONCE, pipelining: 1 })

async function call(): Promise<void> {
  const authorization = `Basic ${Buffer.from(`fleet-key-${randomUUID()}:`).toString('base64')}`
  const answer = await pool.request({ method: 'GET', path: '/v1/introspect', headers: { authorization } })
  await answer.body.json()
}

async function callWhile(goOn: () => boolean): Promise<void> {
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (goOn()) await call()
    }),
  )
}

let calls = 0
await callWhile(() => (calls += 1) <= WARM_UP)
calls = 0
const [from, usage] = [performance.now(), process.cpuUsage()]
await callWhile(() => performance.now() - from < Number(forMs) && (calls += 1) > 0)
const took = process.cpuUsage(usage)
const rate = (1_000 * calls) / (performance.now() - from)
await pool.close()
process.stdout.write(JSON.stringify({ rate, processorMs: (took.user + took.system) / 1_000 / calls }))

import { mkdtemp, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { describeStores } from './contract.ts'
import { NOW } from './contract/fixtures.ts'
import { openSqlite } from './sqlite.ts'

/** The properties sync to disk hundreds of times. */
vi.setConfig({ testTimeout: 60_000 })

/** Nobody else writes in these tests: what looks for it sleeps until it is stopped. */
const clock = { now: () => NOW, sleep: (_ms: number, signal?: AbortSignal) => asleep(signal) }

async function asleep(signal = new AbortController().signal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
  signal.throwIfAborted()
}

describeStores('SQLite in memory', async () => {
  const { storage, db } = await openSqlite({ file: ':memory:', clock, role: 'server' })
  return { storage, db, dispose: () => storage.close() }
})

describeStores('SQLite in a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-storage-'))
  const { storage, db } = await openSqlite({ file: join(folder, 'keyturn.db'), clock, role: 'server' })
  return {
    storage,
    db,
    async dispose() {
      await storage.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
})

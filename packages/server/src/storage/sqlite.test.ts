import { mkdtemp, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, vi } from 'vitest'
import { describeStores } from './contract.ts'
import { aFingerprint, NOW } from './contract/fixtures.ts'
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

it('who holds a company or a key is found by its index, however many there are', async () => {
  const asked = vi.spyOn(DatabaseSync.prototype, 'prepare')
  const { storage } = await openSqlite({ file: ':memory:', clock, role: 'server' })
  try {
    asked.mockClear()
    const taken = { accountId: 'company', fingerprint: aFingerprint() }
    expect(await storage.fleet.holderOf('pleo', 'production', taken)).toBeUndefined()
    const questions = asked.mock.calls.map(([question]) => question)
    expect(questions).toHaveLength(2)
    const plans = questions.map((question) => planOf(asked.mock.contexts[0] as DatabaseSync, question))
    expect(plans[0]).toMatch(/SEARCH connections USING INDEX \S+ \(.*account_id=\?\)/)
    expect(plans[1]).toMatch(/SEARCH connections USING INDEX \S+ \(.*fingerprint=\?\)/)
  } finally {
    asked.mockRestore()
    await storage.close()
  }
})

const planOf = (database: DatabaseSync, question: string): string =>
  database
    .prepare(`explain query plan ${question}`)
    .all()
    .map(({ detail }) => String(detail))
    .join()

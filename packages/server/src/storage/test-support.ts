import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../engine/ports/clock.ts'
import { openSqliteStorage } from './sqlite.ts'
import type { Storage } from './storage.ts'

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, signal === undefined ? {} : { signal })
  },
}

/** A real database in a folder of its own, which goes with it: `await using storage = await aTemporaryStorage()`. */
export async function aTemporaryStorage(clock = systemClock): Promise<Storage & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-storage-'))
  const storage = await openSqliteStorage({ file: join(folder, 'keyturn.db'), clock, role: 'server' })
  return {
    ...storage,
    async [Symbol.asyncDispose]() {
      await storage.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

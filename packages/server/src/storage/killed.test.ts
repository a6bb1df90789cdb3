import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reportFigure } from '@keyturn/scripts/scale'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Connection } from '../domain/connection.ts'
import { aConnection, NOW, sealed } from './contract/fixtures.ts'
import { committed, everything, liveConnection, sequences } from './contract/opened.ts'
import { openSqlite } from './sqlite.ts'
import { systemClock } from './test-support.ts'
import { startProcess } from './testing/processes.ts'

const CHILD = fileURLToPath(new URL('testing/replaces-key.ts', import.meta.url))
/** More than a replacement has: whoever is not killed by then never is. */
const MOST_STATEMENTS = 50

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-replaced-'))
  file = join(folder, 'keyturn.db')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const open = () => openSqlite({ file, clock: systemClock, role: 'server' })

/** Its key was refused, and another one waits for a yes. */
async function aBrokenOne(): Promise<{ readonly broken: Connection; readonly before: unknown }> {
  const { storage, db } = await open()
  const live = await liveConnection(storage, aConnection())
  const issue = { code: 'key_revoked', details: {}, since: NOW, supportReference: 'K7QX-2M4D' } as const
  const broken = await committed(
    storage,
    { ...live, standing: 'action_required', issue },
    { candidate: { kind: 'put', sealed: sealed('candidate') } },
  )
  const before = await everything(db)
  await storage.close()
  return { broken, before }
}

/** Nothing was written, or all of it: standing, key, candidate, event and trail. */
async function endOf(broken: Connection, before: unknown): Promise<'as before' | 'replaced'> {
  const { storage, db } = await open()
  const { id, tenantId } = broken
  const found = await storage.connections.findSealed(tenantId, id)
  const end = found?.connection.credentialVersion === 1 ? 'as before' : 'replaced'
  if (end === 'as before') expect(await everything(db)).toEqual(before)
  else {
    expect(found).toMatchObject({ credential: sealed('new key'), candidate: null })
    expect(found?.connection).toMatchObject({ standing: 'connected', issue: null, credentialVersion: 2 })
    expect(await sequences(db, broken)).toEqual([1])
    expect(await storage.connections.timeline(tenantId, id, 10)).toHaveLength(1)
  }
  await storage.close()
  return end
}

it(
  '[C1] replaces a key wholly or not at all, at whichever statement the server is killed',
  { timeout: MOST_STATEMENTS * 20_000 },
  async () => {
    const ends: ('as before' | 'replaced')[] = []
    for (let statement = 1; ; statement += 1) {
      expect(statement).toBeLessThan(MOST_STATEMENTS)
      const { broken, before } = await aBrokenOne()
      const child = startProcess(CHILD, file, broken.tenantId, broken.id, String(statement))
      const { code, stderr } = await child.ended
      const end = await endOf(broken, before)
      if (code !== null) {
        expect({ code, stderr, end, said: child.said }).toEqual({
          code: 0,
          stderr: '',
          end: 'replaced',
          said: ['begins', 'committed'],
        })
        break
      }
      expect(child.said[0]).toBe('begins')
      if (child.said.includes('committed')) expect(end).toBe('replaced')
      ends.push(end)
    }
    const [kept, replaced] = (['as before', 'replaced'] as const).map((end) => ends.filter((one) => one === end).length)
    // Begin, four writes at least and the commit; then what rids the journal of the old key.
    expect(kept).toBeGreaterThanOrEqual(6)
    expect(replaced).toBeGreaterThanOrEqual(1)
    reportFigure(
      'C1',
      `killed at each of ${ends.length} statements of a replacement: ${kept} as before, ${replaced} replaced`,
    )
  },
)

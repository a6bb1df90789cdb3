// `node … measure-leases.ts <database> <for, in ms>`: takes leases of all that is due within a day, a batch after the other,
// as the monitor does with its keys, and prints how many it got a second. Between two batches, beside the time, the first is
// planned anew as its answers would have it: in service few are leased at once, and nobody looks past thousands of them.
import { systemClock } from '../boot/system-clock.ts'
import { LEASE_LASTS_MS } from '../engine/ports/check-store.ts'
import { openSqlite } from '../storage/sqlite.ts'

const A_BATCH = 500
const A_DAY_MS = 24 * 60 * 60_000
const PLACE = { provider: 'pleo', environment: 'custom' }

const [file = '', forMs = '0'] = process.argv.slice(2)
const { storage, db } = await openSqlite({ file, clock: systemClock, role: 'command' })
let [taken, tookMs] = [0, 0]
while (tookMs < Number(forMs)) {
  const due = systemClock.now() + 2 * A_DAY_MS
  const lease = { holder: `holder-${taken}`, until: due + LEASE_LASTS_MS }
  const startedAt = performance.now()
  const held = await storage.checks.claim(PLACE, 'sweep', lease, due, A_BATCH)
  tookMs += performance.now() - startedAt
  if (held.length === 0) throw new Error('All of them are held.')
  taken += held.length
  const ids = held.map(({ connection }) => connection.id)
  const planned = { lease_token: null, lease_until: null, next_check_at: due + 2 * A_DAY_MS }
  await db.updateTable('connections').set(planned).where('id', 'in', ids).execute()
}
await storage.close()
process.stdout.write(String((1_000 * taken) / tookMs))

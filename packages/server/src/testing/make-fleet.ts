// `node … make-fleet.ts <database> <master key file> <count> <first check within, in ms> [<tenants>]`: a new database
// with that many connected Pleo companies, each in a tenant of its own unless fewer tenants are named. Their keys are
// `fleet-key-<company id>`, so that a stand-in can name the company. Rows, seals and MACs are made by the product's own
// code; only the writing is not durable, or a million would take an hour.
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '../boot/system-clock.ts'
import { readMasterKeyFile } from '../vault/master-key.ts'
import { aMemoryKeyStore } from '../vault/testing/memory-key-store.ts'
import { openVault } from '../vault/vault.ts'
import { localMasterKey } from '../vault/wrap.ts'
import { openSqlite } from '../storage/sqlite.ts'
import { connectedCompany, rowsOf } from './fleet-rows.ts'

const A_TRANSACTION = 2_000
const MINUTE_MS = 60_000

const [file = '', masterKeyFile = '', countText = '0', withinText = '0', tenantsText = countText] =
  process.argv.slice(2)
const count = Number(countText)
const within = Number(withinText)
const tenants = Number(tenantsText)

await (await openSqlite({ file, clock: systemClock, role: 'command' })).storage.close()
const keys = aMemoryKeyStore()
const vault = await openVault({
  masterKey: localMasterKey(readMasterKeyFile(masterKeyFile, [])),
  keys,
  clock: systemClock,
})
const database = new DatabaseSync(file)
database.exec('PRAGMA synchronous = OFF')

/** The columns of a row as a prepared statement, made with the first row of a table. */
const inserts = new Map<string, { run: (row: object) => void }>()
function insert(table: string, row: object): void {
  const known = inserts.get(table) ?? prepared(table, Object.keys(row))
  inserts.set(table, known)
  known.run(row)
}

function prepared(table: string, columns: readonly string[]): { run: (row: object) => void } {
  const places = columns.map((column) => `$${column}`).join(', ')
  const statement = database.prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`)
  return { run: (row) => void statement.run({ ...row }) }
}

const now = systemClock.now()
for (let first = 0; first < count; first += A_TRANSACTION) {
  database.exec('BEGIN')
  for (let number = first; number < Math.min(count, first + A_TRANSACTION); number += 1) {
    // Spread evenly: what was imported long ago is never in step.
    const nextCheckAt = now + Math.floor((number / count) * within)
    // One a minute came, the last of them a minute ago.
    const connectedAt = now - (count - number) * MINUTE_MS
    const company = connectedCompany({ number, now, connectedAt, nextCheckAt, tenants })
    const rows = await rowsOf(vault, company, number)
    insert('connections', rows.connection)
    insert('credentials', rows.credential)
  }
  database.exec('COMMIT')
}
database.exec('BEGIN')
for (const versions of keys.rows.values()) {
  for (const { owner, version, masterKeyId, wrapped, createdAt } of versions) {
    insert('tenant_keys', { owner, version, master_key_id: masterKeyId, wrapped, created_at: createdAt })
  }
}
for (const [name, value] of keys.settings) insert('settings', { name, value })
database.exec('COMMIT')
database.exec('PRAGMA wal_checkpoint(TRUNCATE); ANALYZE')
database.close()
